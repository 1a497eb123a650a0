"""The logs of a deployed stage's functions, read from CloudWatch Logs and merged by time."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

from billet import project
from chalicelib.errors import ConfigurationError

if TYPE_CHECKING:
    from types_boto3_logs import CloudWatchLogsClient

SITE = "site"
"""Our name of the function that answers readers; Chalice has none for it."""

POLL_SECONDS = 2.0

OVERLAP = timedelta(minutes=1)
"""How far a look reaches back behind the one before: CloudWatch may show a line late, after younger ones."""

# What Lambda itself writes around each invocation (AWS Lambda developer guide, "Log event data").
_PLATFORM = re.compile(r"(START|END|REPORT) RequestId: |INIT_(START|REPORT) |XRAY TraceId: |EXTENSION\s")
# What it writes where our own logging has no say: an import that fails, a timeout, a lack of memory.
_FAILED = re.compile(
    r"\[(ERROR|CRITICAL)\]|Task timed out|Runtime\.\w+|exited before completing|Status: (error|timeout)"
)


@dataclass(frozen=True)
class Line:
    """One event of a log. `id` is CloudWatch's."""

    time: datetime
    function: str
    text: str
    id: str

    @cached_property
    def fields(self) -> Mapping[str, Any]:
        """Returns the fields of a line of JSON; none where it is something else."""
        try:
            document = json.loads(self.text, parse_constant=str, parse_float=_finite)
        except (ValueError, RecursionError):
            return {}
        return document if isinstance(document, dict) else {}

    @property
    def is_platform(self) -> bool:
        """Whether Lambda wrote it about the invocation."""
        return bool(_PLATFORM.match(self.text))

    @property
    def is_error(self) -> bool:
        """Whether something went wrong: on our side, not on a reader's."""
        if not self.fields:
            return bool(_FAILED.search(self.text))
        status = self.fields.get("status")
        return self.fields.get("level") in ("ERROR", "CRITICAL") or (
            isinstance(status, int) and status >= 500
        )


def functions(stage: str) -> dict[str, str]:
    """Returns the log group of each function of a stage. Raises `ConfigurationError` for an unknown stage."""
    deployed = f"/aws/lambda/{project.config()['app_name']}-{stage}"
    others: Mapping[str, Any] = project.stage_of(stage).get("lambda_functions", {})
    return {SITE: deployed, **{name: f"{deployed}-{name}" for name in others}}


def read(client: CloudWatchLogsClient, stage: str, since: datetime, request: str = "") -> list[Line]:
    """Returns the lines of all functions since a time, oldest first, those with the id `request` if given.

    Raises `ConfigurationError` where no function of the stage has ever run, and what botocore raises.
    """
    if not re.fullmatch(r"[\w-]*", request, re.ASCII):
        raise ConfigurationError(f"{request!r} is no request id: copy the number that the error page shows")
    lines: list[Line] = []
    missing = []
    groups = functions(stage)
    pages = client.get_paginator("filter_log_events")
    for function, group in groups.items():
        try:
            for page in pages.paginate(
                logGroupName=group,
                startTime=max(0, int(since.timestamp() * 1000)),
                filterPattern=f'"{request}"' if request else "",
            ):
                for event in page["events"]:
                    moment = datetime.fromtimestamp(event["timestamp"] / 1000, UTC)
                    lines.append(Line(moment, function, event["message"], event["eventId"]))
        except client.exceptions.ResourceNotFoundException:  # it has never been called
            missing.append(group)
    if len(missing) == len(groups):
        raise ConfigurationError(
            f"stage {stage} has no logs in {client.meta.region_name}: none of its functions has ever run. "
            "Deploy it, or set AWS_REGION to where it is"
        )
    return sorted(lines, key=lambda line: line.time)


def follow(
    look: Callable[[datetime], list[Line]],
    since: datetime,
    now: Callable[[], datetime],
    pause: Callable[[float], None],
) -> Iterator[Line]:
    """Yields each line once, as it comes, without end; `look` reads those since a time."""
    previous: set[str] = set()
    while True:
        begun = now()
        lines = look(since)
        yield from (line for line in lines if line.id not in previous)
        previous = {line.id for line in lines}
        since = max(since, begun - OVERLAP)
        pause(POLL_SECONDS)


def span(text: str) -> timedelta:
    """Returns the span of ``90s``, ``30m``, ``1h`` or ``2d``. Raises `ConfigurationError` for others."""
    units = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
    match = re.fullmatch(r"(\d{1,4})([smhd])", text.strip(), re.ASCII)
    if not match:
        raise ConfigurationError(f"{text!r} is no span of time: write one such as 30m, 1h or 2d")
    return timedelta(**{units[match[2]]: int(match[1])})


def _finite(text: str) -> float | str:
    """Returns a finite number, or its text: JSON has no word for others."""
    number = float(text)
    return number if math.isfinite(number) else text
