"""What who holds a preview link gets, and nobody else."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.exceptions import EndpointConnectionError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_mock import MockerFixture

from chalicelib.conversation import preview, previewing
from chalicelib.index.articles import by_key
from chalicelib.services import Services
from tests.conftest import Answer, Author, Calls, FrozenClock, Reader, lose_texts

SITE = 'title = "Carnet"\n[author]\nname = "Camille"\n[share]\nnetworks = ["mail"]\n'
DRAFT = "---\ntitle: Secret\ndate: 2026-01-15\ndraft: true\n---\nUn *texte* et ![x](../media/x.webp).\n"
SCHEDULED = "---\ntitle: Secret\ndate: 2026-03-05T10:00Z\n---\nDu texte.\n"
EXPIRED = "---\ntitle: Secret\ndate: 2026-01-05\nexpires: 2026-02-01T09:00Z\n---\nDu texte.\n"
DOWN = EndpointConnectionError(endpoint_url="http://s3")
HOUR = timedelta(hours=1)


def link(blog: Services, id: str = "articles/a", lifetime: timedelta = HOUR) -> str:
    return "/preview/" + preview.issue(blog.policy.secret, id, blog.clock(), lifetime)


def revoke(author: Author, key: str = "articles/a.md") -> None:
    article = by_key(author.index, key)
    assert article is not None
    previewing.revoke(article, author.blog.bucket, author.blog.clock)


def parts_of(answer: Answer) -> tuple[int, dict[str, str], str]:
    """All that a reader can tell an answer by."""
    return answer.status, answer.headers, answer.text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (DRAFT, "Aperçu d’un brouillon : les lecteurs ne le voient pas."),
        (SCHEDULED, "Aperçu : les lecteurs verront ceci à partir du jeudi 5 mars 2026 à 11 h 00."),
        (EXPIRED, "Aperçu : les lecteurs ne voient plus ceci depuis le dimanche 1er février 2026 à 10 h 00."),
        (
            DRAFT.replace("draft:", "lang: en\ndraft:"),
            "Preview of a draft: readers do not see it. This link works until Monday 2 March 2026 at 11:30.",
        ),
    ],
    ids=["draft", "scheduled", "expired", "english"],
)
def test_what_readers_do_not_see_is_shown_as_they_will_see_it_below_a_banner(
    reader: Reader, author: Author, blog: Services, text: str, words: str
) -> None:
    author.publishes(a=text, site=SITE)
    assert reader.asks("/articles/a").status == 404
    page = reader.asks(link(blog))
    assert page.status == 200
    assert "<h1>Secret</h1>" in page.text
    assert "text" in page.words
    # The spaces before a colon and in a time do not break a line.
    assert words in " ".join(page.words.split())
    assert "Camille" in page.words
    assert page.text.index('class="preview"') < page.text.index("<h1>")


def test_a_standing_page_has_a_preview_as_well(reader: Reader, author: Author, blog: Services) -> None:
    author.uploads("pages/p.md", "---\ntitle: À venir\ndraft: true\n---\nDu texte.\n")
    author.reconciles()
    page = reader.asks(link(blog, "pages/p"))
    assert page.status == 200
    assert "Aperçu d’un brouillon" in page.words
    assert "À venir" not in reader.asks("/").words


def test_a_preview_is_kept_by_nobody_and_found_by_no_robot(
    reader: Reader, author: Author, blog: Services
) -> None:
    author.publishes(a=DRAFT.replace("draft:", "canonical: https://example.org/x\ndraft:"), site=SITE)
    page = reader.asks(link(blog))
    assert page.headers["cache-control"] == "no-store"
    assert page.headers["x-robots-tag"] == "noindex, nofollow"
    assert page.headers["referrer-policy"] == "no-referrer"
    assert "etag" not in page.headers
    assert '<meta name="robots" content="noindex, nofollow">' in page.text
    for absent in ('rel="canonical"', "<form", "mailto:", 'id="comments_section"', link(blog)):
        assert absent not in page.text


def test_a_preview_works_below_a_stage_prefix(
    author: Author, blog: Services, chalice_app: Any, prefix: str
) -> None:
    author.publishes(a=DRAFT)
    page = Reader(chalice_app, prefix).asks(link(blog))
    assert page.status == 200
    assert f'src="{prefix}/media/x.webp"' in page.text


def test_once_readers_see_the_article_the_link_leads_to_it(
    author: Author, blog: Services, clock: FrozenClock, chalice_app: Any, prefix: str
) -> None:
    reader = Reader(chalice_app, prefix)
    author.publishes(a=SCHEDULED.replace("date", "slug: été\ndate"))
    address = link(blog, lifetime=timedelta(days=9))
    clock.now = datetime(2026, 3, 5, 9, 59, 59, tzinfo=UTC)
    assert reader.asks(address).status == 200
    clock.advance(seconds=1)
    answer = reader.asks(address)
    assert (answer.status, answer.headers["location"]) == (302, f"{prefix}/articles/ete")
    assert answer.headers["cache-control"] == "no-store"
    assert reader.follows(answer).status == 200


def test_the_link_outlives_another_name_of_file_and_address(
    reader: Reader, author: Author, blog: Services
) -> None:
    author.publishes(a=DRAFT)
    address = link(blog)
    author.publishes(b=DRAFT)
    author.deletes("articles/a.md")
    author.reconciles()
    assert "Secret" in reader.asks(address).words


def test_a_change_is_seen_at_once(reader: Reader, author: Author, blog: Services) -> None:
    reader.asks("/")
    author.publishes(a=DRAFT)
    assert "texte" in reader.asks(link(blog)).words
    author.publishes(a=DRAFT.replace("texte", "autre"))
    assert "autre" in reader.asks(link(blog)).words


# Who has no good link


def test_links_that_are_over_forged_revoked_or_to_what_is_gone_are_all_the_same_page(
    reader: Reader, author: Author, blog: Services, clock: FrozenClock
) -> None:
    author.publishes(a=DRAFT, b=DRAFT, c=DRAFT + "Plus.", site=SITE)
    author.deletes("articles/c.md")
    author.reconciles()
    good, revoked, over = link(blog), link(blog, "articles/b"), link(blog, lifetime=timedelta(minutes=1))
    revoke(author, "articles/b.md")
    clock.advance(minutes=1)
    reference = parts_of(reader.asks("/preview/nothing"))
    assert reference[0] == 404
    assert reference[1]["cache-control"] == "no-store"
    assert "Secret" not in reference[2]
    forged = good[:-30] + ("A" if good[-30] != "A" else "B") + good[-29:]
    gone, unknown = link(blog, "articles/c"), link(blog, "articles/unknown")
    for address in (over, revoked, forged, gone, unknown, "/preview/" + "x" * 5000):
        assert parts_of(reader.asks(address)) == reference
    assert reader.asks(good).status == 200


def test_a_link_ends_with_its_last_second(
    reader: Reader, author: Author, blog: Services, clock: FrozenClock
) -> None:
    author.publishes(a=DRAFT)
    address = link(blog)
    clock.advance(minutes=59, seconds=59)
    assert reader.asks(address).status == 200
    clock.advance(seconds=1)
    assert reader.asks(address).status == 404


def test_revoking_ends_all_links_of_one_article_so_far_and_no_other(
    reader: Reader, author: Author, blog: Services, clock: FrozenClock
) -> None:
    author.publishes(a=DRAFT, b=DRAFT)
    old, older, other = link(blog), link(blog, lifetime=timedelta(days=9)), link(blog, "articles/b")
    revoke(author)
    assert [reader.asks(address).status for address in (old, older, other)] == [404, 404, 200]
    clock.advance(microseconds=1)
    assert reader.asks(link(blog)).status == 200


def test_a_public_article_whose_links_were_revoked_is_not_led_to(
    reader: Reader, author: Author, blog: Services
) -> None:
    author.publishes(a=DRAFT.replace("draft: true\n", ""))
    address = link(blog)
    assert reader.asks(address).status == 302
    revoke(author)
    assert reader.asks(address).status == 404


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(st.binary(min_size=1, max_size=80) | st.sampled_from([b".", b"..", b"%00", "é.ß".encode(), b"a.b.c"]))
def test_garbage_is_a_page_that_is_not_there(reader: Reader, data: bytes) -> None:
    encoded = "".join(f"%{byte:02X}" for byte in data)
    assert reader.asks(f"/preview/{encoded}").status == 404


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_a_preview_can_only_be_read(reader: Reader, author: Author, blog: Services, method: str) -> None:
    author.publishes(a=DRAFT)
    assert reader.asks(link(blog), method).status == 405
    assert reader.asks("/preview", method).status == 404


# What is asked of AWS, and what is kept


def test_a_preview_costs_three_gets_and_a_forged_one_nothing(
    reader: Reader, author: Author, blog: Services, calls: Calls, clock: FrozenClock
) -> None:
    author.publishes(a=DRAFT)
    calls.take()
    reader.asks("/preview/forged")
    assert calls.take() == ["GetObject"], "the index, for the page that says so"
    reader.asks("/preview/forged")
    assert calls.take() == []
    reader.asks(link(blog))
    assert calls.take() == ["GetObject", "conditional GetObject", "GetObject"]


def test_a_preview_costs_other_readers_nothing(
    reader: Reader, author: Author, blog: Services, calls: Calls
) -> None:
    author.publishes(a=DRAFT, b=DRAFT.replace("draft: true\n", ""))
    before = reader.asks("/articles/b")
    reader.asks(link(blog))
    calls.take()
    assert reader.asks("/articles/b").body == before.body
    assert calls.take() == []


def test_no_reader_is_ever_served_a_text_that_was_previewed(
    reader: Reader, author: Author, blog: Services, clock: FrozenClock, mocker: MockerFixture
) -> None:
    author.publishes(a=DRAFT)
    assert "texte" in reader.asks(link(blog)).words
    author.publishes(a=DRAFT.replace("draft: true\n", "").replace("texte", "public"))
    clock.advance(minutes=1)
    lose_texts(blog, mocker)
    page = reader.asks("/articles/a")
    assert page.status == 503
    assert "texte" not in page.words


@pytest.mark.parametrize("kept", [b"", b"[]", b"{}", b'{"revoked": 3}', b'{"revoked": "soon"}', b"\xff"])
def test_what_cannot_be_known_to_be_allowed_is_not_shown(
    reader: Reader, author: Author, blog: Services, kept: bytes
) -> None:
    author.publishes(a=DRAFT)
    blog.bucket.write(f"_previews/{preview.subject_of('articles/a')}.json", kept)
    page = reader.asks(link(blog))
    assert page.status == 503
    assert "Secret" not in page.words


def test_when_s3_fails_no_draft_is_shown(
    reader: Reader, author: Author, blog: Services, mocker: MockerFixture
) -> None:
    author.publishes(a=DRAFT)
    address = link(blog)
    assert reader.asks(address).status == 200
    mocker.patch.object(blog.bucket._client, "get_object", side_effect=DOWN)
    page = reader.asks(address)
    assert (page.status, page.headers["retry-after"]) == (503, "30")
    assert "Secret" not in page.words


def test_no_log_tells_of_a_link_or_of_what_it_shows(
    reader: Reader, author: Author, blog: Services, caplog: pytest.LogCaptureFixture
) -> None:
    author.publishes(brouillon=DRAFT)
    caplog.set_level("DEBUG")
    good = link(blog, "articles/brouillon")
    assert [reader.asks(path).status for path in (good, good[:-3])] == [200, 404]
    revoke(author, "articles/brouillon.md")
    assert reader.asks(good).status == 404
    lines = "\n".join(f"{r.getMessage()} {vars(r)}" for r in caplog.records if r.name == "billet")
    assert "/preview/{token}" in lines
    assert "brouillon" not in lines
    assert good.removeprefix("/preview/")[:20] not in lines
    assert not [r for r in caplog.records if r.name == "billet" and r.levelname in ("ERROR", "WARNING")]


def test_what_is_kept_of_links_revoked_names_no_article(author: Author, blog: Services) -> None:
    author.publishes(a=DRAFT)
    revoke(author)
    ((key, _),) = blog.bucket.etags("_previews/")
    assert "articles" not in key
    assert json.loads(blog.bucket.read(key).data) == {"revoked": blog.clock().isoformat()}
