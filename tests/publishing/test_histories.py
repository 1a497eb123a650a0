"""Whatever happened on the way, the index ends as one built from nothing would be."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import chain, repeat
from math import inf
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chalicelib import parallel
from chalicelib.content import index as indexes
from chalicelib.content.article import Article, Source
from chalicelib.content.binding import bind
from chalicelib.content.edition import front as fronts
from chalicelib.content.edition.flat import key_of, name_of
from chalicelib.content.edition.front import Front
from chalicelib.content.edition.holdings import Holdings
from chalicelib.content.index import Index
from chalicelib.content.listing import ListedObject, Version
from chalicelib.content.receipt import Receipt, path_of
from chalicelib.errors import Conflict, NotFound, Unavailable
from chalicelib.markdown.render_report import RenderReport, render_report
from chalicelib.publishing import reconcile, stocking
from chalicelib.searching import base, document
from chalicelib.searching.document import Document
from tests.content.binding.small import shrink

NOW = datetime(2026, 3, 2, tzinfo=UTC)

SETTINGS = {"plain": 'title = "X"', "filed": 'language = "en"', "linked": 'featured = "a"\nlegal = "a"'}
ARTICLES = {
    "plain": "date: 2026-01-01\n---\nSaid of ships.",
    "filed": "date: 2026-01-01\ntags: [Un, deux]\nseries: S\ncategories: [C]\n---\nAn [other](b.md).",
    "linked": "date: 2026-02-01\ntags: [un]\nseries: S\n---\nSee [[a]], [b](b.md), [d](/articles/d).",
    "known": "date: 2026-02-02\ntags: [deux]\naliases: [/old/a.html]\nfeatured: true\n---\nShips and trees.",
    "translated": "date: 2025-05-05\nlanguage: en\ntranslation: t\n---\nTrees.",
    "draft": "date: 2026-01-01\ndraft: true\ntags: [un]\n---\nA secret.",
    "unlisted": "date: 2026-01-01\nunlisted: true\ntags: [un]\n---\nAnother [secret](a.md).",
    "coming": "date: 2026-03-02T10:00:00Z\ntags: [Un]\ntranslation: t\n---\nTomorrow.",
    "ending": "date: 2026-01-03\nexpires: 2026-03-02T20:00:00Z\ntags: [Un]\n---\nToday.",
    "broken": "date: soon\n---\n",
}


@dataclass(frozen=True)
class Step:
    """A file put or deleted, how long nothing happens, and what runs then."""

    key: str
    content: str
    hours: int
    runs: tuple[Run, ...]


@dataclass(frozen=True)
class Run:
    """A run that crashes after so many `calls`, or is told after so many looks at the clock that its time
    is over."""

    calls: int = 9999
    looks: int = 9999


KEYS = st.sampled_from([f"articles/{name}.md" for name in "abcde"] + ["pages/a.md", "site.toml"])
CONTENTS = st.sampled_from([*ARTICLES, "", "", ""])
WHOLE = Run()
# Events that are lost, doubled, or set off runs that do not come to their end.
RUNS = st.sampled_from(
    [(), (), (WHOLE,), (WHOLE,), (WHOLE, WHOLE), (Run(looks=0),), (Run(looks=1), Run(looks=0))]
    + [(Run(calls=n),) for n in (0, 1, 2, 3, 4, 5, 6, 8, 10, 13)]
)
HISTORIES = st.lists(st.builds(Step, KEYS, CONTENTS, st.sampled_from([0, 0, 1, 12]), RUNS), max_size=7)


@pytest.fixture(autouse=True, scope="module")
def _small_measures() -> Iterator[None]:
    """A handful of articles fills several pieces, shards and search databases."""
    with pytest.MonkeyPatch.context() as patch:
        shrink(patch)
        patch.setattr(stocking, "MOST", 3)
        patch.setattr(parallel, "FEW", 9999)  # threads would only cost time
        yield


class CrashingBucket:
    """A bucket of a few lines, thousands of times as fast as one behind HTTP, that stops answering
    when it is told to. What S3 itself does is proven with the real client elsewhere."""

    def __init__(self, objects: dict[str, bytes] | None = None) -> None:
        self.objects = objects or {}
        self.left = 0

    def entries(self) -> Iterator[ListedObject]:
        self._count()
        for key in sorted(self.objects):
            if not key.startswith("_"):
                yield ListedObject(key, _etag(self.objects[key]), len(self.objects[key]))

    def versions(self, prefix: str) -> Iterator[Version]:
        self._count()
        return iter(())

    def head(self, key: str, length: int) -> bytes:
        return self.read(key).data[:length]

    def read(self, key: str, *, largest: int = 0) -> Source:
        self._count()
        if key not in self.objects:
            raise NotFound(key)
        return Source(key, self.objects[key], _etag(self.objects[key]), "", NOW)

    def write(self, key: str, data: bytes, *, replacing: str | None = None) -> None:
        self._count()
        held = _etag(self.objects[key]) if key in self.objects else ""
        if replacing is not None and replacing != held:
            raise Conflict(key)
        self.objects[key] = data

    def delete(self, key: str) -> None:
        self._count()
        self.objects.pop(key, None)

    def _count(self) -> None:
        if self.left == 0:
            raise Unavailable("crash")
        self.left -= 1


def _etag(data: bytes) -> str:
    return f'"{hashlib.md5(data).hexdigest()}"'


class _Here:
    """Texts rendered in this very process, each once: thousands of times as fast as in one of its own."""

    def __init__(self) -> None:
        self._rendered = cache(render_report)

    def report(self, text: str, language: str, key: str, title: str = "", summary: str = "") -> RenderReport:
        return self._rendered(text, language, key, title, summary)


HERE = _Here()


@dataclass
class Author:
    """Lives through histories."""

    bucket: CrashingBucket = field(default_factory=CrashingBucket)
    now: datetime = NOW

    def puts(self, key: str, content: str) -> None:
        if content == "":
            self.bucket.objects.pop(key, None)
            return
        if key == "site.toml":
            text = SETTINGS.get(content, "titel = 3" if content == "broken" else "")
        else:  # who puts the same under another name has renamed it
            text = f"---\ntitle: A {content}\n{ARTICLES[content]}\n"
        self.bucket.objects[key] = text.encode()

    def runs(self, run: Run = WHOLE) -> Index:
        """The index in the bucket after a run."""
        self.bucket.left = run.calls
        looks = chain(repeat(inf, run.looks), repeat(0.0))
        left: Callable[[], float] = (lambda: inf) if run == WHOLE else lambda: next(looks)
        reconcile(self.bucket, lambda: self.now, HERE, time_left=left, pause=lambda _: None)
        return indexes.load(self.bucket.objects[key_of(self.front.index)])

    def lives(self, history: list[Step]) -> Index:
        """The index after a history and a last run that is finished. A file that was good is not broken
        here, as its last good version would rightly stay."""
        good: set[str] = set()
        for step in history:
            if step.content != "broken":
                good.add(step.key)
            if step.key not in good or step.content != "broken":
                self.puts(step.key, step.content)
            self.now += timedelta(hours=step.hours)
            for run in step.runs:
                with contextlib.suppress(Unavailable):
                    self.runs(run)
        return self.runs()

    @property
    def front(self) -> Front:
        return fronts.load(self.bucket.objects[fronts.KEY])

    def begins_anew(self) -> Author:
        """Another with the same files and nothing else."""
        there = {key: data for key, data in self.bucket.objects.items() if not key.startswith("_")}
        return Author(CrashingBucket(there), self.now)

    @property
    def documents(self) -> dict[str, Document]:
        """What a search goes through, by path."""
        holdings, objects = self.front.holdings, self.bucket.objects
        found = dict(in_base(objects[holdings.base])) if holdings.base else {}
        for path in holdings.gone:
            found.pop(path, None)
        recent = document.from_json(objects[holdings.recent]) if holdings.recent else []
        return found | {one.path: one for one in recent}


@cache
def in_base(data: bytes) -> dict[str, Document]:
    with TemporaryDirectory() as folder:
        path = Path(folder, "base")
        path.write_bytes(data)
        return {one.path: one for one in base.contents(path)}


def content_of(front: Front) -> Front:
    """A front without what it tells of runs; names are digests: where two are equal, all they name is."""
    return replace(front, generation=0, made=None, index="", looked="", holdings=Holdings())


def without_id(article: Article) -> Article:
    return replace(article, id="", since=0)


@settings(max_examples=2000, suppress_health_check=[HealthCheck.too_slow])
@given(HISTORIES)
def test_the_index_forgets_nothing_and_invents_nothing(history: list[Step]) -> None:
    author = Author()
    index = author.lives(history)
    other = author.begins_anew()
    fresh = other.runs()
    # To whom an id belongs, and who had which address, are matters of history.
    assert list(map(without_id, index.articles)) == list(map(without_id, fresh.articles))
    assert (index.seen, index.crowded, index.site) == (fresh.seen, fresh.crowded, fresh.site)
    assert index.gists == fresh.gists
    assert author.front.looked == other.front.looked
    ids = [[one.id for one in those.articles] for those in (index, fresh)]
    if ids[0] == ids[1] and not index.moved:
        assert content_of(author.front) == content_of(other.front)
    bound = bind(replace(index, kin={}, tables={}, kept={}), author.now)
    assert content_of(author.front) == content_of(bound.front)
    assert replace(bound.index, generation=index.generation) == index
    there = author.bucket.objects
    assert all(name_of(there[key_of(name)]) == name for name in index.kept)
    assert author.documents == other.documents
    assert author.documents.keys() == {
        a.path for a in index.articles if a.kind == "articles" and not a.unlisted and a.is_public(author.now)
    }
    # A run that crashed may have left the receipt of a file deleted since, or of bytes that were there
    # for a moment: the ETag in it says so. What it tells of other files, and of the time, was so when the
    # file was uploaded.
    for key, etag in index.seen.items():
        receipt, expected = (Receipt.from_json(o[path_of(key)]) for o in (there, other.bucket.objects))
        then = replace(receipt, warnings=expected.warnings, state=expected.state)
        assert then == expected or receipt.etag != etag


@settings(max_examples=100)
@given(HISTORIES)
def test_a_run_after_a_finished_run_writes_nothing(history: list[Step]) -> None:
    author = Author()
    index = author.lives(history)
    before = dict(author.bucket.objects)
    assert author.runs() == index
    assert author.bucket.objects == before


@settings(max_examples=100)
@given(HISTORIES, st.lists(st.tuples(KEYS, st.sampled_from(["plain", "filed", "broken"])), max_size=4))
def test_breaking_files_takes_no_article_away(history: list[Step], later: list[tuple[str, str]]) -> None:
    author = Author()
    before = author.lives(history)
    for key, content in later:
        author.puts(key, content)
    after = author.runs()
    assert set(before.by_key) <= set(after.by_key)
    assert {k: a.id for k, a in before.by_key.items()}.items() <= {
        k: a.id for k, a in after.by_key.items()
    }.items()


def test_the_bucket_of_these_tests_crashes() -> None:
    with pytest.raises(Unavailable):
        Author().runs(Run(calls=1))
