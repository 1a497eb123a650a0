from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from botocore.exceptions import EndpointConnectionError
from pytest_mock import MockerFixture

from billet.local.event_bus import object_event
from billet.local.gateway import Context
from chalicelib import events
from chalicelib.conversation.comment import Comment
from chalicelib.conversation.expiring import sweep
from chalicelib.conversation.moderation import decide
from chalicelib.errors import NotFound
from chalicelib.index.publishing_queries import deleted_ids
from chalicelib.services import Services
from tests.conftest import Author, Calls, FrozenClock

ARTICLE = "---\ntitle: {}\ndate: 2026-01-01\n---\nText.\n"
A, B = "articles/a", "articles/b"


def run_schedule() -> None:
    events.on_schedule(object_event("Scheduled Event", "", ""), Context())


@pytest.fixture(autouse=True)
def commented(author: Author, blog: Services, clock: FrozenClock) -> None:
    """Two articles with two approved comments each."""
    author.publishes(a=ARTICLE.format("A"), b=ARTICLE.format("B"))
    assert deleted_ids(author.index) == []
    for article in (A, B):
        for number in (1, 2):
            posted = clock.now + timedelta(minutes=number)
            blog.comments.add(
                Comment(f"{article[-1]}{number}", article, "Léa", "Bonjour", posted, state="approved")
            )


def expiries(blog: Services, article: str = A) -> list[timedelta | None]:
    """Returns in how much time the comments of an article expire."""
    comments = blog.comments.approved(article).comments
    return [comment.expires - blog.clock() if comment.expires else None for comment in comments]


KEPT = timedelta(days=365)


def test_comments_of_a_deleted_article_expire_unless_it_returns(
    author: Author, blog: Services, clock: FrozenClock
) -> None:
    author.deletes("articles/a.md")
    run_schedule()
    assert (expiries(blog, A), expiries(blog, B)) == ([KEPT, KEPT], [None, None])
    clock.advance(days=364)
    run_schedule()
    assert expiries(blog) == [timedelta(days=1)] * 2
    author.publishes(a=ARTICLE.format("A"))
    run_schedule()
    assert expiries(blog) == [None, None]
    clock.advance(days=1000)
    run_schedule()
    assert (expiries(blog), blog.comments.counts([A])) == ([None, None], {A: 2})


def test_an_article_that_returns_too_late_has_no_comments_and_counts_none(
    author: Author, blog: Services, clock: FrozenClock
) -> None:
    author.deletes("articles/a.md")
    run_schedule()
    blog.comments.add(Comment("a3", A, "Max", "Trop tard", clock.now, expires=clock.now + 2 * KEPT))
    clock.advance(days=200)
    decide(["a3"], "approved", blog.comments, KEPT, clock)
    run_schedule()
    assert sorted(filter(None, expiries(blog))) == [timedelta(days=165)] * 2 + [KEPT]
    clock.advance(days=200)
    author.publishes(a=ARTICLE.format("A"))
    run_schedule()
    assert [comment.id for comment in blog.comments.approved(A).comments] == ["a3"]
    assert blog.comments.counts([A]) == {A: 1}
    author.deletes("articles/a.md")
    run_schedule()
    clock.advance(days=366)
    run_schedule()
    assert (blog.comments.counts([A]), blog.expiring_threads.marked()) == ({A: 0}, [])


def test_a_comment_that_is_approved_after_its_article_was_deleted_expires_too(
    author: Author, blog: Services, clock: FrozenClock
) -> None:
    author.deletes("articles/a.md")
    run_schedule()
    blog.comments.add(Comment("a3", A, "Max", "Encore", clock.now, expires=clock.now + KEPT))
    decide(["a3"], "approved", blog.comments, KEPT, clock)
    clock.advance(days=1)
    run_schedule()
    assert sorted(filter(None, expiries(blog))) == [KEPT - timedelta(days=1)] * 2 + [KEPT]


@pytest.mark.parametrize("returns", [False, True])
@pytest.mark.parametrize("call", range(7))
def test_a_run_that_fails_at_any_call_stops_nothing_and_the_next_one_goes_on(
    author: Author, blog: Services, mocker: MockerFixture, call: int, returns: bool
) -> None:
    author.deletes("articles/a.md")
    if returns:
        run_schedule()
        author.publishes(a=ARTICLE.format("A"))
    make, made = blog.expiring_threads._client._make_api_call, iter(range(99))  # type: ignore[attr-defined]  # botocore's

    def fail_once(operation: str, params: dict[str, Any]) -> Any:
        if next(made) == call:
            raise EndpointConnectionError(endpoint_url="http://dynamodb")
        return make(operation, params)

    mocker.patch.object(blog.expiring_threads._client, "_make_api_call", side_effect=fail_once)
    run_schedule()
    run_schedule()
    mocker.stopall()
    assert expiries(blog) == [None if returns else KEPT] * 2
    assert blog.expiring_threads.marked() == ([] if returns else [A])
    assert blog.comments.counts([A, B]) == {A: 2, B: 2}


def test_a_run_that_is_behind_another_takes_no_comment_from_an_article_that_is_back(
    author: Author, blog: Services, clock: FrozenClock, mocker: MockerFixture
) -> None:
    author.deletes("articles/a.md")
    author.reconciles()
    old_index, read = author.index, blog.expiring_threads.comments
    author.publishes(a=ARTICLE.format("A"))

    def read_and_wait(article: str) -> list[Comment]:
        comments = read(article)
        mocker.stopall()
        run_schedule()
        return comments

    blog.expiring_threads.mark(A, clock.now)
    mocker.patch.object(blog.expiring_threads, "comments", side_effect=read_and_wait)
    sweep(old_index, blog.expiring_threads, KEPT, clock.now, lambda: 900)
    assert expiries(blog) == [KEPT, KEPT]
    clock.advance(days=1)
    run_schedule()
    assert expiries(blog) == [None, None]


def test_a_run_without_time_leaves_the_rest_to_the_next(
    author: Author, blog: Services, clock: FrozenClock
) -> None:
    author.deletes("articles/a.md")
    author.reconciles()
    assert not sweep(author.index, blog.expiring_threads, KEPT, clock.now, lambda: 14)
    assert expiries(blog) == [None, None]


def test_nothing_is_asked_until_the_index_changes_or_a_day_begins(
    author: Author, clock: FrozenClock, calls: Calls
) -> None:
    run_schedule()
    calls.take()
    run_schedule()
    assert not {"Query", "BatchGetItem"} & set(calls.take())
    clock.advance(days=1)
    run_schedule()
    assert "Query" in calls.take()
    author.publishes(c=ARTICLE.format("C"))
    calls.take()
    run_schedule()
    assert "Query" in calls.take()


def test_a_mark_is_no_comment_and_is_in_no_queue(author: Author, blog: Services) -> None:
    author.deletes("articles/a.md")
    run_schedule()
    assert [comment.id for comment in blog.comments.in_state("approved")] == ["a1", "b1", "a2", "b2"]
    with pytest.raises(NotFound):
        blog.comments.get(f"count/{A}")
