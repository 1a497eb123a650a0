"""The addresses in one text: where each leads, and how it is written for a reader."""

from __future__ import annotations

from chalicelib.markdown.link_resolver import LinkResolver, ResolvedLink
from chalicelib.markdown.rendered import Reference, ReferenceKind, find


class Addresses:
    """Leads the addresses of the file `key` into a library, and keeps a list of them."""

    def __init__(self, library: LinkResolver, key: str, base: str) -> None:
        self._library = library
        self._key = key
        self._base = base
        self.met: list[Reference] = []

    def meet(self, kind: ReferenceKind, written: str, *, described: bool = True) -> ResolvedLink:
        """Where an address leads, noted."""
        target = self.look(kind, written)
        if target.kind != "anchor":
            self.met.append(Reference(kind, written, target, described))
        return target

    def look(self, kind: ReferenceKind, written: str) -> ResolvedLink:
        """Where an address leads."""
        return find(self._library, kind, written, self._key)

    def write(self, target: ResolvedLink) -> str:
        """The address for a reader's browser, or feed reader where `base` is a whole address."""
        if target.kind == "outside":
            return target.path
        if target.kind == "anchor":
            return self.base_of_text + target.path
        return self.write_path(target.path)

    def write_path(self, path: str) -> str:
        """The address of a path below the root of the site."""
        return self._base + path

    @property
    def base_of_text(self) -> str:
        """What a place in the text itself needs before it: nothing on its own page."""
        own = self._library.path_of(self._key) if self.is_for_elsewhere else ""
        return self._base + own if own else ""

    @property
    def is_for_elsewhere(self) -> bool:
        """Whether the text will be read in a feed, and not on the site."""
        return "://" in self._base
