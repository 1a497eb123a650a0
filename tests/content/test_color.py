"""Contrast, and the nearest colour that can be read."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.content.color import (
    LEAST_CONTRAST,
    Color,
    contrast,
    is_readable,
    least_contrast,
    nearest_readable,
    read_color,
)
from chalicelib.content.paper import BRIGHT, DARK

PART = st.integers(0, 255)
COLORS = st.builds(Color, PART, PART, PART)
PAPERS = st.sampled_from([BRIGHT, DARK])


@pytest.mark.parametrize(
    ("text", "color"),
    [
        ("#8A3b1f", "#8a3b1f"),
        ("#f00", "#ff0000"),
        ("teal", "#008080"),
        ("rgb(138, 59, 31)", "#8a3b1f"),
        ("hsl(120, 100%, 25%)", "#008000"),
        ("#ff000080", "None"),
        ("transparent", "None"),
        ("currentColor", "None"),
        ("blurple", "None"),
        ("#12345", "None"),
        ("red; } body { display: none", "None"),
        ("", "None"),
    ],
)
def test_colours_are_read_as_css_writes_them(text: str, color: str) -> None:
    assert str(read_color(text)) == color


def test_contrast_is_that_of_wcag() -> None:
    white, black, grey = (Color(*[part] * 3) for part in (255, 0, 0x76))
    assert contrast(white, black) == pytest.approx(21)
    assert contrast(white, white) == 1
    assert contrast(grey, white) == pytest.approx(4.54, abs=0.005)


@given(COLORS, PAPERS)
def test_what_can_be_read_is_taken_as_it_is_and_for_the_rest_something_near_is_found(
    color: Color, papers: Sequence[Color]
) -> None:
    nearest = nearest_readable(color, papers)
    assert all(contrast(nearest, paper) >= LEAST_CONTRAST for paper in papers)
    if is_readable(color, papers):
        assert nearest == color
        return
    # Nearer, it could not be read: it is just beyond the limit, on the side where the limit is.
    assert least_contrast(nearest, papers) < LEAST_CONTRAST + 0.2
    brighter = nearest.luminance > color.luminance
    assert brighter == (papers is DARK)


@given(COLORS, PAPERS)
def test_the_hue_of_what_is_found_is_that_of_the_colour(color: Color, papers: Sequence[Color]) -> None:
    nearest = nearest_readable(color, papers)
    (_, *before), (_, *after) = color.oklab, nearest.oklab
    # The way across between the two directions, which rounding to 256 parts leaves near nothing.
    across = abs(before[0] * after[1] - before[1] * after[0])
    length = max((before[0] ** 2 + before[1] ** 2) ** 0.5, 1e-9)
    assert across / length < 0.01
