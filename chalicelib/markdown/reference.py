"""References: addresses in a text, as their author wrote them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class TextReference:
    """One address as the author wrote it; `kind` is that of a `Reference`. `described` tells whether a
    picture has a text for those who do not see it."""

    kind: str
    written: str
    described: bool = True
