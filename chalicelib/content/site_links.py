"""The links that ``site.toml`` names: those of the menu, and those at the foot of all pages."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Link:
    """A link that the settings name. `target` is one of `MENU`, a path of the site, or a whole address; an
    empty `name` means the title of what is there; `line` is that of the file."""

    target: str
    name: str = ""
    line: int = field(default=0, compare=False)


MENU = ("home", "archive", "tags", "categories", "series", "pages", "contact", "search", "follow")
"""What a menu may have by name; ``pages`` are all standing pages that it does not name."""
