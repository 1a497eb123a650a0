from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.conversation import tokens

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)


def valid(token: str, subject: str = "comment:a", at: datetime = NOW, secret: str = "s") -> bool:
    return tokens.read(secret, subject, token, at, DAY) is not None


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
def test_every_token_issued_says_when(secret: str, subject: str, now: datetime) -> None:
    hourly, timed = tokens.issue(secret, subject, now), tokens.issue_timed(secret, subject, now)
    assert tokens.read(secret, subject, hourly, now, DAY) == tokens.hour_of(now)
    assert tokens.read(secret, subject, timed, now, DAY) == now


@given(st.text())
def test_no_text_is_a_token_by_chance(text: str) -> None:
    assert not valid(text)


@given(st.integers(0, 200), st.characters(), st.sampled_from(["replace", "insert", "append", "remove"]))
def test_a_token_that_is_changed_anywhere_is_worthless(position: int, character: str, change: str) -> None:
    token = tokens.issue("s", "comment:a", NOW)
    position = len(token) if change == "append" else position % len(token)
    end = token[position:] if change == "insert" else token[position + 1 :]
    changed = token[:position] + ("" if change == "remove" else character) + end
    assert changed == token or not valid(changed)


@pytest.mark.parametrize("last", "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
def test_bits_that_base64_does_not_read_are_read(last: str) -> None:
    token = tokens.issue("s", "comment:a", NOW)
    assert valid(token[:-1] + last) == (last == token[-1])


def test_a_token_that_all_readers_share_tells_no_age_at_the_beginning_of_its_hour_either() -> None:
    hour = tokens.hour_of(NOW)
    assert tokens.age(hour, hour + SECOND) is None
    assert tokens.age(hour + SECOND, hour + 2 * SECOND) == SECOND
