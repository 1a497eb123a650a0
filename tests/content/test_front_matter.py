from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.content import front_matter
from chalicelib.content.front_matter import Field
from chalicelib.content.problem import ContentError

FILE = "articles/x.md"


def refusal(text: str) -> ContentError:
    with pytest.raises(ContentError) as caught:
        front_matter.parse(FILE, front_matter.split(FILE, text).front_matter)
    assert caught.value.problem.file == FILE
    assert caught.value.problem.remedy
    return caught.value


def test_a_file_is_cut_at_its_fences() -> None:
    parts = front_matter.split(FILE, "---\ntitle: A\n---\nText\n")
    assert (parts.front_matter, parts.body) == ("title: A", "Text\n")


@pytest.mark.parametrize(
    "text", ["\ufeff---\ntitle: A\n---\nT", "---\r\ntitle: A\r\n---\r\nT", "---  \ntitle: A\n--- \nT"]
)
def test_a_byte_order_mark_windows_lines_and_blanks_do_no_harm(text: str) -> None:
    parts = front_matter.split(FILE, text)
    assert (parts.front_matter, parts.body) == ("title: A", "T")


def test_a_file_without_a_fence_is_all_text() -> None:
    assert front_matter.split(FILE, "Just text\n---\nmore").body == "Just text\n---\nmore"


def test_a_fence_that_is_never_closed_is_named() -> None:
    assert "never closed" in str(refusal("---\ntitle: A\n\nText"))


def test_values_stay_as_written() -> None:
    fields = front_matter.parse(FILE, "title: 38\ndraft: yes\ndate: 9999-99-99\nTags: [a, 'b']")
    assert fields == {
        "title": Field("38", 2),
        "draft": Field("yes", 3),
        "date": Field("9999-99-99", 4),
        "tags": Field(["a", "b"], 5),
    }


@pytest.mark.parametrize(
    ("front", "line", "words"),
    [
        ("title: A: B", 2, "not valid YAML"),
        ("a: 1\nb: [1, 2", 3, "not valid YAML"),
        ("a: &x 1\nb: *x", 3, "aliases"),
        ("- a\n- b", 2, "not a list of keys"),
        ("a: " + "[" * 5000 + "]" * 5000, 1, "too many brackets"),
        ("a: " + "- " * 2000 + "b", 2, "not valid YAML"),
        ("a: " + "x" * 20_000, 1, "larger than 16 KB"),
    ],
)
def test_what_cannot_be_read_is_refused_by_line(front: str, line: int, words: str) -> None:
    error = refusal(f"---\n{front}\n---\n")
    assert words in str(error)
    assert error.problem.line == line


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused_and_nothing_else(text: str) -> None:
    try:
        fields = front_matter.parse(FILE, front_matter.split(FILE, f"---\n{text}\n---\nbody").front_matter)
    except ContentError as error:
        assert error.problem.line >= 1
    else:
        assert all(isinstance(field.value, str | list) for field in fields.values())


@given(st.text())
def test_the_text_below_the_fence_arrives_whole(body: str) -> None:
    parts = front_matter.split(FILE, f"---\ntitle: A\n---\n{body}")
    assert parts.body == body.replace("\r\n", "\n").replace("\r", "\n")


def test_half_a_character_is_refused_by_line() -> None:
    fields = front_matter.parse(FILE, 'title: "a\\uD800b"')
    with pytest.raises(ContentError, match="'title' holds half a character"):
        front_matter.text_of(FILE, fields, "title")
