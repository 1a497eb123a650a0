from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.content.site import Comments
from chalicelib.conversation import forms, tokens
from chalicelib.conversation.post import Post
from chalicelib.conversation.submission import Policy, accept
from chalicelib.errors import Rejected
from tests.conversation.stores import MemoryLimits

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
DAY = timedelta(days=1)
GOOD = {"name": "Léa", "email": "lea@example.org", "text": "Bonjour", "parent": ""}


@contextmanager
def unable_to_normalise() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.delattr("unicodedata.normalize")
        yield


def errors(**changes: str) -> dict[str, str]:
    with pytest.raises(Rejected) as caught:
        forms.check(forms.COMMENT, {**GOOD, **changes})
    return caught.value.errors


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("Bonjour", "Bonjour"),
        ("  a\r\nb\rc\x0bd \n", "a\nb\nc\nd"),
        ("e\u0301te\u0301", "été"),
        ("é" * 5_000, "é" * 5_000),  # 10,000 bytes
        ("\u200b\ufeff Bonjour\u200b", "Bonjour"),
        ("e\u0301" + "\u0315\u0300" * 49, "é" + "\u0300" * 49 + "\u0315" * 49),
        ("a\r\n" * 5_000, ("a\n" * 5_000)[:-1]),  # browsers send two characters for the end of a line
    ],
)
def test_a_text_is_stored_whole_trimmed_and_in_nfc(text: str, stored: str) -> None:
    assert forms.check(forms.COMMENT, {**GOOD, "text": text}) == {**GOOD, "text": stored}


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("name", "", forms.REQUIRED),
        ("name", " \n ", forms.REQUIRED),
        ("name", "\u200b", forms.REQUIRED),
        ("name", "\u3164", forms.REQUIRED),
        ("name", "\u2800\u115f", forms.REQUIRED),
        ("name", "\u0301\ufe0f", forms.REQUIRED),
        ("text", "\u2060\n\u00a0\u3164", forms.REQUIRED),
        ("name", "a\bb", forms.UNREADABLE),
        ("name", "a\u202eb", forms.UNREADABLE),
        ("name", "a\nb", forms.UNREADABLE),
        ("text", "a\0b", forms.UNREADABLE),
        ("text", "a\ufffdb", forms.UNREADABLE),
        ("text", "\ud800", forms.UNREADABLE),
        ("text", "é" * 5_001, forms.TOO_LONG),
        ("text", "\u0958" * 3_333, forms.TOO_LONG),  # two letters each in NFC
        ("email", "lea@", forms.NOT_AN_EMAIL),
        ("email", "lea@example.org\nBcc: x@example.org", forms.UNREADABLE),
    ],
)
def test_a_wrong_field_is_refused_by_name(field: str, value: str, code: str) -> None:
    assert errors(**{field: value}) == {field: code}


@given(st.text(st.characters(exclude_categories=["Z", "C"]), min_size=11))
def test_a_text_longer_than_its_limit_is_never_normalised(text: str) -> None:
    with unable_to_normalise(), pytest.raises(Rejected) as caught:
        forms.check((forms.Rule("name", 10),), {"name": text})
    assert caught.value.errors == {"name": forms.TOO_LONG}


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"text": "e" + "\u0315\u0300" * 30_000}, {"text": forms.TOO_LONG}),
        ({"text": "x" * 10_001, "token": "x"}, {"text": forms.TOO_LONG}),
        ({"token": "x"}, {"": forms.EXPIRED}),
        ({"token": "x" * 250_000}, {"": forms.EXPIRED}),
        ({"text": "e" + "\u0315\u0300" * 500}, {"text": forms.UNREADABLE}),
    ],
)
def test_nothing_is_normalised_before_lengths_and_token_are_checked(
    changes: dict[str, str], error: dict[str, str]
) -> None:
    sent = {**GOOD, "token": tokens.issue("s", "comment:a", NOW), **changes}
    limits = MemoryLimits(lambda: NOW)
    with unable_to_normalise(), pytest.raises(Rejected) as caught:
        accept(forms.COMMENT, "comment:a", Post(sent), Policy("s", DAY, DAY), Comments(), limits, NOW)
    assert limits.taken == {}
    assert caught.value.errors == error


@pytest.mark.parametrize(
    ("field", "sent", "stored"),
    [("name", "Léa\tMartin", "Léa Martin"), ("email", "\u200b", ""), ("email", "lea@b.fr\u200b", "lea@b.fr")],
)
def test_what_a_reader_does_not_see_is_no_fault(field: str, sent: str, stored: str) -> None:
    assert forms.check(forms.COMMENT, {**GOOD, field: sent})[field] == stored


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
