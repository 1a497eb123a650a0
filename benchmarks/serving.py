"""How long an author of `make serve` waits: until the blog is up, and from a save to the page that shows it.

``python -m benchmarks.serving 300,3000`` measures nothing else, at these numbers of articles."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from urllib.request import urlopen

from benchmarks import corpus
from benchmarks.tables import show

GOALS = {300: 1.0, 3000: 2.0}
"""Seconds from a save to the page, by number of articles."""

SAVES = 7
_TIMEOUT = 120
_POLL_SECONDS = 0.1  # more often, the polls themselves would slow down what is measured


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """Runs `billet serve` of `folder` / content in a process of its own, and gives the address of the
    blog."""
    process = subprocess.Popen(
        [sys.executable, "-m", "billet", "serve", "--port", "0", "--content", str(folder / "content")],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, "BILLET_STATE": str(folder / "state")},
    )
    assert process.stdout is not None
    try:
        yield process.stdout.readline().split()[-1].rstrip("/")
    finally:
        process.terminate()
        process.wait()
        process.stdout.close()


def measure(articles: int) -> tuple[float, list[float]]:
    """Returns the seconds until the blog is up, and from each of `SAVES` saves to the page that shows it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        corpus.write(folder / "content", articles)
        file = folder / "content" / "articles" / f"{corpus.SLUG}.md"
        start = time.monotonic()
        with serving(folder) as url:
            page = f"{url}/articles/{corpus.SLUG}"
            _wait_for(page, "Article 0")
            start_seconds = time.monotonic() - start
            seconds = []
            for number in range(SAVES):
                time.sleep(0.7 * number)  # the schedule is met at different moments
                text = file.read_text(encoding="utf-8")
                start = time.monotonic()
                file.write_text(f"{text}\n\nSaved text {number}.\n", encoding="utf-8")
                _wait_for(page, f"Saved text {number}.")
                seconds.append(time.monotonic() - start)
    return start_seconds, seconds


def report(sizes: Sequence[int]) -> None:
    """Measures and prints."""
    rows = []
    for articles in sizes:
        start_seconds, seconds = measure(articles)
        goal = f"{GOALS[articles]:.0f}" if articles in GOALS else "–"
        figures = (start_seconds, median(seconds), max(seconds))
        rows.append((f"{articles:,} articles", *(f"{figure:.2f}" for figure in figures), goal))
    show(("make serve, seconds", "until it is up", "save to page", "at most", "goal"), rows)


def _wait_for(url: str, text: str) -> None:
    end = time.monotonic() + _TIMEOUT
    while time.monotonic() < end:
        with urlopen(url, timeout=_TIMEOUT) as response:
            if text in response.read().decode():
                return
        time.sleep(_POLL_SECONDS)
    raise TimeoutError(f"{url} does not show {text!r} after {_TIMEOUT} s")


if __name__ == "__main__":
    report([int(number) for number in (sys.argv[1] if sys.argv[1:] else "300,3000").split(",")])
