from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest.mock import DEFAULT

import pytest
from botocore.exceptions import ClientError
from pytest_mock import MockerFixture

from billet import tables
from chalicelib.conversation.comment import Comment, State
from chalicelib.conversation.message import Message
from chalicelib.conversation.subscription import Subscription
from chalicelib.errors import Conflict, NotFound, Unavailable
from chalicelib.services import Services
from chalicelib.storage.comment_items import to_comment_item
from chalicelib.storage.comments import PAGE, Comments
from chalicelib.storage.messages import Messages
from chalicelib.storage.subscriptions import Subscriptions
from tests.conftest import Calls, FrozenClock

NOW = datetime(2026, 3, 2, 9, 30, 15, 123456, tzinfo=UTC)
REQUESTED = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
LATER = datetime(2027, 3, 2, tzinfo=UTC)


MESSAGE = Message("m1", "Léa", "lea@example.org", "Sujet", "Texte", NOW, LATER)
SUBSCRIPTION = Subscription("c1", "articles/a", "lea@example.org", REQUESTED, LATER, writer="w1")


def comment(id: str = "c1", **changes: object) -> Comment:
    plain = Comment(id, "articles/a", "Léa", "Bon\njour <b>", NOW, "pending", "lea@example.org", LATER)
    return replace(plain, **changes)  # type: ignore[arg-type]  # the tests know the attributes


def store_many(comments: Comments, state: State, count: int) -> None:
    """Stores comments a minute apart, many with one request."""
    changes = {"state": state, "expires": None}
    items = [
        to_comment_item(comment(f"c{number:03}", posted=NOW + timedelta(minutes=number), **changes))
        for number in range(count)
    ]
    for start in range(0, count, tables.BATCH):
        tables.put(comments._client, comments._table, items[start : start + tables.BATCH])


@pytest.fixture
def comments(blog: Services) -> Comments:
    return blog.comments


@pytest.fixture
def subscriptions(blog: Services) -> Subscriptions:
    return blog.subscriptions


@pytest.fixture
def messages(blog: Services) -> Messages:
    return blog.messages


def test_a_comment_comes_back_as_it_was_stored(comments: Comments) -> None:
    for stored in (comment(), comment("c2", email="", expires=None, state="approved")):
        comments.add(stored)
        assert comments.get(stored.id) == stored


def test_a_comment_is_stored_once(comments: Comments) -> None:
    comments.add(comment())
    with pytest.raises(Conflict):
        comments.add(comment(text="other"))
    assert comments.get("c1").text == comment().text


def test_only_approved_comments_are_read_for_a_page_oldest_first(comments: Comments) -> None:
    for number, state in enumerate(["approved", "pending", "rejected", "spam", "approved"]):
        comments.add(comment(f"c{number}", state=state, posted=NOW - timedelta(hours=number)))
    comments.add(comment("other", state="approved", article="articles/b"))
    assert [c.id for c in comments.approved("articles/a").comments] == ["c4", "c0"]
    assert [c.id for c in comments.in_state("spam")] == ["c3"]


def test_a_long_thread_is_read_in_pages_with_ways_on_and_back(comments: Comments) -> None:
    store_many(comments, "approved", 250)
    first = comments.approved("articles/a")
    second = comments.approved("articles/a", first.later)
    third = comments.approved("articles/a", second.later)
    pages = [[c.id for c in page.comments] for page in (first, second, third)]
    assert [id for page in pages for id in page] == [f"c{number:03}" for number in range(250)]
    assert [len(page) for page in pages] == [100, 100, 50]
    assert (first.earlier, third.later) == (None, None)
    assert second.earlier == second.comments[0].posted
    before_second = comments.approved_before("articles/a", second.earlier)
    assert before_second == replace(first, later=second.earlier)
    newest = comments.approved_before("articles/a")
    assert [c.id for c in newest.comments] == [f"c{number:03}" for number in range(150, 250)]
    assert (newest.earlier, newest.later) == (newest.comments[0].posted, None)


def test_a_page_of_long_comments_ends_before_it_is_too_large_for_a_phone(comments: Comments) -> None:
    for number in range(15):
        posted = NOW + timedelta(minutes=number)
        comments.add(comment(f"c{number:02}", state="approved", posted=posted, text="x" * 4000))
    page = comments.approved("articles/a")
    assert len(page.comments) == 11
    assert [c.id for c in comments.approved("articles/a", page.later).comments] == [
        "c11",
        "c12",
        "c13",
        "c14",
    ]
    assert len(comments.approved_before("articles/a").comments) == 11


def test_where_the_end_is_not_after_the_start_there_is_nothing_and_nothing_is_asked(
    comments: Comments, calls: Calls
) -> None:
    comments.add(comment(state="spam"))
    calls.take()
    assert comments.count("spam", NOW, NOW) == comments.count("spam", NOW, NOW - timedelta(seconds=9)) == 0
    assert calls.take() == []
    assert comments.count("spam", NOW, NOW + timedelta(microseconds=1)) == 1


def test_what_has_expired_does_not_exist(
    comments: Comments, messages: Messages, subscriptions: Subscriptions, clock: FrozenClock
) -> None:
    expires = clock.now + timedelta(days=1)
    comments.add(comment(expires=expires, mail="author"))
    messages.add(replace(MESSAGE, expires=expires))
    subscriptions.add(replace(SUBSCRIPTION, expires=expires))
    clock.advance(days=1)
    assert (comments.in_state("pending"), comments.due("author", 9), messages.in_box("inbox")) == ([], [], [])
    assert (messages.due(9), subscriptions.due(9), subscriptions.get_many(["c1"])) == ([], [], [])
    for read in (lambda: comments.get("c1"), lambda: messages.get("m1"), lambda: subscriptions.get("c1")):
        with pytest.raises(NotFound):
            read()


def test_who_is_yet_to_be_told_of_a_comment_is_known_until_it_is_noted(comments: Comments) -> None:
    comments.add(comment(mail="author"))
    comments.add(comment("c2", mail="author", posted=NOW - timedelta(hours=1)))
    comments.add(comment("c3", state="approved", mail="subscribers"))
    assert [c.id for c in comments.due("author", 9)] == ["c2", "c1"]
    assert [c.id for c in comments.due("author", 1)] == ["c2"]
    comments.change(comments.get("c2"), replace(comments.get("c2"), mail=""))
    assert [c.id for c in comments.due("author", 9)] == ["c1"]
    assert [c.id for c in comments.due("subscribers", 9)] == ["c3"]


def test_a_change_of_what_another_has_changed_meanwhile_is_refused(comments: Comments) -> None:
    comments.add(comment())
    old = comments.get("c1")
    edited = comments.change(old, replace(old, text="corrected"))
    with pytest.raises(Conflict):
        comments.change(old, replace(old, state="approved"))
    assert comments.get("c1") == edited == replace(old, text="corrected", revision=1)
    assert edited is not None
    comments.change(edited, replace(edited, state="approved"))
    assert comments.counts(["articles/a"]) == {"articles/a": 1}


def test_a_comment_that_is_counted_while_another_is_does_not_get_lost(
    comments: Comments, mocker: MockerFixture
) -> None:
    reasons = [{"Code": "None"}, {"Code": "TransactionConflict"}]
    answer: Any = {"Error": {"Code": "TransactionCanceledException"}, "CancellationReasons": reasons}
    error = ClientError(answer, "TransactWriteItems")
    client = comments._client
    write = client.transact_write_items
    mocker.patch.object(client, "transact_write_items", side_effect=[error, DEFAULT], wraps=write)
    comments.add(comment(state="approved"))
    assert comments.counts(["articles/a"]) == {"articles/a": 1}
    mocker.patch.object(client, "transact_write_items", side_effect=error)
    with pytest.raises(Unavailable):
        comments.add(comment("c2", state="approved"))


def test_comments_that_have_expired_hide_no_other(comments: Comments, clock: FrozenClock) -> None:
    for number in range(PAGE + 3):
        expires = LATER if number > PAGE else clock() + timedelta(hours=1)
        posted = NOW + timedelta(seconds=number)
        comments.add(comment(f"c{number:03}", state="approved", posted=posted, expires=expires))
    clock.advance(hours=2)
    assert [c.id for c in comments.approved("articles/a").comments] == ["c101", "c102"]


def test_subscriptions_that_have_expired_hide_none_that_is_due(
    subscriptions: Subscriptions, clock: FrozenClock
) -> None:
    for id, days in (("old", 1), ("new", 9)):
        expires = clock() + timedelta(days=days)
        subscriptions.add(Subscription(id, "articles/a", "lea@example.org", clock(), expires))
        clock.advance(days=1)
    assert [subscription.comment for subscription in subscriptions.due(1)] == ["new"]


def test_a_deleted_or_erased_comment_is_not_counted_any_more(comments: Comments) -> None:
    for id in ("c1", "c2"):
        comments.add(comment(id, state="approved"))
    assert comments.counts(["articles/a"]) == {"articles/a": 2}
    comments.change(comments.get("c1"), None)
    comments.change(comments.get("c2"), replace(comments.get("c2"), text="", name=""))
    assert comments.counts(["articles/a"]) == {"articles/a": 0}
    assert [c.is_erased for c in comments.approved("articles/a").comments] == [True]


def test_many_are_changed_with_few_requests_and_conflicts_are_told(comments: Comments, calls: Calls) -> None:
    store_many(comments, "pending", 60)
    comments.add(comment("other", article="articles/b"))
    changes = [(c, replace(c, state="approved")) for c in comments.in_state("pending")]
    judged = comments.get("c007")
    comments.change(judged, replace(judged, state="spam"))
    calls.take()
    conflicts = comments.change_all(changes)
    assert [old.id for old, _ in conflicts] == ["c007"]
    assert comments.counts(["articles/a", "articles/b"]) == {"articles/a": 59, "articles/b": 1}
    assert len(calls.take()) < 16


def test_a_subscription_comes_back_as_it_was_stored_and_stays_away_once_deleted(
    subscriptions: Subscriptions, comments: Comments
) -> None:
    subscriptions.add(SUBSCRIPTION)
    assert subscriptions.get("c1") == SUBSCRIPTION
    assert subscriptions.due(9) == [SUBSCRIPTION]
    subscriptions.settle(SUBSCRIPTION)
    assert subscriptions.due(9) == []
    later = LATER.replace(microsecond=0)
    subscriptions.confirm(SUBSCRIPTION, NOW, later)
    confirmed = replace(SUBSCRIPTION, confirmed=NOW, expires=later)
    assert (subscriptions.get("c1"), subscriptions.due(9)) == (confirmed, [confirmed])
    with pytest.raises(Conflict):
        subscriptions.add(SUBSCRIPTION)
    with pytest.raises(Conflict):
        subscriptions.confirm(confirmed, NOW, later)
    subscriptions.delete("c1")
    with pytest.raises(Conflict):
        subscriptions.confirm(confirmed, NOW, later)
    with pytest.raises(NotFound):
        comments.get("subscription/c1")


@pytest.mark.parametrize("id", ["", "x" * 3000, "é" * 1500, "count/articles/a"])
def test_what_cannot_be_the_id_of_a_comment_is_that_of_none(comments: Comments, id: str) -> None:
    assert comments.get_many([id]) == []


def test_a_message_is_moved_between_boxes_and_deleted(messages: Messages) -> None:
    messages.add(MESSAGE)
    assert messages.due(9) == [MESSAGE]
    moved = messages.move(MESSAGE, "done")
    assert (messages.in_box("inbox"), messages.in_box("done"), messages.due(9)) == ([], [moved], [])
    messages.delete("m1")
    with pytest.raises(Conflict):
        messages.move(moved, "inbox")


def test_more_comments_than_one_answer_holds_are_all_read(comments: Comments) -> None:
    for number in range(30):
        comments.add(comment(f"c{number}", text="x" * 60_000))
    assert len(comments.in_state("pending")) == 30


def test_the_count_follows_each_verdict(comments: Comments) -> None:
    pending, approved = comment(), comment(state="approved", revision=1)
    comments.add(pending)
    assert comments.change(pending, approved) == approved
    assert comments.counts(["articles/a", "articles/b"]) == {"articles/a": 1}
    with pytest.raises(Conflict):
        comments.change(pending, approved)
    assert comments.counts(["articles/a"]) == {"articles/a": 1}
    comments.change(approved, replace(approved, state="rejected"))
    assert comments.counts(["articles/a"]) == {"articles/a": 0}


def test_the_counts_of_many_articles_are_read_in_batches(comments: Comments) -> None:
    assert comments.counts([f"articles/{number}" for number in range(250)]) == {}
    assert comments.counts([]) == {}


@pytest.mark.parametrize("id", ["nobody", "count/articles/a"])
def test_an_unknown_comment_is_not_found_and_a_count_is_no_comment(comments: Comments, id: str) -> None:
    comments.add(comment())
    comments.change(comment(), comment(state="approved"))
    with pytest.raises(NotFound):
        comments.get(id)


def test_a_message_comes_back_as_it_was_stored(messages: Messages) -> None:
    message = MESSAGE
    spam = replace(message, id="m2", box="spam", verdict="trap")
    messages.add(message)
    messages.add(spam)
    assert messages.get("m1") == message
    assert (messages.in_box("inbox"), messages.in_box("spam")) == ([message], [spam])
    with pytest.raises(Conflict):
        messages.add(message)
    with pytest.raises(NotFound):
        messages.get("m3")


def test_a_table_that_fails_is_unavailable(comments: Comments, mocker: MockerFixture) -> None:
    busy = ClientError({"Error": {"Code": "ThrottlingException", "Message": ""}}, "PutItem")
    mocker.patch.object(comments._client, "put_item", side_effect=busy)
    with pytest.raises(Unavailable):
        comments.add(comment())


def test_a_table_without_capacity_is_asked_a_few_times_and_then_unavailable(
    comments: Comments, mocker: MockerFixture
) -> None:
    busy = {"Responses": {}, "UnprocessedKeys": {comments._table: {"Keys": [{"id": {"S": "count/a"}}]}}}
    calls = mocker.patch.object(comments._client, "batch_get_item", return_value=busy)
    pauses = mocker.patch("chalicelib.storage.items.time.sleep")
    with pytest.raises(Unavailable, match="no capacity"):
        comments.counts(["a"])
    assert (calls.call_count, pauses.call_count) == (3, 2)


def test_an_empty_id_is_not_found(comments: Comments, messages: Messages) -> None:
    for store in (comments, messages):
        with pytest.raises(NotFound, match="list"):
            store.get("")
