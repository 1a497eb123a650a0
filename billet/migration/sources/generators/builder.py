"""Puts a `Site` together: texts, whose links lead to the files of the content folder, media and redirects."""

from __future__ import annotations

import posixpath
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from urllib.parse import quote, urlsplit

from billet.migration.file_paths import FilePaths
from billet.migration.model import Entry, Markup, Medium, Notice, OldAddress, Origin, Site
from billet.migration.sources.generators.document import Document
from billet.migration.sources.generators.folder import Folder, joined
from billet.migration.sources.generators.links import change_addresses
from billet.migration.sources.generators.media import is_medium, may_lie_beside, media_redirects
from chalicelib.content import file_name
from chalicelib.content.article import Kind
from chalicelib.content.old_address import decoded, old_address
from chalicelib.content.problem import ContentError
from chalicelib.content.redirect_reader import MOST_REDIRECTS
from chalicelib.content.redirects import key_of
from chalicelib.content.slug import slugify

_ELSEWHERE = ("#", "?", "//", "data:", "mailto:", "tel:", "{", "|")


@dataclass(frozen=True, kw_only=True)
class Page:
    """A text of the source. `entry` has the fields of its `Entry` but for path, id and text; `address` is
    where it stood, from the root: what links in it are relative to. `addresses` are all where readers found
    it, none for a draft."""

    document: Document
    kind: Kind
    path: str
    entry: Mapping[str, Any]
    address: str
    addresses: tuple[str, ...] = ()
    markup: Markup = "markdown"

    @property
    def new_address(self) -> str:
        """The address it has on the blog."""
        name = file_name.read(self.path)
        slug = self.entry.get("slug") or slugify(name.stem)
        return f"/{self.kind}/{slug}"


Expand = Callable[[Page, str], str]
"""Returns the text of a page with the tags of its templates expanded."""


@dataclass
class Builder:
    """Collects what a folder holds. `base` is the path of the home page, "" for the root; `content` is the
    folder that links from the root may mean as well."""

    folder: Folder
    site: Site
    name: str
    base: str = ""
    content: str = ""
    paths: FilePaths = field(default_factory=FilePaths)
    pages: list[Page] = field(default_factory=list)
    _files: dict[str, str] = field(default_factory=dict)
    _addresses: dict[str, str] = field(default_factory=dict)
    _media: dict[str, Medium] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.site.notices.extend(self.folder.notices)

    def rooted(self, *parts: str) -> str:
        """Returns the address of a path below the home page; a slash at its end stays."""
        ending = "/" if parts and parts[-1].endswith("/") and joined(*parts) else ""
        return f"/{joined(self.base, *parts)}{ending}"

    def notice(
        self, file: str, message: str, remedy: str = "", line: int = 0, *, left_out: bool = False
    ) -> None:
        """Adds a notice about a file."""
        self.site.notices.append(Notice(Origin(file, line), message, remedy, left_out))

    def refuse(self, error: ContentError) -> None:
        """Adds the notices of a text that cannot be read, and does not come."""
        for problem in error.problems:
            self.notice(problem.file, problem.message, problem.remedy, problem.line, left_out=True)

    def keeper(self, page: Page) -> Callable[[str, int], None]:
        """Returns what is told of tags in a page that stay as they are written, with their lines."""

        def keep(written: str, line: int) -> None:
            message = (
                f"{written.splitlines()[0][:60]} stays as it is written: what it stands for is not known"
            )
            self.notice(page.document.file, message, "Write Markdown or HTML in its place", line)

        return keep

    def add_page(self, page: Page) -> None:
        """Adds a text."""
        self.pages.append(page)
        self._files[page.document.file] = page.path
        for address in (*page.addresses, page.address):
            self._addresses.setdefault(old_address(decoded(address)), page.path)

    def add_medium(self, file: str, path: str, *addresses: str, folder: str = "media") -> None:
        """Adds a file that was at `addresses`: below ``media/`` as `path`, or in the `folder` of a text, as
        far as it may lie there. What is no medium is passed over."""
        if not is_medium(file):
            return
        if file in self._media:
            self._also_at(file, addresses)
            return
        if folder != "media" and not may_lie_beside(f"{folder}/{path}"):
            path, folder = joined(folder, path), "media"
        new = self.paths.medium(path, folder)
        medium = Medium(
            path=new, origin=Origin(file), content=self.folder.files[file], addresses=tuple(addresses)
        )
        self._media[file] = medium
        self._files.setdefault(file, new)
        for address in addresses:
            self._addresses.setdefault(old_address(decoded(address)), new)

    def _also_at(self, file: str, addresses: Iterable[str]) -> None:
        medium = self._media[file]
        self._media[file] = Medium(
            path=medium.path,
            origin=medium.origin,
            content=medium.content,
            addresses=tuple(dict.fromkeys([*medium.addresses, *addresses])),
        )
        for address in addresses:
            self._addresses.setdefault(old_address(decoded(address)), medium.path)

    def build(self, expand: Expand, redirects: Iterable[OldAddress] = ()) -> Site:
        """Returns the site of all that was added, and the `redirects` of what has no page of its own."""
        for page in self.pages:
            self.site.entries.append(self._entry(page, expand))
        self.site.media.extend(self._media.values())
        lines: dict[str, OldAddress] = {}
        own = {old_address(decoded(address)) for page in self.pages for address in page.addresses}
        moved = {old_address(decoded(page.address)): page.new_address for page in self.pages}
        for redirect in [*redirects, *media_redirects(self._media.values())]:
            key = key_of(redirect.old)
            if key not in own and key != key_of(redirect.new):
                new = moved.get(old_address(decoded(redirect.new)), redirect.new)
                lines.setdefault(key, OldAddress(redirect.old, new))
        self.site.redirects.extend(lines.values())
        if len(lines) > MOST_REDIRECTS:
            message = f"{len(lines)} old addresses of media and lists lead on by lines of site.toml"
            self.notice("", message, f"Keep the {MOST_REDIRECTS} that matter: there is no room for more")
        return self.site

    def _entry(self, page: Page, expand: Expand) -> Entry:
        text = expand(page, page.document.body)
        text = change_addresses(text, lambda address: self.new_link(address, page))
        fields = dict(page.entry)
        if fields.get("slug") == slugify(file_name.read(page.path).stem):
            fields["slug"] = ""
        if image := fields.get("image"):
            fields["image"] = self._picture(image, page)
        return Entry(
            kind=page.kind,
            path=page.path,
            id=_id(self.name, page.document.file),
            origin=Origin(page.document.file),
            text=text.strip("\n") + "\n" if text.strip() else "",
            markup=page.markup,
            addresses=page.addresses,
            **fields,
        )

    def _picture(self, address: str, page: Page) -> str:
        """Returns the new link to a picture, whose address may lack the slash at its beginning."""
        link = self.new_link(address, page)
        rooted = self.rooted(address)
        if "/" in address and "://" not in address and old_address(decoded(rooted)) in self._addresses:
            return self.new_link(rooted, page) if link.startswith("/") else link
        return link

    def new_link(self, address: str, page: Page) -> str:
        """Returns an address in a page as the path of a file in the content folder, relative to the page's,
        where it leads to a text or medium that comes; else as an address of the old site."""
        if not address or address.startswith(_ELSEWHERE):
            return address
        bare, rest = _without_host(address, self.site.address), ""
        if "://" in bare.partition("?")[0]:
            return address
        for mark in ("#", "?"):
            bare, found_mark, after = bare.partition(mark)
            rest = found_mark + after + rest
        path = unicodedata.normalize("NFC", decoded(bare))
        if target := self._target(path, page):
            relative = posixpath.relpath(target, posixpath.dirname(page.path))
            return quote(relative, safe="/!$'*+,;=@~:") + rest
        if path.startswith("/") or not page.address:
            return bare + rest
        return quote(_resolved(path, page.address), safe="/!$'()*+,;=@~:%") + rest

    def _target(self, path: str, page: Page) -> str:
        """Returns the new path of what a path in a page leads to, "" for nothing that is known."""
        beside = posixpath.normpath(posixpath.join(posixpath.dirname(page.document.file), path))
        named = joined(self.content, path) if path.startswith("/") else beside
        if named in self._files:
            return self._files[named]
        address = path if path.startswith("/") else _resolved(path, page.address)
        below = f"/{self.base}" if self.base else ""
        # Some tags add the path of the home page, and authors add it once more.
        for candidate in (address, f"{below}{address}", address.replace(below * 2, below, 1)):
            if known := self._addresses.get(old_address(candidate)):
                return known
        return self._files.get(f"{named}.md", "")


def _without_host(address: str, site: str) -> str:
    """Returns a whole address of the old site as a path from the root, any other as it is."""
    if not site or not address.lower().startswith(("http://", "https://")):
        return address
    try:
        parts, own = urlsplit(address), urlsplit(site)
    except ValueError:
        return address
    if parts.netloc.lower().removeprefix("www.") != own.netloc.lower().removeprefix("www."):
        return address
    query = f"?{parts.query}" if parts.query else ""
    return (parts.path or "/") + query + (f"#{parts.fragment}" if parts.fragment else "")


def _resolved(path: str, address: str) -> str:
    """Returns a path relative to an address, from the root."""
    joined_path = posixpath.normpath(posixpath.join(posixpath.dirname(address), path))
    return "/" + joined_path.lstrip("/") + ("/" if path.endswith("/") and joined_path != "/" else "")


def _id(name: str, file: str) -> str:
    """Returns the id of a text, made of its file: readable where that is short."""
    words = slugify(file.rpartition(".")[0])
    plain = f"{name}-{words}"
    if words and len(plain.encode()) <= 50:
        digest = sha256(file.encode()).hexdigest()[:4]
        return f"{plain}-{digest}"
    return f"{name}-{sha256(file.encode()).hexdigest()[:24]}"
