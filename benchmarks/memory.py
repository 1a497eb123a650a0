"""How much memory a function should have: what each size makes of the CPU time measured, and its price."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from benchmarks import coldstart
from benchmarks.blog_server import using_blog
from benchmarks.coldstart import READERS, ROUNDS, SCHEDULE, Start
from billet.folder import Folder
from billet.operator.costs import prices
from billet.operator.costs.month import A_VCPU, Functions, Month
from billet.project import ROOT
from chalicelib.index.articles import all_articles
from chalicelib.services import services
from chalicelib.settings import Settings
from chalicelib.web import html_cache
from chalicelib.web.urls import PATHS

SIZES = (256, 512, 640, 768, 896, 1024, 1536, A_VCPU)
"""Megabytes; beyond a whole vCPU one thread gets no faster (AWS Lambda developer guide, "Memory")."""

COLD_ENOUGH_MS = 1000
SPARE = 2
VIEWS = 1_000_000
MANY = 1_000
FRESHNESS = Settings.freshness_seconds

RULE = (
    f"the least memory that gives the dearest first page in under {COLD_ENOUGH_MS:,} ms\n"
    f"and is at least {SPARE} times the most that either function was seen to use"
)


@dataclass(frozen=True)
class MemorySize:
    """One setting: CPU milliseconds of the dearest first page, and dollars of Lambda alone for a month of
    `VIEWS` views."""

    memory: int
    cold_ms: float
    dollars: float


@dataclass(frozen=True)
class Peaks:
    """The most memory, in megabytes, that the readers' function and publishing used."""

    readers: float
    publishing: float


@dataclass(frozen=True)
class Advice:
    """Which size to choose; `peaks` are by what was published, `configured` is the size in config.json."""

    sizes: list[MemorySize]
    peaks: Mapping[str, Peaks]
    configured: int

    @property
    def recommended(self) -> int | None:
        """The size by `RULE`, None where none will do."""
        peak = max(max(peaks.readers, peaks.publishing) for peaks in self.peaks.values())
        large_enough = (size for size in self.sizes if size.memory >= SPARE * peak)
        return min((size.memory for size in large_enough if size.cold_ms < COLD_ENOUGH_MS), default=None)


def measure(package: Path) -> Advice:
    """Publishes the demo content and `MANY` articles, each on a blog of its own, by the functions of an
    unpacked package, and reads them."""
    functions = Functions.of("prod")
    with using_blog():
        Folder(ROOT / "content").upload(services().bucket)
        peaks = {"the demo content": _publish_and_read(package)}
        dearest = _dearest_start(package)
    with using_blog() as blog:
        blog.put(0, MANY, MANY)
        peaks[f"{MANY:,} articles"] = _publish_and_read(package)
    sizes = [_memory_size(memory, dearest, functions) for memory in SIZES]
    return Advice(sizes, peaks, functions.readers)


def _publish_and_read(package: Path) -> Peaks:
    """Publishes all of a bucket in one run, and reads in one instance as many texts as it keeps."""
    publishing = coldstart.start(SCHEDULE, [coldstart.schedule_event()], package)
    paths = ["/", "/contact", *_article_paths()[: html_cache.SIZE]]
    reading = coldstart.start(READERS["article"], [coldstart.reader_event(path) for path in paths], package)
    return Peaks(reading.peak, publishing.peak)


def _dearest_start(package: Path) -> float:
    """Returns the seconds of CPU of the first page that takes most."""

    def start(event: Mapping[str, Any]) -> Start:
        return coldstart.start(READERS["article"], [event], package)

    dearest = max(map(coldstart.reader_event, _article_paths()), key=lambda event: start(event).total)
    return coldstart.fastest([start(dearest) for _ in range(ROUNDS)]).total


def _article_paths() -> list[str]:
    index = services().index_cache.newest().value
    articles = (article for article in all_articles(index) if article.is_public(services().clock()))
    return [PATHS["article"].format(slug=article.slug) for article in articles if article.kind == "articles"]


def _memory_size(memory: int, dearest: float, functions: Functions) -> MemorySize:
    sized = replace(functions, readers=memory, publishing=memory)
    # A month takes every start for the dearest page's.
    month = Month(sized, FRESHNESS, first_view_ms=dearest * 1000)
    bill = prices.load().without_allowances().bill(month.usage(VIEWS, 0))
    return MemorySize(memory, dearest * 1000 * A_VCPU / memory, bill["Lambda"])
