"""EventBridge and Lambda's asynchronous invocations: events reach queues and functions, in no order, some of
them twice, and those that a function fails on go to the queue that it has for them.

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

from tests.rehearsal import mappings
from tests.rehearsal.functions import ACCOUNT, Functions, InvocationRefused, deployed_function
from tests.rehearsal.poller import PAUSE, Poller, queue_at

RETRIES = 2
"""How often an event is tried again that a function failed on, where nobody chose another number."""

AT_ONCE = 3
"""How many events are under way at once on this machine. On AWS as many are as the account may run."""


class Events:
    """What is under way to queues and functions. While `doubled`, each event arrives twice, and in any
    order."""

    def __init__(self, functions: Functions) -> None:
        self.doubled = False
        self.delivered: list[str] = []
        """The functions that handled an event, in order."""
        self.errors: list[Exception] = []
        self.poller = Poller(functions)
        self._functions = functions
        self._pool = ThreadPoolExecutor(AT_ONCE)
        self._random = random.Random(1)
        self._waiting = 0
        self._counting = threading.Lock()

    def send(self, region: str, function: str, event: dict[str, Any]) -> None:
        """Hands an event over to Lambda, which answers before the function runs."""
        for _ in range(2 if self.doubled else 1):
            with self._counting:
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
        """Sends an event to the functions that a rule names and may invoke, and to the queues that it may
        send to. Of others EventBridge says nothing."""
        from moto.sqs.models import sqs_backends

        for target in rule.targets if rule.state == "ENABLED" else ():
            _, _, service, region, _, *_, name = target["Arn"].split(":")
            if service == "lambda" and may_invoke("events.amazonaws.com", rule.arn, region, name):
                self.send(region, name, event)
            if service == "sqs" and may_send(rule.arn, queue_at(target["Arn"])):
                for _ in range(2 if self.doubled else 1):
                    sqs_backends[ACCOUNT][region].send_message(name, json.dumps(event))

    def wait(self, seconds: float = 60) -> None:
        """Waits until every event was handled or set aside. Raises the error of one that was not sent."""
        deadline = time.monotonic() + seconds
        while self._waiting or not self.poller.is_idle:
            if errors := self.errors + self.poller.errors:
                raise errors[0]
            assert time.monotonic() < deadline, f"{self._waiting} events wait, or messages in the queues"
            time.sleep(PAUSE)

    def _deliver(self, region: str, function: str, event: dict[str, Any]) -> None:
        try:
            if self.doubled:
                time.sleep(self._random.uniform(0, 0.2))
            self._run(region, function, event)
        except Exception as error:
            self.errors.append(error)
        finally:
            with self._counting:
                self._waiting -= 1

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


def may_send(source: str, queue: Any) -> bool:
    """Whether the policy of a queue lets EventBridge send to it for a rule, which is an ARN."""
    policy = json.loads(queue.policy or '{"Statement": []}') if queue else {"Statement": []}
    return any(
        statement["Effect"] == "Allow"
        and statement["Principal"] == {"Service": "events.amazonaws.com"}
        and (statement["Action"], statement["Resource"]) == ("sqs:SendMessage", queue.queue_arn)
        and statement["Condition"] == {"ArnEquals": {"aws:SourceArn": source}}
        for statement in policy["Statement"]
    )


@contextmanager
def delivery(functions: Functions) -> Iterator[Events]:
    """Lets moto's rules send events to functions."""
    from moto.events.models import Rule
    from moto.s3 import notifications
    from moto.s3.models import FakeDeleteMarker, S3Backend

    mark: Any = S3Backend._set_delete_marker
    events = Events(functions)

    def send_to_all(rule: Any, event: Any, transform_input: bool = True) -> None:
        """Sends to functions and queues. (Moto hides errors.)"""
        try:
            if rule.scheduled_expression or not rule.event_pattern.matches_event(event):
                return
            moment = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")  # moto's is a number
            events.send_to_targets(rule, {**event, "time": moment})
        except Exception as error:
            events.errors.append(error)
            raise

    def mark_and_tell(backend: Any, bucket: str, key: str) -> Any:
        """Deletes an object of a bucket with versions, and tells of it, which moto does not."""
        marker = mark(backend, bucket, key)
        kind = notifications.S3NotificationEvent.OBJECT_REMOVED_DELETE_EVENT
        notifications.send_event(backend.account_id, kind, backend.get_bucket(bucket), marker)
        return marker

    with mappings.enforced(functions.access), pytest.MonkeyPatch.context() as patch:
        patch.setattr(FakeDeleteMarker, "size", 0, raising=False)
        patch.setattr(FakeDeleteMarker, "etag", "", raising=False)
        patch.setattr(S3Backend, "_set_delete_marker", mark_and_tell)
        patch.setattr(Rule, "send_to_targets", send_to_all)
        events.poller.start()
        yield events
        events.poller.stop()
