from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from chalicelib.content.edition import front as fronts
from chalicelib.content.index import Index
from chalicelib.reading import published
from chalicelib.reading.newest import Newest
from pytest_mock import MockerFixture

from chalicelib.content import article_parser
from chalicelib.content.article import Article, Source
from chalicelib.errors import Conflict, Unavailable
from chalicelib.publishing import ATTEMPTS, reconcile
from chalicelib.services import Services
from tests.conftest import Author, Calls, FrozenClock

GOOD = "---\ntitle: A\ndate: 2026-01-01\n---\nText.\n"
BROKEN = "---\ntitle: A\ndate: soon\n---\nOther text.\n"


def index_of(blog: Services) -> Index:
    return published(blog.bucket)[1]


def sent_on(blog: Services, path: str) -> Article | None:
    """Who had an address."""
    front = blog.reader.newest().value.front
    record = blog.reader.redirect_for(path, Newest(front, blog.clock()))
    return record.article if record else None


def stored_receipt(blog: Services, key: str) -> dict[str, Any]:
    receipt: dict[str, Any] = json.loads(blog.bucket.read(f"_receipts/{key}.json").data)
    return receipt


def test_an_upload_is_answered_by_a_receipt(author: Author, blog: Services) -> None:
    author.publishes(a=GOOD)
    receipt = stored_receipt(blog, "articles/a.md")
    assert (receipt["state"], receipt["url"], receipt["warnings"]) == ("live", "/articles/a", [])


@pytest.mark.parametrize(
    ("line", "state"),
    [("draft: true", "draft"), ("date: 2030-01-01", "scheduled"), ("expires: 2026-02-01", "expired")],
)
def test_a_receipt_says_where_an_article_stands(author: Author, line: str, state: str) -> None:
    receipts = author.publishes(a=f"---\ntitle: A\n{line}\n---\nText.")
    assert receipts["articles/a.md"].state == state


def test_a_broken_file_keeps_its_last_good_version_and_harms_nobody(author: Author, blog: Services) -> None:
    author.publishes(a=GOOD, b=GOOD.replace("A", "B"))
    before = index_of(blog).by_key
    receipts = author.publishes(a=BROKEN, c=GOOD.replace("A", "C"))
    assert receipts["articles/a.md"].state == "refused"
    assert receipts["articles/a.md"].url == "/articles/a"
    assert receipts["articles/a.md"].errors[0].line == 3
    after = index_of(blog).by_key
    assert after["articles/a.md"] == before["articles/a.md"]
    assert sorted(after) == ["articles/a.md", "articles/b.md", "articles/c.md"]


def test_a_broken_file_is_read_once_and_its_mending_is_seen(author: Author, calls: Calls) -> None:
    author.publishes(a=BROKEN)
    calls.take()
    assert author.reconciles() == {}
    assert "PutObject" not in calls.take()
    assert author.publishes(a=GOOD)["articles/a.md"].state == "live"


def test_when_nothing_changed_nothing_is_read_but_the_index_and_nothing_written(
    author: Author, calls: Calls
) -> None:
    author.publishes(a=GOOD, b=GOOD, site='title = "T"')
    calls.take()
    author.reconciles()
    assert calls.take() == ["GetObject", "ListObjectsV2"]


def test_one_new_article_costs_three_reads_and_five_writes(author: Author, calls: Calls) -> None:
    author.publishes(a=GOOD, b=GOOD)
    author.uploads("articles/c.md", GOOD)
    calls.take()
    author.reconciles()
    made = calls.take()
    # The front, the index and the article; its receipt, its record, what a search finds, index and front.
    assert (made.count("GetObject"), made.count("PutObject")) == (3, 5)


def test_a_deleted_file_is_gone_with_its_receipt(author: Author, blog: Services) -> None:
    author.publishes(a=GOOD, b=GOOD)
    author.deletes("articles/a.md")
    author.reconciles()
    assert list(index_of(blog).by_key) == ["articles/b.md"]
    assert [key for key, _ in blog.bucket.etags("_receipts/")] == ["_receipts/articles/b.md.json"]


def test_a_renamed_file_keeps_the_id_its_comments_hang_on(author: Author, blog: Services) -> None:
    author.publishes(a=GOOD)
    author.deletes("articles/a.md")
    author.publishes(new_name=GOOD)
    (article,) = index_of(blog).articles
    assert (article.slug, article.id) == ("new-name", "articles/a")


def test_a_new_slug_keeps_the_id_and_the_old_address_is_free_for_another_id(
    author: Author, blog: Services
) -> None:
    author.publishes(a=GOOD)
    author.publishes(a=GOOD.replace("title", "slug: b\ntitle"), c=GOOD.replace("title", "slug: a\ntitle"))
    ids = {article.slug: article.id for article in index_of(blog).articles}
    assert ids == {"b": "articles/a", "a": "articles/c"}


def test_an_article_without_a_date_keeps_the_day_it_was_first_seen(author: Author, blog: Services) -> None:
    author.publishes(a="# A\n\nText.")
    first = index_of(blog).articles[0].date
    author.publishes(a="# A\n\nText, corrected.")
    assert index_of(blog).articles[0].date == first


def test_of_two_files_with_one_address_the_first_keeps_it(author: Author, blog: Services) -> None:
    author.publishes(b=GOOD.replace("title", "slug: x\ntitle"))
    receipts = author.publishes(a=GOOD.replace("title", "slug: x\ntitle"))
    assert receipts["articles/a.md"].state == "refused"
    assert "belongs to articles/b.md" in str(receipts["articles/a.md"].errors[0])
    assert list(index_of(blog).by_key) == ["articles/b.md"]
    author.deletes("articles/b.md")
    assert author.reconciles()["articles/a.md"].state == "live"


def test_runs_in_which_nothing_changed_write_nothing_and_forget_nobody_who_waits(
    author: Author, calls: Calls
) -> None:
    author.publishes(b=GOOD.replace("title", "slug: x\ntitle"), c=GOOD)
    author.publishes(a=GOOD.replace("title", "slug: x\ntitle"), c=GOOD.replace("title", "slug: x\ntitle"))
    calls.take()
    for _ in range(2):
        author.reconciles()
    assert "PutObject" not in calls.take()
    for gone, next_in_line in (("articles/b.md", "articles/c.md"), ("articles/c.md", "articles/a.md")):
        author.deletes(gone)
        assert {r.key: r.url for r in author.reconciles().values()} == {next_in_line: "/articles/x"}


def test_an_article_that_wants_a_taken_address_keeps_its_old_one(author: Author, blog: Services) -> None:
    author.publishes(a=GOOD, b=GOOD)
    author.publishes(b=GOOD.replace("title", "slug: a\ntitle"))
    assert {article.key: article.slug for article in index_of(blog).articles} == {
        "articles/a.md": "a",
        "articles/b.md": "b",
    }


def test_wrong_settings_are_reported_and_the_last_good_ones_stay(author: Author, blog: Services) -> None:
    author.publishes(a=GOOD, site='title = "Good"')
    receipts = author.publishes(site='title = "New"\nlangage = "en"')
    assert receipts["site.toml"].state == "refused"
    assert "'langage' is not a setting. Did you mean 'language'?" in str(receipts["site.toml"].errors[0])
    assert index_of(blog).site.title == "Good"


def test_an_article_named_in_the_settings_that_nobody_wrote_is_a_warning(author: Author) -> None:
    receipts = author.publishes(a=GOOD, site='featured = "a"\nfavourite = "b"')
    (problem,) = receipts["site.toml"].warnings
    assert "'favourite' is 'b'" in problem.message
    assert not problem.fatal


def test_another_language_or_time_zone_reads_all_articles_anew(author: Author, blog: Services) -> None:
    author.publishes(a=GOOD)
    assert index_of(blog).articles[0].date.isoformat() == "2025-12-31T23:00:00+00:00"
    author.publishes(site='language = "en"\ntimezone = "UTC"')
    assert index_of(blog).articles[0].date.isoformat() == "2026-01-01T00:00:00+00:00"
    assert index_of(blog).articles[0].language == "en"


def test_an_article_that_was_refused_an_address_gets_it_when_it_is_free(
    author: Author, blog: Services
) -> None:
    author.publishes(a=GOOD, b=GOOD)
    author.publishes(b=GOOD.replace("title", "slug: a\ntitle"))
    author.deletes("articles/a.md")
    assert author.reconciles()["articles/b.md"].state == "live"
    assert [article.slug for article in index_of(blog).articles] == ["a"]


def test_nobody_takes_the_address_of_a_last_good_version(author: Author, blog: Services) -> None:
    author.publishes(a=GOOD, b=GOOD)
    author.publishes(a=GOOD.replace("title", "slug: b\ntitle"), c=GOOD.replace("title", "slug: a\ntitle"))
    assert {article.key: article.slug for article in index_of(blog).articles} == {
        "articles/a.md": "a",
        "articles/b.md": "b",
    }


def test_who_waits_for_an_address_has_its_id_when_it_comes(author: Author, blog: Services) -> None:
    author.publishes(a=GOOD.replace("title", "slug: s\ntitle"))
    author.deletes("articles/a.md")
    older = GOOD.replace("2026-01-01", "2025-01-01").replace("title", "slug: s\ntitle")
    author.publishes(b=GOOD.replace("title", "slug: s\ntitle"), c=older)
    author.deletes("articles/c.md")
    author.reconciles()
    assert [(one.key, one.id) for one in index_of(blog).articles] == [("articles/b.md", "articles/a")]


def test_a_name_too_long_for_a_receipt_stops_nothing(author: Author) -> None:
    author.uploads("articles/" + "x" * 1005 + ".md", GOOD)
    assert list(author.publishes(a=GOOD)) == ["articles/a.md"]


@pytest.mark.parametrize("text", ["first_year = 0x" + "f" * 9000, "a" + ".a" * 20_000 + " = 1"])
def test_no_settings_keep_the_articles_from_being_published(author: Author, text: str) -> None:
    receipts = author.publishes(a=GOOD, site=text)
    assert (receipts["articles/a.md"].state, receipts["site.toml"].state) == ("live", "refused")


def test_a_rename_seen_half_way_keeps_the_id(author: Author, blog: Services) -> None:
    author.publishes(a=GOOD)
    author.publishes(b=GOOD)
    author.deletes("articles/a.md")
    author.reconciles()
    assert [(article.slug, article.id) for article in index_of(blog).articles] == [("b", "articles/a")]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("0001-01-01-x", "# X"),
        ("x", '---\ntitle: "a\\uD800b"\n---\n'),
        ("x", "---\ndate: 0001-01-01\n---\n"),
        ("x", "x" * (2**20 + 1)),
        ("x", "---\n" + "[" * 3000),
    ],
)
def test_no_file_keeps_the_others_from_being_published(author: Author, name: str, text: str) -> None:
    author.uploads("articles/b.md", GOOD)
    receipts = author.publishes(**{name: text})
    assert receipts["articles/b.md"].state == "live"
    assert receipts[f"articles/{name}.md"].state == "refused"


def test_a_defect_of_ours_harms_one_file_only(author: Author, mocker: MockerFixture) -> None:
    parse = article_parser.parse

    def fail(source: Source, *rest: Any) -> Any:
        if source.key == "articles/a.md":
            raise ZeroDivisionError("a defect")
        return parse(source, *rest)

    mocker.patch("chalicelib.content.article_parser.parse", side_effect=fail)
    receipts = author.publishes(a=GOOD, b=GOOD)
    assert (receipts["articles/a.md"].state, receipts["articles/b.md"].state) == ("refused", "live")
    assert "a defect" in receipts["articles/a.md"].errors[0].message


def test_a_refused_file_costs_nothing_when_another_is_uploaded(author: Author, calls: Calls) -> None:
    author.publishes(a=BROKEN)
    author.uploads("articles/b.md", GOOD)
    calls.take()
    author.reconciles()
    made = calls.take()
    assert (made.count("GetObject"), made.count("PutObject")) == (3, 5)


def test_a_file_deleted_while_it_is_read_leaves_nothing_behind(
    author: Author, blog: Services, mocker: MockerFixture
) -> None:
    author.publishes(a=GOOD, b=GOOD)
    author.uploads("articles/b.md", GOOD + "More.")
    read = blog.bucket.read

    def vanish(key: str, **options: Any) -> Any:
        if key == "articles/b.md":
            author.deletes(key)
        return read(key, **options)

    mocker.patch.object(blog.bucket, "read", side_effect=vanish)
    author.reconciles()
    mocker.stopall()
    assert list(index_of(blog).by_key) == ["articles/a.md"]
    assert [key for key, _ in blog.bucket.etags("_receipts/")] == ["_receipts/articles/a.md.json"]


def test_an_index_that_cannot_be_read_is_built_anew(author: Author, blog: Services) -> None:
    author.publishes(a=GOOD)
    blog.bucket.write(fronts.KEY, b"no index")
    author.reconciles()
    assert list(index_of(blog).by_key) == ["articles/a.md"]


def test_the_index_is_the_same_however_it_was_reached(author: Author, blog: Services) -> None:
    author.publishes(a=GOOD)
    author.publishes(b=GOOD, d=GOOD.replace("title", "slug: a\ntitle"))
    author.publishes(c=BROKEN, e=BROKEN)
    author.publishes(c=GOOD)
    grown = index_of(blog)
    blog.bucket.delete(fronts.KEY)
    author.reconciles()
    fresh = index_of(blog)
    assert replace(fresh, generation=grown.generation) == grown


def test_runs_at_the_same_time_write_the_index_once(author: Author, blog: Services, calls: Calls) -> None:
    for number in range(4):
        author.uploads(f"articles/{number}.md", GOOD)
    calls.take()

    def run(_: int) -> int:
        return reconcile(blog.bucket, blog.clock, blog.render_worker, pause=lambda _: None).generation

    with ThreadPoolExecutor(16) as pool:
        generations = set(pool.map(run, range(16)))
    assert generations == {1}
    assert len(index_of(blog).articles) == 4
    assert calls.take().count("PutObject") <= 16 * 8
    assert [stored_receipt(blog, f"articles/{number}.md")["state"] for number in range(4)] == ["live"] * 4


def test_a_run_that_never_wins_gives_up_and_says_so(
    author: Author, blog: Services, mocker: MockerFixture
) -> None:
    author.uploads("articles/a.md", GOOD)
    write = blog.bucket.write

    def lose(key: str, data: bytes, **options: Any) -> None:
        if key == fronts.KEY:
            raise Conflict(key)
        write(key, data, **options)

    mocker.patch.object(blog.bucket, "write", side_effect=lose)
    pauses: list[float] = []
    with pytest.raises(Conflict):
        reconcile(blog.bucket, blog.clock, blog.render_worker, pause=pauses.append)
    assert len(pauses) == ATTEMPTS


@pytest.mark.parametrize("survived", range(6))
def test_a_crash_at_any_call_leaves_the_old_index_and_the_next_run_mends_all(
    author: Author, blog: Services, mocker: MockerFixture, survived: int
) -> None:
    author.publishes(a=GOOD)
    before = blog.bucket.read(fronts.KEY).data
    author.uploads("articles/b.md", GOOD)
    left = survived

    def crash(**_: Any) -> None:
        nonlocal left
        if left == 0:
            raise Unavailable("crash")
        left -= 1

    blog.bucket._client.meta.events.register("before-call", crash, unique_id="crash")
    with pytest.raises(Unavailable):
        author.reconciles()
    blog.bucket._client.meta.events.unregister("before-call", unique_id="crash")
    assert blog.bucket.read(fronts.KEY).data == before
    author.reconciles()
    assert len(index_of(blog).articles) == 2
    assert stored_receipt(blog, "articles/b.md")["state"] == "live"


def test_the_clock_of_a_receipt_is_the_one_handed_in(author: Author, clock: FrozenClock) -> None:
    scheduled = GOOD.replace("2026-01-01", "2026-06-01")
    assert author.publishes(a=scheduled)["articles/a.md"].state == "scheduled"
    clock.advance(days=120)
    assert author.publishes(a=scheduled + "More.")["articles/a.md"].state == "live"


def test_a_file_renamed_and_changed_at_once_is_known_by_its_address(author: Author, blog: Services) -> None:
    text = GOOD.replace("title", "slug: s\ntitle")
    author.publishes(a=text)
    author.deletes("articles/a.md")
    author.publishes(b=text + "More.", c=GOOD.replace("title: A", "title: C"))
    assert {one.key: one.id for one in index_of(blog).articles} == {
        "articles/b.md": "articles/a",
        "articles/c.md": "articles/c",
    }


def test_a_file_renamed_and_changed_at_once_is_known_by_title_and_date(
    author: Author, blog: Services
) -> None:
    author.publishes(a=GOOD)
    author.deletes("articles/a.md")
    author.publishes(b=GOOD + "More.", c=GOOD.replace("2026-01-01", "2026-01-02"))
    assert {one.key: one.id for one in index_of(blog).articles} == {
        "articles/b.md": "articles/a",
        "articles/c.md": "articles/c",
    }
    redirected = sent_on(blog, "/articles/a")
    assert redirected is not None
    assert redirected.key == "articles/b.md"


def test_another_article_at_an_old_address_does_not_inherit_its_comments(
    author: Author, blog: Services
) -> None:
    author.publishes(a=GOOD.replace("title", "slug: s\ntitle"))
    author.deletes("articles/a.md")
    author.publishes(b="---\nslug: s\ntitle: Other\ndate: 2026-02-02\n---\nOther.")
    assert [one.id for one in index_of(blog).articles] == ["articles/b"]


def test_an_article_that_moves_is_found_at_its_old_addresses(author: Author, blog: Services) -> None:
    for slug in ("one", "two", "three"):
        author.publishes(a=GOOD.replace("title", f"slug: {slug}\ntitle"))
    assert index_of(blog).moved == {"/articles/one": "articles/a", "/articles/two": "articles/a"}
    author.deletes("articles/a.md")
    author.reconciles()
    assert index_of(blog).moved.keys() == {"/articles/one", "/articles/two"}  # it may come back
    author.publishes(a=GOOD.replace("title", "slug: one\ntitle"))
    assert sent_on(blog, "/articles/two") is not None
    assert sent_on(blog, "/articles/one") is None


def test_what_is_read_by_other_rules_is_read_anew_and_keeps_its_identity(
    author: Author, blog: Services, mocker: MockerFixture
) -> None:
    author.publishes(a=GOOD)
    author.deletes("articles/a.md")
    author.publishes(b=GOOD)
    mocker.patch("chalicelib.publishing.run.RULES", 99)
    assert author.reconciles()["articles/b.md"].state == "live"
    assert index_of(blog).articles[0].id == "articles/a"
    assert author.reconciles() == {}


def test_the_settings_bound_what_a_file_may_have(author: Author, blog: Services) -> None:
    author.uploads("articles/a.md", GOOD + "x" * 200)
    report = reconcile(blog.bucket, blog.clock, blog.render_worker, largest=100)
    assert [problem.code for problem in report.receipts[0].errors] == ["too-large"]


def test_an_article_that_was_there_keeps_its_id_when_another_like_it_goes(
    author: Author, blog: Services
) -> None:
    author.publishes(a=GOOD, b=GOOD.replace("Text", "Another text"))
    author.deletes("articles/b.md")
    author.publishes(a=GOOD + "More.")
    assert [(one.key, one.id) for one in index_of(blog).articles] == [("articles/a.md", "articles/a")]


def test_the_very_bytes_tell_more_than_title_and_date(author: Author, blog: Services) -> None:
    author.publishes(x=GOOD)
    author.deletes("articles/x.md")
    author.publishes(a=GOOD + "More.", b=GOOD)
    ids = {one.key: one.id for one in index_of(blog).articles}
    assert ids == {"articles/a.md": "articles/a", "articles/b.md": "articles/x"}
