"""What steps take that are done in a process of their own: calls of AWS, bytes, CPU time, memory.

As a program, it reads a list of steps as JSON and prints as JSON what each of them took.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from math import inf
from pathlib import Path
from time import process_time
from typing import TYPE_CHECKING, Any

from billet.project import ROOT

if TYPE_CHECKING:
    from chalicelib.publishing import Report

NOW = datetime(2026, 12, 31, 12, tzinfo=UTC)
"""After all that is published."""

LIMIT = 1800
"""Seconds by the clock on the wall that a process may take: other programs may need the processors."""

PUBLISH, SEARCH = "publish", "search"

Step = str | Mapping[str, Any]
"""`PUBLISH` brings the index up to the bucket, `SEARCH` the search file up to the index; anything else is the
Lambda event of a reader."""


@dataclass
class Measurement:
    """What one step took.

    `read` and `written` are bytes of bodies, `index_reads` the times an object of the index was read.
    `start_cpu` is what the process had taken before, imports and a client of S3 included; `cpu` and
    `children` are seconds of CPU of the step, of the process itself and of those it started. `peak` and
    `children_peak` are the most megabytes until its end. `status` is that of a reader's answer.
    """

    calls: dict[str, int] = field(default_factory=Counter)
    read: int = 0
    written: int = 0
    index_reads: int = 0
    start_cpu: float = 0
    cpu: float = 0
    children: float = 0
    peak: float = 0
    children_peak: float = 0
    status: int = 0

    def count(self, *beginnings: str) -> int:
        """Returns how many calls were made of operations whose names begin so."""
        return sum(count for name, count in self.calls.items() if name.startswith(beginnings))


def measure(steps: Sequence[Step], environment: Mapping[str, str]) -> list[Measurement]:
    """Returns what each step takes, one after the other in one fresh process."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "BILLET_"))}
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.process"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**ours, **environment},
        start_new_session=True,
    )
    try:
        output, errors = process.communicate(json.dumps(steps), timeout=LIMIT)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)  # with the renderer that it has started
        process.communicate()
        raise SystemExit(f"a measured process takes more than {LIMIT} s") from None
    if process.returncode:
        raise SystemExit(f"a measured process failed: {errors.strip()[-1000:]}")
    return [Measurement(**values) for values in json.loads(output.splitlines()[-1])]


class _Instance:
    """A function that has just begun. Botocore's hooks tell it of the calls."""

    def __init__(self) -> None:
        from chalicelib.storage import aws

        self._measurement = Measurement()
        self._report: Report | None = None
        self._texts: dict[tuple[str, str], str] = {}
        events = aws.session().get_component("event_emitter")
        events.register("before-send", self._before_send)
        events.register("after-call", self._after_call)

    def measure(self, step: Step) -> Measurement:
        """Does one step."""
        current = self._measurement = Measurement(start_cpu=process_time())
        start_children = _children_cpu()
        current.status = self._do(step)
        current.cpu = process_time() - current.start_cpu
        current.children = _children_cpu() - start_children
        current.peak = _peak("self")
        current.children_peak = sum(map(_peak, _children()))
        return current

    def _before_send(self, request: Any, **_: Any) -> None:
        self._measurement.written += int(request.headers.get("Content-Length") or 0)
        self._measurement.index_reads += request.method == "GET" and "/_index/" in request.url

    def _after_call(self, model: Any, http_response: Any, parsed: Mapping[str, Any], **_: Any) -> None:
        self._measurement.calls[model.name] += 1
        streams = model.has_streaming_output and "Body" in parsed
        self._measurement.read += parsed["ContentLength"] if streams else len(http_response.content)

    def _do(self, step: Step) -> int:
        if step == PUBLISH:
            self._publish()
        elif step == SEARCH:
            self._update_search()
        else:
            from app import app

            status: int = app(step, None)["statusCode"]
            return status
        return 0

    def _publish(self) -> None:
        """Publishes until nothing is left to do."""
        from chalicelib.publishing import reconcile
        from chalicelib.services import services

        blog = services()
        while self._report is None or self._report.left:
            self._report = reconcile(blog.bucket, blog.clock, blog.render_worker)
            self._texts |= self._report.texts

    def _update_search(self) -> None:
        from chalicelib.publishing.search_documents import update_search
        from chalicelib.services import services

        assert self._report is not None
        assert self._report.index is not None
        blog = services()
        update_search(blog.bucket, self._report.index, blog.render_worker, self._texts, lambda: inf)


def main() -> None:
    """Does the steps of the standard input."""
    steps = json.load(sys.stdin)
    instance = _Instance()
    from chalicelib.services import services

    services().clock = lambda: NOW
    if PUBLISH in steps:
        import chalicelib.publishing.search_documents  # noqa: F401  # imports are measured apart

        _ = services().bucket
    measurements = [vars(instance.measure(step)) for step in steps]
    print()
    print(json.dumps(measurements))


def _children_cpu() -> float:
    """Returns the seconds of CPU of all processes that this one has started, of running ones where Linux
    tells (proc(5))."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    ticks = 0
    for pid in _children():
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ended.ru_utime + ended.ru_stime + ticks / os.sysconf("SC_CLK_TCK")


def _children() -> list[str]:
    return [pid for task in Path("/proc/self/task").glob("*/children") for pid in task.read_text().split()]


def _peak(process: str) -> float:
    """Returns the most memory that a process had, in megabytes, 0 where the system is not Linux."""
    status = Path(f"/proc/{process}/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return sum(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))


if __name__ == "__main__":
    main()
