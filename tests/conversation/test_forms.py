from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.content.text import is_email
from chalicelib.conversation import forms
from chalicelib.errors import Rejected

GOOD = {"name": "Léa", "email": "lea@example.org", "text": "Bonjour"}


def errors(**changes: str) -> dict[str, str]:
    with pytest.raises(Rejected) as caught:
        forms.check(forms.COMMENT, {**GOOD, **changes})
    return caught.value.errors


def test_a_good_form_is_stored_as_written() -> None:
    assert forms.check(forms.COMMENT, GOOD) == GOOD


def test_line_ends_and_surrounding_space_are_made_equal() -> None:
    values = forms.check(forms.COMMENT, {**GOOD, "text": "  a\r\nb\rc\x0bd \n"})
    assert values["text"] == "a\nb\nc\nd"


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("name", "", forms.REQUIRED),
        ("name", " \n ", forms.REQUIRED),
        ("name", "\u200b", forms.REQUIRED),
        ("name", "a\u202eb", forms.UNREADABLE),
        ("name", "a\nb", forms.UNREADABLE),
        ("text", "a\0b", forms.UNREADABLE),
        ("text", "a\ufffdb", forms.UNREADABLE),
        ("text", "\ud800", forms.UNREADABLE),
        ("text", "é" * 5_001, forms.TOO_LONG),
        ("email", "lea@", forms.NOT_AN_EMAIL),
        ("email", "lea@example.org\nBcc: x@example.org", forms.UNREADABLE),
    ],
)
def test_a_wrong_field_is_refused_by_name(field: str, value: str, code: str) -> None:
    assert errors(**{field: value}) == {field: code}


def test_limits_count_bytes_and_nothing_is_cut() -> None:
    text = "é" * 5_000
    assert forms.check(forms.COMMENT, {**GOOD, "text": text})["text"] == text


def test_all_wrong_fields_are_named_at_once() -> None:
    assert errors(name="", text="", email="x") == {
        "name": forms.REQUIRED,
        "email": forms.NOT_AN_EMAIL,
        "text": forms.REQUIRED,
    }


def test_an_email_is_needed_to_be_answered_but_not_to_comment() -> None:
    assert forms.check(forms.COMMENT, {**GOOD, "email": ""})["email"] == ""
    with pytest.raises(Rejected):
        forms.check(forms.MESSAGE, {**GOOD, "subject": "S", "email": ""})


@given(st.dictionaries(st.sampled_from(["name", "email", "text"]), st.text()))
def test_whatever_is_accepted_can_be_stored_and_is_accepted_again(sent: dict[str, str]) -> None:
    try:
        values = forms.check(forms.COMMENT, sent)
    except Rejected:
        return
    assert len(values["text"].encode()) <= 10_000
    assert forms.check(forms.COMMENT, values) == values


@pytest.mark.parametrize("address", ["a@b.fr", "jean-marie.o'neil+blog@mail.example.co.uk"])
def test_real_addresses_are_addresses(address: str) -> None:
    assert is_email(address)


@pytest.mark.parametrize(
    "address", ["", "a", "a@b", "a@b..fr", "a b@c.fr", "a@-b.fr", "é@b.fr", "a@b.fr\n", "x" * 250 + "@b.fr"]
)
def test_other_texts_are_not(address: str) -> None:
    assert not is_email(address)
