"""`make bench`: ratios against a floor measured in the same run, so that they mean the same on any
machine. CPU time only; the local AWS runs in another process, but for the memory's sake.

``python -m benchmarks growth 100,1000`` measures nothing but what grows with the articles, at these numbers;
`BILLET_BENCH_ARTICLES` sets them as well."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from benchmarks import coldstart, corpus, growth, hostile, serving, warm
from benchmarks.coldstart import Comparison
from benchmarks.memory import Findings
from benchmarks.package import Package, packed
from benchmarks.tables import ms, show
from billet.local import local_aws
from billet.operator.costs.month import A_VCPU
from chalicelib.services import services

GOAL = 1.25
"""What a first page may cost of the floor."""

WORTH_A_ROW = 50_000
"""Packed bytes below which a package is counted with the others."""


@contextmanager
def published_blog() -> Iterator[None]:
    """A local AWS in a process of its own, with the corpus published on it."""
    with tempfile.TemporaryDirectory() as folder:
        corpus.write(Path(folder) / "content")
        with serving.serving(Path(folder)) as (_, endpoint):
            local_aws.use_endpoint(endpoint)
            os.environ.update(local_aws.environment(), BILLET_BASE_URL="https://blog.example.org")
            try:
                yield
            finally:
                services.cache_clear()  # its blog is gone


def sizes(package: Package) -> None:
    """What the package holds."""
    every = package.sizes()
    small = [row for row in every if row[1] < WORTH_A_ROW]
    rows = [row for row in every if row not in small]
    rows.append((f"{len(small)} smaller", sum(row[1] for row in small), sum(row[2] for row in small)))
    rows.append(("sum", sum(row[1] for row in every), sum(row[2] for row in every)))
    show(
        (f"Package: {package.archive.stat().st_size:,} bytes", "packed", "unpacked"),
        [(name, f"{small:,}", f"{large:,}") for name, small, large in rows],
    )


def stages(found: dict[str, Comparison]) -> None:
    """Where the time of a cold start goes."""
    names = dict.fromkeys(stage for one in found.values() for stage in one.here.stages)
    last = list(names)[list(names).index("first answer")]
    names = {**{name: None for name in names if name != last}, last: None}
    starts = [one.here for one in found.values()]
    rows = [("Python itself", *(ms(one.python) for one in starts))]
    rows += [(stage, *(ms(one.stages.get(stage)) for one in starts)) for stage in names]
    rows += [
        ("total", *(ms(one.total) for one in starts)),
        ("total from the package", *(ms(one.package.total) for one in found.values())),
        ("total from it without compiled code", *(ms(one.bare.total) for one in found.values())),
        ("modules loaded", *(str(one.modules) for one in starts)),
    ]
    show(("Cold start, CPU ms", *found), rows)


def ratios(found: dict[str, Comparison]) -> None:
    """What is held to a floor."""
    imported = "import chalice, jinja2, boto3 + client of S3"
    firsts = {name: found[name].typical for name in ("home", "article")}
    measured = [
        (f"first {name} page / {imported}: at most {GOAL}", one.ours * 1000, one.floor * 1000)
        for name, one in firsts.items()
    ]
    measured += [
        ("warm article view / Chalice route with a constant string of its size", *warm.view()),
        ("the same view with its log line / without", *warm.logged_view()),
        ("render 1,500 words, all extensions / Python-Markdown with none", *warm.rendering()),
    ]
    rows = [(what, f"{ours:.2f}", f"{least:.2f}", f"{ours / least:.2f}") for what, ours, least in measured]
    show(("CPU", "ours, ms", "floor, ms", "ratio"), rows)


def settings(found: Findings) -> None:
    """Which memory setting to choose."""
    marks = {found.configured: " (config.json)"}
    rows = [
        (
            f"{one.memory:,} MB{marks.get(one.memory, '')}",
            f"{one.cold:,.0f}",
            f"{one.dollars:.2f}",
        )
        for one in found.sizes
    ]
    show(("Memory", "dearest first page, ms", "$ a million views"), rows)
    peaks = [(what, f"{one.readers:.0f}", f"{one.publishing:.0f}") for what, one in found.peaks.items()]
    show(("Most memory used, MB", "readers' function", "publishing"), peaks)
    advice = f"{found.recommended:,} MB" if found.recommended else "none of these sizes"
    print(
        f"Times are this machine's CPU times {A_VCPU} / MB: a vCPU comes with {A_VCPU:,} MB, and is taken\n"
        "to be as fast as this one. Waiting for AWS comes on top, is the same at every size, and is in the\n"
        f"price: dollars are Lambda's for a month of {memory.VIEWS:,} views, no allowance taken, as\n"
        f"`billet cost` counts them. The rule: {memory.RULE}.\n"
        f"That is {advice}; config.json has {found.configured:,} MB."
    )


def harm(found: Sequence[hostile.Cost], rows: int = 12) -> None:
    """What the dearest of the files that mean harm cost."""
    dearest = sorted(found, key=lambda one: one.seconds, reverse=True)[:rows]
    show(
        (f"Hostile files: the dearest of {len(found)}", "bytes", "CPU ms", "of the bound", "answer"),
        [
            (one.name, f"{one.size:,}", ms(one.seconds), f"{one.seconds / hostile.BOUND:.0%}", one.answer)
            for one in dearest
        ],
    )
    over = [one.name for one in found if one.seconds > hostile.BOUND]
    print(f"The bound is {ms(hostile.BOUND)} ms a file; above it: {', '.join(over) or 'none'}.\n", flush=True)


def main() -> None:
    """Measure and print."""
    if sys.argv[1:2] == ["growth"]:
        growth.report(growth.sizes(sys.argv[2:]))
        return
    harm(hostile.measure())
    with packed() as package:
        sizes(package)
        with published_blog():
            found = coldstart.compare(package)
            stages(found)
            ratios(found)
        settings(memory.measure(package.folder))
    searching.report()
    growth.report(growth.sizes())
    serving.report(list(serving.GOALS))


if __name__ == "__main__":
    main()
