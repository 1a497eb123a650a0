"""EventBridge on this machine: events and schedules for the handlers the Chalice app registers."""

from __future__ import annotations

import importlib
import logging
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from chalice.app import Chalice, CloudWatchEventConfig, ScheduledEventConfig

from billet.local.gateway import RUN_SECONDS, Context

log = logging.getLogger("billet.event_bus")

Handler = Callable[[dict[str, Any], Context], Any]

_ACCOUNT = "123456789012"


class EventBus:
    """Sends each event to the handlers whose pattern it matches; they are imported as they are deployed, by
    the name of their module."""

    def __init__(self, app: Chalice) -> None:
        self._rules: list[tuple[dict[str, Any], Handler]] = []
        self._schedules: list[Handler] = []
        for source in app.event_sources:
            module, _, name = source.handler_string.rpartition(".")
            if isinstance(source, CloudWatchEventConfig):
                self._rules.append((source.event_pattern, getattr(importlib.import_module(module), name)))
            elif isinstance(source, ScheduledEventConfig):
                self._schedules.append(getattr(importlib.import_module(module), name))

    def put(self, event: dict[str, Any]) -> list[Any]:
        """Call every handler whose pattern matches, and return their results."""
        handlers = [handler for pattern, handler in self._rules if matches(pattern, event)]
        return [_invoke(handler, event) for handler in handlers]

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


def matches(pattern: Any, value: Any) -> bool:
    """Whether an event fits a pattern of exact values and prefixes (Amazon EventBridge user guide,
    "Comparison operators")."""
    if isinstance(pattern, dict):
        return isinstance(value, dict) and all(
            matches(part, value.get(name)) for name, part in pattern.items()
        )
    return any(
        str(value).startswith(option["prefix"]) if isinstance(option, dict) else value == option
        for option in pattern
    )


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
    """The result of a handler; None where it failed, which is logged, as with asynchronous invocations."""
    try:
        return handler(event, Context(seconds=RUN_SECONDS))
    except Exception:
        log.exception("%s failed", event["detail-type"])
        return None
