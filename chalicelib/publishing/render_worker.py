"""Trial renderings in a process of their own, which is stopped when one takes too long.

A thread cannot be stopped, and Markdown's patterns cannot be bounded: on a hostile text they run for hours.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Protocol

from chalicelib.content.problem import ContentError, Problem
from chalicelib.errors import Unavailable
from chalicelib.markdown.render_report import LARGEST_PAGE, RenderReport

STARTING = 60.0
"""Seconds a new process may take until it is ready."""

# The process needs neither credentials nor settings.
_ENVIRONMENT = ("PATH", "LANG", "LD_LIBRARY_PATH", "SYSTEMROOT", "TMPDIR", "HOME")


class Renderer(Protocol):
    """Renders texts on trial."""

    def report(
        self, text: str, language: str, key: str, title: str = "", summary: str = "", *, math: bool = False
    ) -> RenderReport:
        """Returns what `render_report` tells of a text. Raises `ContentError` where it cannot be rendered in
        time."""


class RenderWorker:
    """Renders in one process, started when it is first needed; `seconds` is what one rendering may take."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()
        atexit.register(self.stop)

    def report(
        self, text: str, language: str, key: str, title: str = "", summary: str = "", *, math: bool = False
    ) -> RenderReport:
        """Returns what `render_report` tells of a text. Raises `ContentError` where it cannot be rendered, or
        not in time, and `Unavailable` where nothing can be rendered here."""
        arguments = {"text": text, "language": language, "key": key, "title": title, "summary": summary}
        request = json.dumps(arguments | {"math": math}).encode() + b"\n"
        with self._lock:
            try:
                reply = json.loads(self._reply(request))
            except TimeoutError as error:
                self.stop()
                what = f"rendering it takes more than {self._seconds:g} seconds"
                remedy = "Take nested lists, quotes or long runs of brackets apart"
                raise ContentError(Problem(key, 1, what, remedy, code="too-slow")) from error
            except EOFError as error:
                self.stop()
                raise ContentError(_unrenderable(key, "it needs too much memory")) from error
            except BaseException:  # the answer that may still come would be taken for that of the next text
                self.stop()
                raise
        if failure := reply.get("failure"):
            raise ContentError(_unrenderable(key, _FAILURES.get(failure, f"a defect of Billet: {failure}")))
        report = RenderReport.restore(reply)
        if report.html_bytes > LARGEST_PAGE:
            what = f"its page has {report.html_bytes} bytes, and readers can be sent {LARGEST_PAGE}"
            raise ContentError(Problem(key, 1, what, "Split it", code="page-too-large"))
        return report

    def stop(self) -> None:
        """Ends the process, if there is one; the next rendering starts another."""
        if process := self._process:
            self._process = None
            process.kill()
            process.communicate()

    def _reply(self, request: bytes) -> bytes:
        """Raises `TimeoutError`, and `EOFError` where the process has ended twice."""
        for is_last in (False, True):
            process = self._ready()
            try:
                assert process.stdin, "it was made with pipes"
                process.stdin.write(request)
                process.stdin.flush()
                return _line(process, self._seconds)
            except (BrokenPipeError, EOFError):
                # It may have ended long ago, for reasons that have nothing to do with this text.
                self.stop()
                if is_last:
                    raise EOFError from None
        raise AssertionError("the second time either returns or raises")

    def _ready(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "chalicelib.markdown.render_report"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
                | {"PYTHONPATH": os.pathsep.join(path or str(Path.cwd()) for path in sys.path)},
            )
            try:
                _line(self._process, STARTING)
            except (EOFError, TimeoutError) as error:  # no text is to blame for that
                self.stop()
                raise Unavailable(
                    what := "the process that renders does not start", log_summary=what
                ) from error
        return self._process


_FAILURES = {
    "RecursionError": "its lists or quotes are nested too deeply",
    "MemoryError": "it needs too much memory",
}


def _unrenderable(key: str, reason: str) -> Problem:
    return Problem(key, 1, f"it cannot be rendered ({reason})", "Simplify it", code="cannot-be-rendered")


def _line(process: subprocess.Popen[bytes], seconds: float) -> bytes:
    """Returns the next line a process writes. Raises `TimeoutError`, `EOFError`."""
    lines: list[bytes] = []

    def read() -> None:
        assert process.stdout, "it was made with pipes"
        with contextlib.suppress(ValueError):  # closed meanwhile
            lines.append(process.stdout.readline())

    # Windows cannot wait for a pipe but in a thread.
    reader = threading.Thread(target=read, daemon=True)
    reader.start()
    reader.join(seconds)
    if not lines:
        raise TimeoutError
    if not lines[0].endswith(b"\n"):
        raise EOFError
    return lines[0]
