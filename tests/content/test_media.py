"""Smaller copies of pictures, and where they lie."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from chalicelib.content.article import KINDS
from chalicelib.content.media import original_of, url_path, variant_key

KEYS = st.one_of(
    st.text(min_size=1, max_size=30).map("media/".__add__),
    st.tuples(st.sampled_from(KINDS), st.text(min_size=1, max_size=30)).map("/".join),
)


@given(KEYS, st.from_regex(r"[0-9a-f]{8,40}(-\d)?", fullmatch=True), st.integers(1, 9999))
def test_a_copy_tells_what_it_is_a_copy_of(key: str, etag: str, width: int) -> None:
    assume(not key.startswith("media/_beside/"))
    copy = variant_key(key, f'"{etag}"', width)
    assert original_of(copy) == (key, etag[:8], width)
    assert copy.startswith("media/_sizes/")
    assert url_path(copy).startswith("/media/_sizes/")


def test_a_copy_lies_where_the_page_looks_for_it() -> None:
    assert (
        variant_key("media/a/photo.jpg", '"1a2b3c4d5e6f"', 640)
        == "media/_sizes/a/photo.jpg/1a2b3c4d-640.webp"
    )


@pytest.mark.parametrize(
    "key", ["media/a.webp", "media/_sizes/a.webp", "media/_sizes/a/b-x.webp", "articles/a/b-640.webp", ""]
)
def test_another_file_is_no_copy(key: str) -> None:
    assert original_of(key) is None
