"""The links of pages, and the files that they show."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import unquote

from bs4 import Tag

from billet.migration.file_paths import FilePaths
from billet.migration.model import Medium, OldAddress, Origin
from billet.migration.sources.html_pages.saved_files import SavedFile, SavedLinks
from billet.migration.sources.lenient_addresses import urljoin, urlsplit
from billet.migration.sources.source_files import file_in
from chalicelib.content.old_address import decoded

_ADDRESSES = ("href", "src", "poster", "data", "data-src")


class ShownFiles:
    """Collects what the texts of one site show. `address` is that of its home page; `lists` are the pages
    that do not come, by name, and the paths of the blog that are there instead."""

    def __init__(self, links: SavedLinks, address: str, lists: Mapping[str, str]) -> None:
        self._links = links
        self._address = address
        self._lists = lists
        self._shown: dict[str, SavedFile] = {}
        self._missing: dict[str, Origin] = {}

    def lead_on(self, file: SavedFile, block: Tag) -> None:
        """Gives the links and pictures of a page the addresses that their files had."""
        for tag in block.find_all(True):
            for name in _ADDRESSES:
                link = tag.get(name)
                if isinstance(link, str) and (address := self._address_of(file, link)):
                    tag[name] = address

    def _address_of(self, file: SavedFile, link: str) -> str | None:
        """Returns the address from the root that a link of a page leads to, None for any other."""
        if match := self._links.find(file, link):
            target, fragment = match
            if not target.is_page:
                self._shown[target.name] = target
            return self._lists.get(target.name) or target.addresses[0] + fragment
        if self._links.is_home(file, link):
            return "/"
        missing = self._links.missing_medium(file, link)
        if missing:
            self._missing.setdefault(missing, Origin(file.name))
        return missing

    def media(self, paths: FilePaths, pictures: Path | None) -> Iterator[Medium]:
        """Yields what texts show: from the folder, then what it does not hold, which may be in `pictures` or
        on the web."""
        for name, file in sorted(self._shown.items()):
            yield Medium(
                path=paths.medium(name), origin=Origin(name), content=file.path, addresses=file.addresses
            )
        for address, origin in self._missing.items():
            name = decoded(address).removeprefix(urlsplit(self._address).path.rstrip("/")).lstrip("/")
            yield Medium(
                path=paths.medium(name),
                origin=origin,
                content=file_in(pictures, name),
                url=urljoin(self._address, address) if self._address else "",
                addresses=(address,),
            )


def folder_redirects(media: list[Medium]) -> Iterator[OldAddress]:
    """Yields a line for each folder of media that has kept its structure."""
    folders = {}
    for medium in media:
        path = medium.path.removeprefix("media/")
        old = unquote(medium.addresses[0])
        top = path.partition("/")[0]
        if "/" in path and old.endswith(f"/{path}"):
            folders[f"{old.removesuffix(path)}{top}/*"] = f"/media/{top}/*"
    for old, new in sorted(folders.items()):
        yield OldAddress(old, new)
