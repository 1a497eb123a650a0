"""The addresses in one text: where each leads, and how it is written for a reader."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from chalicelib.markdown.anchors import Anchors
from chalicelib.markdown.html_tree import Element
from chalicelib.markdown.link_resolver import LinkResolver, ResolvedLink
from chalicelib.markdown.rendered import Reference, ReferenceKind, resolve

EXTERNAL = "external noopener"
"""The `rel` of links to other sites."""


class LinkWriter:
    """Resolves the addresses of the file `key`, and keeps a list of them.

    `base` is put before addresses of the site: the stage prefix, or the whole public address for readers
    elsewhere. `find_place` finds places in the text itself; `dead_anchors` are the links to others, as they
    were written.
    """

    def __init__(self, resolver: LinkResolver, key: str, base: str) -> None:
        self._resolver = resolver
        self._key = key
        self._base = base
        self.find_place: Callable[[str], str | None] = Anchors([]).find
        self.references: list[Reference] = []
        self.dead_anchors: list[str] = []

    def resolve_and_note(self, kind: ReferenceKind, written: str, *, described: bool = True) -> ResolvedLink:
        """Returns where an address leads, and adds it to `references`."""
        target = self.resolve(kind, written)
        if target.kind == "anchor":
            return self._in_text(kind, written, target)
        self.references.append(Reference(kind, written, target, described))
        return target

    def _in_text(self, kind: ReferenceKind, written: str, target: ResolvedLink) -> ResolvedLink:
        """Returns where a link to a place in the text itself leads; what means no place stays as it is."""
        before, mark, fragment = target.path.partition("#")
        place = self.find_place(fragment) if mark else fragment
        if place is None and kind in ("link", "wikilink"):
            self.dead_anchors.append(written)
        return target if place is None else replace(target, path=before + mark + place)

    def resolve(self, kind: ReferenceKind, written: str) -> ResolvedLink:
        """Returns where an address leads."""
        return resolve(self._resolver, kind, written, self._key)

    def address_of(self, target: ResolvedLink) -> str:
        """Returns the address for a reader's browser, or feed reader where `base` is a whole address."""
        if target.kind == "outside":
            return target.path
        if target.kind == "anchor":
            return self.base_of_text + target.path
        return self.address_of_path(target.path)

    def address_of_path(self, path: str) -> str:
        """Returns the address of a path below the root of the site."""
        return self._base + path

    @property
    def base_of_text(self) -> str:
        """What a place in the text itself needs before it: nothing on its own page."""
        own_path = self._resolver.path_of(self._key) if self.is_for_elsewhere else ""
        return self._base + own_path if own_path else ""

    @property
    def is_for_elsewhere(self) -> bool:
        """Whether the text will be read in a feed, and not on the site."""
        return "://" in self._base


def link_to(address: str, text: str, *, outside: bool) -> Element:
    """Returns a link to an address, with a text."""
    return Element("a", {"href": address, **({"rel": EXTERNAL} if outside else {})}, [text])


def is_web(address: str) -> bool:
    """Returns whether an address outside is a page somewhere, and not mail or a telephone."""
    return not address.lower().startswith(("mailto:", "tel:"))
