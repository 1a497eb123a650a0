"""An edition made of the one before is the one that would be made from nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from chalicelib.content import handles
from chalicelib.content.article import Article, kind_of
from chalicelib.content.binding import bind, listed, lists, records
from chalicelib.content.edition.pieces import Measure
from chalicelib.content.edition.targets import WIKILINK
from chalicelib.content.gist import Gist
from chalicelib.content.index import Index, dump, load
from chalicelib.content.site import Site
from chalicelib.markdown.link_resolver import LinkResolver, MediaFile
from tests.content.binding.small import shrink

NOW = datetime(2026, 3, 2, tzinfo=UTC)


@pytest.fixture(autouse=True, scope="module")
def _small_pieces() -> Iterator[None]:
    """A handful of articles fills several pieces and shards."""
    with pytest.MonkeyPatch.context() as patch:
        shrink(patch)
        yield


KEYS = [
    *(f"articles/{name}.md" for name in ("a", "b", "c", "d", "e/index", "f-1", "g")),
    "pages/p.md",
    "pages/q.md",
]
TITLES = ["A", "B", "f 1", "Un titre"]
MENTIONS = [
    "a.md",
    "../media/x.webp",
    "/articles/b",
    "/old/b.html",
    f"{WIKILINK}Un titre",
    f"{WIKILINK}f-1",
    "e/",
]
WORDS = ["arbre", "bateau", "chemin", "dragon"]
days = st.integers(-4, 3).map(lambda n: NOW + timedelta(days=n))
few_words = st.sets(st.sampled_from(WORDS), max_size=3).map(lambda words: tuple(sorted(words)))
mentions = st.lists(st.sampled_from(MENTIONS), max_size=3, unique=True)


@st.composite
def files(draw: st.DrawFn, key: str) -> tuple[Article, Gist]:
    """What a file is at one time; its address is its own."""
    kind = kind_of(key)
    assert kind
    article = Article(
        key=key,
        kind=kind,
        id=key,
        slug=draw(st.sampled_from(["", "-neu"])).join((key.removesuffix(".md").replace("/", "-"), "")),
        title=draw(st.sampled_from(TITLES)),
        date=draw(days),
        language=draw(st.sampled_from(["fr", "en"])),
        etag=str(draw(st.integers(0, 2))),
        version="",
        expires=draw(st.none() | days),
        draft=draw(st.sampled_from([False, False, True])),
        unlisted=draw(st.sampled_from([False, False, True])),
        featured=draw(st.booleans()),
        tags=draw(few_words),
        categories=draw(few_words),
        series=draw(st.sampled_from(["", "Une série"])),
        translation=draw(st.sampled_from(["", "t"])),
        aliases=draw(st.sampled_from([(), ("/old/b.html",), ("/old/c", "/old/b")])),
    )
    written = tuple(draw(mentions))
    called = {handle for one in written for handle in of(one, key)}
    return article, Gist(written, tuple(sorted(called)), draw(few_words))


def of(written: str, key: str) -> frozenset[str]:
    if written.startswith(WIKILINK):
        return handles.of_name(written.removeprefix(WIKILINK))
    return handles.of_address(written, key)


PICTURES = st.none() | st.builds(MediaFile, st.sampled_from(["1", "2"]), st.just(9), st.just(3), st.just(2))
SITES = st.builds(Site, featured=st.sampled_from(["", "articles-a"]), legal=st.sampled_from(["", "pages-p"]))
HOURS = st.sampled_from([0, 1, 24, 60])


@st.composite
def histories(draw: st.DrawFn) -> list[tuple[Index, datetime]]:
    """States of a blog, one after another, and when each was looked at."""
    there: dict[str, tuple[Article, Gist]] = {}
    now = NOW
    found = []
    for _ in range(draw(st.integers(2, 3))):
        for key in draw(st.lists(st.sampled_from(KEYS), max_size=6, unique=True)):
            if draw(st.sampled_from([True, True, False])):
                there[key] = draw(files(key))
            else:
                there.pop(key, None)
        picture = draw(PICTURES)
        now += timedelta(hours=draw(HOURS))
        index = Index(
            site=draw(SITES),
            articles=tuple(article for _, (article, _) in sorted(there.items())),
            gists={key: gist for key, (_, gist) in there.items()},
            media={"media/x.webp": picture} if picture else {},
            moved=draw(st.sampled_from([{}, {"/articles/was": "articles/a.md"}])),
        )
        found.append((index, now))
    return found


@settings(phases=[Phase.generate], max_examples=800, suppress_health_check=[HealthCheck.too_slow])
@given(histories())
def test_an_edition_is_the_same_whatever_came_before(history: list[tuple[Index, datetime]]) -> None:
    before: tuple[Index, datetime] | None = None
    there: dict[str, bytes] = {}
    for index, now in history:
        bound, fresh = bind(index, now, before), bind(index, now)
        # Names are digests: where fronts are equal, all they name is.
        assert bound.front == fresh.front
        assert bound.index == fresh.index
        there |= bound.new
        assert there.keys() >= bound.index.kept.keys()
        assert {name: there[name] for name in fresh.new} == fresh.new
        before = load(dump(bound.index)), now


@given(histories())
def test_an_edition_of_the_same_writes_nothing(history: list[tuple[Index, datetime]]) -> None:
    index, now = history[-1]
    once = bind(index, now)
    assert bind(index, now, (once.index, now)).new == {}


names = st.sampled_from(["a", "B b", "é", "x.y", "index", "2020-01-01-été", "..", "f 1", "日本"])
paths = st.lists(names, min_size=1, max_size=3).map("/".join)
around = st.tuples(
    st.sampled_from(["", "/", "../", "./", "/articles/"]),
    paths,
    st.sampled_from(["", "/", ".md", ".html", "/index.html"]),
).map("".join)


@settings(max_examples=1000, phases=[Phase.generate, Phase.shrink])
@given(st.sampled_from(["articles/", "articles/x/"]), names, names, names, around, around, around)
def test_what_leads_to_a_file_has_a_handle_in_common_with_it(
    folder: str, name: str, title: str, slug: str, alias: str, medium: str, written: str
) -> None:
    article = Article(
        key=f"{folder}{name}.md",
        kind="articles",
        id="i",
        slug=slug,
        title=title,
        date=NOW,
        language="fr",
        etag="",
        version="",
        aliases=(alias,),
        names=(medium,),
    )
    media = {f"media/{medium.strip('/.')}.webp": MediaFile("1")}
    library = LinkResolver([article], media)
    called = {**dict.fromkeys([article.key], handles.of_article(article))}
    called |= {key: handles.of_medium(key) for key in media}
    for one in (written, alias, medium, f"{medium}.webp", slug, title, name, f"{folder}{name}"):
        target, named = library.find(one, "articles/x/y.md"), library.named(one)
        if target.key:
            assert called[target.key] & handles.of_address(one, "articles/x/y.md")
        if named.key:
            assert called[named.key] & handles.of_name(one)


def test_a_new_article_writes_few_objects() -> None:
    def article(number: int) -> Article:
        return replace(
            _plain(f"articles/{number:05}.md"),
            date=NOW - timedelta(days=900 - number),
            tags=("un", "deux", "trois"),
            categories=("Blog",),
        )

    with pytest.MonkeyPatch.context() as patch:
        for module, name, value in (
            (listed, "NEWCOMERS", Measure(16, 32, 20_000)),
            (lists, "INLINE", 40),
            (lists, "A_SHARD", 32_000),
            (records, "A_SHARD", 24),
        ):
            patch.setattr(module, name, value)
        before = bind(Index(articles=tuple(map(article, range(800)))), NOW)
        written = []
        for number in range(800, 840):
            index = replace(before.index, articles=tuple(map(article, range(number + 1))))
            before = bind(index, NOW, (before.index, NOW))
            written.append(len(before.new))
    # Its own record, and that of its neighbour; but for those after which others are no newcomers any more.
    assert sorted(written)[len(written) * 3 // 4] <= 3


def _plain(key: str) -> Article:
    return Article(
        key=key, kind="articles", id=key, slug=key, title=key, date=NOW, language="fr", etag="e", version=""
    )
