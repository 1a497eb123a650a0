from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from hypothesis import example, given
from hypothesis import strategies as st

from chalicelib.conversation import preview, tokens
from chalicelib.conversation.signing import PayloadSigner

NOW = datetime(2026, 3, 2, 9, 30, 0, 123456, tzinfo=UTC)
HOUR, SECOND, MICROSECOND = timedelta(hours=1), timedelta(seconds=1), timedelta(microseconds=1)

ids = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)
moments = st.integers(0, 2**53).map(lambda n: datetime(1970, 1, 1, tzinfo=UTC) + n * MICROSECOND)
lifetimes = st.integers(1, preview.LONGEST // SECOND).map(lambda n: n * SECOND)


def token(id: str = "articles/a", lifetime: timedelta = HOUR) -> str:
    return preview.issue("s", id, NOW, lifetime)


@given(ids, moments, lifetimes)
def test_a_token_is_for_one_article_from_its_issue_to_its_last_second(
    id: str, now: datetime, lifetime: timedelta
) -> None:
    issued = preview.issue("s", id, now, lifetime)
    end = now + lifetime
    assert preview.read("s", issued, now) == preview.Preview(preview.subject_of(id), now, end)
    assert preview.read("s", issued, end - MICROSECOND) is not None
    assert preview.read("s", issued, end) is None


@given(ids, ids)
def test_two_articles_never_share_a_token(id: str, other_id: str) -> None:
    assert (token(id) == token(other_id)) == (id == other_id)


@given(ids)
def test_a_token_is_short_and_can_stand_in_an_address(id: str) -> None:
    assert re.fullmatch(r"[\w-]{32}\.[\w-]{43}", token(id), re.ASCII)


@given(st.text() | st.binary(max_size=120).map(lambda data: data.decode("latin-1")))
@example("." * 500)
@example("\udcff.x")
@example("é.é")
@example("")
def test_no_text_is_a_token_by_chance_and_none_does_harm(text: str) -> None:
    assert preview.read("s", text, NOW) is None


@given(st.integers(0, 75), st.characters(codec="ascii"))
def test_a_token_with_one_character_changed_is_worthless(position: int, character: str) -> None:
    good = token()
    changed = good[:position] + character + good[position + 1 :]
    assert preview.read("s", changed, NOW) is None or changed == good


@given(st.binary(max_size=40))
def test_what_is_signed_and_yet_no_preview_is_refused(data: bytes) -> None:
    if len(data) != 24:
        assert preview.read("s", PayloadSigner("s", "preview").dumps(data), NOW) is None


@given(st.binary(min_size=24, max_size=24))
def test_whatever_a_signed_token_says_reading_it_does_no_harm(data: bytes) -> None:
    read = preview.read("s", PayloadSigner("s", "preview").dumps(data), NOW)
    assert read is None or read.expires > NOW


def test_nothing_that_is_signed_for_another_purpose_or_with_another_secret_is_a_token() -> None:
    form = tokens.issue("s", "comment:articles/a", NOW)
    payload = token().partition(".")[0]
    signature = form.rpartition(".")[2]
    assert preview.read("s", form, NOW) is None
    assert preview.read("s", f"{payload}.{signature}", NOW) is None
    assert preview.read("other", token(), NOW) is None
    assert tokens.read("s", "comment:articles/a", token(), NOW, HOUR) is None
