"""Addresses that articles had, in another tool or under another name."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any
from urllib.parse import quote

import pytest
from botocore.exceptions import EndpointConnectionError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_mock import MockerFixture

from chalicelib.index.articles import all_articles
from chalicelib.services import Services
from tests.conftest import Author, Calls, FrozenClock, Reader

DOWN = EndpointConnectionError(endpoint_url="http://s3")
MOVED = {"/articles/ancien": "articles/neuf"}


def article(*aliases: str, date: str = "2026-01-15", more: str = "") -> str:
    old = f"aliases: {json.dumps(aliases)}\n" if aliases else ""
    return f"---\ntitle: Un article\ndate: {date}\n{old}{more}---\nTexte.\n"


ARTICLE = article()


def publish(author: Author, *, moved: dict[str, str] | None = None, **files: str) -> None:
    """Upload and index, then say in the index what moved."""
    author.publishes(**files)
    author.writes(former_paths=moved)


OLD = ("/2013/04/lexique.html", "/vieux/étranger/", "/articles/ancien", "/pages/ancienne", "/page/ancienne")


def test_whoever_renames_a_file_and_its_address_loses_no_reader(
    reader: Reader, author: Author, clock: FrozenClock
) -> None:
    author.publishes(un=ARTICLE)
    author.publishes(un=ARTICLE.replace("title", "slug: deux\ntitle"))
    author.uploads("articles/trois.md", ARTICLE.replace("title", "slug: deux\ntitle"))
    author.deletes("articles/un.md")
    author.reconciles()
    author.publishes(trois=ARTICLE)
    for old in ("/articles/un", "/articles/deux"):
        answer = reader.asks(old)
        assert (answer.status, answer.headers["location"]) == (301, "/articles/trois")


@pytest.mark.parametrize("alias", OLD)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_an_alias_leads_to_its_article(
    author: Author, chalice_app: Any, prefix: str, alias: str, method: str
) -> None:
    author.publishes(neuf=article(alias))
    reader = Reader(chalice_app, prefix)
    answer = reader.asks(quote(alias), method)
    assert (answer.status, answer.headers["location"]) == (301, f"{prefix}/articles/neuf")
    assert answer.body == b""
    assert reader.follows(answer).status == 200


@pytest.mark.parametrize(
    "path", ["/2013/04/lexique.html", "/2013/04/lexique", "/2013/04/lexique/", "/2013/04/lexique/index.html"]
)
def test_an_alias_is_found_however_its_end_is_written(reader: Reader, author: Author, path: str) -> None:
    author.publishes(neuf=article("/2013/04/lexique/"))
    assert reader.asks(path).headers["location"] == "/articles/neuf"


def test_an_alias_is_found_in_either_normal_form(reader: Reader, author: Author) -> None:
    author.publishes(neuf=article("/e\u0301te\u0301"))
    for path in ("/%C3%A9t%C3%A9", "/e%CC%81te%CC%81"):
        assert reader.asks(path).headers["location"] == "/articles/neuf"


def test_an_address_that_ends_as_old_ones_do_leads_to_the_article_of_today(
    reader: Reader, author: Author
) -> None:
    author.publishes(a=article("/articles/a.html"))
    assert reader.asks("/articles/a.html").headers["location"] == "/articles/a"
    assert reader.asks("/articles/a").status == 200


def test_the_address_before_a_rename_leads_to_the_one_after(reader: Reader, author: Author) -> None:
    publish(author, neuf=ARTICLE, moved=MOVED)
    assert reader.asks("/articles/ancien").headers["location"] == "/articles/neuf"
    with_query = reader.asks("/articles/ancien", query="a=1&a=%C3%A9+%26&b=")
    assert with_query.headers["location"] == "/articles/neuf?a=1&a=%C3%A9+%26&b="


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_only_who_reads_is_led_on(reader: Reader, author: Author, method: str) -> None:
    author.publishes(neuf=article("/old/x", "/articles/old"))
    assert reader.asks("/old/x", method).status == 404
    assert reader.asks("/articles/old", method).status == 405


def test_what_is_not_public_is_led_to_by_nobody(reader: Reader, author: Author, clock: FrozenClock) -> None:
    publish(author, a=article("/older", more="draft: true\n"), moved={"/old": "articles/a"})
    assert [reader.asks(path).status for path in ("/old", "/older")] == [404, 404]


def test_of_two_that_claim_an_old_address_the_older_has_it_and_the_other_stands_in(
    reader: Reader, author: Author, clock: FrozenClock
) -> None:
    author.publishes(a=article("/old"), b=article("/old", date="2026-01-14"))
    assert reader.asks("/old").headers["location"] == "/articles/b"
    author.publishes(b=article("/old", date="2026-01-14", more="draft: true\n"))
    clock.advance(minutes=1)
    assert reader.asks("/old").headers["location"] == "/articles/a"


def test_who_has_an_address_today_is_shown_there(reader: Reader, author: Author) -> None:
    a = article("/articles/b", "/contact", "/")
    publish(author, a=a, b=ARTICLE, moved={"/articles/b": "articles/a"})
    assert [reader.asks(path).status for path in ("/articles/b", "/contact", "/")] == [200, 200, 200]


def test_an_address_of_a_draft_that_another_had_leads_to_the_other_until_it_appears(
    reader: Reader, author: Author, clock: FrozenClock
) -> None:
    publish(author, a=ARTICLE, b=article(date="2026-03-02T09:31Z"), moved={"/articles/b": "articles/a"})
    answer = reader.asks("/articles/b")
    assert answer.headers["location"] == "/articles/a"
    assert answer.headers["cache-control"] == "public, max-age=60"
    clock.advance(seconds=50)
    assert reader.asks("/articles/b").headers["cache-control"] == "public, max-age=10"
    clock.advance(seconds=10)
    assert reader.asks("/articles/b").status == 200


def test_when_the_index_cannot_be_read_no_address_is_said_to_be_nobodys(
    reader: Reader, blog: Services, mocker: MockerFixture
) -> None:
    mocker.patch.object(blog.bucket._client, "get_object", side_effect=DOWN)
    assert reader.asks("/old").status == 503
    assert reader.asks("/old", "POST").status == 404


def test_an_old_address_costs_what_a_page_costs_and_warm_nothing(
    reader: Reader, author: Author, calls: Calls
) -> None:
    publish(author, neuf=ARTICLE, moved=MOVED)
    calls.take()
    reader.asks("/articles/ancien")
    assert calls.take() == ["GetObject"]
    reader.asks("/articles/ancien")
    assert calls.take() == []


# Comments


def test_a_form_opened_before_a_rename_reaches_the_article(
    reader: Reader, author: Author, blog: Services, clock: FrozenClock
) -> None:
    author.publishes(ancien=ARTICLE)
    form = {**reader.asks("/articles/ancien").fields, "name": "Léa", "text": "Bonjour"}
    author.deletes("articles/ancien.md")
    publish(author, neuf=ARTICLE, moved={"/articles/ancien": "articles/ancien"})
    clock.advance(minutes=2)
    sent = reader.sends("/articles/ancien/comments", **form)
    assert sent.status == 303
    thanks = sent.headers["location"]
    assert thanks.startswith("/articles/neuf/comments/received/")
    (comment,) = blog.comments.in_state("pending")
    assert comment.article == "articles/ancien"
    assert reader.asks("/articles/ancien/comments").headers["location"] == "/articles/neuf#comments_section"
    assert 'href="/articles/neuf"' in reader.asks(thanks.replace("neuf", "ancien")).text


def test_a_form_sent_to_an_old_address_comes_back_with_its_errors(
    reader: Reader, author: Author, clock: FrozenClock
) -> None:
    publish(author, neuf=ARTICLE, moved=MOVED)
    form = {**reader.asks("/articles/neuf").fields, "name": "", "text": "Bonjour"}
    page = reader.sends("/articles/ancien/comments", **form)
    assert page.status == 422
    assert 'action="/articles/neuf/comments"' in page.text


def test_a_standing_page_takes_no_comments_by_its_old_address(reader: Reader, author: Author) -> None:
    author.uploads("pages/p.md", article("/articles/p"))
    author.reconciles()
    assert reader.sends("/articles/p/comments", name="Léa", text="x").status == 404


# Whatever is asked for


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(path=st.text(st.sampled_from("/.ax%\\:@?#é\r\n "), min_size=1, max_size=12), query=st.text(max_size=8))
def test_no_address_leads_off_the_site_or_to_itself(
    reader: Reader, author: Author, clock: FrozenClock, path: str, query: str
) -> None:
    if not list(author.blog.bucket.objects()):
        author.publishes(a=ARTICLE)
    (known,) = all_articles(author.index)
    author.writes(replace(known, aliases=("/old", path, f"//{path}", f"/x/{path}")))
    clock.advance(minutes=2)
    assert reader.asks("/old").status == 301
    for address in (quote(path), "/x/" + quote(path)):
        answer = reader.asks("/" + address.lstrip("/"), query=quote(query))
        if answer.status == 301:
            assert answer.headers["location"].partition("?")[0] == "/articles/a"
            assert not set(answer.headers["location"]) & set("\r\n ")
        else:
            assert answer.status in (200, 404)
