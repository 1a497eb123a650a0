"""The addresses of a site of SPIP, in each of the forms that its rules of addresses have."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import quote

from billet.migration.model import OldAddress
from billet.migration.sources.spip.dump import Dump
from chalicelib.content.term_slug import term_slug

_PAGES = {
    "spip.php": "/",
    "sommaire.php3": "/",
    "plan.php3": "/archive",
    "backend.php3": "/feed.xml",
    "backend.php": "/feed.xml",
}
"""Pages of a site of SPIP that are no article's."""

_TAXONOMIES = {"rubrique": "categories", "mot": "tags"}


class Addresses:
    """The addresses of one site, whose home page has the path `root`, "" for that of its host."""

    def __init__(self, dump: Dump, root: str) -> None:
        self._root = root
        self._urls: defaultdict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
        for row in sorted(dump.rows("urls"), key=lambda row: row.get("date", ""), reverse=True):
            parent = row.get("id_parent", "0")
            self._urls[row.get("type", ""), row.get("id_objet", "")].append((row.get("url", ""), parent))

    def of(self, kind: str, number: str) -> tuple[str, ...]:
        """Returns the addresses of an article or the like: those with words first, the newest of them
        first."""
        own = dict.fromkeys(path for url in self._urls[kind, number] for path in self._paths(*url))
        numbered = (
            f"spip.php?{kind}{number}",
            f"?{kind}{number}",
            f"{kind}{number}.html",
            f"{kind}.php3?id_{kind}={number}",
            f"spip.php?page={kind}&id_{kind}={number}",
        )
        return tuple(f"{self._root}/{path}" for path in (*map(quote, own), *numbered))

    def _paths(self, url: str, parent: str) -> Iterator[str]:
        """Yields an address with words, below the one of its section where the rules had it there."""
        if parent not in ("", "0") and (above := self._urls.get(("rubrique", parent))):
            yield f"{above[0][0]}/{url}"
        yield url

    def redirects(
        self, labels: Mapping[tuple[str, str], str], authors: Iterable[str]
    ) -> Iterator[OldAddress]:
        """Yields what leads to the lists of sections and keywords, whose labels are given by kind and number,
        from the pages of authors, and from files."""
        for (kind, number), label in labels.items():
            for address in self.of(kind, number):
                yield OldAddress(address, f"/{_TAXONOMIES[kind]}/{term_slug(label)}")
        for number in authors:
            yield OldAddress(f"{self._root}/spip.php?auteur{number}", "/archive")
        if self._root:
            yield OldAddress(self._root, "/")
        for name, new in _PAGES.items():
            yield OldAddress(f"{self._root}/{name}", new)
        yield OldAddress(f"{self._root}/IMG/*", "/media/*")
