"""Old addresses as they are compared."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.content.old_address import (
    MOST_FIELDS,
    addresses_with_query,
    decoded,
    old_address,
    old_path,
    query_fields,
)
from chalicelib.content.slug import slugify


@pytest.mark.parametrize(
    ("address", "spelling"),
    [
        ("/A/B.HTML", "/a/b/index.php"),
        ("/e\u0301te\u0301", "/ÉTÉ/"),
        ("/index.php?P=1", "/?p=1"),
        ("/x?b=2&a=1", "/x/?a=1&amp;b=2"),
        ("/x?a=%E9+b", "/x?a=é%20b"),
        ("/x?a", "/x?a="),
        ("/x?", "/x"),
    ],
)
def test_two_spellings_of_one_address_are_one(address: str, spelling: str) -> None:
    assert old_address(address) == old_address(spelling)


@pytest.mark.parametrize(
    ("address", "spelling"), [("/x?a=1", "/x?a=2"), ("/x?a=1", "/x"), ("/x?a=b&c", "/x?a=b%26c")]
)
def test_two_queries_are_two_addresses(address: str, spelling: str) -> None:
    assert old_address(address) != old_address(spelling)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("%C3%A9", "é"),
        ("%E9", "é"),
        ("l%92%E9t%E9", "l’été"),
        ("é%", "é%"),
        ("%ED%A0%80", "í\N{NO-BREAK SPACE}€"),
    ],
)
def test_bytes_of_an_address_are_utf_8_or_those_of_old(text: str, expected: str) -> None:
    assert decoded(text) == expected


@given(st.text())
def test_any_text_is_an_address(text: str) -> None:
    assert decoded(quote(text)) == text
    assert old_address(text).startswith("/")
    assert old_path(old_path(text)) == old_path(text) or "." in text or "index" in text.lower()
    slug = slugify(text)
    assert old_path(f"/articles/{slug}") in (
        f"/articles/{slug}",
        f"/articles/{slug}".removesuffix("/index").rstrip("/"),
    )


@given(st.sets(st.tuples(st.text(max_size=3), st.text(max_size=3)), max_size=12))
def test_a_query_of_any_length_gives_a_bounded_number_of_addresses(fields: set[tuple[str, str]]) -> None:
    addresses = list(addresses_with_query("/x", frozenset(fields)))
    assert len(addresses) < 2**MOST_FIELDS
    sizes = [len(chosen) for _, chosen in addresses]
    assert sizes == sorted(sizes, reverse=True)


def test_what_only_counts_visitors_pushes_no_field_aside() -> None:
    tracking = "&".join(f"utm_{n}=x" for n in range(10))
    addresses = dict(addresses_with_query("/", query_fields(f"{tracking}&p=12")))
    assert "/?p=12" in addresses
