"""The reader of the colours in ``[look]`` of ``site.toml``: one that cannot be read is refused, with the
nearest one that can."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import fields, replace

from chalicelib.content.color import (
    LEAST_CONTRAST,
    Color,
    is_readable,
    least_contrast,
    nearest_readable,
    read_color,
)
from chalicelib.content.look import Accent, Look
from chalicelib.content.paper import BRIGHT, DARK
from chalicelib.content.setting_problems import SettingProblems
from chalicelib.content.text import quoted

SEASONS = tuple(season.name for season in fields(Accent))

_COLOR_REMEDY = 'Write a colour such as "#8a3b1f", "teal" or "rgb(138, 59, 31)"'


def read_accent(path: tuple[str, ...], value: object, problems: SettingProblems) -> Accent:
    """Returns the colour of links on bright paper: one for all seasons, or a table by season. What is wrong
    with it joins `problems`, as below."""
    return _read_accent(path, value, problems, "bright", BRIGHT)


def read_dark_accent(path: tuple[str, ...], value: object, problems: SettingProblems) -> Accent:
    """Returns that on dark paper."""
    return _read_accent(path, value, problems, "dark", DARK)


def read_line_color(path: tuple[str, ...], value: object, problems: SettingProblems) -> str:
    """Returns the colour of a line, which nobody reads, as ``#rrggbb``."""
    color = _read_color(path, value, problems)
    return str(color) if color else ""


def with_dark_accent(look: Look) -> Look:
    """Returns a look that has a colour on dark paper for each one on bright paper: where the author names
    none, the nearest that can be read there."""
    pairs = ((season, getattr(look.accent, season), getattr(look.accent_dark, season)) for season in SEASONS)
    return replace(
        look, accent_dark=Accent(**{season: dark or _on_dark(text) for season, text, dark in pairs})
    )


def _on_dark(text: str) -> str:
    color = read_color(text)
    return str(nearest_readable(color, DARK)) if color else ""


def _read_accent(
    path: tuple[str, ...], value: object, problems: SettingProblems, kind: str, papers: Sequence[Color]
) -> Accent:
    if not isinstance(value, Mapping):
        color = _read_readable(path, value, problems, kind, papers)
        return Accent(**dict.fromkeys(SEASONS, color))
    colors: dict[str, str] = {}
    for season, text in value.items():
        if season in SEASONS:
            colors[season] = _read_readable((*path, season), text, problems, kind, papers)
        else:
            near = difflib.get_close_matches(season, SEASONS, n=1)
            remedy = f"Did you mean '{near[0]}'?" if near else f"Write one of: {', '.join(SEASONS)}"
            problems.add((*path, season), f"'{'.'.join((*path, season))}' is no season", remedy)
    return Accent(**colors)


def _read_readable(
    path: tuple[str, ...], value: object, problems: SettingProblems, kind: str, papers: Sequence[Color]
) -> str:
    """Returns a colour as ``#rrggbb``, "" for one that cannot be read on these papers."""
    color = _read_color(path, value, problems)
    if color is None:
        return ""
    if not is_readable(color, papers):
        # Cut, as what is just too little must not look like enough.
        ratio = int(least_contrast(color, papers) * 10) / 10
        message = (
            f"'{'.'.join(path)}' is {quoted(value)}, which cannot be read on the {kind} paper: its contrast "
            f"is {ratio:.1f}, and links need {LEAST_CONTRAST:.1f}"
        )
        problems.add(
            path, message, f'Write "{nearest_readable(color, papers)}", the nearest that can be read'
        )
        return ""
    return str(color)


def _read_color(path: tuple[str, ...], value: object, problems: SettingProblems) -> Color | None:
    color = read_color(value) if isinstance(value, str) else None
    if color is None:
        problems.add(path, f"'{'.'.join(path)}' is {quoted(value)}", _COLOR_REMEDY)
    return color
