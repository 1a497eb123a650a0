"""What a text may refer to: the site's articles, pages and media, and where each of them is."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath
from typing import Literal
from urllib.parse import quote, unquote

from chalicelib.content.article import SUFFIXES, Article
from chalicelib.content.media import COPIES
from chalicelib.content.media import FOLDER as MEDIA
from chalicelib.content.slug import slugify

_BESIDE = "_beside/"
"""Below `COPIES`: those of pictures that lie beside an article and not in `MEDIA`."""

_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|[/\\]{2}", re.IGNORECASE)
_PARTS = re.compile(r"([^?#]*)([?#].*)?", re.DOTALL)
_COPY = re.compile(r"(.+)/([^/]+)-([1-9]\d{0,4})\.webp", re.DOTALL)
# What a browser takes off and out of an address before it follows it (WHATWG URL, "basic URL parser").
_AROUND = "".join(map(chr, range(0x21)))
_WITHIN = re.compile(r"[\t\n\r]")
_OF_TEXTS = (*SUFFIXES, ".html", ".htm")
_OWN_PAGES = re.compile(
    r"/(?:page/\d+|(?:archive|tags|categories|series)(?:/[^/]+(?:/page/\d+)?)?"
    r"|contact|contact/received|search|opensearch\.xml|health|favicon\.ico|static/.+"
    r"|(?:(?:tags|categories)/[^/]+/)?feed\.(?:xml|json)|articles/[^/]+/comments/feed\.xml"
    r"|sitemap(?:\.xml|/\d+)|(?:robots|humans|\.well-known/security)\.txt)?/?"
)


@dataclass(frozen=True)
class MediaFile:
    """A picture, a sound, a film or another file beside the texts.

    `size` is in bytes, `width` and `height` in pixels, 0 where they are unknown; `widths` are those
    of its smaller copies, in rising order.
    """

    etag: str
    size: int = 0
    width: int = 0
    height: int = 0
    widths: tuple[int, ...] = ()


@dataclass(frozen=True)
class ResolvedLink:
    """Where an address in a text leads.

    `path` is below the root of the site, percent-encoded, with the query and fragment that were
    written, for ``dead`` too; for what is ``outside`` or an ``anchor`` it is the address as it was
    written, and for a name that nothing has the name. `key` is that of the file there, "" where there
    is none.
    """

    kind: Literal["page", "medium", "outside", "anchor", "dead"]
    path: str
    medium: MediaFile | None = None
    key: str = ""


class LinkResolver:
    """All that texts of one index may refer to; what nobody asks for is not worked out."""

    def __init__(
        self, articles: Iterable[Article] = (), media: Mapping[str, MediaFile] | None = None
    ) -> None:
        self._articles = tuple(articles)
        self._media = media or {}

    def find(self, address: str, key: str) -> ResolvedLink:
        """Where an address leads that is written in the file `key`.

        Addresses are those of the author's folder (``../media/x.webp``, ``other.md``), of the site
        (``/articles/other``), or of the blog an article came from (an alias).
        """
        address = _WITHIN.sub("", address.strip(_AROUND))
        if not address or address.startswith(("#", "?")):
            return ResolvedLink("anchor", address)
        if _ELSEWHERE.match(address):
            return ResolvedLink("outside", address)
        parts = _PARTS.fullmatch(address)
        assert parts, "the pattern takes any text"
        path, rest = _nfc(unquote(parts[1])).replace("\\", "/"), parts[2] or ""
        key = _nfc(key)
        found = (
            self._on_the_site(path, rest) if path.startswith("/") else self._in_the_folder(path, key, rest)
        )
        return found or ResolvedLink("dead", "/" + quote(_place(path, key)) + rest)

    def named(self, name: str) -> ResolvedLink:
        """What a wikilink such as ``[[Title]]``, ``[[file]]`` or ``[[photo.webp]]`` leads to."""
        title, mark, fragment = _nfc(name).partition("#")
        rest = f"#{slugify(fragment)}" if mark else ""
        if not title.strip():
            return ResolvedLink("anchor", rest)
        return self._named(title, rest) or ResolvedLink("dead", name)

    def path_of(self, key: str) -> str:
        """The path of the article or page in the file `key`; "" for one that is not known."""
        article = self._by_key.get(_nfc(key))
        return _page(article, "").path if article else ""

    def _on_the_site(self, path: str, rest: str) -> ResolvedLink | None:
        bare = path.lstrip("/")
        if article := self._by_path.get(old_path(path)) or self._by_key.get(bare):
            return _page(article, rest)
        if medium := self._medium(bare, rest) or self._medium(MEDIA + bare, rest) or self._beside(bare, rest):
            return medium
        return ResolvedLink("page", "/" + quote(bare) + rest) if _OWN_PAGES.fullmatch("/" + bare) else None

    def _in_the_folder(self, path: str, key: str, rest: str) -> ResolvedLink | None:
        place = _joined(path, key)
        for candidate in (place, f"{place}.md", f"{place}/index.md"):
            if article := self._by_key.get(candidate):
                return _page(article, rest)
        return self._medium(place, rest) or self._medium(_in_media(path), rest) or self._named(path, rest)

    def _named(self, name: str, rest: str) -> ResolvedLink | None:
        """By its title, slug or file's name, wherever it is."""
        last = PurePosixPath(name.strip("/ ")).name
        if key := self._media_by_name.get(last.casefold()):
            return self._medium(key, rest)
        stem = PurePosixPath(last).stem if last.lower().endswith(_OF_TEXTS) else last
        article = self._by_name.get(slugify(name)) or self._by_name.get(slugify(stem))
        return _page(article, rest) if article else None

    def _medium(self, key: str, rest: str) -> ResolvedLink | None:
        stored = self._media_keys.get(key)
        return (
            ResolvedLink("medium", url_path(stored) + rest, self._media[stored], stored) if stored else None
        )

    def _beside(self, path: str, rest: str) -> ResolvedLink | None:
        """By the address that `url_path` gives what lies beside an article."""
        return self._medium(path.removeprefix(MEDIA), rest) if path.startswith(MEDIA) else None

    @cached_property
    def _by_key(self) -> dict[str, Article]:
        """Under the one spelling that links are looked up in: a Mac takes accents off their letters in
        the names of its files."""
        return {_nfc(article.key): article for article in self._articles}

    @cached_property
    def _media_keys(self) -> dict[str, str]:
        return {_nfc(key): key for key in self._media} | {key: key for key in self._media}

    @cached_property
    def _by_path(self) -> dict[str, Article]:
        """By old addresses, and by its own, which comes before another's old one."""
        old = {old_path(alias): article for article in self._articles for alias in article.aliases}
        return old | {article.path: article for article in self._articles}

    @cached_property
    def _by_name(self) -> dict[str, Article]:
        """Titles come before slugs, these before files' names and other names."""
        found: dict[str, Article] = {}
        for name in (
            lambda a: [a.title],
            lambda a: [a.slug],
            lambda a: [PurePosixPath(a.key).stem],
            lambda a: a.names,
        ):
            for article in self._articles:
                for one in name(article):
                    found.setdefault(slugify(one), article)
        found.pop("", None)
        return found

    @cached_property
    def _media_by_name(self) -> dict[str, str]:
        return {
            PurePosixPath(_nfc(key)).name.casefold(): _nfc(key) for key in sorted(self._media, reverse=True)
        }


def url_path(key: str) -> str:
    """The address of a medium below the root of the site: one that lies beside an article is found
    below ``/media/`` as well."""
    return "/" + quote(key if key.startswith(MEDIA) else MEDIA + key)


def variant_key(key: str, etag: str, width: int) -> str:
    """Where in the bucket the copy of a picture lies that is `width` pixels wide. It is a WebP; what
    the ETag begins with is in its name, so that a new picture never shows copies of the old."""
    folder = key.removeprefix(MEDIA) if key.startswith(MEDIA) else _BESIDE + key
    return f"{COPIES}{folder}/{etag_start(etag)}-{width}.webp"


def srcset_of(picture: ResolvedLink) -> list[tuple[str, int]]:
    """The paths at which a picture is to be had, with its width at each in pixels, in rising order; none
    where there is but one."""
    medium = picture.medium
    if medium is None or not (medium.width and medium.widths):
        return []
    copies = [(url_path(variant_key(picture.key, medium.etag, width)), width) for width in medium.widths]
    return [*copies, (picture.path, medium.width)] if medium.width > medium.widths[-1] else copies


def original_of(key: str) -> tuple[str, str, int] | None:
    """The picture's key, the start of its ETag and the width that `variant_key` made `key` of; None for
    what is no copy."""
    found = _COPY.fullmatch(key.removeprefix(COPIES)) if key.startswith(COPIES) else None
    if not found:
        return None
    folder = found[1]
    original = folder.removeprefix(_BESIDE) if folder.startswith(_BESIDE) else MEDIA + folder
    return original, found[2], int(found[3])


def etag_start(etag: str) -> str:
    """What an ETag begins with: enough to tell two versions of one file."""
    return etag.strip('"')[:8]


def old_path(path: str) -> str:
    """An address as it is compared: blogs of old have it with ``.html``, a slash at its end, or
    the name of an index."""
    bare = re.sub(r"(?:/index)?(?:\.html?|\.php)?\Z", "", _nfc(path).rstrip("/"), count=1)
    return "/" + bare.strip("/")


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _joined(path: str, key: str) -> str:
    """The key that a path relative to the file `key` means; none lies above the folder's root."""
    return posixpath.normpath(posixpath.join("/", posixpath.dirname(key), path)).lstrip("/")


def _place(path: str, key: str) -> str:
    """The path on the site where what is not there should be."""
    wanted = _in_media(path)
    return wanted if wanted.startswith(MEDIA) else _joined(path, key)


def _in_media(path: str) -> str:
    """The key an address of the folder means when it is read from anywhere in it."""
    return re.sub(r"^(?:\.{0,2}/)+", "", path)


def _page(article: Article, rest: str) -> ResolvedLink:
    return ResolvedLink("page", f"/{article.kind}/{quote(article.slug)}{rest}", key=article.key)
