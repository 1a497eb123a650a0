from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from chalicelib.content import proof
from chalicelib.content.problem import ContentError
from chalicelib.content.proof import Proof
from chalicelib.errors import Unavailable
from chalicelib.publishing import press as presses
from chalicelib.publishing.press import Press

HOSTILE = "[" * 60_000
"""Markdown looks for the end of each bracket: this takes it minutes."""


@pytest.fixture
def press() -> Iterator[Press]:
    one = Press(20)
    yield one
    one.stop()


def code_of(press: Press, text: str) -> str:
    with pytest.raises(ContentError) as caught:
        press.proof(text, "fr", "articles/a.md")
    assert caught.value.problem.file == "articles/a.md"
    return caught.value.problem.code


def test_a_text_is_rendered_on_trial(press: Press) -> None:
    assert press.proof("Du *texte*.", "fr", "articles/a.md").size > 10


def test_the_process_serves_many_texts(press: Press) -> None:
    first = press.proof("un", "fr", "articles/a.md")
    process = press._process
    assert press.proof("un", "fr", "articles/a.md") == first
    assert press._process is process


def test_a_text_that_takes_too_long_is_stopped_and_the_next_one_is_rendered() -> None:
    press = Press(0.5)
    try:
        begun = time.monotonic()
        assert code_of(press, HOSTILE) == "too-slow"
        assert time.monotonic() - begun < 30  # and not the minutes it would take
        assert isinstance(Press(20).proof("Texte.", "fr", "articles/b.md"), Proof)
    finally:
        press.stop()


def test_a_text_that_is_nested_too_deeply_is_refused(press: Press) -> None:
    assert code_of(press, "- " * 2000 + "a") == "cannot-be-rendered"


def test_a_text_whose_page_cannot_be_sent_is_refused(press: Press, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(presses, "LARGEST_PAGE", 100)
    assert code_of(press, "mot " * 100) == "page-too-large"


def test_a_process_that_has_died_is_replaced(press: Press) -> None:
    press.proof("un", "fr", "articles/a.md")
    assert press._process
    press._process.kill()
    press._process.wait()
    assert press.proof("un", "fr", "articles/a.md").size > 0


def test_a_process_that_dies_of_a_text_refuses_that_text(
    press: Press, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = presses._line

    def die(process: object, seconds: float) -> bytes:
        if seconds == presses.STARTING:
            return read(process, seconds)  # type: ignore[arg-type]  # it is what the press made
        raise EOFError

    monkeypatch.setattr(presses, "_line", die)
    assert code_of(press, "deux") == "cannot-be-rendered"


def test_no_text_is_blamed_where_the_process_does_not_start(
    press: Press, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.executable", "/bin/false")
    with pytest.raises(Unavailable):
        press.proof("un", "fr", "articles/a.md")


def test_the_process_has_no_credentials(press: Press, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "s")
    press.proof("un", "fr", "articles/a.md")
    assert press._process
    with open(f"/proc/{press._process.pid}/environ", "rb") as environment:  # noqa: PTH123  # no path of ours
        assert b"AWS_" not in environment.read()


def test_a_request_that_is_none_is_answered_too() -> None:
    import io

    answers = io.BytesIO()
    proof.answer(io.BytesIO(b'no json\n{"text": "a", "language": "fr", "key": "k"}\n'), answers)
    ready, failure, good = answers.getvalue().splitlines()
    assert ready == b"{}"
    assert b"failure" in failure
    assert b"mentions" in good
