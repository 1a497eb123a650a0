from __future__ import annotations

import pytest

from chalicelib.markdown.reading_time import minutes_to_read


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("", 1),
        ("l'été " * 2200, 10),
        ("中文字。" * 780, 9),
        ("日本語の文章です。" * 446, 10),
        ("한국어 문장입니다. " * 750, 10),
        ("ที่นี่ " * 1, 1),
        ("ประเทศไทย" * 1000, 7),
        ("हिन्दी में " * 1100, 10),
        ("שָׁלוֹם " * 2200, 10),
        ("— · … " * 5000, 1),
        ("word " * 1100 + "字" * 1300, 10),
    ],
)
def test_a_text_takes_as_long_as_its_script_takes_to_read(text: str, minutes: int) -> None:
    assert minutes_to_read(text) == minutes
