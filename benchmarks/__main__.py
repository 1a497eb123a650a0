"""`make bench`: ratios against a floor measured in the same run, so that they mean the same on any
machine. CPU time only; the local AWS runs in another process."""

from __future__ import annotations

import contextlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import process_time
from typing import Any

from tabulate import tabulate

from benchmarks import cold, corpus
from billet.local import cloud

ROUNDS = 9


@contextmanager
def published_blog() -> Iterator[None]:
    """A local AWS in a process of its own, with the corpus published on it."""
    with tempfile.TemporaryDirectory() as folder:
        corpus.write(Path(folder) / "content")
        server = subprocess.Popen(
            [sys.executable, "-m", "billet", "serve", "--port", "0", "--content", f"{folder}/content"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env={**os.environ, "BILLET_STATE": f"{folder}/state"},
        )
        assert server.stdout is not None
        endpoint = [server.stdout.readline(), server.stdout.readline()][1].split()[-1]
        cloud.aim_at(endpoint)
        os.environ.update(cloud.environment(), BILLET_BASE_URL="https://blog.example.org")
        try:
            yield
        finally:
            server.terminate()
            server.wait()
            server.stdout.close()


def cpu_ms(work: Callable[[], Any], times: int = 1) -> float:
    """The median CPU time of one call, in milliseconds."""
    spent = []
    for _ in range(ROUNDS):
        begun = process_time()
        for _ in range(times):
            work()
        spent.append((process_time() - begun) / times * 1000)
    return statistics.median(spent)


def cold_ms(part: str) -> float:
    """The median CPU time of a part of a cold start, each in an interpreter of its own."""
    runs = [
        subprocess.run(
            [sys.executable, "-m", "benchmarks.cold", part], capture_output=True, text=True, check=True
        ).stdout
        for _ in range(ROUNDS)
    ]
    return statistics.median(float(json.loads(run)) for run in runs)


def warm_view() -> tuple[float, float]:
    """A warm article view, and a Chalice route that returns a constant string of the same size."""
    from app import app
    from billet.local.gateway import Context

    event = cold.page_event()
    size = len(app(event, Context())["body"]) * 3 // 4
    floor = cold.constant_app("x" * size)
    return cpu_ms(lambda: app(event, Context()), 200), cpu_ms(lambda: floor(event, Context()), 200)


def logged_view() -> tuple[float, float]:
    """The same view with the line that a Lambda function logs of it, and without."""
    import logging

    from app import app
    from billet.local.gateway import Context
    from chalicelib import logs

    event = cold.page_event()
    log = logging.getLogger("billet")
    without = cpu_ms(lambda: app(event, Context()), 200)
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere, contextlib.redirect_stdout(nowhere):
        logs.set_up({"AWS_LAMBDA_FUNCTION_NAME": "bench"})
        logged = cpu_ms(lambda: app(event, Context()), 200)
    log.handlers.clear()
    log.setLevel(logging.WARNING)
    return logged, without


def rendering() -> tuple[float, float]:
    """A 1,500-word article through all our extensions, and through Python-Markdown with none."""
    import markdown

    from chalicelib.content.rendering import render

    text = corpus.text(1500)
    return cpu_ms(lambda: render(text, "fr")), cpu_ms(lambda: markdown.markdown(text))


def main() -> None:
    """Measure and print."""
    with published_blog():
        floor = cold_ms("floor")
        measured = [
            ("warm article view / Chalice route with a constant string of its size", *warm_view()),
            ("the same view with its log line / without", *logged_view()),
            (
                "import app + first article / import chalice, jinja2, markdown, boto3 + two clients",
                cold_ms("article"),
                floor,
            ),
            ("import app + first home page / the same floor", cold_ms("home"), floor),
            ("render 1,500 words, all extensions / Python-Markdown with none", *rendering()),
        ]
    rows = [(what, f"{ours:.2f}", f"{floor:.2f}", f"{ours / floor:.2f}") for what, ours, floor in measured]
    print(tabulate(rows, ("CPU", "ours, ms", "floor, ms", "ratio"), disable_numparse=True))


if __name__ == "__main__":
    main()
