"""What a warm instance does: milliseconds of CPU against those of a floor, measured in turns."""

from __future__ import annotations

import contextlib
import logging
import os
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any

from benchmarks import corpus
from benchmarks.coldstart import PATHS, reader_event
from billet.local.gateway import Context

ROUNDS = 11


def measure(ours: Callable[[], Any], floor: Callable[[], Any], times: int = 1) -> tuple[float, float]:
    """Returns the median milliseconds of CPU of one call of each."""
    rounds = [(_cpu_ms(ours, times), _cpu_ms(floor, times)) for _ in range(ROUNDS)]
    return median(ms for ms, _ in rounds), median(ms for _, ms in rounds)


def _cpu_ms(work: Callable[[], Any], times: int) -> float:
    start = process_time()
    for _ in range(times):
        work()
    return (process_time() - start) / times * 1000


def constant_app(text: str) -> Any:
    """Returns the least that a Chalice app can be with the article's route."""
    from chalice.app import Chalice, Response

    app = Chalice("floor", configure_logs=False)
    app.route("/articles/{slug}")(
        lambda slug: Response(text, {"Content-Type": "text/html"})  # noqa: ARG005  # Chalice passes it
    )
    return app


def view() -> tuple[float, float]:
    """Measures a warm article view, and a Chalice route that returns a constant string of its size."""
    from app import app

    event = reader_event(PATHS["article"])
    size = len(app(event, Context())["body"]) * 3 // 4
    floor = constant_app("x" * size)
    return measure(lambda: app(event, Context()), lambda: floor(event, Context()), 200)


def logged_view() -> tuple[float, float]:
    """Measures the view with the line that a Lambda function logs of it, and without."""
    from app import app
    from chalicelib import logs

    event = reader_event(PATHS["article"])
    log = logging.getLogger("billet")

    def show_silently() -> None:
        log.setLevel(logging.WARNING)
        app(event, Context())

    def show_and_log() -> None:
        log.setLevel(logging.INFO)
        app(event, Context())

    with Path(os.devnull).open("w", encoding="utf-8") as nowhere, contextlib.redirect_stdout(nowhere):
        logs.set_up({"AWS_LAMBDA_FUNCTION_NAME": "bench"})
        figures = measure(show_and_log, show_silently, 200)
    log.handlers.clear()
    log.setLevel(logging.WARNING)
    return figures


def rendering() -> tuple[float, float]:
    """Measures 1,500 words from Markdown to finished HTML, and through markdown-it-py alone, set to
    CommonMark."""
    from markdown_it import MarkdownIt

    from chalicelib.markdown.renderer import render

    text = corpus.text(1500)
    bare = MarkdownIt("commonmark")
    return measure(lambda: render(text, "fr"), lambda: bare.render(text))
