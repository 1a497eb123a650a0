"""Where the addresses of an old site lie in the content folder."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from billet.migration.model import Entry, Medium, Site
from chalicelib.content.old_address import decoded, old_address

_TERM = re.compile(r"/(?:tags?|categor(?:y|ies))/[^/]", re.IGNORECASE)
"""Addresses that Billet itself leads on, whoever had them."""

_SAFE = "/!$&'*+,;=:@~"


class LinkMap:
    """The files of a site by their old addresses. Where two share one, the first has it."""

    def __init__(self, site: Site) -> None:
        home = urlsplit(site.address)
        self._home = site.address.rstrip("/") + "/" if home.netloc else ""
        self._host = _host(home)
        self._exact: dict[str, str] = {}
        self._folded: dict[str, str] = {}
        self._led_on = {old_address(decoded(redirect.old)): redirect.new for redirect in site.redirects}
        items: list[Entry | Medium] = [*site.entries, *site.media]
        self._paths = {item.path for item in items}
        for item in items:
            for address in item.addresses:
                key = self._key(address)
                self._exact.setdefault(key, item.path)
                self._folded.setdefault(old_address(key), item.path)

    def rooted(self, address: str) -> str:
        """Returns an address of the site from its root, and one of elsewhere as it is."""
        parts = urlsplit(address)
        if not parts.netloc or _host(parts) != self._host:
            return address
        return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")

    def target(self, entry: Entry, address: str) -> str | None:
        """Returns what a link or picture with `address` in the text of `entry` is to have instead: a path
        from its file, or one of the blog. None for one that is to stay."""
        address = address.strip()
        if not address or address.startswith("#") or not _is_splittable(address):
            return None
        fragment = urlsplit(address).fragment
        mark = f"#{fragment}" if fragment else ""
        path = self._find(entry, address)
        if path == entry.path:
            return mark or None
        if path:
            return quote(posixpath.relpath(path, posixpath.dirname(entry.path)), safe=_SAFE) + mark
        target = self._elsewhere(entry, address)
        return target + mark if target and "#" not in target else target

    def _find(self, entry: Entry, address: str) -> str | None:
        """Returns the path of the file at an address, "" for one that is the blog's own otherwise."""
        bare = decoded(urlsplit(address).path)
        if not urlsplit(address).scheme and not bare.startswith("/"):
            path = posixpath.normpath(posixpath.join(posixpath.dirname(entry.path), bare))
            if path in self._paths and path != entry.path:
                return path
        for whole in (urljoin(self._base(entry), address), address):
            key = self._key(whole)
            path_only = key.partition("?")[0]
            for candidate in dict.fromkeys((key, path_only)):
                if candidate == "/" and candidate != key:
                    continue
                if match := self._exact.get(candidate) or self._folded.get(old_address(candidate)):
                    return match
        return None

    def _elsewhere(self, entry: Entry, address: str) -> str | None:
        """Returns the path of the blog that an address of the old site has now, None for any other."""
        parts = urlsplit(urljoin(self._base(entry), address))
        if parts.scheme not in ("http", "https", "") or _host(parts) != self._host or not self._host:
            return None
        rooted = self.rooted(parts._replace(fragment="").geturl())
        if new := self._led_on.get(old_address(decoded(rooted))):
            return new.rstrip("*")
        if self._home and old_address(rooted) == old_address(urlsplit(self._home).path):
            return "/"
        return rooted if _TERM.match(rooted) else None

    def _base(self, entry: Entry) -> str:
        """Returns the address from which relative links of a text lead."""
        own = next(iter(entry.addresses), "")
        return urljoin(self._home, own) if own else self._home

    def _key(self, address: str) -> str:
        """Returns an address as it is compared: from the root for the site's own, without scheme for others,
        without a fragment, percent-decoded."""
        rooted = self.rooted(address.partition("#")[0])
        parts = urlsplit(rooted)
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        return unicodedata.normalize("NFC", decoded(f"//{_host(parts)}{path}" if parts.netloc else path))


def _host(parts: SplitResult) -> str:
    """Returns a host as it is compared: blogs have been at both names, with and without www."""
    return parts.netloc.lower().removeprefix("www.").removesuffix(":80").removesuffix(":443")


def _is_splittable(address: str) -> bool:
    """Whether `urlsplit` reads an address: it raises for brackets that are no IPv6 address."""
    try:
        urlsplit(address)
    except ValueError:
        return False
    return True
