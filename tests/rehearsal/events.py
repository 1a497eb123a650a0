"""EventBridge and Lambda's asynchronous invocations: events reach the functions, in no order, some of them
twice, and those that a function fails on go to the queue that it has for them.

S3 and the rules are moto's own, which sends events to all targets but functions.
"""

from __future__ import annotations

import json
import random
import threading
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import boto3
import pytest

from tests.rehearsal.functions import ACCOUNT, Functions, InvocationRefused, deployed_function

RETRIES = 2
"""How often an event is tried again that a function failed on, where nobody chose another number."""

AT_ONCE = 3
"""How many events are under way at once on this machine. On AWS as many are as the account may run."""

PAUSE = 0.05
"""Seconds until a throttled event is delivered again. On AWS they grow to five minutes."""


class Events:
    """What is under way to the functions. While `doubled`, each event arrives twice, and in any order."""

    def __init__(self, functions: Functions) -> None:
        self.doubled = False
        self.delivered: list[str] = []
        """The functions that handled an event, in order."""
        self.errors: list[Exception] = []
        self._functions = functions
        self._pool = ThreadPoolExecutor(AT_ONCE)
        self._random = random.Random(1)
        self._waiting = 0
        self._changed = threading.Condition()

    def send(self, region: str, function: str, event: dict[str, Any]) -> None:
        """Hands an event over to Lambda, which answers before the function runs."""
        for _ in range(2 if self.doubled else 1):
            with self._changed:
                self._waiting += 1
            self._pool.submit(self._deliver, region, function, event)

    def fire(self, region: str, rule: str) -> None:
        """Lets a schedule's rule strike."""
        from moto.events.models import events_backends

        backend: Any = events_backends[ACCOUNT][region]
        event = {
            "version": "0",
            "id": str(uuid.uuid4()),
            "detail-type": "Scheduled Event",
            "source": "aws.events",
            "account": ACCOUNT,
            "time": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "region": region,
            "resources": [f"arn:aws:events:{region}:{ACCOUNT}:rule/{rule}"],
            "detail": {},
        }
        self.send_to_targets(backend.describe_rule(rule, None), event)

    def send_to_targets(self, rule: Any, event: dict[str, Any]) -> None:
        """Sends an event to the functions that a rule names and may invoke."""
        for target in rule.targets if rule.state == "ENABLED" else ():
            _, _, service, region, _, *_, name = target["Arn"].split(":")
            if service == "lambda" and may_invoke("events.amazonaws.com", rule.arn, region, name):
                self.send(region, name, event)

    def wait(self, seconds: float = 60) -> None:
        """Waits until every event was handled or set aside. Raises the error of one that was not sent."""
        with self._changed:
            assert self._changed.wait_for(lambda: not self._waiting, seconds), f"{self._waiting} events wait"
        if self.errors:
            raise self.errors[0]

    def _deliver(self, region: str, function: str, event: dict[str, Any]) -> None:
        try:
            if self.doubled:
                time.sleep(self._random.uniform(0, 0.2))
            self._run(region, function, event)
        except Exception as error:
            self.errors.append(error)
        finally:
            with self._changed:
                self._waiting -= 1
                self._changed.notify_all()

    def _run(self, region: str, function: str, event: dict[str, Any]) -> None:
        config: Any = deployed_function(region, function).event_invoke_config
        settings = config[-1].config if config else {}
        left = settings.get("MaximumRetryAttempts", RETRIES)
        while True:
            try:
                answer, failed = self._functions.invoke(region, function, json.dumps(event).encode())
            except InvocationRefused:
                time.sleep(PAUSE)
                continue
            if not failed:
                self.delivered.append(function)
                return
            if not left:
                break
            left -= 1
        if queue := settings.get("DestinationConfig", {}).get("OnFailure", {}).get("Destination"):
            self._set_aside(
                region, function, queue, {"requestPayload": event, "responsePayload": json.loads(answer)}
            )

    def _set_aside(self, region: str, function: str, queue: str, record: dict[str, Any]) -> None:
        """Puts an event into a queue, by the role of the function."""
        client = boto3.client(
            "sqs",
            endpoint_url=self._functions.endpoint,
            region_name=region,
            aws_access_key_id=f"{function}.{region}",
            aws_secret_access_key="of the role",
        )
        address = f"{self._functions.endpoint}/{ACCOUNT}/{queue.rpartition(':')[2]}"
        client.send_message(QueueUrl=address, MessageBody=json.dumps(record))


def may_invoke(service: str, source: str, region: str, name: str) -> bool:
    """Whether the policy of a function lets a service invoke it for a source, which is an ARN."""
    policy: Any = deployed_function(region, name).policy
    return any(
        statement["Effect"] == "Allow"
        and statement["Principal"] == {"Service": service}
        and _is_from(source, statement.get("Condition", {}))
        for statement in policy.statements
    )


def _is_from(source: str, condition: dict[str, Any]) -> bool:
    ((_, keys),) = condition.items()
    ((_, pattern),) = keys.items()
    beginning, star, _ = str(pattern).partition("*")
    return source.startswith(beginning) if star else source == pattern


@contextmanager
def delivery(functions: Functions) -> Iterator[Events]:
    """Lets moto's rules send events to functions."""
    from moto.events.models import Rule
    from moto.s3 import notifications
    from moto.s3.models import FakeDeleteMarker, S3Backend

    mark: Any = S3Backend._set_delete_marker
    events, send = Events(functions), Rule.send_to_targets

    def send_to_all(rule: Any, event: Any, transform_input: bool = True) -> None:
        """Sends to functions here, and to all other targets as moto does, which hides errors."""
        try:
            if rule.scheduled_expression or not rule.event_pattern.matches_event(event):
                return
            moment = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")  # moto's is a number
            events.send_to_targets(rule, {**event, "time": moment})
            if any(":lambda:" not in target["Arn"] for target in rule.targets):
                send(rule, event, transform_input)
        except Exception as error:
            events.errors.append(error)
            raise

    def mark_and_tell(backend: Any, bucket: str, key: str) -> Any:
        """Deletes an object of a bucket with versions, and tells of it, which moto does not."""
        marker = mark(backend, bucket, key)
        kind = notifications.S3NotificationEvent.OBJECT_REMOVED_DELETE_EVENT
        notifications.send_event(backend.account_id, kind, backend.get_bucket(bucket), marker)
        return marker

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(FakeDeleteMarker, "size", 0, raising=False)
        patch.setattr(FakeDeleteMarker, "etag", "", raising=False)
        patch.setattr(S3Backend, "_set_delete_marker", mark_and_tell)
        patch.setattr(Rule, "send_to_targets", send_to_all)
        yield events
