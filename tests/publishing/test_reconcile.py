"""What becomes of uploads, in a real bucket."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from pytest_mock import MockerFixture

from chalicelib.content import article_parser
from chalicelib.content.article import Source
from chalicelib.content.receipt import Receipt, State
from chalicelib.index.articles import all_articles, by_key, ids
from chalicelib.index.receipts import receipt_of, receipts_of
from chalicelib.index.redirects import redirect_for
from chalicelib.publishing import reconcile
from chalicelib.services import Services
from tests.conftest import NOW, Author, Calls
from tests.publishing.index_contents import contents_of

GOOD = "---\ntitle: A\ndate: 2026-01-01\n---\nText.\n"
BROKEN = "---\ntitle: A\ndate: soon\n---\nOther text.\n"
A, B, C = (f"articles/{name}.md" for name in "abc")


def at(slug: str, title: str = "A", date: str = "2026-01-01") -> str:
    return f"---\nslug: {slug}\ntitle: {title}\ndate: {date}\n---\nText.\n"


def slugs(author: Author) -> dict[str, str]:
    return {article.key: article.slug for article in all_articles(author.index)}


def redirected(author: Author, path: str) -> str:
    article = redirect_for(author.index, NOW, path)
    return article.key if article else ""


@pytest.mark.parametrize(
    ("line", "state"),
    [
        ("date: 2026-01-01", "live"),
        ("draft: true", "draft"),
        ("date: 2030-01-01", "scheduled"),
        ("date: 2026-01-01\nexpires: 2026-02-01", "expired"),
    ],
)
def test_an_upload_is_answered_by_where_its_article_stands(author: Author, line: str, state: State) -> None:
    receipts = author.publishes(a=f"---\ntitle: A\n{line}\n---\nText.")
    assert (receipts[A].state, receipts[A].url, receipts[A].warnings) == (state, "/articles/a", ())
    assert receipt_of(author.index, A, NOW) == receipts[A]
    long_after = receipt_of(author.index, A, NOW + timedelta(days=9999))
    assert long_after == replace(receipts[A], state="live" if state == "scheduled" else state)


def test_a_broken_file_keeps_its_last_good_version_and_harms_nobody(author: Author) -> None:
    author.publishes(a=GOOD, b=GOOD)
    before = by_key(author.index, A)
    receipts = author.publishes(a=BROKEN, c=GOOD)
    assert (receipts[A].state, receipts[A].url, receipts[A].errors[0].line) == ("refused", "/articles/a", 3)
    assert by_key(author.index, A) == before
    assert slugs(author) == {A: "a", B: "b", C: "c"}
    assert author.publishes(a=at("z"), b=at("a"))[B].state == "live"


def test_nobody_takes_the_address_of_a_file_that_becomes_broken_meanwhile(author: Author) -> None:
    author.publishes(a=GOOD, b=GOOD)
    receipts = author.publishes(a=BROKEN, b=at("a"))
    assert [receipts[key].state for key in (A, B)] == ["refused", "refused"]
    assert slugs(author) == {A: "a", B: "b"}


@pytest.mark.parametrize("text", [BROKEN, GOOD + "x" * 2**20], ids=["broken", "too-large"])
def test_a_refused_file_is_read_once_and_its_mending_is_seen(author: Author, calls: Calls, text: str) -> None:
    receipt = author.publishes(a=text)[A]
    assert receipt.state == "refused"
    assert receipt.etag == author.blog.bucket.read(A).etag
    calls.take()
    assert author.reconciles() == {}
    author.uploads(B, GOOD)
    author.reconciles()
    made = calls.take()
    assert (made.count("GetObject"), made.count("PutObject")) == (3, 2)  # an upload is one of the two
    assert author.publishes(a=GOOD)[A].state == "live"


def test_when_nothing_changed_nothing_is_read_but_the_index_and_nothing_written(
    author: Author, calls: Calls
) -> None:
    author.publishes(a=GOOD + "[nowhere](nowhere.md) ![](none.png)", b=BROKEN, site='title = "T"')
    author.uploads("media/a.png", b"x")
    author.reconciles()
    calls.take()
    author.reconciles()
    assert calls.take() == ["GetObject", "ListObjectsV2"]


def test_one_new_article_costs_two_reads_and_one_write(author: Author, calls: Calls) -> None:
    author.publishes(**{f"n{number}": at(f"s{number}") for number in range(30)})
    for name in ("new", "newer"):
        author.uploads(f"articles/{name}.md", GOOD + "[n](n3.md)")
        calls.take()
        author.reconciles()
        made = calls.take()
        assert (made.count("GetObject"), made.count("PutObject")) == (2, 1)  # index and article; index
        assert [name for name in made if name.startswith("List")] == ["ListObjectsV2", "ListObjectVersions"]


def test_a_deleted_file_is_gone_with_its_receipt(author: Author) -> None:
    author.publishes(a=GOOD, b=GOOD)
    author.deletes(A)
    report = reconcile(author.blog.bucket, author.blog.clock, author.blog.render_worker)
    assert report.deleted == (A,)
    assert slugs(author) == {B: "b"}
    assert [receipt.key for receipt in receipts_of(author.index, NOW)] == [B]


def test_settings_that_are_deleted_hold_no_longer(author: Author) -> None:
    author.publishes(a=GOOD, site='title = "T"\nlanguage = "en"\ntimezone = "UTC"')
    (article,) = all_articles(author.index)
    assert (article.language, article.date.isoformat()) == ("en", "2026-01-01T00:00:00+00:00")
    author.deletes("site.toml")
    assert author.reconciles().keys() == {A}
    (article,) = all_articles(author.index)
    assert (article.language, article.date.isoformat()) == ("fr", "2025-12-31T23:00:00+00:00")
    assert author.index.site.title == "Billet"
    assert receipt_of(author.index, "site.toml", NOW) is None


def test_wrong_settings_are_reported_and_the_last_good_ones_stay(author: Author) -> None:
    author.publishes(a=GOOD, site='title = "Good"')
    receipts = author.publishes(site='title = "New"\nlangage = "en"')
    assert receipts["site.toml"].state == "refused"
    assert "'langage' is not a setting. Did you mean 'language'?" in str(receipts["site.toml"].errors[0])
    assert author.index.site.title == "Good"
    assert receipt_of(author.index, "site.toml", NOW) == receipts["site.toml"]


def test_an_article_named_in_the_settings_that_nobody_wrote_is_a_warning_until_it_comes(
    author: Author,
) -> None:
    (problem,) = author.publishes(a=GOOD, site='featured = "a"\nfavourite = "b"')["site.toml"].warnings
    assert ("'favourite' is 'b'" in problem.message, problem.fatal) == (True, False)
    author.publishes(b=GOOD)
    receipt = receipt_of(author.index, "site.toml", NOW)
    assert receipt is not None
    assert receipt.warnings == ()


@pytest.mark.parametrize("is_seen_half_way", [False, True])
def test_a_renamed_file_keeps_the_id_its_comments_hang_on(author: Author, is_seen_half_way: bool) -> None:
    author.publishes(a=GOOD)
    author.uploads(B, GOOD)
    if is_seen_half_way:
        author.reconciles()
    author.deletes(A)
    author.reconciles()
    assert ids(author.index) == {B: "articles/a"}
    assert redirected(author, "/articles/a") == B


def test_three_files_exchange_their_slugs_however_they_arrive(author: Author) -> None:
    author.publishes(a=GOOD, b=GOOD, c=GOOD)
    for name, slug in zip("abc", "bca", strict=True):
        receipts = author.publishes(**{name: at(slug)})
    assert {receipt.state for receipt in receipts.values()} == {"live"}
    assert (slugs(author), ids(author.index)[A]) == ({A: "b", B: "c", C: "a"}, "articles/a")
    author.publishes(a=at("a"), b=at("b"), c=at("c"))
    assert slugs(author) == {A: "a", B: "b", C: "c"}


def test_who_waits_for_an_address_gets_it_in_turn_and_nothing_is_written_meanwhile(
    author: Author, calls: Calls
) -> None:
    author.publishes(b=at("x"), c=GOOD)
    receipts = author.publishes(a=at("x"), c=at("x"))
    assert "belongs to articles/b.md" in str(receipts[A].errors[0])
    assert slugs(author) == {B: "x", C: "c"}, "who wants to move stays meanwhile"
    calls.take()
    author.reconciles()
    assert "PutObject" not in calls.take()
    for gone, next_in_line in ((B, C), (C, A)):
        author.deletes(gone)
        assert {r.key: r.url for r in author.reconciles().values() if r.url} == {next_in_line: "/articles/x"}


def test_who_waits_for_an_address_has_its_id_when_it_comes(author: Author) -> None:
    author.publishes(a=at("s"))
    author.deletes(A)
    author.publishes(b=at("s"), c=at("s", date="2025-01-01"))
    author.deletes(C)
    author.reconciles()
    assert ids(author.index) == {B: "articles/a"}


def test_an_article_that_moves_and_goes_and_comes_back_is_found_at_its_old_addresses(author: Author) -> None:
    for slug in ("one", "two", "three"):
        author.publishes(a=at(slug))
    assert [redirected(author, f"/articles/{slug}") for slug in ("one", "two", "three")] == [A, A, ""]
    author.deletes(A)
    author.reconciles()
    assert redirected(author, "/articles/two") == ""
    author.publishes(a=at("one"))
    assert [redirected(author, f"/articles/{slug}") for slug in ("one", "two")] == ["", A]


LONG = "x" * 1005


@pytest.mark.parametrize(
    ("name", "text", "state"),
    [
        ("0001-01-01-x", "# X", "refused"),
        ("x", '---\ntitle: "a\\uD800b"\n---\n', "refused"),
        ("x", '---\ntitle: "a\\0b"\ntags: ["\\0", "\\0b"]\nseries: "\\0"\nid: "\\0"\n---\n', "live"),
        ("x", "---\ntitle: X\ntags: [" + ", ".join(f"t{n}" for n in range(1000)) + "]\n---\n", "live"),
        ("x", "---\ntitle: X\norder: 99999999999999999999\n---\n", "live"),
        ("x", "---\ndate: 0001-01-01\n---\n", "refused"),
        ("x", "---\n" + "[" * 3000, "refused"),
        ("😀", "---\ndate: 2026-01-01\n---\n", "refused"),
        ("😀 et plus", GOOD, "live"),
        (LONG, GOOD, "live"),
        ("site", "first_year = 0x" + "f" * 9000, "refused"),
        ("site", "a" + ".a" * 20_000 + " = 1", "refused"),
    ],
    ids=str,
)
def test_no_file_keeps_the_others_from_being_published(
    author: Author, name: str, text: str, state: str
) -> None:
    author.uploads(B, GOOD)
    key = "site.toml" if name == "site" else f"articles/{name}.md"
    author.uploads(key, text)
    receipts = author.reconciles()
    assert (receipts[B].state, receipts[key].state) == ("live", state)
    author.publishes(b=GOOD + "More.")
    before = contents_of(author.index, with_history=True)
    assert author.reconciles() == {}
    assert contents_of(author.index, with_history=True) == before


def test_a_defect_of_ours_harms_one_file_only(
    author: Author, mocker: MockerFixture, caplog: pytest.LogCaptureFixture
) -> None:
    parse = article_parser.parse

    def fail(source: Source, *rest: Any) -> Any:
        if source.key == A:
            raise ZeroDivisionError("a defect")
        return parse(source, *rest)

    mocker.patch("chalicelib.content.article_parser.parse", side_effect=fail)
    caplog.set_level(logging.CRITICAL, "billet")
    receipts = author.publishes(a=GOOD, b=GOOD)
    assert (receipts[A].state, receipts[B].state) == ("refused", "live")
    assert "a defect" in receipts[A].errors[0].message


@pytest.mark.parametrize("returns", [False, True])
def test_a_file_deleted_while_it_is_read_is_gone_until_it_returns(
    author: Author, blog: Services, mocker: MockerFixture, returns: bool
) -> None:
    author.publishes(a=GOOD)
    author.uploads(B, GOOD)
    read = blog.bucket.read

    def vanish(key: str, **options: Any) -> Source:
        if key == B:
            author.deletes(key)
        return read(key, **options)

    mocker.patch.object(blog.bucket, "read", side_effect=vanish)
    author.reconciles()
    mocker.stopall()
    if returns:
        author.uploads(B, GOOD)  # the same list of the bucket again
    author.reconciles()
    assert slugs(author) == ({A: "a", B: "b"} if returns else {A: "a"})


def test_what_is_read_by_other_rules_is_read_anew_and_keeps_its_id(
    author: Author, mocker: MockerFixture
) -> None:
    author.publishes(a=GOOD)
    author.deletes(A)
    author.publishes(b=GOOD)
    for module in ("changes", "reconcile"):
        mocker.patch(f"chalicelib.publishing.{module}.PARSER_VERSION", 99)
    assert author.reconciles()[B].state == "live"
    assert ids(author.index) == {B: "articles/a"}
    assert author.reconciles() == {}


def test_the_settings_bound_what_a_file_may_have(author: Author, blog: Services) -> None:
    author.uploads(A, GOOD + "x" * 200)
    report = reconcile(blog.bucket, blog.clock, blog.render_worker, max_bytes=100)
    assert [problem.code for problem in report.receipts[0].errors] == ["too-large"]


def test_a_bucket_that_keeps_no_versions_is_published_too(author: Author, blog: Services) -> None:
    blog.bucket._client.put_bucket_versioning(
        Bucket=blog.settings.bucket, VersioningConfiguration={"Status": "Suspended"}
    )
    author.publishes(a=GOOD)
    receipts: dict[str, Receipt] = author.publishes(a=GOOD + "More.")
    assert receipts[A].state == "live"
    blog.bucket.write("_index/site-1.sqlite.gz", b"damaged")
    author.reconciles()
    assert slugs(author) == {A: "a"}
