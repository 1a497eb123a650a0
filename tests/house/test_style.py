"""The style sheet: small, for texts of both directions, readable, and nothing in it that no page has."""

from __future__ import annotations

import gzip
import re
from itertools import product

import pytest
from pygments.token import STANDARD_TYPES

from billet.project import ROOT
from chalicelib.content.color import contrast, read_color
from chalicelib.web.assets import STYLESHEET

MAX_SIZE = 5_500
"""Bytes of the style sheet compressed: the first view of a page has 14 kB."""

SOURCE = (ROOT / "chalicelib" / "web" / "static" / STYLESHEET).read_text(encoding="utf-8")
SHEET = re.sub(r"/\*.*?\*/", "", SOURCE, flags=re.S)
DECLARATIONS = re.findall(r"(?<=[{;\s])([a-z-]+):\s*([^;{}]+)(?=[;}])", SHEET)
TEMPLATES = "".join(
    path.read_text(encoding="utf-8") for path in (ROOT / "chalicelib" / "web" / "templates").glob("*.html")
)
MARKDOWN = "".join(
    path.read_text(encoding="utf-8") for path in (ROOT / "chalicelib" / "markdown").glob("*.py")
)
MARKED = ('<ol class="lines"', '<ul class="hint"')
"""Lists whose items the style sheet leaves their marks."""

OF_AUTHORS = {"citation", "signature"}
"""Classes that an author gives to a paragraph."""

OF_PYGMENTS = {*STANDARD_TYPES.values(), "highlighttable", "hll", "linenos"}
OF_COLUMNS = {"left", "center", "right"}
"""Classes that Markdown's tables make of the colons in their second line."""

OF_SEASONS = {"spring", "summer", "autumn", "winter"}
UNSTYLED = {"about", "biography", "favourite", "invitation", "letter", "quiet", "related", "series", "share"}
"""Classes for the style sheets of authors alone (docs/themes.md): as any paragraph, box or form in ours."""


def test_the_sheet_is_small() -> None:
    assert len(gzip.compress(SOURCE.encode(), 9)) <= MAX_SIZE


def classes_of(templates: str) -> set[str]:
    """Returns the classes that templates give, those that an expression gives apart."""
    attributes = " ".join(re.findall(r'class="([^"]*)"', templates))
    return set(re.sub(r"\{[{%].*?[%}]\}", " ", attributes).split())


def test_each_class_with_a_style_is_on_a_page_and_each_class_on_a_page_has_one() -> None:
    selectors = " ".join(re.findall(r"([^{};]+)\{", SHEET))
    styled = set(re.findall(r"\.([a-zA-Z][\w-]*)", selectors))
    on_pages = classes_of(TEMPLATES)
    assert len(styled) > 80
    assert on_pages - styled == UNSTYLED
    rest = styled - on_pages - OF_AUTHORS - OF_PYGMENTS - OF_SEASONS - OF_COLUMNS
    words = " ".join([*re.findall(r"'([a-z]+)'", TEMPLATES), *re.findall(r'"([\w -]+)"', MARKDOWN)])
    assert rest - set(words.split()) == set()


TEXTS = ("ink", "soft", "accent", "visited", "wrong", "keyword", "string", "number", "name")
PAPERS = ("paper", "raised", "match")


@pytest.mark.parametrize("light", ["bright", "dark"])
@pytest.mark.parametrize("season", sorted(OF_SEASONS))
def test_all_that_is_read_has_contrast(light: str, season: str) -> None:
    bright, _, dark = SHEET.partition("(prefers-color-scheme: dark)")
    part = bright if light == "bright" else dark
    rules = (
        part.partition(":root {")[2].partition("}")[0],
        part.partition(f".{season} {{")[2].partition("}")[0],
    )
    values = dict(re.findall(r"--([a-z-]+): (#\w{6})", "".join(rules)))

    def ratio(*pair: str) -> float:
        colors = [color for name in pair if (color := read_color(values[name]))]
        return contrast(*colors)

    pairs = [*product(TEXTS, PAPERS), ("accent-ink", "accent")]
    assert {pair: ratio(*pair) for pair in pairs if ratio(*pair) < 5.2} == {}


def test_no_property_is_about_the_left_or_the_right() -> None:
    assert len(DECLARATIONS) > 300
    physical = [
        f"{name}: {value}"
        for name, value in DECLARATIONS
        if re.search(r"\b(?:left|right)\b", f"{name} {value}") or _has_two_sides(name, value)
    ]
    assert physical == []


def test_a_list_whose_marks_the_style_removes_is_a_list_to_voiceover() -> None:
    """Safari takes the role of a list away from one that has no marks."""
    lists = [tag for tag in re.findall(r"<[uo]l\b[^>]*>?", TEMPLATES) if not tag.startswith(MARKED)]
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
