"""One instance of the deployed functions on this machine, and what each thing it does takes."""

from __future__ import annotations

import base64
import gzip
import json
import logging
import os
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from statistics import median
from time import thread_time
from typing import Any

from billet.local import local_aws
from billet.local.gateway import Context, match, rest_event
from billet.operator.costs.cost import Usage
from billet.operator.costs.metering import Meter
from billet.project import ROOT
from chalicelib import logs
from chalicelib import services as wiring
from chalicelib.errors import BilletError

ROUNDS = 5
"""How often a thing is done for the median of its CPU time."""

COLD_ROUNDS = 3
"""Likewise for what begins with a Python of its own, and takes a second."""

LOG_EVENT_BYTES = 26
"""What CloudWatch counts for each line besides its bytes (PutLogEvents, API reference)."""

_BROWSER = {"Accept": "text/html,*/*;q=0.8", "Accept-Encoding": "gzip, deflate, br"}

# The CPU time of a process counts from its beginning, as the billed time of a cold start does.
_RUNNER = """
import importlib, json, sys, time
handler, event = json.load(sys.stdin)
module, name = handler.rsplit(".", 1)
getattr(importlib.import_module(module), name)(event, None)
print(time.process_time())
"""


@dataclass(frozen=True)
class Measured:
    """One thing done once. `cpu` is in seconds on this machine, `sent` and `logged` are in bytes."""

    calls: tuple[str, ...]
    services: Mapping[str, int]
    usage: Usage
    cpu: float
    sent: int = 0
    logged: int = 0


@dataclass(frozen=True)
class Reply:
    """An answer as a browser reads it, and what it took."""

    headers: Mapping[str, str]
    body: bytes
    measured: Measured


@contextmanager
def local_blog(freshness_seconds: int) -> Iterator[None]:
    """A blog on a local AWS, whatever AWS this machine is set up for; both are gone afterwards."""
    before = dict(os.environ)
    aws = local_aws.LocalAws()
    aws.start()
    try:
        local_aws.use_endpoint(aws.endpoint)
        # A stage of its own: moto keeps what it was told for as long as the process lives.
        os.environ.update(local_aws.build(f"cost{uuid.uuid4().hex[:8]}"))
        os.environ.update(
            BILLET_BASE_URL="https://blog.example.org", BILLET_FRESHNESS_SECONDS=str(freshness_seconds)
        )
        yield
    finally:
        wiring.services.cache_clear()
        aws.stop()
        os.environ.clear()
        os.environ.update(before)


class Instance:
    """The app with the blog of this process's environment, and a clock that can be put forward."""

    def __init__(self, meter: Meter) -> None:
        if str(ROOT) not in sys.path:
            sys.path.insert(0, str(ROOT))
        from app import app

        self._app = app
        self._meter = meter
        self._ahead = timedelta()
        self._tell_time = wiring.services().clock
        self.renew()

    def renew(self) -> None:
        """Begin anew: an instance that knows nothing."""
        wiring.services.cache_clear()
        self.blog = wiring.services()
        self.blog.clock = self.now

    def now(self) -> datetime:
        """The time, as far ahead as it was put."""
        return self._tell_time() + self._ahead

    def asked(
        self,
        path: str,
        status: int = 200,
        *,
        method: str = "GET",
        headers: Mapping[str, str] | None = None,
        body: bytes = b"",
    ) -> Reply:
        """One request. Raises `BilletError` where the answer's status is not the one expected."""
        event = self.event(path, method=method, headers=headers, body=body)
        answer, measured = self.measured(lambda: self._app(event, Context()))
        if answer["statusCode"] != status:
            raise BilletError(f"{path} answered {answer['statusCode']}, not {status}, when it was measured")
        data = base64.b64decode(answer["body"])
        got = {name.lower(): str(value) for name, value in answer["headers"].items()}
        sent = len(data) + sum(len(f"{name}: {value}\r\n".encode()) for name, value in got.items())
        plain = gzip.decompress(data) if got.get("content-encoding") == "gzip" else data
        return Reply(got, plain, replace(measured, sent=sent))

    def often(self, path: str, status: int = 200, headers: Mapping[str, str] | None = None) -> Measured:
        """A request that was made before, with the median of its CPU time."""
        self.asked(path, status, headers=headers)
        return _median([self.asked(path, status, headers=headers).measured for _ in range(ROUNDS)])

    def later(self, path: str, status: int = 200) -> Measured:
        """A request that is the first one after the freshness window, likewise."""
        rounds = []
        for _ in range(ROUNDS):
            self.wait()
            rounds.append(self.asked(path, status).measured)
        return _median(rounds)

    def wait(self) -> None:
        """Let the freshness window pass."""
        self._ahead += self.blog.freshness

    def measured(self, work: Callable[[], Any]) -> tuple[Any, Measured]:
        """What `work` returns, and what it took."""
        self._meter.take()
        with _heard() as lines:
            begun = thread_time()  # this thread's alone: the local AWS works in others
            answer = work()
            spent = thread_time() - begun
        seen = self._meter.take()
        logged = sum(len(line.encode()) + LOG_EVENT_BYTES for line in lines)
        return answer, Measured(
            tuple(seen.calls), dict(seen.services), dict(seen.usage), spent, logged=logged
        )

    def event(
        self, path: str, *, method: str = "GET", headers: Mapping[str, str] | None = None, body: bytes = b""
    ) -> dict[str, Any]:
        """What API Gateway tells of a browser's request."""
        found = match(self._app.routes, path)
        assert found is not None, "the app has a route for every address"
        form = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
        sent = {**_BROWSER, **form, **(headers or {})}
        return rest_event(method, path, found, prefix="/api", headers=sent.items(), body=body)


def cold(handler: str, event: Mapping[str, Any]) -> float:
    """CPU seconds of a handler ("app.app") in a Python that has just begun, imports included."""
    runs = [
        subprocess.run(  # noqa: S603  # our own Python, our own text
            [sys.executable, "-c", _RUNNER],
            input=json.dumps([handler, event]),
            capture_output=True,
            text=True,
            check=True,
            cwd=ROOT,
        ).stdout
        for _ in range(COLD_ROUNDS)
    ]
    return median(float(run.split()[-1]) for run in runs)


@contextmanager
def _heard() -> Iterator[list[str]]:
    """The lines that functions log meanwhile, as they are deployed; nothing of them is shown."""
    lines: list[str] = []

    class Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(self.format(record))

    listener, log = Listener(), logging.getLogger("billet")
    listener.setFormatter(logs.JsonFormatter("billet-prod"))
    before = log.handlers, log.level, log.propagate
    log.handlers, log.propagate = [listener], False
    log.setLevel(logging.INFO)
    try:
        yield lines
    finally:
        log.handlers, level, log.propagate = before
        log.setLevel(level)


def _median(rounds: list[Measured]) -> Measured:
    return replace(rounds[-1], cpu=median(one.cpu for one in rounds))
