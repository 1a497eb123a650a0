"""The media of a WordPress blog: attachments, and what texts show without the export naming it."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

from billet.migration.file_paths import FilePaths
from billet.migration.model import Medium, Origin
from billet.migration.sources.lenient_addresses import urlsplit
from billet.migration.sources.wordpress.php import NotSerialised, Value, unserialise
from billet.migration.sources.wordpress.records import Post
from chalicelib.content.old_address import encoded

_SIZE = re.compile(r"(?:-\d{2,5}x\d{2,5}|-scaled|-rotated)(?=\.\w{2,5}$)")
"""What WordPress adds to the name of a smaller copy."""

_UPLOADS = re.compile(r"/(?:wp-content/(?:blogs\.dir/\d+/files|uploads(?:/sites/\d+)?)|files)/(?=.)")
"""Where the media of a blog, or of one of several in a WordPress, lie."""

_ATTRIBUTE = re.compile(r"""\b(?:src|href|poster)\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
_HOST_OF_WORDPRESS = ".files.wordpress.com"


@dataclass(frozen=True)
class Attachment:
    """A medium as posts name it by its number. `address` is that of its largest file."""

    id: int
    address: str
    type: str
    alt: str
    caption: str
    title: str
    parent: int
    order: int

    @property
    def is_picture(self) -> bool:
        return self.type in ("jpg", "jpeg", "png", "gif", "webp", "avif", "svg", "bmp", "heic", "jpe")


@dataclass
class MediaLibrary:
    """Media by number and address. `pictures` is a folder that has copies of them, `site` the address of the
    home page, `linked_numbers` those of attachments to which a text leads by number."""

    site: str
    pictures: Path | None
    paths: FilePaths
    linked_numbers: frozenset[int] = frozenset()
    attachments: dict[int, Attachment] = field(default_factory=dict)
    _media: dict[str, Medium] = field(default_factory=dict)
    _addresses: dict[str, str] = field(default_factory=dict)
    _mentions: dict[str, Origin] = field(default_factory=dict)

    def add(self, post: Post, caption: str) -> bool:
        """Adds an attachment; `caption` is HTML. Returns whether it has a file."""
        address = post.attachment_url or post.guid
        file = post.value("_wp_attached_file") or _below_uploads(address)
        if not address or not file:
            return False
        metadata = _metadata(post.value("_wp_attachment_metadata"))
        folder = address.rpartition("/")[0] + "/"
        copies = [name for name in _file_names(metadata) if "/" not in name]
        original = metadata.get("original_image")
        if isinstance(original, str) and original and "/" not in original:
            copies.append(address.rpartition("/")[2])
            address = folder + original
            file = str(PurePosixPath(file).with_name(original))
        pages = [post.link] if post.link and post.status != "trash" else []
        others = [*(folder + name for name in copies), post.guid, *pages]
        if post.id in self.linked_numbers:
            others.append(f"{self.site}/?attachment_id={post.id}")
        self._add_medium(file, address, others, post.origin)
        self.attachments[post.id] = Attachment(
            id=post.id,
            address=encoded(address),
            type=PurePosixPath(file).suffix.lower().lstrip("."),
            alt=html.unescape(post.value("_wp_attachment_image_alt")),
            caption=caption,
            title=post.title,
            parent=post.parent,
            order=post.order,
        )
        return True

    @property
    def media(self) -> list[Medium]:
        """All media, in the order of the export."""
        return list(self._media.values())

    def pictures_of(self, post: int) -> list[Attachment]:
        """Returns the pictures that were uploaded for a post, in their order."""
        children = [attachment for attachment in self.attachments.values() if attachment.parent == post]
        return sorted(
            (child for child in children if child.is_picture), key=lambda child: (child.order, child.id)
        )

    def path_of(self, address: str) -> str:
        """Returns the path of the medium at an address, "" where there is none."""
        return self._addresses.get(self._key(address), "")

    def mention(self, text: str, origin: Origin) -> None:
        """Notes the media that a text shows or leads to."""
        for match in _ATTRIBUTE.finditer(text):
            address = html.unescape(match[1] or match[2] or "").strip()
            if self._is_own(address):
                self._mentions.setdefault(address, origin)

    def add_mentioned(self) -> None:
        """Adds media that texts show and the export does not have: a smaller copy is its original's, where
        that is known, so that one file comes of both."""
        for address in sorted(self._mentions, key=lambda address: bool(_SIZE.search(urlsplit(address).path))):
            bare = address.partition("?")[0].partition("#")[0]
            original = _SIZE.sub("", bare)
            if self._key(bare) in self._addresses:
                continue
            if self._key(original) in self._addresses or (
                original != bare and self._copy_of(_below_uploads(original))
            ):
                self._add_medium(_below_uploads(original), original, [bare], self._mentions[address])
            else:
                self._add_medium(_below_uploads(bare), bare, [], self._mentions[address])

    def _add_medium(self, file: str, address: str, others: Iterable[str], origin: Origin) -> None:
        known = self._addresses.get(self._key(address))
        addresses = dict.fromkeys([address, *filter(None, others)])
        if known is None:
            known = self.paths.medium(unquote(file))
            url = encoded(address if "//" in address else self.site + address)
            self._media[known] = Medium(path=known, origin=origin, content=self._copy_of(file), url=url)
        for other in addresses:
            self._addresses.setdefault(self._key(other), known)
        medium = self._media[known]
        self._media[known] = replace(medium, addresses=tuple(dict.fromkeys([*medium.addresses, *addresses])))

    def _copy_of(self, file: str) -> Path | None:
        """Returns the file that the folder of pictures has in the place of one of the blog; nothing outside
        of that folder."""
        if self.pictures is None or not file:
            return None
        root = self.pictures.resolve()
        name = unquote(file)
        for below in (name, f"uploads/{name}", f"wp-content/uploads/{name}", PurePosixPath(name).name):
            candidate = (root / below).resolve()
            if candidate.is_relative_to(root) and candidate.is_file():
                return candidate
        return None

    def _is_own(self, address: str) -> bool:
        if not _below_uploads(address):
            return False
        host = (urlsplit(address).hostname or "").removeprefix("www.")
        own = (urlsplit(self.site).hostname or "").removeprefix("www.")
        return not host or host == own or host.endswith(_HOST_OF_WORDPRESS)

    def _key(self, address: str) -> str:
        parts = urlsplit(address)
        host = (parts.hostname or urlsplit(self.site).hostname or "").removeprefix("www.")
        return unquote(f"{host}{parts.path}?{parts.query}")


def each_address(text: str, change: Callable[[str], str]) -> str:
    """Returns HTML with each address of a picture or link changed."""
    return _ATTRIBUTE.sub(
        lambda match: match[0].replace(match[1] or match[2] or "\0", change(match[1] or match[2] or "")), text
    )


def without_size(address: str) -> str:
    """Returns the address of the original of a picture, as far as its name tells it, without scheme."""
    return _SIZE.sub("", address.partition("?")[0].partition("://")[2] or address)


def _below_uploads(address: str) -> str:
    """Returns the path of a medium below the folder of uploads, "" where it is not there."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    if match := _UPLOADS.search(parts.path):
        return parts.path[match.end() :]
    return parts.path.lstrip("/") if (parts.hostname or "").endswith(_HOST_OF_WORDPRESS) else ""


def _metadata(text: str) -> dict[str | int, Value]:
    try:
        value = unserialise(text)
    except NotSerialised:
        return {}
    return value if isinstance(value, dict) else {}


def _file_names(metadata: dict[str | int, Value]) -> Iterator[str]:
    """Yields the names of the smaller copies of a picture."""
    sizes = metadata.get("sizes")
    for size in sizes.values() if isinstance(sizes, dict) else ():
        name = size.get("file") if isinstance(size, dict) else None
        if isinstance(name, str) and name:
            yield name
