"""What readers are given of an edition is what the index says is public."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib import caching
from chalicelib.content import address, identity
from chalicelib.content.article import Article
from chalicelib.content.binding import bind, binder
from chalicelib.content.edition import front as fronts
from chalicelib.content.edition.flat import key_of
from chalicelib.content.edition.listing import ARCHIVE, EVERYTHING
from chalicelib.content.index import Index
from chalicelib.errors import NotFound, Unavailable
from chalicelib.reading import Reader
from chalicelib.reading.newest import Newest
from tests.content.test_index import article, some_articles

NOW = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Fetched:
    data: bytes
    etag: str = '"e"'


class Edition:
    """An edition that was bound at `NOW`, and a reader who sees it."""

    def __init__(self, index: Index) -> None:
        bound = bind(index, NOW)
        self._objects = {key_of(name): data for name, data in bound.new.items()}
        self._objects[fronts.KEY] = fronts.dump(bound.front)
        self.reader = Reader(self, lambda: NOW, timedelta(minutes=1))
        self.front = self.reader.edition().value.front

    def fetch(self, key: str, *, unless: str = "", version: str = "", only: str = "") -> Fetched:
        """An object of it."""
        del unless, version, only
        if key not in self._objects:
            raise NotFound(key)
        return Fetched(self._objects[key])

    def at(self, now: datetime) -> Newest:
        return Newest(self.front, now)

    def finds(self, path: str, now: datetime = NOW) -> Article | None:
        record = self.reader.record(path, self.at(now))
        return record.article if record else None

    def sends_on(self, path: str) -> Article | None:
        record = self.reader.redirect_for(path, self.at(NOW))
        return record.article if record else None

    def lists(self, name: str = EVERYTHING, now: datetime = NOW) -> list[str]:
        return [one.slug for one in self.reader.listings(self.at(now)).named(name).rows(0, 999)]


@given(some_articles)
def test_articles_appear_and_go_to_the_minute_also_after_an_edition_was_made(articles: list[Article]) -> None:
    unique = address.settle(articles, {}).published
    edition = Edition(Index(articles=tuple(unique)))
    for now in (NOW, *edition.front.changes):
        public = {one.slug for one in unique if one.is_public(now) and not one.unlisted}
        assert set(edition.lists(now=now)) == public
        assert {one.slug for one in unique if edition.finds(one.path, now)} == {
            one.slug for one in unique if one.is_public(now)
        }


@given(some_articles)
def test_the_edition_tells_when_something_changes_next(articles: list[Article]) -> None:
    unique = address.settle(articles, {}).published
    edition = Edition(Index(articles=tuple(unique)))
    now: datetime | None = NOW
    while now is not None:
        change = edition.front.next_change(now)
        just_before = (change or now + timedelta(days=99)) - timedelta(seconds=1)
        assert edition.lists(now=max(now, just_before)) == edition.lists(now=now)
        now = change


paths = st.text("/ab.é", max_size=4).map(lambda end: f"/articles/{end}") | st.sampled_from(["/", "/a.html"])


@given(some_articles, st.lists(paths, max_size=6), paths)
def test_an_old_address_leads_to_what_readers_see_and_never_to_itself(
    articles: list[Article], old: list[str], asked: str
) -> None:
    unique = address.settle(identity.settle(articles, {}, [], {}).articles, {}).published
    with_aliases = [replace(one, aliases=tuple(old[n::2])) for n, one in enumerate(unique[:2])] + unique[2:]
    index = Index(articles=tuple(with_aliases), moved=dict.fromkeys(old, unique[-1].id) if unique else {})
    edition = Edition(index)
    found = edition.sends_on(asked)
    if found:
        assert edition.finds(found.path) == found
        assert found.path != asked
    for alias in old:
        claimed = [one for one in with_aliases if alias in one.aliases and one.is_public(NOW)]
        assert edition.sends_on(alias) or not [one for one in claimed if one.path != alias]


def test_articles_are_listed_newest_first_and_pages_in_the_order_of_the_author() -> None:
    old, new = article("old", date=NOW - timedelta(days=2)), article("new")
    first, second = article("z", kind="pages", order=1), article("a", kind="pages", order=2)
    edition = Edition(Index(articles=(second, old, new, first)))
    assert edition.lists() == edition.lists(ARCHIVE) == ["new", "old"]
    assert [page.slug for page in edition.reader.listings(edition.at(NOW)).pages()] == ["z", "a"]


def test_a_long_list_is_read_in_any_part_of_it() -> None:
    articles = [article(f"n{n:03}", date=NOW - timedelta(hours=n), tags=("Un",)) for n in range(300)]
    edition = Edition(Index(articles=tuple(articles)))
    expected = [one.slug for one in articles]
    for name in (EVERYTHING, ARCHIVE, "tags/un"):
        listing = edition.reader.listings(edition.at(NOW)).named(name)
        assert len(listing) == len(articles)
        for start in range(0, 300, 7):
            assert [one.slug for one in listing.rows(start, 20)] == expected[start : start + 20]


def test_a_term_is_called_as_most_of_its_articles_write_it() -> None:
    articles = [
        article(f"n{n:03}", date=NOW - timedelta(hours=n), tags=("securite" if n % 3 else "Sécurité",))
        for n in range(90)
    ]
    edition = Edition(Index(articles=tuple(articles)))
    listings = edition.reader.listings(edition.at(NOW))
    assert [(term.slug, term.label, term.count) for term in listings.terms("tags")] == [
        ("securite", "securite", 90)
    ]
    assert listings.named("tags/securite").label == "securite"
    assert len(listings.named("tags/nothing")) == 0


class _Failing:
    """A bucket that answers for some keys alone once it `fails`; other fronts may be put into it."""

    def __init__(self) -> None:
        self.objects: dict[str, bytes] = {}
        self.fails = False

    def puts(self, index: Index) -> None:
        bound = bind(index, NOW)
        self.objects |= {key_of(name): data for name, data in bound.new.items()}
        self.objects[fronts.KEY] = fronts.dump(bound.front)

    def fetch(self, key: str, *, unless: str = "", version: str = "", only: str = "") -> Fetched:
        del unless, version, only
        if self.fails and key != fronts.KEY:
            raise Unavailable(key)
        return Fetched(self.objects[key], f'"{hash(self.objects[key])}"')


@pytest.mark.parametrize("inline", [0, 12_000])
def test_an_article_that_was_read_is_there_when_a_new_edition_cannot_be_loaded(
    monkeypatch: pytest.MonkeyPatch, inline: int
) -> None:
    monkeypatch.setattr(binder, "INLINE", inline)
    bucket = _Failing()
    bucket.puts(Index(articles=(article("a"), article("b"))))
    reader = Reader(bucket, lambda: NOW, timedelta(0))

    def find(name: str) -> Article | None:
        record = reader.record(f"/articles/{name}", Newest(reader.edition().value.front, NOW))
        return record.article if record else None

    assert find("a") == article("a")
    bucket.puts(Index(articles=(article("a", title="Other"), article("b"))))
    bucket.fails = True
    assert find("a") == article("a")
    with pytest.raises(Unavailable):  # and not as if it were not there
        find("b")
    bucket.fails = False
    monkeypatch.setattr(caching, "RETRY_AFTER", timedelta(0))
    assert find("a") == article("a", title="Other")
