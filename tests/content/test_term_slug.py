"""The addresses of tags, categories and series."""

from __future__ import annotations

import unicodedata
from urllib.parse import quote, unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.content.slug import LONGEST, slugify
from chalicelib.content.term_slug import term_slug

labels = st.text(st.characters(codec="utf-8"), max_size=60) | st.text(
    "C+#.♯＋ é&-🎉?!\u0301\u200b", max_size=12
)


@pytest.mark.parametrize(
    ("label", "slug"),
    [
        ("C", "c"),
        ("C++", "c-plus-plus"),
        ("C ++", "c-plus-plus"),
        ("Ｃ＋＋", "c-plus-plus"),
        ("C++11", "c-plus-plus-11"),
        ("C#", "c-sharp"),
        ("F♯", "f-sharp"),
        ("C/C++", "c-c-plus-plus"),
        (".NET", "dot-net"),
        ("Framework .NET", "framework-dot-net"),
        ("🎉", "party-popper"),
        ("👩‍💻", "woman-personal-computer"),
        ("❤", "heavy-black-heart"),
        ("❤️", "heavy-black-heart"),
        ("🇫🇷", "flag-fr"),
        ("?", "question-mark"),
        ("#", "hash"),
        ("/", "solidus"),
        ("..", "dot-dot"),
        ("\u0301", "combining-acute-accent"),
        ("\u200f", "right-to-left-mark"),
        ("\ue000", "u-e000"),
        ("עברית", "עברית"),
        (" \0", ""),
    ],
)
def test_a_label_has_a_readable_address(label: str, slug: str) -> None:
    assert term_slug(label) == slug


@pytest.mark.parametrize(
    "label",
    ["Node.js", "ASP.NET", "R&D", "R & D", "Été & co", "L'été", "Java + Spring", "Ticket #42", "#python",
     "Fin.", "Oui !", "🎉 Fête", "CI/CD", "%2F", "日本の夏", "1️⃣", "Python 3.12", "peut-être"],
)  # fmt: skip
def test_ordinary_labels_keep_the_slug_of_their_words(label: str) -> None:
    assert term_slug(label) == slugify(label)


def test_languages_that_differ_in_a_sign_have_addresses_of_their_own() -> None:
    names = [
        "C",
        "C++",
        "C#",
        "F",
        "F#",
        "NET",
        ".NET",
        "D",
        "R",
        "R&D",
        "J",
        "J++",
        "J#",
        "Node.js",
        "Node",
        "js",
    ]
    assert len({term_slug(name) for name in names}) == len(names)


@given(labels)
def test_an_address_is_one_segment_and_its_own_address(label: str) -> None:
    slug = term_slug(label)
    assert bool(slug) == bool(label.replace("\0", " ").strip())
    assert not set(slug) & set("/?#%&\"'<> ._\\+")
    assert slug not in (".", "..")
    assert unquote(quote(slug, safe="")) == slug
    assert unicodedata.is_normalized("NFC", slug)
    assert term_slug(slug) == slug


@given(labels)
def test_one_label_in_other_spellings_has_one_address(label: str) -> None:
    decomposed, composed = unicodedata.normalize("NFD", label), unicodedata.normalize("NFC", label)
    assert term_slug(decomposed) == term_slug(composed) == term_slug(label)
    assert term_slug(f"  {label}\u00a0") == term_slug(label)


@given(st.text(st.characters(codec="ascii"), max_size=60))
def test_case_makes_no_difference(label: str) -> None:
    assert term_slug(label.upper()) == term_slug(label) == term_slug(label.lower())


@given(st.text(st.characters(categories=["L", "N", "Zs"]), max_size=60))
def test_letters_and_digits_alone_make_the_slug_they_always_made(label: str) -> None:
    assert term_slug(label) == slugify(label)


def test_an_address_of_many_signs_is_short_and_still_its_own() -> None:
    slugs = {term_slug("?" * count) for count in range(1, 61)}
    assert len(slugs) == 60
    assert max(len(slug.encode()) for slug in slugs) <= LONGEST
