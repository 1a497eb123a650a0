"""Uploads and the clock on this machine, for the handlers the Chalice app registers."""

from __future__ import annotations

import importlib
import json
import logging
import time
import uuid
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from chalice.app import Chalice, ScheduledEventConfig, SQSEventConfig

from billet.local.gateway import RUN_SECONDS, Context

log = logging.getLogger("billet.event_bus")

Handler = Callable[[dict[str, Any], Context], Any]

_ACCOUNT = "123456789012"


class EventBus:
    """Calls the handlers, which are imported as they are deployed, by the name of their module.

    What is uploaded waits in no queue here: who uploads has gathered it already.
    """

    def __init__(self, app: Chalice) -> None:
        self._consumers: list[Handler] = []
        self._schedules: list[Handler] = []
        for source in app.event_sources:
            module, _, name = source.handler_string.rpartition(".")
            kinds = {SQSEventConfig: self._consumers, ScheduledEventConfig: self._schedules}
            kinds[type(source)].append(getattr(importlib.import_module(module), name))

    def send(self, events: Sequence[dict[str, Any]]) -> list[Any]:
        """Call every handler of a queue with a batch of events, and return their results."""
        return [_invoke(handler, batch(*events)) for handler in self._consumers]

    def fire_schedule(self) -> list[Any]:
        """Call every scheduled handler, and return their results."""
        event = _event("aws.events", "Scheduled Event", {}, "arn:aws:events:local:rule/schedule")
        return [_invoke(handler, event) for handler in self._schedules]


def object_event(kind: str, bucket: str, key: str) -> dict[str, Any]:
    """The event of EventBridge for an object; `kind` is "Object Created" or "Object Deleted"."""
    detail = {
        "version": "0",
        "bucket": {"name": bucket},
        "object": {"key": key},
        "request-id": uuid.uuid4().hex[:16].upper(),
        "requester": _ACCOUNT,
        "reason": "PutObject" if kind == "Object Created" else "DeleteObject",
    }
    return _event("aws.s3", kind, detail, f"arn:aws:s3:::{bucket}")


def batch(*events: dict[str, Any]) -> dict[str, Any]:
    """What Lambda makes of messages that EventBridge put into a queue."""
    now = str(int(time.time() * 1000))
    records = [
        {
            "messageId": str(uuid.uuid4()),
            "receiptHandle": uuid.uuid4().hex,
            "body": json.dumps(event),
            "attributes": {
                "ApproximateReceiveCount": "1",
                "SentTimestamp": now,
                "SenderId": "events.amazonaws.com",
                "ApproximateFirstReceiveTimestamp": now,
            },
            "messageAttributes": {},
            "eventSource": "aws:sqs",
            "eventSourceARN": f"arn:aws:sqs:local:{_ACCOUNT}:uploads",
            "awsRegion": "local",
        }
        for event in events
    ]
    return {"Records": records}


def _event(source: str, kind: str, detail: dict[str, Any], resource: str) -> dict[str, Any]:
    return {
        "version": "0",
        "id": str(uuid.uuid4()),
        "detail-type": kind,
        "source": source,
        "account": _ACCOUNT,
        "time": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "region": "local",
        "resources": [resource],
        "detail": detail,
    }


def _invoke(handler: Handler, event: dict[str, Any]) -> Any:
    """The result of a handler; None where it failed, which is logged, as AWS does it."""
    try:
        return handler(event, Context(seconds=RUN_SECONDS))
    except Exception:
        log.exception("%s failed", event.get("detail-type", "an upload"))
        return None
