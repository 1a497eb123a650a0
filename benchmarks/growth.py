"""What grows with the number of articles, and what must not: publishing, search, first pages."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import inf
from statistics import median
from time import monotonic
from typing import Any

from benchmarks import posts
from benchmarks.blog_server import BlogServer, blog_server
from benchmarks.coldstart import reader_event
from benchmarks.hugo import hugo_cpu
from benchmarks.process import PUBLISH, SEARCH, Measurement, measure
from benchmarks.tables import ms, show

SIZES = (100, 1_000, 10_000)
VARIABLE = "BILLET_BENCH_ARTICLES"

BUILD, BUILD_SEARCH = "first build", "search file made"
ADD, ADD_SEARCH = "one article added", "search file, one article"
UNCHANGED = "nothing changed"

SMALL_BLOG = 10
"""Articles of the blog whose first pages others are compared with."""

ROUNDS = 5
"""How often each first page is asked for, of a new instance each time: the fastest counts."""


GOALS: Mapping[str, Mapping[str, float]] = {
    BUILD: {"CPU, s": 60, "peak, MB": 300},
    ADD: {"lists": 12, "reads": 3, "writes": 3, "CPU, s": 1},
    ADD_SEARCH: {"CPU, s": 0.5},
    UNCHANGED: {"CPU, s": 0.5},
}
"""The most that a step may take at ten thousand articles, by the columns of its table."""

PAGES = {
    "home": "/",
    "article": f"/articles/{posts.slug(5)}",
    "tag": "/tags/mot-000",
    "search": "/search",
}
GOAL_PAGES = {1_000: 0.025, 10_000: 0.150}
"""Seconds of CPU that the first home page and article may take above those of `SMALL_BLOG`, by articles."""

QUERIES = ("roufu", "chelu", "ghepi marlu", '"de la"', "por", "encore temps", "le la les de", "de -la")
"""Of the posts' words, the commonest among them."""

GOAL_QUERY = 0.015
"""Seconds of CPU of a search in a warm instance, its page included."""


@dataclass
class Figures:
    """Those of one number of articles: `steps` by their names; `pages` the first page of an instance and the
    same of `SMALL_BLOG`, by name; `queries` seconds of CPU of warm searches; `hugo` the seconds it builds."""

    steps: dict[str, Measurement] = field(default_factory=dict)
    pages: dict[str, tuple[Measurement, Measurement]] = field(default_factory=dict)
    queries: dict[str, float] = field(default_factory=dict)
    index_sizes: dict[str, int] = field(default_factory=dict)
    hugo: float | None = None


Results = Mapping[int, Figures]
"""By number of articles."""


def sizes(arguments: Sequence[str] = ()) -> list[int]:
    """Returns the numbers of articles that were chosen."""
    chosen = ",".join(arguments) or os.environ.get(VARIABLE, "")
    try:
        return [int(number) for number in chosen.split(",") if number] or list(SIZES)
    except ValueError:
        raise SystemExit(f"{chosen!r} are no numbers of articles: write 100,1000") from None


def report(counts: Sequence[int]) -> None:
    """Measures and prints."""
    start = monotonic()
    with blog_server() as small_blog:
        small_blog.put(0, SMALL_BLOG, SMALL_BLOG)
        measure([PUBLISH, SEARCH], small_blog.environment)
        results = {count: measure_growth(count, small_blog) for count in counts}
    load = ", ".join(f"{average:.1f}" for average in os.getloadavg())
    show_steps(results)
    show_pages(results)
    show_queries(results)
    show_index(results)
    show_hugo(results)
    print(f"{monotonic() - start:.0f} s by the clock on the wall; load averages {load}\n", flush=True)


def measure_growth(count: int, small_blog: BlogServer) -> Figures:
    """Returns all figures of one number of articles."""
    figures = Figures()
    with blog_server() as blog:
        blog.put(0, count, count)
        print(f"{count:,} articles", flush=True)
        build = measure([PUBLISH, SEARCH], blog.environment)
        unchanged = measure([PUBLISH], blog.environment)
        blog.put(count, count + 1, count)
        added = measure([PUBLISH, SEARCH], blog.environment)
        names = (BUILD, BUILD_SEARCH, UNCHANGED, ADD, ADD_SEARCH)
        figures.steps = dict(zip(names, (*build, *unchanged, *added), strict=True))
        for name, path in PAGES.items():
            event = _event(path, "encore" if name == "search" else "")
            rounds = [  # in turns: what else the machine does then troubles both alike
                [measure([event], server.environment)[0] for server in (blog, small_blog)]
                for _ in range(ROUNDS)
            ]
            fastest = [min(column, key=lambda page: page.cpu) for column in zip(*rounds, strict=True)]
            assert all(page.status == 200 for page in fastest), f"{path} is not 200"
            figures.pages[name] = (fastest[0], fastest[1])
        events = [_event(PAGES["search"], query) for query in QUERIES]
        answers = measure([events[0], *events * 3], blog.environment)[1:]
        assert all(answer.status == 200 for answer in answers), "a search fails"
        for number, query in enumerate(QUERIES):
            figures.queries[query] = median(answer.cpu for answer in answers[number :: len(QUERIES)])
        figures.index_sizes = blog.index_sizes()
    figures.hugo = hugo_cpu(count)
    return figures


def _event(path: str, query: str = "") -> dict[str, Any]:
    event = reader_event(path)
    if query:
        event["queryStringParameters"] = {"q": query}
        event["multiValueQueryStringParameters"] = {"q": [query]}
    return event


_READS = ("GetObject", "HeadObject")


def show_steps(results: Results) -> None:
    """Prints what publishing takes."""
    heads = ["lists", "reads", "writes", "other", "KB in", "KB out"]
    heads += ["start, s", "CPU, s", "children, s", "peak, MB", "children, MB"]
    rows: list[Sequence[str]] = []
    for name in (BUILD, BUILD_SEARCH, ADD, ADD_SEARCH, UNCHANGED):
        rows.extend(
            (f"{name}, {count:,}", *_cells(figures.steps[name])) for count, figures in results.items()
        )
        if goals := GOALS.get(name):
            rows.append((f"  goal at {SIZES[-1]:,}", *(str(goals.get(head, "")) for head in heads)))
    show(("Growth", *heads), rows)
    print("Start is Python's own and all imports; children are the processes that render.\n", flush=True)


def _cells(step: Measurement) -> Sequence[str]:
    counts = [step.count(*names) for names in (("List",), _READS, ("Put", "Delete"))]
    return (
        *(str(count) for count in (*counts, sum(step.calls.values()) - sum(counts))),
        *(kb(size) for size in (step.read, step.written)),
        *(f"{seconds:.2f}" for seconds in (step.start_cpu, step.cpu, step.children)),
        *(f"{size:.0f}" for size in (step.peak, step.children_peak)),
    )


def show_pages(results: Results) -> None:
    """Prints what the first page of an instance takes."""
    rows = [
        (
            f"{name}, {count:,}",
            str(page.index_reads),
            str(page.count(*_READS)),
            kb(page.read),
            ms(page.cpu),
            ms(page.cpu - small.cpu),
            ms(GOAL_PAGES[count]) if name in ("home", "article") and count in GOAL_PAGES else "",
            f"{page.peak:.0f}",
        )
        for name in PAGES
        for count, figures in results.items()
        for page, small in [figures.pages[name]]
    ]
    heads = ("index reads", "reads", "KB in", "CPU ms", f"above {SMALL_BLOG} articles", "goal", "peak, MB")
    show(("First page of an instance", *heads), rows)


def show_queries(results: Results) -> None:
    """Prints what warm searches take."""
    rows = [(query, *(ms(figures.queries[query]) for figures in results.values())) for query in QUERIES]
    show(("A warm search, CPU ms", *_heads(results), "goal"), [(*row, ms(GOAL_QUERY)) for row in rows])


def show_index(results: Results) -> None:
    """Prints how large the files of the index are."""
    keys = sorted({key for figures in results.values() for key in figures.index_sizes})
    rows = [(key, *(kb(figures.index_sizes.get(key, 0)) for figures in results.values())) for key in keys]
    show(("In the bucket, KB", *_heads(results)), rows)


def show_hugo(results: Results) -> None:
    """Prints publishing as a ratio of what Hugo takes, which builds all of it each time."""
    if all(figures.hugo is None for figures in results.values()):
        print("Hugo is not installed: nothing to compare with.\n", flush=True)
        return
    rows = [("Hugo's build, CPU s", *(f"{figures.hugo or 0:.2f}" for figures in results.values()))]
    for name in (BUILD, ADD):
        pairs = [(figures.steps[name], figures.hugo or inf) for figures in results.values()]
        whole = (f"{(step.cpu + step.children) / seconds:.3f}" for step, seconds in pairs)
        alone = (f"{step.cpu / seconds:.3f}" for step, seconds in pairs)
        rows.append((f"{name}, with its children / Hugo's build", *whole))
        rows.append((f"{name}, alone / Hugo's build", *alone))
    show(("Against Hugo, of the same posts", *_heads(results)), rows)


def kb(size: int) -> str:
    """Returns bytes as kilobytes."""
    return f"{size / 1024:,.1f}"


def _heads(results: Results) -> list[str]:
    return [f"{count:,} articles" for count in results]
