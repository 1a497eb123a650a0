"""Comments and their answers, in two levels."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.conversation.comment import Comment
from chalicelib.conversation.threads import threads_of
from tests.conftest import NOW


def comment(id: str, parent: str = "", minute: int = 0, **changes: str) -> Comment:
    posted = NOW + timedelta(minutes=minute)
    plain = Comment(id, "articles/a", id, "text", posted, "approved", parent=parent)
    return replace(plain, **changes)  # type: ignore[arg-type]  # the tests know the attributes


def shape(comments: list[Comment]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Returns ids: of each first comment, and of each answer with what it answers in turn."""
    return [
        (
            thread.comment.id,
            [(reply.comment.id, reply.parent.id if reply.parent else "") for reply in thread.replies],
        )
        for thread in threads_of(comments)
    ]


def test_answers_stand_below_what_they_answer_and_deeper_ones_beside_them() -> None:
    comments = [comment("a"), comment("b"), comment("c", "a", 1), comment("d", "c", 2), comment("e", "b", 3)]
    assert shape(comments) == [("a", [("c", ""), ("d", "c")]), ("b", [("e", "")])]


def test_an_answer_to_a_comment_of_another_page_begins_a_thread() -> None:
    assert shape([comment("b", "elsewhere"), comment("c", "b", 1)]) == [("b", [("c", "")])]


def test_an_erased_comment_stays_only_for_its_answers() -> None:
    erased = comment("a", name="", text="")
    assert shape([erased, comment("b", minute=1)]) == [("b", [])]
    assert shape([erased, comment("b", "a", 1)]) == [("a", [("b", "")])]


@given(st.lists(st.integers(min_value=-1, max_value=12), max_size=12))
def test_every_comment_is_shown_once_whatever_answers_what(parents: list[int]) -> None:
    comments = [
        comment(str(number), str(parent) if parent >= 0 else "", number)
        for number, parent in enumerate(parents)
    ]
    shown = [id for first, replies in shape(comments) for id in (first, *(reply for reply, _ in replies))]
    assert sorted(shown) == sorted(c.id for c in comments)
