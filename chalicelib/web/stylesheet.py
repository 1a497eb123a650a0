"""The one style sheet of the pages: the product's, the values of ``[look]``, and the author's own theme."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from functools import lru_cache

from chalicelib.content.look import Accent, Look
from chalicelib.index.file import IndexFile
from chalicelib.web import assets
from chalicelib.web.responses import Page

CHARACTERS_IN_A_REM = 72 / 33
"""Characters of text, on the average, that are as wide as one rem of `--measure`."""


def name_of_stylesheet(index: IndexFile) -> str:
    """Returns the name of the style sheet that a state of the index asks for, with a digest in it."""
    return _sheet(index.site.look, index.theme)[0]


def stylesheet_of(index: IndexFile) -> Page:
    """Returns the style sheet itself."""
    return _sheet(index.site.look, index.theme)[1]


@lru_cache(maxsize=4)
def _sheet(look: Look, theme: str) -> tuple[str, Page]:
    product = assets.data(assets.STYLESHEET)
    values = "\n".join(_rules(look))
    if not values and not theme:
        return assets.hashed(assets.STYLESHEET), product
    sheet = Page(b"\n".join([product.rstrip(), *(part.encode() for part in (values, theme) if part)]) + b"\n")
    return assets.with_digest(assets.STYLESHEET, sheet), sheet


def _rules(look: Look) -> Iterator[str]:
    """Yields the rules that set public properties of the style sheet, each as specific as the product's."""
    properties = dict(_properties(look))
    if properties:
        yield _rule(":root", properties)
    yield from _accent_rules(look.accent)
    if dark := "\n".join(_accent_rules(look.accent_dark)):
        yield f"@media (prefers-color-scheme: dark) {{\n{dark}\n}}"


def _properties(look: Look) -> Iterator[tuple[str, str]]:
    if not look.margin:
        yield "--margin", "transparent"
    elif look.margin_color:
        yield "--margin", look.margin_color
    if look.font == "sans":
        yield "--text-font", "var(--sans)"
    if look.width:
        yield "--measure", f"{look.width / CHARACTERS_IN_A_REM:.1f}rem"


def _accent_rules(accent: Accent) -> Iterator[str]:
    """Yields the colour of links by season. It can be read on paper; so paper can be read on it."""
    colors = {season: color for season, color in asdict(accent).items() if color}
    if len(set(colors.values())) == 1 and len(colors) == len(asdict(accent)):
        colors = {"": next(iter(colors.values()))}
    for season, color in colors.items():
        selector = f".{season}" if season else ":root"
        yield _rule(selector, {"--accent": color, "--accent-ink": "var(--paper)"})


def _rule(selector: str, properties: dict[str, str]) -> str:
    return f"{selector} {{ {' '.join(f'{name}: {value};' for name, value in properties.items())} }}"
