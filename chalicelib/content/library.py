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

from chalicelib.content.article import Article, kind_of
from chalicelib.content.media import FOLDER as MEDIA
from chalicelib.content.slug import slugify

_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.IGNORECASE)
_PARTS = re.compile(r"([^?#]*)([?#].*)?", re.DOTALL)


@dataclass(frozen=True)
class Medium:
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
class Target:
    """Where an address in a text leads.

    `path` is below the root of the site, percent-encoded, with the query and fragment that were
    written; the address as it was written for what is ``outside``, an ``anchor`` or, unless it is
    clear where the file should be, ``dead``. `medium` is that of ``medium``.
    """

    kind: Literal["page", "medium", "outside", "anchor", "dead"]
    path: str
    medium: Medium | None = None


class Library:
    """All that texts of one index may refer to; what nobody asks for is not worked out."""

    def __init__(self, articles: Iterable[Article] = (), media: Mapping[str, Medium] | None = None) -> None:
        self._articles = tuple(articles)
        self._media = media or {}

    def find(self, address: str, key: str) -> Target:
        """Where an address leads that is written in the file `key`.

        Addresses are those of the author's folder (``../media/x.webp``, ``other.md``), of the site
        (``/articles/other``), or of the blog an article came from (an alias).
        """
        address = address.strip()
        if not address or address.startswith(("#", "?")):
            return Target("anchor", address)
        if _ELSEWHERE.match(address):
            return Target("outside", address)
        parts = _PARTS.fullmatch(address)
        assert parts, "the pattern takes any text"
        path, rest = unicodedata.normalize("NFC", unquote(parts[1])), parts[2] or ""
        if path.startswith("/"):
            return self._on_the_site(path, rest) or Target("dead", address)
        return self._in_the_folder(path, key, rest) or self._named(path, rest) or self._dead(path, address)

    def named(self, name: str) -> Target:
        """What a wikilink such as ``[[Title]]``, ``[[file]]`` or ``[[photo.webp]]`` leads to."""
        title, mark, fragment = unicodedata.normalize("NFC", name).partition("#")
        rest = f"#{slugify(fragment)}" if mark else ""
        if not title.strip():
            return Target("anchor", rest)
        return self._named(title, rest) or Target("dead", name)

    def _on_the_site(self, path: str, rest: str) -> Target | None:
        if article := self._by_path.get(old_path(path)):
            return _page(article, rest)
        return self._medium(path.removeprefix("/"), rest) or self._medium(MEDIA + path.lstrip("/"), rest)

    def _in_the_folder(self, path: str, key: str, rest: str) -> Target | None:
        place = posixpath.normpath(posixpath.join(posixpath.dirname(key), path))
        for candidate in (place, f"{place}.md", f"{place}/index.md"):
            if article := self._by_key.get(candidate):
                return _page(article, rest)
        return self._medium(place, rest) or self._medium(_in_media(path), rest)

    def _named(self, name: str, rest: str) -> Target | None:
        """By its title, slug or file's name, wherever it is."""
        last = PurePosixPath(name.strip("/ ")).name
        if key := self._media_by_name.get(last.casefold()):
            return self._medium(key, rest)
        stem = PurePosixPath(last).stem if kind_of(f"articles/{last}") else last
        article = self._by_name.get(slugify(name)) or self._by_name.get(slugify(stem))
        return _page(article, rest) if article else None

    def _dead(self, path: str, address: str) -> Target:
        wanted = _in_media(path)
        return Target("dead", "/" + quote(wanted) if wanted.startswith(MEDIA) else address)

    def _medium(self, key: str, rest: str) -> Target | None:
        medium = self._media.get(key)
        return Target("medium", url_path(key) + rest, medium) if medium else None

    @cached_property
    def _by_key(self) -> dict[str, Article]:
        return {article.key: article for article in self._articles}

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
        return {PurePosixPath(key).name.casefold(): key for key in sorted(self._media, reverse=True)}


def url_path(key: str) -> str:
    """The address of a medium below the root of the site: one that lies beside an article is found
    below ``/media/`` as well."""
    return "/" + quote(key if key.startswith(MEDIA) else MEDIA + key)


def old_path(path: str) -> str:
    """An address as it is compared: blogs of old have it with ``.html``, a slash at its end, or
    the name of an index."""
    bare = re.sub(r"(/index)?(\.html?|\.php)?/*$", "", unicodedata.normalize("NFC", path))
    return "/" + bare.strip("/")


def _in_media(path: str) -> str:
    """The key an address of the folder means when it is read from anywhere in it."""
    return re.sub(r"^(?:\.{0,2}/)+", "", path)


def _page(article: Article, rest: str) -> Target:
    return Target("page", f"/{article.kind}/{quote(article.slug)}{rest}")
