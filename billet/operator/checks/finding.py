"""The result of a check."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """The result of checking one promise: its state, and the remedy, "" where the promise is kept."""

    what: str
    state: str
    remedy: str = ""

    @property
    def well(self) -> bool:
        """Returns whether the promise is kept."""
        return not self.remedy


def promise(what: str, state: object, *, kept: bool, remedy: str) -> Finding:
    """Returns a finding, with the remedy where the promise is not kept."""
    return Finding(what, str(state), "" if kept else remedy)
