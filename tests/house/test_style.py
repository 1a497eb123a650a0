"""The style sheet serves texts of both directions."""

from __future__ import annotations

import re

from billet.project import ROOT
from chalicelib.web.assets import STYLESHEET

SHEET = (ROOT / "chalicelib" / "web" / "static" / STYLESHEET).read_text(encoding="utf-8")
DECLARATIONS = re.findall(
    r"(?<=[{;\s])([a-z-]+):\s*([^;{}]+)(?=[;}])", re.sub(r"/\*.*?\*/", "", SHEET, flags=re.S)
)


def test_no_property_is_about_the_left_or_the_right() -> None:
    assert len(DECLARATIONS) > 300
    physical = [
        f"{name}: {value}"
        for name, value in DECLARATIONS
        if re.search(r"\b(?:left|right)\b", f"{name} {value}") or _has_two_sides(name, value)
    ]
    assert physical == []


TEMPLATES = ROOT / "chalicelib" / "web" / "templates"
MARKED = ('<ol class="lines"', '<ul class="hint"')
"""Lists whose items the style sheet leaves their marks."""


def test_a_list_whose_marks_the_style_removes_is_a_list_to_voiceover() -> None:
    """Safari takes the role of a list away from one that has no marks."""
    templates = "".join(path.read_text(encoding="utf-8") for path in TEMPLATES.glob("*.html"))
    lists = [tag for tag in re.findall(r"<[uo]l\b[^>]*>?", templates) if not tag.startswith(MARKED)]
    assert len(lists) > 20
    assert [tag for tag in lists if 'role="list"' not in tag] == []


def _has_two_sides(name: str, value: str) -> bool:
    """Whether a shorthand of four values gives the right another one than the left."""
    values = value.split()
    if len(values) != 4 or name not in ("margin", "padding", "inset", "border-width", "border-radius"):
        return False
    return (
        len({values[0], values[1]}) > 1 or len({values[2], values[3]}) > 1
        if name == "border-radius"
        else values[1] != values[3]
    )
