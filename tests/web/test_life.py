"""From draft to gone: who sees an article when, on every route there is."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chalicelib.conversation import preview
from chalicelib.conversation.comment import Comment
from chalicelib.index.articles import all_articles
from chalicelib.services import Services
from chalicelib.web import sitemap_urls
from chalicelib.web.urls import PATHS
from tests.conftest import Answer, Author, FrozenClock, Reader

MOMENT = datetime(2026, 3, 2, 10, tzinfo=UTC)
SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)
LONG_AGO = MOMENT - 50 * DAY
COMMENT = Comment("c" * 20, "articles/a", "Léa", "Bonjour", LONG_AGO, "approved")
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


Shows = Callable[[Visitor], bool]

# By route: whether it shows the article that is called Secret, or the page that is called Discret.
ROUTES: dict[str, Shows] = {
    "home": lambda visitor: "Secret" in visitor.get("/").words.partition("L’article du moment")[0],
    "home_listing": lambda visitor: visitor.get("/page/11").status == 200,
    "archive": lambda visitor: f"{OTHERS + 1} articles" in visitor.main("/archive"),
    "archive_year": lambda visitor: "Secret" in visitor.main("/archive/2026"),
    "archive_year_listing": lambda visitor: visitor.get("/archive/2026/page/2").status == 200,
    "tags": lambda visitor: "Caché" in visitor.main("/tags"),
    "tags_term": lambda visitor: visitor.get("/tags/cache").status == 200,
    "tags_term_listing": lambda visitor: visitor.get("/tags/tous/page/2").status == 200,
    "categories": lambda visitor: f"{OTHERS + 1} articles" in visitor.main("/categories"),
    "categories_term": lambda visitor: "Secret" in visitor.main("/categories/tous"),
    "categories_term_listing": lambda visitor: visitor.get("/categories/tous/page/2").status == 200,
    "series": lambda visitor: f"{OTHERS + 1} articles" in visitor.main("/series"),
    "series_term": lambda visitor: f"{OTHERS + 1} articles" in visitor.main("/series/tous"),
    "series_term_listing": lambda visitor: "Secret" in visitor.main("/series/tous/page/2"),
    "article": lambda visitor: visitor.get("/articles/a").status == 200,
    "comments": lambda visitor: visitor.get("/articles/a/comments").status == 303,
    "comment": lambda visitor: visitor.get(f"/articles/a/comments/{COMMENT.id}").status == 302,
    "comment_received": lambda visitor: visitor.get("/articles/a/comments/received/x").status == 200,
    "comment_edit": lambda visitor: visitor.get("/articles/a/comments/edit/x").status == 410,  # else 404
    "page": lambda visitor: visitor.get("/pages/p").status == 200,
    "preview": lambda visitor: visitor.get(visitor.link).status == 302,
    "follow": lambda visitor: "Caché" in visitor.main("/follow"),
    "search": lambda visitor: "Secret" in visitor.foot("/search"),
    "contact": lambda visitor: "Secret" in visitor.foot("/contact"),
    "contact_received": lambda visitor: "Secret" in visitor.foot("/contact/received"),
    "feed": lambda visitor: "Secret" in visitor.get("/feed.xml").text,
    "json_feed": lambda visitor: "Secret" in visitor.get("/feed.json").text,
    "tag_feed": lambda visitor: visitor.get("/tags/cache/feed.xml").status == 200,
    "tag_json_feed": lambda visitor: visitor.get("/tags/cache/feed.json").status == 200,
    "category_feed": lambda visitor: visitor.get("/categories/cache/feed.xml").status == 200,
    "category_json_feed": lambda visitor: visitor.get("/categories/cache/feed.json").status == 200,
    "comments_feed": lambda visitor: visitor.get("/articles/a/comments/feed.xml").status == 200,
    "sitemap": lambda visitor: "/sitemap/2" in visitor.get("/sitemap.xml").text,  # else all fits into one
    "sitemap_part": lambda visitor: "/articles/a<" in visitor.get("/sitemap/2").text,
    "humans": lambda visitor: "Last update: 2026/01/02" not in visitor.get("/humans.txt").text,
}
# These never show any: the last three only to who holds a link of theirs.
WITHOUT_ARTICLES = {"opensearch", "static", "favicon", "robots", "security", "media", "health"} | {
    "moderation",
    "moderation_comment",
    "subscription",
}
# What more there is to see of it, and to do with it, on routes above.
PARTS: dict[str, Shows] = {
    "a comment on it": lambda visitor: visitor.reader.sends("/articles/a/comments").status == 422,
    "its old address": lambda visitor: visitor.get("/2013/secret.html").status == 301,
    "its address before it was renamed": lambda visitor: visitor.get("/articles/before").status == 301,
    "a comment at that address": lambda visitor: (
        visitor.reader.sends("/articles/before/comments").status == 422
    ),
    "the old address of the page": lambda visitor: visitor.get("/about.html").status == 301,
    "the foot of an article": lambda visitor: "Secret" in visitor.foot("/articles/n1"),
    "the foot of a standing page": lambda visitor: "Secret" in visitor.foot("/pages/other"),
    "the foot of an error page": lambda visitor: "Secret" in visitor.foot("/nowhere/at/all"),
    "the article of the moment": lambda visitor: visitor.reads("/articles/n1", "L’article du moment Secret"),
    "the article of the moment on the home page": lambda visitor: visitor.reads(
        "/", "L’article du moment Secret"
    ),
    "the article of the moment on a standing page": lambda visitor: visitor.reads(
        "/pages/other", "L’article du moment Secret"
    ),
    "the favourite": lambda visitor: visitor.reads("/articles/n1", "l’auteur recommande : « Secret"),
    "what is worth reading": lambda visitor: visitor.reads("/contact", "À consulter Secret"),
    "the next article": lambda visitor: visitor.reads("/articles/n1", "Article suivant Secret"),
    "the next part of a series": lambda visitor: visitor.reads("/articles/n1", "Après : Secret"),
    "how many parts a series has": lambda visitor: visitor.reads(
        "/articles/n1", f"partie {OTHERS} sur {OTHERS + 1}"
    ),
    "the articles on the same subject": lambda visitor: visitor.reads(
        "/articles/n1", "Sur le même sujet Secret"
    ),
    "the translations": lambda visitor: visitor.reads("/articles/n1", "Read this article in English"),
    "the menu": lambda visitor: visitor.reads("/", "Accueil Archives Étiquettes Discret"),
    "the feed of comments at that address": lambda visitor: (
        visitor.get("/articles/before/comments/feed.xml").status == 301
    ),
    "the legal page": lambda visitor: visitor.reads("/", "· Légal"),
}
EVERYWHERE = {**ROUTES, **PARTS}


def put(author: Author, **changes: Any) -> None:
    """Publish a site in which the article and the two pages in question are what `changes` says."""
    for name, title in {"p": "Discret", "legal": "Légal", "other": "Tout autre"}.items():
        author.uploads(f"pages/{name}.md", f"---\ntitle: {title}\ndate: 2026-01-01\n---\nx")
    author.publishes(
        a="---\ntitle: Secret\ndate: 2026-02-02\n---\nx",
        n1="---\ntitle: Dernier\ndate: 2026-01-02\n---\nx",
        site='featured = "a"\nfavourite = "a"\nlegal = "legal"\n[footer]\nworth_reading = ["a"]',
    )
    known = {article.slug: article for article in all_articles(author.index)}
    terms: dict[str, Any] = {"tags": ("Tous",), "categories": ("Tous",), "series": "Tous"}
    more_terms: dict[str, Any] = {
        "tags": ("Tous", "Caché"),
        "categories": ("Tous", "Caché"),
        "series": "Tous",
    }
    last = replace(known["n1"], translation="x", **terms)
    secret = replace(known["a"], aliases=("/2013/secret.html",), language="en", translation="x", **more_terms)
    author.writes(
        replace(secret, **changes),
        replace(known["p"], **{"aliases": ("/about.html",), **changes}),
        replace(known["legal"], **changes),
        last,
        *(
            replace(last, key=f"articles/n{n}.md", id=f"articles/n{n}", slug=f"n{n}", translation="",
                    date=last.date - HOUR)
            for n in range(2, OTHERS + 1)
        ),
        former_paths={"/articles/before": "articles/a"},
    )  # fmt: skip


@pytest.fixture
def visitor(reader: Reader, blog: Services, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch) -> Visitor:
    # Home, archive, contact, the other page and the other articles: it would be the one too many.
    monkeypatch.setattr(sitemap_urls, "PART", 5 + OTHERS)
    clock.now = MOMENT - DAY
    token = preview.issue(blog.policy.secret, "articles/a", clock(), 30 * DAY)
    blog.comments.add(COMMENT)
    return Visitor(reader, f"/preview/{token}")


def test_every_route_is_looked_at_below() -> None:
    assert ROUTES.keys() | WITHOUT_ARTICLES == PATHS.keys()


def visible(visitor: Visitor, clock: FrozenClock, at: datetime) -> dict[str, bool]:
    clock.now = at
    return {where: shows(visitor) for where, shows in EVERYWHERE.items()}


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
    assert visible(visitor, clock, MOMENT - SECOND) == dict.fromkeys(EVERYWHERE, False)
    assert visible(visitor, clock, MOMENT) == dict.fromkeys(EVERYWHERE, True)
    assert visible(visitor, clock, MOMENT + SECOND) == dict.fromkeys(EVERYWHERE, True)


def test_an_article_goes_everywhere_at_its_second(
    author: Author, visitor: Visitor, clock: FrozenClock
) -> None:
    put(author, expires=MOMENT)
    assert visible(visitor, clock, MOMENT - SECOND) == dict.fromkeys(EVERYWHERE, True)
    assert visible(visitor, clock, MOMENT) == dict.fromkeys(EVERYWHERE, False)
    assert visible(visitor, clock, MOMENT + SECOND) == dict.fromkeys(EVERYWHERE, False)


def test_a_draft_is_shown_nowhere(author: Author, visitor: Visitor, clock: FrozenClock) -> None:
    put(author, draft=True)
    assert visible(visitor, clock, MOMENT) == dict.fromkeys(EVERYWHERE, False)


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
        "follow",
        "the menu",
        "humans",
        "the translations",
        "the next article",
        "the next part of a series",
    }
    lists |= {"how many parts a series has", "the articles on the same subject"}
    lists |= {name for name in PATHS if "feed" in name or "sitemap" in name} - {"comments_feed"}
    assert visible(visitor, clock, MOMENT) == {where: where not in lists for where in EVERYWHERE}


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
CACHED_PATHS = (
    "/",
    "/page/1",
    "/archive",
    "/archive/2025",
    "/articles/n1",
    "/pages/other",
    "/contact",
    "/old.html",
)


def lifetime(answer: Answer) -> dict[str, int]:
    """Returns the seconds that each directive of Cache-Control allows."""
    return {name: int(span) for name, span in re.findall(r"([a-z-]+)=(\d+)", answer.headers["cache-control"])}


def max_age(answer: Answer) -> int:
    return lifetime(answer).get("max-age", 0)


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
    if not list(author.blog.bucket.objects()):
        author.uploads("pages/other.md", "---\ntitle: O\ndate: 2025-01-01\n---\nx")
        author.publishes(n1="---\ntitle: N\ndate: 2025-01-01\naliases: [/old.html]\n---\nx")
    (lasting,) = [article for article in all_articles(author.index) if article.slug == "n1"]
    unused = [(MOMENT, None, None, True)] * (4 - len(lives))
    others = [
        replace(lasting, key=f"articles/l{n}.md", id=f"l{n}", slug=f"l{n}", aliases=(), date=date,
                appears=appears, expires=expires, draft=draft)
        for n, (date, appears, expires, draft) in enumerate([*lives, *unused])
    ]  # fmt: skip
    clock.now = now - DAY  # a day on which no run came to its end
    author.writes(*others)
    author.restarts()
    clock.now = now
    for path in CACHED_PATHS:
        answer = reader.asks(path)
        assert answer.status in (200, 301)
        spans = lifetime(answer)
        stale = max(spans.get("stale-while-revalidate", 0), spans.get("stale-if-error", 0))
        end = now + (spans.get("max-age", 0) + stale) * SECOND
        for other in others:
            assert other.is_public(now) == other.is_public(end - SECOND / 2) or end == now, path


def test_an_error_is_never_shown_again(author: Author, visitor: Visitor, clock: FrozenClock) -> None:
    put(author, date=MOMENT)
    clock.now = MOMENT + DAY
    for path in ("/nowhere", "/articles/n2"):
        answer = visitor.get(path)
        assert (answer.status, answer.headers["cache-control"]) == (404, "no-store"), path


@pytest.mark.parametrize(
    ("distance", "kept", "stale"),
    [(1, 1, 0), (7, 7, 0), (59, 59, 0), (60, 60, 0), (61, 60, 1), (3600, 60, 60), (86_400, 60, 60)],
)
def test_a_page_is_kept_up_to_the_next_change_and_a_minute_at_the_most(
    author: Author, visitor: Visitor, clock: FrozenClock, distance: int, kept: int, stale: int
) -> None:
    put(author, date=MOMENT)
    clock.now = MOMENT - distance * SECOND
    for path in ("/", "/articles/n1", "/pages/other", "/contact"):
        spans = lifetime(visitor.get(path))
        assert spans["max-age"] == kept
        assert spans.get("stale-while-revalidate", 0) == stale
        assert spans.get("stale-if-error", 0) == distance - kept
