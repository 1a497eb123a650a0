"""What the author decides by links: each for one comment and one action, and by the moderation page."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_mock import MockerFixture

from chalicelib.conversation import comment_link, moderation_link
from chalicelib.conversation.comment import Comment
from chalicelib.conversation.comment_link import ACTIONS, Action, CommentLink
from chalicelib.errors import Unavailable
from chalicelib.services import Services
from tests.conftest import Answer, Author, Calls, FrozenClock, Reader

SITE = 'title = "Blog"\nlanguage = "en"\n[author]\nname = "Camille"\n'
ARTICLE = "---\ntitle: A letter\ndate: 2026-01-01\n---\nText.\n"
WRITES = {"PutItem", "UpdateItem", "DeleteItem", "TransactWriteItems", "PutObject"}


@pytest.fixture
def comment(author: Author, blog: Services, clock: FrozenClock) -> Comment:
    author.publishes(a=ARTICLE, site=SITE)
    blog.index_cache.newest()
    return add(blog, "c1", text="First line\n\n<b>second</b> https://example.org/x")


def add(blog: Services, id: str, **changes: Any) -> Comment:
    now = blog.clock()
    expires = now + timedelta(90)
    comment = Comment(id, "articles/a", "Léa", "Bonjour", now, "pending", "lea@example.org", expires)
    blog.comments.add(replace(comment, **{"mail": "author", **changes}))
    return blog.comments.get(id)


def link(blog: Services, comment: Comment, action: Action, **changes: Any) -> str:
    made = replace(CommentLink(action, comment.id, comment.revision, blog.clock()), **changes)
    return f"/moderation/{made.token(blog.policy.secret)}"


def queue(blog: Services, **fields: str) -> dict[str, str]:
    return {"key": moderation_link.issue(blog.policy.secret, blog.clock()), **fields}


def looks(reader: Reader, blog: Services, **fields: str) -> Answer:
    query = "&".join(f"{name}={value}" for name, value in queue(blog, **fields).items())
    return reader.asks("/moderation", query=query)


def decides(reader: Reader, blog: Services, **fields: str) -> Answer:
    sent = reader.sends("/moderation", **queue(blog, **fields))
    assert sent.status == 303
    path, _, query = sent.headers["location"].partition("?")
    return reader.asks(path, query=query)


def state_of(blog: Services, id: str = "c1") -> str:
    return blog.comments.get(id).state


@pytest.mark.parametrize(
    ("action", "state"), [("approve", "approved"), ("reject", "rejected"), ("spam", "spam")]
)
def test_a_link_shows_the_comment_whole_and_decides_once_its_button_is_pressed(
    reader: Reader, blog: Services, comment: Comment, action: Action, state: str
) -> None:
    path = link(blog, comment, action)
    page = reader.asks(path)
    assert "First line" in page.words
    assert "&lt;b&gt;second&lt;/b&gt;" in page.text
    assert page.text.count('<button type="submit">') == 1
    for _ in range(2):
        assert reader.sends(path).status == 303
        assert state_of(blog) == state
        assert blog.comments.get("c1").revision == 1, "twice is once"
    assert "<form" not in reader.asks(path).text


@pytest.mark.parametrize("path", ["/moderation/{link}", "/moderation?key={key}", "/subscriptions/{confirm}"])
def test_pages_behind_links_are_kept_by_nobody_and_told_to_nobody(
    reader: Reader, blog: Services, comment: Comment, path: str
) -> None:
    confirm = link(blog, comment, "unsubscribe").rpartition("/")[2]
    token = link(blog, comment, "approve").rpartition("/")[2]
    address, _, query = path.format(link=token, confirm=confirm, **queue(blog)).partition("?")
    page = reader.asks(address, query=query)
    assert page.status == 200
    assert page.headers["cache-control"] == "no-store"
    assert page.headers["referrer-policy"] == "no-referrer"
    assert page.headers["x-robots-tag"] == "noindex, nofollow"
    assert "set-cookie" not in page.headers
    assert "<script" not in page.text


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "OPTIONS"])
def test_a_program_that_follows_links_changes_nothing(
    reader: Reader, blog: Services, comment: Comment, calls: Calls, action: Action, method: str
) -> None:
    room = "subscriptions" if action in ("confirm", "unsubscribe") else "moderation"
    path = link(blog, comment, action).replace("moderation", room)
    calls.take()
    reader.asks(path, method)
    reader.asks("/moderation", method, query=f"key={queue(blog)['key']}&do=approve+c1+0&comment:c1=0")
    assert not WRITES & set(calls.take())
    assert blog.comments.get("c1") == comment


def test_a_link_is_for_its_own_comment_its_own_action_and_its_own_time(
    reader: Reader, blog: Services, comment: Comment, clock: FrozenClock
) -> None:
    other = add(blog, "c2")
    good = link(blog, comment, "approve").rpartition("/")[2]
    payload, signature = good.split(".")
    of_other = link(blog, other, "approve").rpartition("/")[2]
    of_other_action = link(blog, comment, "reject").rpartition("/")[2]
    of_queue = moderation_link.issue(blog.policy.secret, clock())
    forged = [
        f"{of_other.split('.')[0]}.{signature}",
        f"{of_other_action.split('.')[0]}.{signature}",
        f"{payload}.{of_queue.split('.')[1]}",
        link(blog, comment, "unsubscribe").rpartition("/")[2],
        of_queue,
        link(blog, replace(comment, id="none"), "approve").rpartition("/")[2],
        "x" * 5_000,
    ]
    for token in forged:
        assert reader.asks(f"/moderation/{token}").status == 404
        assert reader.sends(f"/moderation/{token}").status == 404
    assert reader.asks("/moderation", query=f"key={good}").status == 404
    clock.advance(days=30)
    assert reader.sends(f"/moderation/{good}").status == 404
    assert (state_of(blog), state_of(blog, "c2")) == ("pending", "pending")


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_no_mutation_of_a_link_is_a_link(data: st.DataObject) -> None:
    now = datetime(2026, 3, 2, tzinfo=UTC)
    token = CommentLink("approve", "c1", 3, now).token("secret")
    at = data.draw(st.integers(0, len(token)))
    letter = data.draw(st.sampled_from("AQgw_-=.é \u0301%"))
    length = data.draw(st.sampled_from([0, 1]))
    mutated = token[:at] + letter + token[at + length :]
    assert (comment_link.read("secret", mutated, now) is not None) == (mutated == token)


def test_what_was_changed_since_the_mail_must_be_read_again(
    reader: Reader, blog: Services, comment: Comment
) -> None:
    path = link(blog, comment, "approve")
    blog.comments.change(comment, replace(comment, text="Buy this"))
    refused = reader.sends(path)
    assert refused.status == 409
    assert "Buy this" in refused.words
    assert state_of(blog) == "pending"
    (action,) = re.findall(r'action="(/moderation/[^"]+)"', reader.asks(path).text)
    assert reader.sends(action).status == 303
    assert state_of(blog) == "approved"


def test_the_authors_answer_is_published_once_and_wears_the_authors_mark(
    reader: Reader, blog: Services, comment: Comment
) -> None:
    path = link(blog, comment, "reply")
    assert reader.sends(path, text="  ").status == 422
    for _ in range(2):
        sent = reader.sends(path, text="Thank you")
        assert sent.status == 303
    path, _, query = sent.headers["location"].partition("?")
    page = reader.asks(path, query=query)
    assert "Your answer is published" in page.words
    assert state_of(blog) == "approved"
    (answer,) = [c for c in blog.comments.approved("articles/a").comments if c.by_author]
    assert (answer.name, answer.text, answer.parent) == ("Camille", "Thank you", "c1")
    assert blog.comments.counts(["articles/a"]) == {"articles/a": 2}
    assert reader.comments("a", name="Camille", text="me too", by_author="1").status == 303
    (pending,) = blog.comments.in_state("pending")
    assert not pending.by_author, "no form gives the mark"


def test_an_answer_that_cannot_be_stored_comes_back(
    reader: Reader, blog: Services, comment: Comment, mocker: MockerFixture
) -> None:
    mocker.patch.object(blog.comments, "add", side_effect=Unavailable("x"))
    page = reader.sends(link(blog, comment, "reply"), text="My </textarea> answer")
    assert page.status == 503
    assert page.fields["text"] == "My </textarea> answer"


def test_what_was_erased_is_not_answered(reader: Reader, blog: Services, comment: Comment) -> None:
    path = link(blog, comment, "reply")
    approved = replace(comment, state="approved", name="", text="", email="", expires=None)
    blog.comments.change(comment, approved)
    page = reader.sends(path, text="My answer")
    assert (page.status, page.fields["text"]) == (409, "My answer")
    assert len(blog.comments.in_state("approved")) == 1


def test_an_answer_that_comes_too_late_comes_back(
    reader: Reader, blog: Services, comment: Comment, clock: FrozenClock
) -> None:
    path = link(blog, comment, "reply")
    clock.advance(days=30)
    page = reader.sends(path, text="My answer")
    assert (page.status, page.fields["text"]) == (404, "My answer")


def test_the_queue_shows_what_waits_whole_and_decides_about_one_or_all_that_are_checked(
    reader: Reader, blog: Services, comment: Comment, clock: FrozenClock
) -> None:
    for number in range(2, 6):
        clock.advance(minutes=1)
        add(blog, f"c{number}", text=f"Comment {number}", name=f"Reader {number}")
    page = looks(reader, blog)
    assert all(f"Comment {number}" in page.words for number in range(2, 6))
    assert "second" in page.words
    decides(reader, blog, do="approve c2 0")
    result = decides(reader, blog, do="spam", **{"comment:c3": "0", "comment:c4": "0"})
    assert "2 comments are decided." in result.words
    assert [state_of(blog, f"c{number}") for number in range(1, 6)] == [
        "pending",
        "approved",
        "spam",
        "spam",
        "pending",
    ]
    assert "Comment 3" in looks(reader, blog, list="spam").words
    decided = looks(reader, blog, list="decided")
    assert all(f"Comment {number}" in decided.words for number in (2, 3, 4))
    decides(reader, blog, list="decided", do="undo c3 1")
    assert state_of(blog, "c3") == "pending"
    missed = decides(reader, blog, do="approve", **{"comment:c5": "7", "comment:none": "0"})
    assert "2 comments were changed or deleted meanwhile" in missed.words
    assert state_of(blog, "c5") == "pending"


@pytest.mark.parametrize(
    "action", ["", "delete", "reply", "approve  ", "undo c1", f"approve {'x' * 5_000} 0"]
)
def test_what_is_no_decision_changes_nothing(
    reader: Reader, blog: Services, comment: Comment, action: str
) -> None:
    decides(reader, blog, do=action)
    assert blog.comments.get("c1") == comment


def test_the_queue_has_pages_and_loses_none_of_the_same_moment(
    reader: Reader, blog: Services, comment: Comment, clock: FrozenClock
) -> None:
    for number in range(30):
        add(blog, f"d{number:02}", text=f"Text {number:02}.")
    clock.advance(minutes=1)
    for number in range(30, 45):
        clock.advance(minutes=1)
        add(blog, f"d{number:02}", text=f"Text {number:02}.")
    shown: list[str] = []
    page = looks(reader, blog)
    while True:
        shown += re.findall(r"Text (\d+)\.", page.text)
        older = re.search(r'rel="next" href="/moderation\?([^"]+)"', page.text)
        if older is None:
            break
        page = reader.asks("/moderation", query=older[1].replace("&amp;", "&"))
    assert sorted(shown) == [f"{number:02}" for number in range(45)]


@pytest.mark.parametrize(
    ("words", "found"), [("TEXTE", ["c2"]), ("noe", ["c3"]), ("letter", ["c1", "c2", "c3"]), ("none", [])]
)
def test_the_queue_is_searched_by_words_names_and_articles(
    reader: Reader, blog: Services, comment: Comment, words: str, found: list[str]
) -> None:
    add(blog, "c2", text="Un texte")
    add(blog, "c3", name="Noé")
    assert sorted(re.findall(r'name="comment:(\w+)"', looks(reader, blog, q=words).text)) == found


@pytest.mark.parametrize("key", ["", "x", "x" * 60, "é"])
def test_nobody_sees_the_queue_without_a_link(
    reader: Reader, blog: Services, comment: Comment, key: str
) -> None:
    assert reader.asks("/moderation", query=f"key={key}").status == 404
    assert reader.sends("/moderation", key=key, do="approve c1 0").status == 404
    assert state_of(blog) == "pending"


def test_links_are_taken_back_all_at_once(
    reader: Reader, blog: Services, comment: Comment, clock: FrozenClock
) -> None:
    key, path = queue(blog)["key"], link(blog, comment, "approve")
    moderation_link.revoke(blog.bucket, clock)
    assert reader.asks("/moderation", query=f"key={key}").status == 404
    assert reader.sends(path).status == 404
    clock.advance(seconds=1)
    assert looks(reader, blog).status == 200
    blog.bucket.write("_previews/moderation.json", b"damaged")
    assert looks(reader, blog).status == 503, "what is in doubt is not shown"


def test_the_queue_speaks_french(reader: Reader, author: Author, blog: Services) -> None:
    author.publishes(a=ARTICLE)
    page = looks(reader, blog)
    assert '<html lang="fr" ' in page.text
    assert "En attente" in page.words
