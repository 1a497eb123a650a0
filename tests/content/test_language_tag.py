"""Language tags: read, spelled in one way, and the direction they are written in."""

from __future__ import annotations

import pytest
from babel import Locale, localedata
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.content.language_tag import LONGEST, canonical_tag, direction, interface_language


@pytest.mark.parametrize(
    ("written", "tag"),
    [
        *[(tag, tag) for tag in ("de", "pt-BR", "zh-Hant", "en-GB", "ar", "he", "sr-Latn", "es-419", "no")],
        *[("en-us", "en-US"), ("PT_br", "pt-BR"), ("ZH-HANT-tw", "zh-Hant-TW"), ("de-ch-1901", "de-CH-1901")],
        *[("fr_FR.UTF-8", "fr-FR"), ("deu", "de"), ("eng-uk", "en-GB"), ("iw", "he"), ("sh", "sr-Latn")],
        *[("zh-cmn-hans", "cmn-Hans"), ("en-US-u-hc-h12-x-own", "en-US-u-hc-h12-x-own"), ("gsw", "gsw")],
    ],
)
def test_a_tag_has_one_spelling(written: str, tag: str) -> None:
    assert canonical_tag(written) == tag


@pytest.mark.parametrize(
    "written",
    [
        *["", "French", "français", "xx", "false", "fr-XX", "en-Blah", "fr-abc", "de-", "-de", "d", "x-own"],
        *["fr,en", "fr en", "C", "POSIX", "sr_RS@latin", "de\n", "\N{KELVIN SIGN}o", "de-" + "a" * LONGEST],
    ],
)
def test_what_names_no_language_is_no_tag(written: str) -> None:
    assert canonical_tag(written) == ""


@given(st.from_regex(r"\A[a-zA-Z]{1,4}([-_.][a-zA-Z0-9]{1,8}){0,4}\Z") | st.text(max_size=20))
def test_a_spelled_tag_is_spelled_the_same_again(text: str) -> None:
    tag = canonical_tag(text)
    assert canonical_tag(tag) == tag


def test_each_locale_of_cldr_has_a_tag_and_its_direction() -> None:
    locales = localedata.locale_identifiers()
    assert [locale for locale in locales if not canonical_tag(locale)] == []
    from_right_to_left = {name for name in locales if Locale.parse(name).character_order == "right-to-left"}
    assert {name for name in locales if direction(canonical_tag(name)) == "rtl"} == from_right_to_left


@pytest.mark.parametrize(
    ("tag", "expected"),
    [("az-Arab", "rtl"), ("az", "ltr"), ("ar-Latn", "ltr"), ("pa-PK", "rtl"), ("pa", "ltr"), ("zxx", "ltr")],
)
def test_the_script_decides_the_direction(tag: str, expected: str) -> None:
    assert direction(tag) == expected


def test_the_words_of_the_pages_are_in_the_texts_language_or_the_sites() -> None:
    assert interface_language("fr-CA", "en") == "fr"
    assert interface_language("de", "fr") == "fr"
    assert interface_language("de") == "en"
