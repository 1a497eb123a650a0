"""Where the addresses in a text lead: to the site's articles, pages and media, or out of it."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Literal
from urllib.parse import quote

from chalicelib.content.article import SUFFIXES
from chalicelib.content.media import FOLDER as MEDIA
from chalicelib.content.media import MediaFile, url_path
from chalicelib.content.old_address import addresses_with_query, decoded, old_path, query_fields
from chalicelib.content.slug import slugify
from chalicelib.content.term_slug import term_slug
from chalicelib.feeds.old_feed_addresses import feed_at
from chalicelib.markdown.link_targets import LinkedArticle, LinkTargets, NoTargets

_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|[/\\]{2}", re.IGNORECASE)
_PARTS = re.compile(r"([^?#]*)([?#].*)?", re.DOTALL)
# What a browser takes off and out of an address before it follows it (WHATWG URL, "basic URL parser").
_AROUND = "".join(map(chr, range(0x21)))
_WITHIN = re.compile(r"[\t\n\r]")
_TEXT_SUFFIXES = (*SUFFIXES, ".html", ".htm")
_PARTS_OF_LISTS = re.compile(
    r"/(?:page/\d+|(?:archive|tags|categories|series)/[^/]+(?:/page/\d+)?|static/.+|sitemap/\d+"
    r"|(?:tags|categories)/[^/]+/feed\.(?:xml|json)|articles/[^/]+/comments/feed\.xml)"
)

OWN_ADDRESSES = frozenset(
    {
        *("/", "/archive", "/tags", "/categories", "/series", "/contact", "/contact/received", "/search"),
        *("/moderation", "/follow"),
        *("/feed.xml", "/feed.json", "/opensearch.xml", "/sitemap.xml", "/favicon.ico", "/health"),
        *("/robots.txt", "/humans.txt", "/.well-known/security.txt"),
    }
)
"""The addresses that every site has."""

MOST_REDIRECTS = 5
"""Redirects that may follow one another until an address with a page."""


@dataclass(frozen=True)
class ResolvedLink:
    """Where an address in a text leads.

    `path` is below the root of the site, percent-encoded, with the query and fragment that were written, for
    ``dead`` too; for what is ``outside`` or an ``anchor`` it is the address as it was written, and for a name
    that nothing has the name. `key` is that of the file there, "" where there is none. `is_place_known` tells
    whether the fragment is a place of the text there, if it is one of ours.
    """

    kind: Literal["page", "medium", "outside", "anchor", "dead"]
    path: str
    medium: MediaFile | None = None
    key: str = ""
    is_place_known: bool = True


class LinkResolver:
    """Resolves the links of texts, each once."""

    def __init__(self, targets: LinkTargets | None = None) -> None:
        self._targets: LinkTargets = targets or NoTargets()

    def resolve(self, address: str, key: str) -> ResolvedLink:
        """Returns where an address leads that is written in the file `key`.

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
        path, rest = nfc(decoded(parts[1])).replace("\\", "/"), parts[2] or ""
        key = nfc(key)
        if path.startswith("/"):
            link = self._on_the_site(path, rest) or self._redirected(path, rest)
        else:  # as SPIP writes its own links: spip.php?article12
            link = self._in_the_folder(path, key, rest) or self._with_query(_without_dots(path), rest)
        return link or ResolvedLink("dead", "/" + quote(_expected_path(path, key)) + rest)

    def resolve_wikilink(self, name: str) -> ResolvedLink:
        """Returns what a wikilink such as ``[[Title]]``, ``[[file]]`` or ``[[photo.webp]]`` leads to."""
        title, mark, fragment = nfc(name).partition("#")
        # Of a heading below another the last counts: [[Title#One#Two]].
        rest = f"#{slugify(fragment.rpartition('#')[2])}" if mark else ""
        if not title.strip():
            return ResolvedLink("anchor", rest)
        return self._named(title, rest) or ResolvedLink("dead", name)

    def path_of(self, key: str) -> str:
        """Returns the path of the article or page in the file `key`; "" for one that is not known."""
        article = self._targets.article_of_file(nfc(key))
        return self._page(article, "").path if article else ""

    def _on_the_site(self, path: str, rest: str) -> ResolvedLink | None:
        bare = path.lstrip("/")
        if link := self._with_query(path, rest):
            return link
        if article := self._targets.article_at(old_path(path)) or self._targets.article_of_file(bare):
            return self._page(article, rest)
        # What lies beside an article has an address below /media/ as well: see `url_path`.
        for key in (bare, MEDIA + bare, bare.removeprefix(MEDIA)):
            if medium := self._medium(key, rest):
                return medium
        own = "/" + bare.rstrip("/")
        is_own = own in OWN_ADDRESSES or _PARTS_OF_LISTS.fullmatch(own)
        return ResolvedLink("page", "/" + quote(bare) + rest) if is_own else None

    def _with_query(self, path: str, rest: str) -> ResolvedLink | None:
        """Returns what an old address with a query leads to, without what of the query belongs to it."""
        query, mark, fragment = rest.removeprefix("?").partition("#")
        if not rest.startswith("?"):
            return None
        for address, _ in addresses_with_query(path, query_fields(query)):
            if article := self._targets.article_at(address):
                return self._page(article, mark + fragment)
            if new := self._targets.redirect_of(address):
                return self._followed(new, mark + fragment)
        return None

    def _redirected(self, path: str, rest: str, redirects: int = MOST_REDIRECTS) -> ResolvedLink | None:
        """Returns what the settings of the site lead to from a path, else the feed that other tools have
        there."""
        _, mark, fragment = rest.partition("#")
        if new := self._targets.redirect_of(old_path(path)) or self._targets.redirect_below(path):
            return self._followed(new, mark + fragment, redirects)
        feed = feed_at(path)
        return ResolvedLink("page", feed[0].path(term_slug(feed[0].term))) if feed else None

    def _followed(self, new: str, rest: str, redirects: int = MOST_REDIRECTS) -> ResolvedLink | None:
        """Returns what is at the new address of a redirect; `rest` is the fragment of the old one, for which
        the new one may have its own."""
        if _ELSEWHERE.match(new):
            return ResolvedLink("outside", new)
        path, mark, fragment = new.partition("#")
        path, rest = nfc(decoded(path)), mark + fragment or rest
        link = self._on_the_site(path, rest)
        return link or (self._redirected(path, rest, redirects - 1) if redirects else None)

    def _in_the_folder(self, path: str, key: str, rest: str) -> ResolvedLink | None:
        target_key = _joined(path, key)
        for candidate in (target_key, f"{target_key}.md", f"{target_key}/index.md"):
            if article := self._targets.article_of_file(candidate):
                return self._page(article, rest)
        return (
            self._medium(target_key, rest)
            or self._medium(_without_dots(path), rest)
            or self._named(path, rest)
        )

    def _named(self, name: str, rest: str) -> ResolvedLink | None:
        """Returns what has a title, slug or file name, wherever it is."""
        last = PurePosixPath(name.strip("/ ")).name
        if medium := self._targets.medium_named(last.casefold()):
            return _medium_link(*medium, rest)
        stem = PurePosixPath(last).stem if last.lower().endswith(_TEXT_SUFFIXES) else last
        for slug in (slugify(name), slugify(stem)):
            if slug and (article := self._targets.article_named(slug)):
                return self._page(article, rest)
        return None

    def _page(self, article: LinkedArticle, rest: str) -> ResolvedLink:
        query, mark, fragment = rest.partition("#")
        place: str | None = fragment
        if fragment:
            place = self._targets.anchors_of(article.key).find(fragment)
        path = f"/{article.kind}/{quote(article.slug)}{query}{mark}{fragment if place is None else place}"
        return ResolvedLink("page", path, key=article.key, is_place_known=place is not None)

    def _medium(self, key: str, rest: str) -> ResolvedLink | None:
        medium = self._targets.medium_of_file(key)
        return _medium_link(*medium, rest) if medium else None


def nfc(text: str) -> str:
    """Returns a text with each accent in its letter."""
    return unicodedata.normalize("NFC", text)


def _joined(path: str, key: str) -> str:
    """Returns the key that a path relative to the file `key` means; none lies above the folder's root."""
    return posixpath.normpath(posixpath.join("/", posixpath.dirname(key), path)).lstrip("/")


def _expected_path(path: str, key: str) -> str:
    """Returns the path on the site where what is not there should be."""
    expected = _without_dots(path)
    return expected if expected.startswith(MEDIA) else _joined(path, key)


def _without_dots(path: str) -> str:
    """Returns the key an address of the folder means when it is read from anywhere in it."""
    return re.sub(r"^(?:\.{0,2}/)+", "", path)


def _medium_link(key: str, medium: MediaFile, rest: str) -> ResolvedLink:
    return ResolvedLink("medium", url_path(key) + rest, medium, key)
