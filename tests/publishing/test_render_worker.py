from __future__ import annotations

import io
import signal
import time
from collections.abc import Iterator

import pytest

from chalicelib.content.problem import ContentError
from chalicelib.errors import Unavailable
from chalicelib.markdown import render_report
from chalicelib.markdown.render_report import RenderReport
from chalicelib.publishing import render_worker as render_workers
from chalicelib.publishing.render_worker import RenderWorker

HOSTILE = "[" * 60_000
"""Markdown looks for the end of each bracket: this takes it minutes."""


@pytest.fixture
def render_worker() -> Iterator[RenderWorker]:
    worker = RenderWorker(20)
    yield worker
    worker.stop()


def code_of(render_worker: RenderWorker, text: str) -> str:
    with pytest.raises(ContentError) as caught:
        render_worker.report(text, "fr", "articles/a.md")
    assert caught.value.problem.file == "articles/a.md"
    return caught.value.problem.code


def test_a_text_is_rendered_on_trial(render_worker: RenderWorker) -> None:
    assert render_worker.report("Du *texte*.", "fr", "articles/a.md").html_bytes > 10


def test_the_process_serves_many_texts(render_worker: RenderWorker) -> None:
    first = render_worker.report("un", "fr", "articles/a.md")
    process = render_worker._process
    assert render_worker.report("un", "fr", "articles/a.md") == first
    assert render_worker._process is process


def test_a_text_that_takes_too_long_is_stopped_and_the_next_one_is_rendered() -> None:
    render_worker = RenderWorker(0.5)
    try:
        begun = time.monotonic()
        assert code_of(render_worker, HOSTILE) == "too-slow"
        assert time.monotonic() - begun < 30  # and not the minutes it would take
        assert isinstance(RenderWorker(20).report("Texte.", "fr", "articles/b.md"), RenderReport)
    finally:
        render_worker.stop()


def test_a_text_that_is_nested_too_deeply_is_refused(render_worker: RenderWorker) -> None:
    assert code_of(render_worker, "- " * 2000 + "a") == "cannot-be-rendered"


def test_a_text_whose_page_cannot_be_sent_is_refused(
    render_worker: RenderWorker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(render_workers, "LARGEST_PAGE", 100)
    assert code_of(render_worker, "mot " * 100) == "page-too-large"


def test_a_process_that_has_died_is_replaced(render_worker: RenderWorker) -> None:
    render_worker.report("un", "fr", "articles/a.md")
    assert render_worker._process
    render_worker._process.kill()
    render_worker._process.wait()
    assert render_worker.report("un", "fr", "articles/a.md").html_bytes > 0


def test_a_process_that_dies_of_a_text_refuses_that_text(
    render_worker: RenderWorker, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = render_workers._line

    def die(process: object, seconds: float) -> bytes:
        if seconds == render_workers.STARTING:
            return read(process, seconds)  # type: ignore[arg-type]  # it is what the worker made
        raise EOFError

    monkeypatch.setattr(render_workers, "_line", die)
    assert code_of(render_worker, "deux") == "cannot-be-rendered"


def test_no_text_is_blamed_where_the_process_does_not_start(
    render_worker: RenderWorker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.executable", "/bin/false")
    with pytest.raises(Unavailable):
        render_worker.report("un", "fr", "articles/a.md")


def test_the_process_has_no_credentials(render_worker: RenderWorker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "s")
    render_worker.report("un", "fr", "articles/a.md")
    assert render_worker._process
    with open(f"/proc/{render_worker._process.pid}/environ", "rb") as environment:  # noqa: PTH123  # no path of ours
        assert b"AWS_" not in environment.read()


def test_a_request_that_is_none_is_answered_too() -> None:
    answers = io.BytesIO()
    render_report.answer(io.BytesIO(b'no json\n{"text": "a", "language": "fr", "key": "k"}\n'), answers)
    ready, failure, good = answers.getvalue().splitlines()
    assert ready == b"{}"
    assert b"failure" in failure
    assert b"references" in good


def test_after_an_interruption_no_text_gets_the_answer_of_another() -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    worker = RenderWorker(20)
    worker.report("First.", "en", "articles/a.md")
    before = signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, 0.2)
    try:
        with pytest.raises(KeyboardInterrupt):
            worker.report("Second.\n\n" + "x " * 400_000 + "[a](b) " * 3_000, "en", "articles/b.md")
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    assert worker.report("Third.", "en", "articles/c.md").excerpt == "Third."
    worker.stop()
