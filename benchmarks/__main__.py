"""`make bench`: ratios against a floor measured in the same run, so that they mean the same on any
machine. CPU time only; the local AWS runs in another process.

``python -m benchmarks growth 100,1000`` measures nothing but what grows with the articles, at these numbers;
`BILLET_BENCH_ARTICLES` sets them as well. ``python -m benchmarks commonmark spec.json`` measures nothing but
how the examples of the CommonMark specification are read; `BILLET_COMMONMARK` names their file otherwise.
``python -m benchmarks markdown FOLDER`` compares how the texts below a folder are read with GitHub's reading.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks import (
    coldstart,
    commonmark,
    corpus,
    growth,
    hostile,
    memory,
    real_files,
    serving,
    uploads,
    warm,
)
from benchmarks.blog_server import using_blog
from benchmarks.coldstart import FLOOR, Comparison
from benchmarks.memory import Advice
from benchmarks.package import Package, packed
from benchmarks.tables import ms, show
from billet.folder import Folder
from billet.operator.costs.month import A_VCPU
from chalicelib.services import services

GOALS_FIRST = {"home": 1.0, "article": 1.25}
"""What a first page is to cost of the floor."""

GOAL_WARM = 3
"""What a warm article view may cost of a constant route."""

WORTH_A_ROW = 50_000
"""Packed bytes below which a package is counted with the others."""


def show_package(package: Package) -> None:
    """Prints what the package holds."""
    sizes = package.sizes()
    small = [size for size in sizes if size[1] < WORTH_A_ROW]
    rows = [size for size in sizes if size not in small]
    for name, summed in ((f"{len(small)} smaller", small), ("sum", sizes)):
        rows.append((name, sum(size[1] for size in summed), sum(size[2] for size in summed)))
    show(
        (f"Package: {package.archive.stat().st_size:,} bytes", "packed", "unpacked"),
        [(name, f"{packed:,}", f"{unpacked:,}") for name, packed, unpacked in rows],
    )


def show_stages(comparisons: Mapping[str, Comparison]) -> None:
    """Prints where the time of a cold start goes."""
    starts = [comparison.project for comparison in comparisons.values()]
    names = dict.fromkeys(stage for start in starts for stage in start.stages if stage != coldstart.ANSWER)
    rows = [("Python itself", *(ms(start.python) for start in starts))]
    rows += [
        (stage, *(ms(start.stages.get(stage)) for start in starts)) for stage in [*names, coldstart.ANSWER]
    ]
    rows += [
        ("total", *(ms(start.total) for start in starts)),
        ("total from the package", *(ms(compared.package.total) for compared in comparisons.values())),
        ("total from it without compiled code", *(ms(each.bare.total) for each in comparisons.values())),
        ("modules loaded", *(str(start.modules) for start in starts)),
    ]
    show(("Cold start, CPU ms", *comparisons), rows)


def show_ratios(comparisons: Mapping[str, Comparison]) -> None:
    """Prints what is held to a floor."""
    figures = [
        (
            f"first {name} page{where} / {' + '.join(FLOOR)}: at most {goal}",
            ours.ours * 1000,
            floor.ours * 1000,
        )
        for name, goal in GOALS_FIRST.items()
        for where, ours, floor in (
            ("", comparisons[name].project, comparisons[name].floors[0]),
            (" of the package", comparisons[name].package, comparisons[name].floors[1]),
        )
    ]
    route = f"Chalice route with a constant string of its size: at most {GOAL_WARM}"
    figures += [
        (f"warm article view / {route}", *warm.view()),
        ("the same view with its log line / without", *warm.logged_view()),
        ("render 1,500 words / markdown-it-py without anything of ours: at most 3", *warm.rendering()),
    ]
    rows = [(name, f"{ours:.2f}", f"{floor:.2f}", f"{ours / floor:.2f}") for name, ours, floor in figures]
    show(("CPU", "ours, ms", "floor, ms", "ratio"), rows)


def show_advice(advice: Advice) -> None:
    """Prints which memory setting to choose."""
    marks = {advice.configured: " (config.json)"}
    rows = [
        (f"{size.memory:,} MB{marks.get(size.memory, '')}", f"{size.cold_ms:,.0f}", f"{size.dollars:.2f}")
        for size in advice.sizes
    ]
    show(("Memory", "dearest first page, ms", "$ a million views"), rows)
    peaks = [(name, f"{peak.readers:.0f}", f"{peak.publishing:.0f}") for name, peak in advice.peaks.items()]
    show(("Most memory used, MB", "readers' function", "publishing"), peaks)
    recommended = f"{advice.recommended:,} MB" if advice.recommended else "none of these sizes"
    print(
        f"Times are this machine's CPU times {A_VCPU} / MB: a vCPU comes with {A_VCPU:,} MB, and is taken\n"
        "to be as fast as this one. Waiting for AWS comes on top, is the same at every size, and is in the\n"
        f"price: dollars are Lambda's for a month of {memory.VIEWS:,} views, no allowance taken, as\n"
        f"`billet cost` counts them. The rule: {memory.RULE}.\n"
        f"That is {recommended}; config.json has {advice.configured:,} MB.\n"
    )


def show_hostile(costs: Sequence[hostile.Cost], count: int = 12) -> None:
    """Prints what the dearest of the files that mean harm cost."""
    dearest = sorted(costs, key=lambda cost: cost.seconds, reverse=True)[:count]
    rows = [
        (cost.name, f"{cost.size:,}", ms(cost.seconds), f"{cost.seconds / hostile.BOUND:.0%}", cost.answer)
        for cost in dearest
    ]
    title = f"Hostile files: the dearest of {len(costs)}"
    show((title, "bytes", "CPU ms", "of the bound", "answer"), rows)
    over = [cost.name for cost in costs if cost.seconds > hostile.BOUND]
    print(f"The bound is {ms(hostile.BOUND)} ms a file; above it: {', '.join(over) or 'none'}.\n", flush=True)


def main() -> None:
    """Measures and prints."""
    if sys.argv[1:2] == ["growth"]:
        growth.report(growth.sizes(sys.argv[2:]))
        return
    if sys.argv[1:2] == ["markdown"]:
        real_files.report(Path(sys.argv[2]))
        return
    specification = sys.argv[2] if sys.argv[1:2] == ["commonmark"] else os.environ.get("BILLET_COMMONMARK")
    if specification:
        commonmark.report(Path(specification))
    if sys.argv[1:2] == ["commonmark"]:
        return
    show_hostile(hostile.measure())
    with packed() as package:
        show_package(package)
        with using_blog(), tempfile.TemporaryDirectory() as folder:
            corpus.write(Path(folder) / "content")
            Folder(Path(folder) / "content").upload(services().bucket)
            comparisons = coldstart.compare(package)
            show_stages(comparisons)
            show_ratios(comparisons)
        show_advice(memory.measure(package.folder))
    uploads.report()
    growth.report(growth.sizes())
    serving.report(list(serving.GOALS))


if __name__ == "__main__":
    main()
