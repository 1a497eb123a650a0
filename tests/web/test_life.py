"""From draft to gone: who sees an article when, on every route there is."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from chalicelib.content.index import Index
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chalicelib.conversation import preview
from chalicelib.services import Services
from chalicelib.web import sitemap_urls
from chalicelib.web.urls import PATHS
from tests.conftest import Answer, Author, FrozenClock, Reader

MOMENT = datetime(2026, 3, 2, 10, tzinfo=UTC)
SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)
LONG_AGO = MOMENT - 50 * DAY
OTHERS = 100  # which fill one page of the lists of lines, and ten of the home page


@dataclass(frozen=True)
class Visitor:
    """Who reads, and holds a preview link."""

    reader: Reader
    link: str

    def get(self, path: str) -> Answer:
        return self.reader.asks(path)

    def reads(self, path: str, words: str) -> bool:
        return words in self.get(path).words

    def main(self, path: str) -> str:
        """What stands between the head and the foot."""
        return self.get(path).text.partition("<main")[2].partition("</main>")[0]

    def foot(self, path: str) -> str:
        return self.get(path).words.rpartition("Derniers articles")[2]


Sees = Callable[[Visitor], bool]

# By route: whether it shows the article that is called Secret, or the page that is called Discret.
ROUTES: dict[str, Sees] = {
    "home": lambda one: "Secret" in one.get("/").words.partition("Derniers articles")[0],
    "home_listing": lambda one: one.get("/page/11").status == 200,
    "archive": lambda one: f"{OTHERS + 1} articles" in one.main("/archive"),
    "archive_year": lambda one: "Secret" in one.main("/archive/2026"),
    "archive_year_listing": lambda one: one.get("/archive/2026/page/2").status == 200,
    "tags": lambda one: "Caché" in one.main("/tags"),
    "tags_term": lambda one: one.get("/tags/cache").status == 200,
    "tags_term_listing": lambda one: one.get("/tags/tous/page/2").status == 200,
    "categories": lambda one: f"{OTHERS + 1} articles" in one.main("/categories"),
    "categories_term": lambda one: "Secret" in one.main("/categories/tous"),
    "categories_term_listing": lambda one: one.get("/categories/tous/page/2").status == 200,
    "series": lambda one: f"{OTHERS + 1} articles" in one.main("/series"),
    "series_term": lambda one: f"{OTHERS + 1} articles" in one.main("/series/tous"),
    "series_term_listing": lambda one: "Secret" in one.main("/series/tous/page/2"),
    "article": lambda one: one.get("/articles/a").status == 200,
    "comments": lambda one: one.get("/articles/a/comments").status == 303,
    "comment_received": lambda one: one.get("/articles/a/comments/received").status == 200,
    "page": lambda one: one.get("/pages/p").status == 200,
    "preview": lambda one: one.get(one.link).status == 302,
    "search": lambda one: "Secret" in one.foot("/search"),
    "contact": lambda one: "Secret" in one.foot("/contact"),
    "contact_received": lambda one: "Secret" in one.foot("/contact/received"),
    "feed": lambda one: "Secret" in one.get("/feed.xml").text,
    "json_feed": lambda one: "Secret" in one.get("/feed.json").text,
    "tag_feed": lambda one: one.get("/tags/cache/feed.xml").status == 200,
    "tag_json_feed": lambda one: one.get("/tags/cache/feed.json").status == 200,
    "category_feed": lambda one: one.get("/categories/cache/feed.xml").status == 200,
    "category_json_feed": lambda one: one.get("/categories/cache/feed.json").status == 200,
    "comments_feed": lambda one: one.get("/articles/a/comments/feed.xml").status == 200,
    "sitemap": lambda one: "/sitemap/2" in one.get("/sitemap.xml").text,  # else all fits into one
    "sitemap_part": lambda one: "/articles/a<" in one.get("/sitemap/2").text,
    "humans": lambda one: "Last update: 2026/01/02" not in one.get("/humans.txt").text,
}
# These never show any.
SILENT = {"opensearch", "static", "favicon", "robots", "security", "media", "health"}
# What more there is to see of it, and to do with it, on routes above.
PLACES: dict[str, Sees] = {
    "a comment on it": lambda one: one.reader.sends("/articles/a/comments").status == 422,
    "its old address": lambda one: one.get("/2013/secret.html").status == 301,
    "its address before it was renamed": lambda one: one.get("/articles/before").status == 301,
    "a comment at that address": lambda one: one.reader.sends("/articles/before/comments").status == 422,
    "the old address of the page": lambda one: one.get("/about.html").status == 301,
    "the foot of the home page": lambda one: "Secret" in one.foot("/"),
    "the foot of an article": lambda one: "Secret" in one.foot("/articles/n1"),
    "the foot of a standing page": lambda one: "Secret" in one.foot("/pages/other"),
    "the foot of an error page": lambda one: "Secret" in one.foot("/nowhere/at/all"),
    "the article of the moment": lambda one: one.reads("/articles/n1", "L’article du moment Secret"),
    "the favourite": lambda one: one.reads("/articles/n1", "J’aime cet article Secret"),
    "the next article": lambda one: one.reads("/articles/n1", "Article suivant Secret"),
    "the next part of a series": lambda one: one.reads("/articles/n1", "Après : Secret"),
    "how many parts a series has": lambda one: one.reads("/articles/n1", f"partie {OTHERS} sur {OTHERS + 1}"),
    "the articles on the same subject": lambda one: one.reads("/articles/n1", "Sur le même sujet Secret"),
    "the translations": lambda one: one.reads("/articles/n1", "Read this article in English"),
    "the menu": lambda one: one.reads("/", "Accueil Archives Étiquettes Discret"),
    "the feed of comments at that address": lambda one: (
        one.get("/articles/before/comments/feed.xml").status == 301
    ),
    "the legal page": lambda one: one.reads("/", "· Légal"),
}
EVERYWHERE = {**ROUTES, **PLACES}


def put(author: Author, **changes: Any) -> None:
    """An index in which the article and the two pages in question are what `changes` says."""
    for page, title in {"p": "Discret", "legal": "Légal", "other": "Tout autre"}.items():
        author.uploads(f"pages/{page}.md", f"---\ntitle: {title}\ndate: 2026-01-01\n---\nx")
    author.publishes(
        a="---\ntitle: Secret\ndate: 2026-02-02\n---\nx",
        n1="---\ntitle: Dernier\ndate: 2026-01-02\n---\nx",
        site='featured = "a"\nfavourite = "a"\nlegal = "legal"',
    )
    index = author.index
    filed: dict[str, Any] = {"tags": ("Tous",), "categories": ("Tous",), "series": "Tous"}
    known = {one.slug: one for one in index.articles}
    last = replace(known["n1"], translation="x", **filed)
    before = [
        replace(last, key=f"articles/n{n}.md", id=f"articles/n{n}", slug=f"n{n}", translation="",
                date=last.date - HOUR)
        for n in range(2, OTHERS + 1)
    ]  # fmt: skip
    secret = {
        **filed,
        "tags": ("Tous", "Caché"),
        "categories": ("Tous", "Caché"),
        "language": "en",
        "translation": "x",
    }
    in_question = [
        replace(known["a"], **{"aliases": ("/2013/secret.html",), **secret, **changes}),
        replace(known["p"], **{"aliases": ("/about.html",), **changes}),
        replace(known["legal"], **changes),
    ]
    articles = (*in_question, known["other"], last, *before)
    after = replace(index, articles=articles, moved={"/articles/before": "articles/a"})
    author.writes(after)


@pytest.fixture
def visitor(reader: Reader, blog: Services, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch) -> Visitor:
    # Home, archive, contact, the other page and the other articles: it would be the one too many.
    monkeypatch.setattr(sitemap_urls, "PART", 4 + OTHERS)
    clock.now = MOMENT - DAY
    token = preview.issue(blog.policy.secret, "articles/a", clock(), 30 * DAY)
    return Visitor(reader, f"/preview/{token}")


def test_every_route_is_looked_at_below() -> None:
    assert ROUTES.keys() | SILENT == PATHS.keys()


def seen_by(visitor: Visitor, clock: FrozenClock, at: datetime) -> dict[str, bool]:
    clock.now = at
    return {where: sees(visitor) for where, sees in EVERYWHERE.items()}


@pytest.mark.parametrize(
    "changes",
    [
        {"date": MOMENT},
        {"date": LONG_AGO, "appears": MOMENT},
        {"date": MOMENT, "appears": LONG_AGO},
        {"date": MOMENT, "expires": MOMENT + DAY},
    ],
    ids=["date", "appears", "date after appears", "date and expires"],
)
def test_an_article_appears_everywhere_at_its_second(
    author: Author, visitor: Visitor, clock: FrozenClock, changes: dict[str, Any]
) -> None:
    put(author, **changes)
    assert seen_by(visitor, clock, MOMENT - SECOND) == dict.fromkeys(EVERYWHERE, False)
    assert seen_by(visitor, clock, MOMENT) == dict.fromkeys(EVERYWHERE, True)
    assert seen_by(visitor, clock, MOMENT + SECOND) == dict.fromkeys(EVERYWHERE, True)


def test_an_article_goes_everywhere_at_its_second(
    author: Author, visitor: Visitor, clock: FrozenClock
) -> None:
    put(author, expires=MOMENT)
    assert seen_by(visitor, clock, MOMENT - SECOND) == dict.fromkeys(EVERYWHERE, True)
    assert seen_by(visitor, clock, MOMENT) == dict.fromkeys(EVERYWHERE, False)
    assert seen_by(visitor, clock, MOMENT + SECOND) == dict.fromkeys(EVERYWHERE, False)


def test_a_draft_is_seen_nowhere(author: Author, visitor: Visitor, clock: FrozenClock) -> None:
    put(author, draft=True)
    assert seen_by(visitor, clock, MOMENT) == dict.fromkeys(EVERYWHERE, False)


def test_an_unlisted_article_is_found_by_its_address_and_by_name_and_in_no_list(
    author: Author, visitor: Visitor, clock: FrozenClock
) -> None:
    put(author, unlisted=True)
    lists = {name for name in EVERYWHERE if name.startswith("the foot of")}
    lists |= {name for name in ROUTES if name.startswith(("home", "archive", "tags", "categories", "series"))}
    lists |= {
        "search",
        "contact",
        "contact_received",
        "the menu",
        "humans",
        "the translations",
        "the next article",
        "the next part of a series",
    }
    lists |= {"how many parts a series has", "the articles on the same subject"}
    lists |= {name for name in PATHS if "feed" in name or "sitemap" in name} - {"comments_feed"}
    assert seen_by(visitor, clock, MOMENT) == {where: where not in lists for where in EVERYWHERE}


@pytest.mark.parametrize("path", ["/articles/a", "/pages/p"])
def test_an_unlisted_article_asks_robots_to_pass_over_it_and_no_other_does(
    author: Author, visitor: Visitor, clock: FrozenClock, path: str
) -> None:
    put(author, unlisted=True)
    assert '<meta name="robots" content="noindex">' in visitor.get(path).text
    put(author, unlisted=False)
    clock.advance(minutes=2)
    assert "robots" not in visitor.get(path).text


# For how long others may keep a page

ages = st.integers(-3 * 86_400, 3 * 86_400).map(lambda seconds: MOMENT + seconds * SECOND)
near = st.integers(-90, 90).map(lambda seconds: MOMENT + seconds * SECOND)
moments = st.one_of(st.none(), near, ages)
KEPT = ("/", "/page/1", "/archive", "/archive/2025", "/articles/n1", "/pages/other", "/contact", "/old.html")


def max_age(answer: Answer) -> int:
    found = re.search(r"max-age=(\d+)", answer.headers["cache-control"])
    return int(found[1]) if found else 0


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(
    lives=st.lists(st.tuples(near | ages, moments, moments, st.booleans()), min_size=1, max_size=4),
    now=near | ages,
)
def test_no_page_is_kept_past_the_next_change(
    author: Author,
    reader: Reader,
    clock: FrozenClock,
    lives: list[tuple[datetime, datetime | None, datetime | None, bool]],
    now: datetime,
) -> None:
    if not author.blog.bucket._client.list_objects_v2(Bucket=author.blog.settings.bucket).get("Contents"):
        author.uploads("pages/other.md", "---\ntitle: O\ndate: 2025-01-01\n---\nx")
        author.publishes(n1="---\ntitle: N\ndate: 2025-01-01\n---\nx")
    before = author.index
    lasting = [one for one in before.articles if one.slug in ("n1", "other")]
    (first,) = [replace(one, aliases=("/old.html",)) for one in lasting if one.slug == "n1"]
    others = [
        replace(first, key=f"articles/l{n}.md", id=f"l{n}", slug=f"l{n}", aliases=(), date=date,
                appears=appears, expires=expires, draft=draft)
        for n, (date, appears, expires, draft) in enumerate(lives)
    ]  # fmt: skip
    index = Index(
        before.generation + 1, articles=(first, *(o for o in lasting if o.slug == "other"), *others)
    )
    clock.now = now - DAY  # a day on which no run came to its end
    author.writes(index)
    author.blog._made.pop("reader", None)  # an instance that has just begun
    clock.now = now
    for path in KEPT:
        answer = reader.asks(path)
        assert answer.status in (200, 301)
        end = now + max_age(answer) * SECOND
        for one in others:
            assert one.is_public(now) == one.is_public(end - SECOND / 2) or end == now, path


@pytest.mark.parametrize(
    ("distance", "kept"),
    [(1, 1), (7, 7), (59, 59), (60, 60), (61, 60), (3600, 60), (86_400, 60)],
)
def test_a_page_is_kept_up_to_the_next_change_and_a_minute_at_the_most(
    author: Author, visitor: Visitor, clock: FrozenClock, distance: int, kept: int
) -> None:
    put(author, date=MOMENT)
    clock.now = MOMENT - distance * SECOND
    for path in ("/", "/articles/n1", "/pages/other", "/contact"):
        assert max_age(visitor.get(path)) == kept
