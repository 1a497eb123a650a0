"""Whatever happened on the way, the index ends as one built from nothing would be."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import chain, repeat
from math import inf

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chalicelib.errors import Conflict, Unavailable
from chalicelib.index.articles import all_articles, ids
from chalicelib.index.file import IndexFile
from chalicelib.index.storage import load
from chalicelib.publishing import reconcile
from tests.publishing.index_contents import contents_of, receipts_in
from tests.publishing.memory_bucket import NOW, RENDERER, MemoryBucket

SETTINGS = {"plain": 'title = "X"', "filed": 'language = "en"', "linked": 'featured = "a"\nlegal = "a"'}
ARTICLES = {
    "plain": "date: 2026-01-01\n---\nSaid of ships.",
    "filed": "date: 2026-01-01\ntags: [Un, deux]\nseries: S\ncategories: [C]\n---\nAn [other](b.md).",
    "linked": "date: 2026-02-01\ntags: [un]\nseries: S\n---\nSee [[a]], [b](b.md), ![d](../media/d.webp).",
    "known": "date: 2026-02-02\ntags: [deux]\naliases: [/old/a.html]\nfeatured: true\n---\nShips and trees.",
    "translated": "date: 2025-05-05\nlanguage: en\ntranslation: t\n---\nTrees.",
    "draft": "date: 2026-01-01\ndraft: true\ntags: [un]\n---\nA secret.",
    "unlisted": "date: 2026-01-01\nunlisted: true\ntags: [un]\n---\nAnother [secret](a.md).",
    "coming": "date: 2026-03-02T10:00:00Z\ntags: [Un]\ntranslation: t\n---\nTomorrow.",
    "ending": "date: 2026-01-03\nexpires: 2026-03-02T20:00:00Z\ntags: [Un]\n---\nToday.",
    "broken": "date: soon\n---\n",
}


@dataclass(frozen=True)
class Run:
    """A run that crashes after so many `calls`, is told after so many looks at the clock that its time is
    over, or loses the race for the index to another run."""

    calls: int = 9999
    looks: int = 9999
    raced: bool = False


@dataclass(frozen=True)
class Step:
    """A file put or deleted, how long nothing happens, and what runs then."""

    key: str
    content: str
    hours: int
    runs: tuple[Run, ...]


KEYS = st.sampled_from(
    [f"articles/{name}.md" for name in "abcde"] + ["pages/a.md", "site.toml", "theme.css", "media/d.webp"]
)
CONTENTS = st.sampled_from([*ARTICLES, "", "", ""])
WHOLE = Run()
# Events that are lost, doubled, or set off runs that race or do not come to their end.
RUNS = st.sampled_from(
    [(), (), (WHOLE,), (WHOLE,), (WHOLE, WHOLE), (Run(looks=0),), (Run(looks=1), Run(looks=0))]
    + [(Run(raced=True),), (Run(calls=5, raced=True),)]
    + [(Run(calls=n),) for n in (0, 1, 2, 3, 4, 5, 6, 8, 10)]
)
HISTORIES = st.lists(st.builds(Step, KEYS, CONTENTS, st.sampled_from([0, 0, 1, 12]), RUNS), max_size=7)


@dataclass
class Author:
    """Lives through histories."""

    bucket: MemoryBucket = field(default_factory=MemoryBucket)
    now: datetime = NOW

    def puts(self, key: str, content: str) -> None:
        if content == "":
            self.bucket.contents.pop(key, None)
        elif key == "site.toml":
            self.bucket.contents[key] = SETTINGS.get(
                content, "titel = 3" if content == "broken" else "# none"
            ).encode()
        elif key == "theme.css":
            self.bucket.contents[key] = b"a {" if content == "broken" else f".{content} {{}}".encode()
        elif key.startswith("media/"):
            self.bucket.contents[key] = content.encode()
        else:  # who puts the same under another name has renamed it
            self.bucket.contents[key] = f"---\ntitle: A {content}\n{ARTICLES[content]}\n".encode()

    def runs(self, run: Run = WHOLE) -> IndexFile:
        """The index in the bucket after a run."""
        self.bucket.calls_left = run.calls
        self.bucket.before_save = self.runs if run.raced else None
        looks = chain(repeat(inf, run.looks), repeat(0.0))
        time_left: Callable[[], float] = (lambda: inf) if run.looks > 99 else lambda: next(looks)
        reconcile(self.bucket, lambda: self.now, RENDERER, time_left=time_left, pause=lambda _: None)
        return load(self.bucket)

    def lives(self, history: list[Step]) -> IndexFile:
        """The index after a history and a last run that is finished. A file that was good is not broken here,
        as its last good version would rightly stay."""
        good: set[str] = set()
        for step in history:
            if step.content != "broken":
                good.add(step.key)
            if step.key not in good or step.content != "broken":
                self.puts(step.key, step.content)
            self.now += timedelta(hours=step.hours)
            for run in step.runs:
                with contextlib.suppress(Unavailable, Conflict):
                    self.runs(run)
        return self.runs()

    def begins_anew(self) -> Author:
        """Another with the same files and nothing else."""
        files = {key: data for key, data in self.bucket.contents.items() if not key.startswith("_")}
        return Author(MemoryBucket(files), self.now)


@settings(max_examples=500, suppress_health_check=[HealthCheck.too_slow])
@given(HISTORIES)
def test_the_index_forgets_nothing_and_invents_nothing(history: list[Step]) -> None:
    author = Author()
    index = author.lives(history)
    fresh = author.begins_anew().runs()
    assert contents_of(index) == contents_of(fresh)
    assert receipts_in(index, author.now, with_history=False) == receipts_in(
        fresh, author.now, with_history=False
    )
    assert len(set(ids(index).values())) == len(ids(index))


@settings(max_examples=100)
@given(HISTORIES)
def test_a_run_after_a_finished_run_writes_nothing(history: list[Step]) -> None:
    author = Author()
    author.lives(history)
    before = dict(author.bucket.contents)
    author.runs()
    assert author.bucket.contents == before


@settings(max_examples=100)
@given(HISTORIES, st.lists(st.tuples(KEYS, st.sampled_from(["plain", "filed", "broken"])), max_size=4))
def test_breaking_files_takes_no_article_away(history: list[Step], later: list[tuple[str, str]]) -> None:
    author = Author()
    before = author.lives(history)
    for key, content in later:
        author.puts(key, content)
    after = author.runs()
    assert {article.key for article in all_articles(before)} <= {
        article.key for article in all_articles(after)
    }
    assert ids(before).items() <= ids(after).items()


def test_the_bucket_of_these_tests_crashes() -> None:
    with pytest.raises(Unavailable):
        Author().runs(Run(calls=1))
