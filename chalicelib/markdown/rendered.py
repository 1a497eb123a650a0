"""What a text became, and what was met on the way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from chalicelib.markdown.link_resolver import LinkResolver, ResolvedLink

ReferenceKind = Literal["link", "picture", "player", "wikilink"]


@dataclass(frozen=True)
class Reference:
    """One address as the author wrote it, and what it led to. `described` tells whether a picture has a
    text for those who do not see it."""

    kind: ReferenceKind
    written: str
    target: ResolvedLink
    described: bool = True


@dataclass(frozen=True)
class Rendered:
    """The HTML of a text and what was met on the way, in the order of the text."""

    html: str
    references: tuple[Reference, ...] = ()
    """All addresses but those of a place in the text itself, which depend on nothing else."""
    headings: tuple[tuple[int, str], ...] = ()
    """Level and text of each heading."""
    unreadable: tuple[str, ...] = ()
    """Formulas that could not be read, as they were written."""

    def holds(self, library: LinkResolver, key: str) -> bool:
        """Whether all it refers to is still where it was."""
        return all(find(library, one.kind, one.written, key) == one.target for one in self.references)


def find(library: LinkResolver, kind: ReferenceKind, written: str, key: str) -> ResolvedLink:
    """Where an address leads: a wikilink's is a name."""
    return library.resolve_wikilink(written) if kind == "wikilink" else library.resolve(written, key)
