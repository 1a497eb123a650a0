"""What one thing takes that is done in a process of its own: calls of AWS, bytes, CPU, memory.

As a program: it reads in JSON what to do, `Order`, and says in JSON what that took, `Taken`.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any

from billet.project import ROOT

NOW = datetime(2026, 12, 31, 12, tzinfo=UTC)
"""After all that is published."""

LIMIT = 420
"""Seconds by the clock on the wall that a process may take."""


@dataclass(frozen=True)
class Order:
    """Answer Lambda events, and `again` others when warm; publish where there are none."""

    events: Sequence[Mapping[str, Any]] = ()
    again: Sequence[Mapping[str, Any]] = ()


@dataclass
class Taken:
    """Bytes `read` and `written` are those of bodies, `largest` the most that one call read.

    `begin` is CPU seconds before the work: Python's own, and where it publishes those of imports and a client
    of S3. `cpu` and `children` are those of the work; `peak` its megabytes, `children_peak` more. `warm` is
    the median CPU of `again`.
    """

    calls: dict[str, int] = field(default_factory=dict)
    read: int = 0
    written: int = 0
    largest: int = 0
    begin: float = 0
    cpu: float = 0
    children: float = 0
    peak: float = 0
    children_peak: float = 0
    warm: float = 0
    statuses: list[int] = field(default_factory=list)

    def count(self, *beginnings: str) -> int:
        """How many calls were made of operations with such names."""
        return sum(count for name, count in self.calls.items() if name.startswith(beginnings))


def taken(order: Order, environment: Mapping[str, str], limit: float = LIMIT) -> Taken | None:
    """Do it in a fresh process; None where that took longer than `limit` seconds."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "BILLET_"))}
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.fresh"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**kept, **environment},
        start_new_session=True,
    )
    try:
        said, complaint = process.communicate(json.dumps(asdict(order)), timeout=limit)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)  # what it has started goes with it
        process.communicate()
        return None
    if process.returncode:
        raise SystemExit(f"a measured process failed: {complaint.strip()[-1000:]}")
    return Taken(**json.loads(said.splitlines()[-1]))


class _Meter:
    """Botocore's hooks."""

    def __init__(self) -> None:
        self.calls: Counter[str] = Counter()
        self.read = self.written = self.largest = 0

    def listen(self) -> None:
        from chalicelib.storage import aws

        events = aws.session().events
        events.register("before-send", self._sent)
        events.register("after-call", self._answered)

    def _sent(self, request: Any, **_: Any) -> None:
        self.written += int(request.headers.get("Content-Length") or 0)

    def _answered(self, model: Any, http_response: Any, parsed: Mapping[str, Any], **_: Any) -> None:
        self.calls[model.name] += 1
        streams = model.has_streaming_output and "Body" in parsed
        size = parsed["ContentLength"] if streams else len(http_response.content)
        self.read += size
        self.largest = max(self.largest, size)


def main() -> None:
    """Do what is asked and say what it took."""
    order, meter, found = Order(**json.load(sys.stdin)), _Meter(), Taken()
    found.begin = process_time()
    meter.listen()
    if order.events:
        _answer(order, found)
    else:
        publish = _publishing()
        found.begin = process_time()
        publish()
    found.cpu = process_time() - found.begin
    found.calls, found.largest = dict(meter.calls), meter.largest
    found.read, found.written = meter.read, meter.written
    found.children_peak = sum(map(_peak, _children()))
    if order.again:
        found.warm = _warm(order.again)
    _stop_press(order)
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    found.children = ended.ru_utime + ended.ru_stime
    found.peak = _peak("self")
    print()
    print(json.dumps(asdict(found)))


def _publishing() -> Callable[[], None]:
    """All is imported and ready for what comes back, which publishes until nothing is left to do."""
    from chalicelib.publishing import reconcile
    from chalicelib.services import services

    bucket, render_worker = services().bucket, services().render_worker

    def publish() -> None:
        while getattr(reconcile(bucket, lambda: NOW, render_worker), "left", 0):
            pass

    return publish


def _answer(order: Order, found: Taken) -> None:
    """As an instance does that has just begun: what it imports is part of it."""
    from chalicelib.services import services

    services().clock = lambda: NOW
    from app import app

    found.statuses = [app(event, None)["statusCode"] for event in order.events]


def _warm(events: Sequence[Mapping[str, Any]]) -> float:
    from app import app

    spent = []
    for event in events:
        begun = process_time()
        app(event, None)
        spent.append(process_time() - begun)
    return median(spent)


def _stop_press(order: Order) -> None:
    """The CPU time of a process is known to its parent when it has ended."""
    if not order.events:
        from chalicelib.services import services

        services().render_worker.stop()


def _children() -> list[str]:
    return [pid for task in Path("/proc/self/task").glob("*/children") for pid in task.read_text().split()]


def _peak(process: str) -> float:
    """The most memory it had, in megabytes, which only Linux tells."""
    status = Path(f"/proc/{process}/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return sum(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))


if __name__ == "__main__":
    main()
