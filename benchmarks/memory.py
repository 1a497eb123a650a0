"""How much memory a function should have: what each size makes of the CPU time measured, and its price."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from chalicelib.content.edition.listing import ARCHIVE
from chalicelib.reading.newest import Newest
from chalicelib.reading.texts import KEPT

from benchmarks import coldstart, corpus
from benchmarks.coldstart import READERS, ROUNDS, SCHEDULE, Start
from billet.folder import Folder
from billet.operator.costs import cost, traffic
from billet.operator.costs.instance import local_blog
from billet.operator.costs.month import A_VCPU, Functions, Month
from billet.operator.costs.traffic import Traffic
from billet.project import ROOT
from chalicelib.services import services
from chalicelib.settings import Settings
from chalicelib.web.urls import PATHS

SIZES = (256, 512, 768, 1024, 1536, A_VCPU)
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
class Size:
    """One setting: CPU milliseconds of the dearest first page, of a page after the freshness window and
    of a warm one; dollars of Lambda alone for a month of `VIEWS` views."""

    memory: int
    cold: float
    later: float
    warm: float
    dollars: float


@dataclass(frozen=True)
class Peaks:
    """The most memory, in megabytes, that the functions used by content: readers' and publishing."""

    readers: float
    publishing: float


@dataclass(frozen=True)
class Findings:
    """All of it; `peaks` by what was published, `configured` as config.json has it."""

    sizes: list[Size]
    peaks: Mapping[str, Peaks]
    configured: int

    @property
    def recommended(self) -> int | None:
        """By `RULE`; None where no size will do."""
        most = max(max(one.readers, one.publishing) for one in self.peaks.values())
        good = [one.memory for one in self.sizes if one.cold < COLD_ENOUGH_MS and one.memory >= SPARE * most]
        return min(good, default=None)


def measure(package: Path) -> Findings:
    """Publish the demo content and `MANY` articles, each on a blog of its own, by the functions of an
    unpacked package, and read them."""
    functions = Functions.of("prod")
    demo = ROOT / "content"
    with local_blog(FRESHNESS):
        peaks = {"the demo content": _publish_and_read(demo, package)}
        dearest = _dearest(package)
        struck = coldstart.start(SCHEDULE, [coldstart.striking()], package).total
    with local_blog(FRESHNESS):
        seen = traffic.measure(demo)
    with local_blog(FRESHNESS), tempfile.TemporaryDirectory() as folder:
        corpus.write(Path(folder) / "content", MANY)
        peaks[f"{MANY:,} articles"] = _publish_and_read(Path(folder) / "content", package)
    # A month takes every start for the dearest page's, and the package starts as a function does.
    first = replace(seen.visits["article"].cold, cpu=dearest)
    visits = {kind: replace(visit, cold=first) for kind, visit in seen.visits.items()}
    packed = replace(seen, visits=visits, fire_schedule=replace(seen.fire_schedule, cpu=struck))
    return Findings([_size(memory, packed, functions) for memory in SIZES], peaks, functions.readers)


def _publish_and_read(folder: Path, package: Path) -> Peaks:
    """One run that publishes all of a folder, and one instance that reads as many texts as it keeps."""
    upload = Folder(folder)
    for _ in upload.upload(services().bucket):
        pass
    publishing = coldstart.start(SCHEDULE, [coldstart.striking()], package)
    paths = ["/", "/contact", *_articles()[:KEPT]]
    reading = coldstart.start(READERS["article"], [coldstart.reader_event(path) for path in paths], package)
    return Peaks(reading.peak, publishing.peak)


def _dearest(package: Path) -> float:
    """CPU seconds of the first page that takes most."""

    def begun(event: Mapping[str, Any]) -> Start:
        return coldstart.start(READERS["article"], [event], package)

    dearest = max(map(coldstart.reader_event, _articles()), key=lambda event: begun(event).total)
    return coldstart.least([begun(dearest) for _ in range(ROUNDS)]).total


def _articles() -> list[str]:
    one = services()
    newest = Newest(one.reader.edition().value.front, one.clock())
    every = one.reader.listings(newest).named(ARCHIVE).rows(0, newest.total)
    return [PATHS["article"].format(slug=article.slug) for article in every]


def _size(memory: int, seen: Traffic, functions: Functions) -> Size:
    article = seen.visits["article"]
    month = Month(seen, replace(functions, readers=memory, publishing=memory), FRESHNESS)
    bill = cost.load().without_allowances().bill(month.direct(VIEWS, 0))
    share = A_VCPU / memory * 1000
    return Size(
        memory, article.cold.cpu * share, article.later.cpu * share, article.warm.cpu * share, bill["Lambda"]
    )
