"""What an examination finds."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One promise that was looked at: what was found, and how to mend it, "" where it is kept."""

    what: str
    found: str
    remedy: str = ""

    @property
    def well(self) -> bool:
        """Whether the promise is kept."""
        return not self.remedy


def promise(what: str, found: object, *, kept: bool, remedy: str) -> Finding:
    """A finding whose remedy counts only where the promise is not kept."""
    return Finding(what, str(found), "" if kept else remedy)
