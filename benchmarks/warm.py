"""What a warm instance does: CPU time against a floor measured beside it."""

from __future__ import annotations

import contextlib
import logging
import os
import statistics
from collections.abc import Callable
from pathlib import Path
from time import process_time
from typing import Any

from benchmarks import corpus
from benchmarks.coldstart import PATHS, reader_event
from billet.local.gateway import Context

ROUNDS = 9


def cpu_ms(work: Callable[[], Any], times: int = 1) -> float:
    """Returns the median CPU time of one call, in milliseconds."""
    times_ms = []
    for _ in range(ROUNDS):
        start = process_time()
        for _ in range(times):
            work()
        times_ms.append((process_time() - start) / times * 1000)
    return statistics.median(times_ms)


def constant_app(text: str) -> Any:
    """Returns the least that a Chalice app can be with the article's route."""
    from chalice.app import Chalice, Response

    app = Chalice("floor", configure_logs=False)
    app.route("/articles/{slug}")(
        lambda slug: Response(text, {"Content-Type": "text/html"})  # noqa: ARG005  # Chalice passes it
    )
    return app


def view() -> tuple[float, float]:
    """Returns what a warm article view takes, and what a Chalice route with a constant string of its size."""
    from app import app

    event = reader_event(PATHS["article"])
    size = len(app(event, Context())["body"]) * 3 // 4
    floor = constant_app("x" * size)
    return cpu_ms(lambda: app(event, Context()), 200), cpu_ms(lambda: floor(event, Context()), 200)


def logged_view() -> tuple[float, float]:
    """Returns what the view takes with the line that a Lambda function logs of it, and without."""
    from app import app
    from chalicelib import logs

    event = reader_event(PATHS["article"])
    log = logging.getLogger("billet")
    without = cpu_ms(lambda: app(event, Context()), 200)
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere, contextlib.redirect_stdout(nowhere):
        logs.set_up({"AWS_LAMBDA_FUNCTION_NAME": "bench"})
        logged = cpu_ms(lambda: app(event, Context()), 200)
    log.handlers.clear()
    log.setLevel(logging.WARNING)
    return logged, without


def rendering() -> tuple[float, float]:
    """Returns what 1,500 words take from Markdown to finished HTML, and through markdown-it-py alone, set to
    CommonMark."""
    from markdown_it import MarkdownIt

    from chalicelib.markdown.renderer import render

    text = corpus.text(1500)
    bare = MarkdownIt("commonmark")
    return cpu_ms(lambda: render(text, "fr")), cpu_ms(lambda: bare.render(text))
