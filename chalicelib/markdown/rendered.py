"""What a text became, and what was met on the way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from chalicelib.markdown.link_resolver import LinkResolver, ResolvedLink

ReferenceKind = Literal["link", "picture", "player", "wikilink", "frame"]


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
    """The HTML of a text, and all addresses in it, in its order, but those of a place in the text itself,
    which depend on nothing else."""

    html: str
    references: tuple[Reference, ...] = ()

    def holds(self, resolver: LinkResolver, key: str) -> bool:
        """Returns whether all it refers to is still where it was."""
        return all(
            resolve(resolver, reference.kind, reference.written, key) == reference.target
            for reference in self.references
        )


def resolve(resolver: LinkResolver, kind: ReferenceKind, written: str, key: str) -> ResolvedLink:
    """Returns where an address leads: a wikilink's is a name."""
    return resolver.resolve_wikilink(written) if kind == "wikilink" else resolver.resolve(written, key)
