from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from botocore.exceptions import ClientError
from pytest_mock import MockerFixture

from chalicelib.conversation.comment import Comment
from chalicelib.conversation.message import Message
from chalicelib.errors import Conflict, NotFound, Unavailable
from chalicelib.services import Services
from chalicelib.storage.comments import Comments
from chalicelib.storage.messages import Messages

NOW = datetime(2026, 3, 2, 9, 30, 15, 123456, tzinfo=UTC)
LATER = datetime(2027, 3, 2, tzinfo=UTC)


def comment(id: str = "c1", **changes: object) -> Comment:
    plain = Comment(id, "articles/a", "Léa", "Bon\njour <b>", NOW, "pending", "lea@example.org", LATER)
    return replace(plain, **changes)  # type: ignore[arg-type]  # the tests know the attributes


@pytest.fixture
def comments(blog: Services) -> Comments:
    return blog.comments


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
    assert [c.id for c in comments.approved("articles/a")] == ["c4", "c0"]
    assert [c.id for c in comments.in_state("spam")] == ["c3"]


def test_more_comments_than_one_answer_holds_are_all_read(comments: Comments) -> None:
    for number in range(30):
        comments.add(comment(f"c{number}", state="approved", text="x" * 60_000))
    assert len(comments.approved("articles/a")) == 30


def test_the_count_follows_each_verdict(comments: Comments) -> None:
    pending, approved = comment(), comment(state="approved")
    comments.add(pending)
    comments.change(pending, approved)
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
    message = Message("m1", "Léa", "lea@example.org", "Sujet", "Texte", NOW, LATER)
    spam = replace(message, id="m2", spam=True)
    messages.add(message)
    messages.add(spam)
    assert messages.get("m1") == message
    assert (messages.all(), messages.all(spam=True)) == ([message], [spam])
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
