"""What grows with the number of articles, and what must not: publishing, first pages, what is kept."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

from benchmarks import generators
from benchmarks.coldstart import reader_event
from benchmarks.fresh import LIMIT, Order, Taken, taken
from benchmarks.shelf import shelf
from benchmarks.tables import show

SIZES = (100, 1_000, 10_000)
VARIABLE = "BILLET_BENCH_ARTICLES"

BUILD, ADD, REST, HOME = "first build", "one article added", "nothing changed", "first home view"


@dataclass(frozen=True)
class Goal:
    """The most there may be at the largest size; None: no matter."""

    lists: int | None = None
    reads: int | None = None
    writes: int | None = None
    cpu: float | None = None
    peak: float | None = None


GOALS = {
    BUILD: Goal(cpu=30, peak=512),
    ADD: Goal(lists=12, reads=3, writes=8, cpu=1, peak=256),
    HOME: Goal(reads=1),
}

GOAL_PAGE = 64 * 1024
"""Bytes of the largest object that a first view may read."""

PAGES = {
    "home": "/",
    "a tag": "/tags/mot-000",
    "a year of the archive": "/archive/2020",
    "the feed": "/feed.xml",
}

SEARCH = "/search"
QUERIES = ("roufu", "chelu", "ghepi marlu", '"de la"', "por", "encore temps")
"""Searched for one after the other; there are such words in the posts."""

GOAL_QUERY = 0.020
"""CPU seconds of a search in a warm instance."""


@dataclass
class Figures:
    """Those of one number of articles. `kept` is how many objects of ours lie under each folder in the
    bucket, their bytes and those of the largest; `others` CPU seconds of other generators."""

    runs: dict[str, Taken | None] = field(default_factory=dict)
    pages: dict[str, Taken | None] = field(default_factory=dict)
    search: Taken | None = None
    kept: dict[str, tuple[int, int, int]] = field(default_factory=dict)
    others: dict[str, float | None] = field(default_factory=dict)


def sizes(arguments: Sequence[str] = ()) -> list[int]:
    """The numbers of articles that are asked for."""
    asked = ",".join(arguments) or os.environ.get(VARIABLE, "")
    try:
        return [int(number) for number in asked.split(",") if number] or list(SIZES)
    except ValueError:
        raise SystemExit(f"{asked!r} are no numbers of articles: write 100,1000") from None


def measure(count: int) -> Figures:
    """All of it at one number of articles."""
    found = Figures()
    with shelf() as blog:
        put = blog.put(0, count, count)
        note(f"{count:,} articles, {put:.1f} s of the local AWS to take them")
        found.runs[BUILD] = taken(Order(), blog.environment)
        if found.runs[BUILD] is None:
            note(f"the first build takes longer than {LIMIT} s")
            return found
        found.runs[REST] = taken(Order(), blog.environment)
        blog.put(count, count + 1, count)
        found.runs[ADD] = taken(Order(), blog.environment)
        for name, path in PAGES.items():
            found.pages[name] = _asked(path, blog.environment)
        found.runs[HOME] = found.pages["home"]
        found.search = _asked(SEARCH, blog.environment, *QUERIES)
        found.kept = _kept(blog.made())
    for name in generators.installed():
        found.others[name] = generators.built(name, count)
    return found


def _asked(path: str, environment: Mapping[str, str], *queries: str) -> Taken | None:
    """The first answer of an instance, and later ones; None where there is no such page."""
    first = taken(
        Order([_event(path, *queries[:1])], [_event(path, query) for query in queries]), environment
    )
    return first if first and first.statuses == [200] else None


def _event(path: str, query: str = "") -> dict[str, Any]:
    event = reader_event(path)
    if query:
        event["queryStringParameters"] = {"q": query}
        event["multiValueQueryStringParameters"] = {"q": [query]}
    return event


def _kept(made: Mapping[str, int]) -> dict[str, tuple[int, int, int]]:
    found: defaultdict[str, list[int]] = defaultdict(list)
    for key, size in made.items():
        found["/".join(key.split("/")[:-1][:2])].append(size)
    return {folder: (len(one), sum(one), max(one)) for folder, one in sorted(found.items())}


def report(counts: Sequence[int]) -> None:
    """Measure and print."""
    begun = monotonic()
    found = {count: measure(count) for count in counts}
    runs(found)
    pages(found)
    kept(found)
    others(found)
    note(f"{monotonic() - begun:.0f} s by the clock on the wall for what grows")


def runs(found: Mapping[int, Figures]) -> None:
    """What publishing and a first view take."""
    rows: list[Sequence[Any]] = []
    for what in (BUILD, ADD, REST, HOME):
        for count, one in found.items():
            rows.append((f"{what}, {count:,}", *_run(one.runs.get(what))))
        if goal := GOALS.get(what):
            limits = (
                goal.lists,
                goal.reads,
                goal.writes,
                None,
                None,
                None,
                None,
                goal.cpu,
                None,
                goal.peak,
                None,
            )
            rows.append((f"  goal at {SIZES[-1]:,}", *("" if one is None else f"{one:,}" for one in limits)))
    heads = ("lists", "reads", "writes", "other", "KB in", "KB out", "begin, s", "CPU, s", "children, s")
    show(("Growth", *heads, "peak, MB", "children, MB"), rows)
    print(
        "Begin is Python's start and, but for the home view, all imports. Children are the processes that\n"
        f"render. A dash is what took more than {LIMIT} s by the clock on the wall, or is not there.\n",
        flush=True,
    )


def _run(one: Taken | None) -> Sequence[str]:
    if one is None:
        return ("–",) * 11
    lists, reads, writes = one.count("List"), one.count("GetObject", "HeadObject"), one.count("Put", "Delete")
    return (
        *(str(calls) for calls in (lists, reads, writes, sum(one.calls.values()) - lists - reads - writes)),
        *(kb(size) for size in (one.read, one.written)),
        *(f"{seconds:.2f}" for seconds in (one.begin, one.cpu, one.children)),
        *(f"{size:.0f}" for size in (one.peak, one.children_peak)),
    )


def pages(found: Mapping[int, Figures]) -> None:
    """What a reader's first page makes an instance load, and what a search takes."""

    def cell(one: Taken | None) -> str:
        return "–" if one is None else f"{kb(one.largest)} of {kb(one.read)} in {one.count('GetObject')}"

    rows = [(name, *(cell(one.pages.get(name)) for one in found.values()), kb(GOAL_PAGE)) for name in PAGES]
    rows.append(("a search", *(cell(one.search) for one in found.values()), ""))
    heads = [f"{count:,} articles" for count in found]
    show(("Largest object read for it, KB", *heads, "goal"), rows)
    warm = [f"{one.search.warm * 1000:.1f}" if one.search else "–" for one in found.values()]
    show(("Warm, CPU ms", *heads, "goal"), [("a search", *warm, f"{GOAL_QUERY * 1000:.0f}")])


def kept(found: Mapping[int, Figures]) -> None:
    """What Billet has written to the bucket, the search base among it."""

    def cell(one: tuple[int, int, int] | None) -> str:
        return "–" if one is None else f"{one[0]:,}: {kb(one[1])}, {kb(one[2])}"

    folders = sorted({folder for one in found.values() for folder in one.kept})
    rows = [(folder, *(cell(one.kept.get(folder)) for one in found.values())) for folder in folders]
    show(("Kept: objects, KB, the largest", *(f"{count:,} articles" for count in found)), rows)


def others(found: Mapping[int, Figures]) -> None:
    """Other generators on the same posts, as ratios."""
    names = generators.installed()
    if not names:
        print("Neither Pelican nor Hugo is installed: nothing to compare with.\n", flush=True)
        return
    both: Mapping[str, Callable[[Taken], float]] = {
        "with its children": lambda one: one.cpu + one.children,
        "alone": lambda one: one.cpu,
    }
    rows = []
    for name in names:
        spent = [one.others.get(name) for one in found.values()]
        rows.append((f"{name}, CPU s", *("–" if one is None else f"{one:.2f}" for one in spent)))
        for what in (BUILD, ADD):
            for whose, cpu in both.items():
                cells = [
                    f"{cpu(ours) / theirs:.3f}" if theirs and (ours := one.runs.get(what)) else "–"
                    for one, theirs in zip(found.values(), spent, strict=True)
                ]
                rows.append((f"{what}, {whose} / {name}", *cells))
    show(("Static generators, which build all of it each time", *(f"{count:,}" for count in found)), rows)


def kb(size: int) -> str:
    """Bytes in kilobytes."""
    return f"{size / 1024:,.1f}"


def note(what: str) -> None:
    """Say what goes on."""
    print(what, flush=True)
