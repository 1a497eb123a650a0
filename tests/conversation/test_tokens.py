from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.conversation import tokens

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)


def valid(token: str, subject: str = "comment:a", at: datetime = NOW, secret: str = "s") -> bool:
    return tokens.is_valid(secret, subject, token, at, DAY)


def test_a_token_is_good_for_its_form_and_its_time() -> None:
    token = tokens.issue("s", "comment:a", NOW)
    begun = NOW.replace(minute=0)
    assert valid(token)
    assert valid(token, at=begun + DAY + tokens.STEP)
    assert not valid(token, at=begun + DAY + tokens.STEP + SECOND)
    assert not valid(token, at=begun - SECOND), "a token from the future"
    assert not valid(token, subject="comment:b")
    assert not valid(token, secret="other")


def test_readers_of_the_same_hour_get_the_same_token() -> None:
    assert tokens.issue("s", "a", NOW) == tokens.issue("s", "a", NOW + timedelta(minutes=29))
    assert tokens.issue("s", "a", NOW) != tokens.issue("s", "a", NOW + timedelta(minutes=30))


@given(st.text(), st.text(), st.integers(0, 80 * 365).map(lambda days: NOW + days * DAY))
def test_every_token_issued_is_valid(secret: str, subject: str, now: datetime) -> None:
    assert tokens.is_valid(secret, subject, tokens.issue(secret, subject, now), now, DAY)


@given(st.text())
def test_no_text_is_a_token_by_chance(text: str) -> None:
    assert not valid(text)


@given(st.integers(0, 200), st.characters(codec="ascii", exclude_characters="\0"))
def test_a_token_with_one_character_changed_is_worthless(position: int, character: str) -> None:
    token = tokens.issue("s", "comment:a", NOW)
    position %= len(token)
    changed = token[:position] + character + token[position + 1 :]
    # The last character of base64 carries bits that are not read: some changes of it change nothing.
    # And base64 has two ways to write two of its characters.
    same = changed.replace("+", "-").replace("/", "_") == token
    assert same or position == len(token) - 1 or not valid(changed)


def test_what_is_sent_twice_has_one_id_and_anything_else_another() -> None:
    ids = {
        tokens.submission_id("t", "a", "bc"),
        tokens.submission_id("t", "ab", "c"),
        tokens.submission_id("u", "a", "bc"),
        tokens.submission_id("t", "a", "bd"),
    }
    assert len(ids) == 4
    assert tokens.submission_id("t", "a", "bc") in ids
