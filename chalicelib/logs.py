"""The log of a running Billet: one line of JSON on standard output for each record, and metrics within it.

No line holds what a reader sent or asked for, nor what an article says: no address, path value, query, form
value or user agent. The exceptions are what `billet stats` counts: the slug of what was read, the class of
the program, and the host of the page that led there (`chalicelib/web/audience.py`). So of an exception a
line gives its type, its place in the code and its `log_summary`, but not its message, which may quote any
of these.
"""

from __future__ import annotations

import json
import logging
import os
import sys
import traceback
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from chalicelib.errors import BilletError
from chalicelib.invocation import current

NAMESPACE = "Billet"
DIMENSION = "Function"

# CloudWatch counts each name for each value of the dimension as one custom metric, and the first ten are
# free. One stage has nine: three of the readers' function, three of each of the two that publish.
# What AWS measures for nothing (5XXError and Latency of the gateway, Duration and Errors of the functions)
# is not among them, and all else stays a plain field, which CloudWatch Logs Insights can count as well.
REQUEST_METRICS = {"Milliseconds": "Milliseconds", "AwsCalls": "Count", "Failures": "Count"}
RUN_METRICS = {"Reconciled": "Count", "Published": "Count", "Refused": "Count"}
_UNITS = {**REQUEST_METRICS, **RUN_METRICS}

FRAMES = 40
"""Of a traceback, the innermost that are logged: CloudWatch Logs takes 256 KB a line."""

log = logging.getLogger("billet")

_encode = json.JSONEncoder(separators=(",", ":"), default=str).encode


def set_up(environment: Mapping[str, str] = os.environ) -> None:
    """Makes a Lambda function log as JSON, once for each process; anywhere else it leaves logging alone."""
    function = environment.get("AWS_LAMBDA_FUNCTION_NAME", "")
    if not function or any(isinstance(handler, _Stdout) for handler in log.handlers):
        return
    handler = _Stdout()
    handler.setFormatter(JsonFormatter(function))
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    log.propagate = False  # the runtime's own handler, at the root, would write each line again
    logging.getLogger("urllib3").setLevel(logging.ERROR)  # its warnings quote addresses


def fields(values: Mapping[str, Any], metrics: Mapping[str, float] | None = None) -> dict[str, Any]:
    """Returns the `extra` of a record: its own fields, and the metrics among `REQUEST_METRICS` or
    `RUN_METRICS` that it reports."""
    return {"fields": values, "metrics": metrics}


class JsonFormatter(logging.Formatter):
    """A record as one line of JSON, in ASCII: nothing in it can end the line or confuse a terminal."""

    def __init__(self, function: str) -> None:
        super().__init__()
        self._function = function

    def format(self, record: logging.LogRecord) -> str:
        """Returns the line, without its end."""
        time = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        document: dict[str, Any] = {
            "time": time.replace("+00:00", "Z"),
            "level": record.levelname,
            "message": _message(record),
        }
        if invocation := current():
            document["request_id"] = invocation.request_id
            if invocation.function_request_id != invocation.request_id:
                document["function_request_id"] = invocation.function_request_id
        document.update(getattr(record, "fields", ()))
        if metrics := getattr(record, "metrics", None):
            document.update(self._metrics(record.created, metrics))
        if record.exc_info and record.exc_info[1]:
            document["traceback"] = "".join(_traceback(record.exc_info[1]))
        return _encode(document)

    def _metrics(self, created: float, values: Mapping[str, float]) -> dict[str, Any]:
        """Returns metrics in the embedded format (Amazon CloudWatch user guide, "Specification: Embedded
        metric format"): CloudWatch takes the metrics out of the line by itself."""
        directive = {
            "Namespace": NAMESPACE,
            "Dimensions": [[DIMENSION]],
            "Metrics": [{"Name": name, "Unit": _UNITS[name]} for name in values],
        }
        return {
            "_aws": {"Timestamp": int(created * 1000), "CloudWatchMetrics": [directive]},
            DIMENSION: self._function,
            **values,
        }


class _Stdout(logging.Handler):
    """Writes to the standard output of that moment."""

    def emit(self, record: logging.LogRecord) -> None:
        try:
            # One call: lines written at once do not run into each other.
            sys.stdout.write(self.format(record) + "\n")
            sys.stdout.flush()
        except Exception:
            self.handleError(record)


def describe(error: BaseException) -> str:
    """Returns what a line may say of an exception: its type and `log_summary`, never its message."""
    name = type(error).__name__
    log_summary = error.log_summary if isinstance(error, BilletError) else ""
    return f"{name} ({log_summary})" if log_summary else name


def _message(record: logging.LogRecord) -> str:
    if isinstance(record.msg, BaseException):
        return describe(record.msg)
    if not isinstance(record.args, tuple) or not record.args:
        return record.getMessage()
    safe = tuple(describe(arg) if isinstance(arg, BaseException) else arg for arg in record.args)
    return str(record.msg) % safe


def _traceback(error: BaseException) -> Iterator[str]:
    """Yields a traceback as Python prints it, the first cause first, but for the messages."""
    chain: list[BaseException] = []
    cause: BaseException | None = error
    while cause is not None and cause not in chain:
        chain.insert(0, cause)
        cause = cause.__cause__ or (None if cause.__suppress_context__ else cause.__context__)
    for position, cause in enumerate(chain):
        yield "\nwhich led to\n\n" if position else ""
        yield "Traceback (most recent call last):\n"
        yield from traceback.format_list(traceback.extract_tb(cause.__traceback__, limit=-FRAMES))
        yield describe(cause) + "\n"
