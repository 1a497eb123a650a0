"""What the links of texts lead to: the files of the source, and the addresses they had."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections.abc import Iterable
from urllib.parse import quote

from billet.migration.sources.generators.folder import joined
from billet.migration.sources.generators.page import Page
from billet.migration.sources.lenient_addresses import urlsplit
from chalicelib.content.old_address import decoded, old_address

_ELSEWHERE = ("#", "?", "//", "data:", "mailto:", "tel:", "{", "|")

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)


class Targets:
    """The new paths of files by their names and addresses. `home` is the whole address of the home page,
    `base` its path; `content` is the folder that links from the root may mean as well."""

    def __init__(self, home: str, base: str, content: str) -> None:
        self.home = home
        self.content = content
        self._below = f"/{base}" if base else ""
        self._files: dict[str, str] = {}
        self._addresses: dict[str, str] = {}
        self._lists: dict[str, str] = {}

    def add(self, file: str, path: str, addresses: Iterable[str]) -> None:
        """Adds a file that comes as `path`. Where two share an address, the first has it."""
        self._files.setdefault(file, path)
        for address in addresses:
            self._addresses.setdefault(old_address(decoded(address)), path)

    def add_list(self, file: str, address: str) -> None:
        """Adds a file that does not come, and whose address leads on."""
        self._lists[file] = address

    def __contains__(self, file: str) -> bool:
        """Whether a file of the source comes."""
        return file in self._files

    def picture(self, address: str, page: Page) -> str:
        """Returns the new link to a picture, whose address may lack the slash at its beginning."""
        link = self.link(address, page)
        rooted = f"{self._below}/{address.lstrip('/')}"
        if "/" in address and "://" not in address and old_address(decoded(rooted)) in self._addresses:
            return self.link(rooted, page) if link.startswith("/") else link
        return link

    def link(self, address: str, page: Page) -> str:
        """Returns an address in a page as the path of a file in the content folder, relative to the page's,
        where it leads to a text or medium that comes; else as an address of the old site."""
        if not address or address.startswith(_ELSEWHERE):
            return address
        bare, rest = _without_host(address, self.home), ""
        if _SCHEME.match(bare):
            return address
        for mark in ("#", "?"):
            bare, found_mark, after = bare.partition(mark)
            rest = found_mark + after + rest
        path = unicodedata.normalize("NFC", decoded(bare))
        if target := self._target(path, page):
            relative = posixpath.relpath(target, posixpath.dirname(page.path))
            return quote(relative, safe="/!$'*+,;=@~:") + rest
        if address_of_list := self._lists.get(self._named(path, page)):
            return address_of_list + rest
        if path.startswith("/") or not page.address:
            return bare + rest
        return quote(_resolved(path, page.address), safe="/!$'()*+,;=@~:%") + rest

    def _named(self, path: str, page: Page) -> str:
        """Returns the name of the file that a path in a page may mean."""
        beside = posixpath.normpath(posixpath.join(posixpath.dirname(page.document.file), path))
        return joined(self.content, path) if path.startswith("/") else beside

    def _target(self, path: str, page: Page) -> str:
        """Returns the new path of what a path in a page leads to, "" for nothing that is known."""
        named = self._named(path, page)
        if named in self._files:
            return self._files[named]
        address = path if path.startswith("/") else _resolved(path, page.address)
        # Some tags add the path of the home page, and authors add it once more.
        for candidate in (
            address,
            f"{self._below}{address}",
            address.replace(self._below * 2, self._below, 1),
        ):
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
