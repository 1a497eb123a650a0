from __future__ import annotations

from datetime import timedelta

import pytest

from chalicelib.conversation.comment import Comment
from chalicelib.services import Services
from tests.conftest import Author, FrozenClock, Reader

ARTICLE = "---\ntitle: A\ndate: 2026-03-01 22:00\n---\nText.\n"
AFTER_TWO_DAYS = "timezone = 'Europe/Paris'\n[comments]\nclose_after_days = 2"
CLOSED = "Les commentaires sont fermés"


def comment(blog: Services) -> None:
    blog.comments.add(Comment("c1", "articles/a", "Léa", "Bonjour", blog.clock(), state="approved"))


@pytest.mark.parametrize(
    ("site", "key"),
    [("[comments]\nenabled = false", ""), (AFTER_TWO_DAYS, ""), ("", "comments: false\n")],
    ids=["whole site", "by age", "one article"],
)
def test_where_comments_are_closed_those_that_exist_stay_and_no_other_is_taken(
    author: Author, reader: Reader, blog: Services, clock: FrozenClock, site: str, key: str
) -> None:
    author.publishes(a=ARTICLE)
    form = reader.asks("/articles/a").fields
    comment(blog)
    author.publishes(site=site, a=ARTICLE.replace("date:", key + "date:"))
    clock.advance(days=3)
    page = reader.asks("/articles/a")
    assert "Bonjour" in page.text
    assert CLOSED in page.words
    assert "comment_form" not in page.text
    assert reader.asks("/articles/a/comments/feed.xml").status == 200
    assert "/articles/a/comments/feed.xml" not in reader.asks("/feed.xml").text
    answer = reader.sends("/articles/a/comments", **{**form, "name": "Max", "text": "Trop tard"})
    assert answer.status == 409
    assert blog.comments.in_state("pending") == []


def test_the_time_of_an_article_is_over_at_a_midnight_that_no_page_is_kept_beyond(
    author: Author, reader: Reader, clock: FrozenClock
) -> None:
    author.publishes(site=AFTER_TWO_DAYS, a=ARTICLE)
    last_minute = clock.now.replace(day=3, hour=22, minute=59, second=30)  # 23:59:30 in Paris
    clock.now = last_minute
    page = reader.asks("/articles/a")
    assert page.headers["cache-control"].startswith("public, max-age=30, stale-")
    assert page.fields["token"]
    assert "/articles/a/comments/feed.xml" in reader.asks("/feed.xml").text
    clock.advance(seconds=30)
    assert "token" not in reader.asks("/articles/a").fields
    assert "/articles/a/comments/feed.xml" not in reader.asks("/feed.xml").text


def test_without_a_comment_a_closed_article_says_nothing_of_comments(
    author: Author, reader: Reader, clock: FrozenClock
) -> None:
    author.publishes(site=AFTER_TWO_DAYS, a=ARTICLE)
    clock.now += timedelta(days=9)
    assert "comments_section" not in reader.asks("/articles/a").text
    assert reader.asks("/articles/a/comments/feed.xml").status == 404
