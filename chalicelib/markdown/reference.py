"""An address in a text, as its author wrote it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class TextReference:
    """One address as the author wrote it; `kind` is that of a `Reference`."""

    kind: str
    written: str
    described: bool = True
