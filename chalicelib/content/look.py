"""The look of the site, as ``[look]`` in ``site.toml`` sets it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True)
class Accent:
    """The colour of links by season, each as ``#rrggbb``; an empty text means the product's own."""

    spring: str = ""
    summer: str = ""
    autumn: str = ""
    winter: str = ""


@dataclass(frozen=True)
class Look:
    """How the site looks. An empty text means the product's own."""

    accent: Accent = field(default_factory=Accent)
    """On bright paper."""
    accent_dark: Accent = field(default_factory=Accent)
    """On dark paper; where the file names none, made of those on bright paper."""
    margin: bool = True
    """Whether the margin has its line."""
    margin_color: str = ""
    font: Literal["serif", "sans"] = "serif"
    """What texts are set in."""
    width: int = 0
    """Characters in a line of text, 0 for the product's own."""
    logo: str = ""
    """The key of a small picture beside the name of the site, as all below a picture in ``media/``."""
    header: str = ""
    """One above the name, on the home page."""
    favicon: str = ""

    @property
    def has_seasons(self) -> bool:
        """Whether the author has given seasons their colours."""
        return self.accent != Accent() or self.accent_dark != Accent()
