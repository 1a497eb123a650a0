"""What a thousand files cost that are uploaded together: runs of publishing, and their requests to S3."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from time import perf_counter
from typing import Any

from benchmarks.blog_server import using_blog
from benchmarks.tables import show
from billet.local.event_bus import batch, object_event
from billet.local.gateway import RUN_SECONDS, Context
from chalicelib import events
from chalicelib.services import services
from chalicelib.upload_queue import RUNS_AT_ONCE, WINDOW_SECONDS

FILES = 1000

SPANS = {"at once": WINDOW_SECONDS, "within a minute": 60}
"""Seconds that the upload takes."""


@dataclass(frozen=True)
class Cost:
    """Runs, their requests to S3 by operation, and the seconds that the longest took on this machine."""

    runs: int
    requests: Counter[str]
    longest: float


def measure(seconds: int) -> Cost:
    """Uploads the files evenly over some seconds. After each window the queue starts as many runs as there
    may be, which is the worst that it does: they read the same files."""
    requests: Counter[str] = Counter()
    windows = seconds // WINDOW_SECONDS
    times: list[float] = []

    def count(model: Any, **_: Any) -> None:
        requests[model.name] += 1

    def run(_: int) -> None:
        start = perf_counter()
        event = object_event("Object Created", services().settings.bucket, "articles/any.md")
        events.on_upload(batch(event), Context(seconds=RUN_SECONDS))
        times.append(perf_counter() - start)

    with using_blog() as blog, ThreadPoolExecutor(RUNS_AT_ONCE) as pool:
        services().bucket._client.meta.events.register("before-call", count)
        for window in range(windows):
            blog.put(window * FILES // windows, (window + 1) * FILES // windows, FILES)
            list(pool.map(run, range(RUNS_AT_ONCE)))
    return Cost(len(times), requests, max(times))


def report() -> None:
    """Measures and prints."""
    costs = {name: measure(seconds) for name, seconds in SPANS.items()}
    rows = [
        (
            f"{FILES:,} files {name}",
            f"{cost.runs}",
            *(f"{cost.requests[operation]:,}" for operation in ("GetObject", "PutObject", "ListObjectsV2")),
            f"{cost.longest:.1f}",
        )
        for name, cost in costs.items()
    ]
    show(("Uploads, by two runs each window", "runs", "reads", "writes", "lists", "longest run, s"), rows)
