"""The result of a check."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One promise that was checked: the state of it, and the remedy, "" where the promise is kept."""

    what: str
    found: str
    remedy: str = ""

    @property
    def well(self) -> bool:
        """Whether the promise is kept."""
        return not self.remedy


def promise(what: str, found: object, *, kept: bool, remedy: str) -> Finding:
    """Returns a finding whose remedy counts only where the promise is not kept."""
    return Finding(what, str(found), "" if kept else remedy)
