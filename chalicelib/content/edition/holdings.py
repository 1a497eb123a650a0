"""Where the full-text index lies in the bucket."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Holdings:
    """The keys of the objects a search goes through; "" where there is none yet. Each is written once and
    never changed.

    `base` is an SQLite database of most of the listed articles, `recent` a JSON list of the few that
    came or changed since it was built; `gone` are the paths of those in `base` that no longer hold.
    """

    base: str = ""
    recent: str = ""
    gone: tuple[str, ...] = ()
