"""Lambda's pollers: they take messages from queues as event source mappings say, by the roles of functions.

Where AWS promises nothing, they do the worst: what is gathered arrives in no order, and as two batches at
once. ("Using Lambda with Amazon SQS" in the AWS Lambda developer guide.)
"""

from __future__ import annotations

import json
import random
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import boto3

from tests.rehearsal.functions import ACCOUNT, PAYLOAD, Functions, InvocationRefused

SECOND = 0.1
"""How long a second of a window takes here."""

LOOK = 0.02
"""Seconds between two looks at the queues."""

PAUSE = 0.05
"""Seconds until a batch that found no room is tried again."""

AT_A_TIME = 10
"""Messages of one request to SQS."""


@dataclass
class Source:
    """A mapping at work: the messages that were gathered since a moment, and how many runs it has."""

    region: str
    mapping: Any
    messages: list[dict[str, Any]] = field(default_factory=list)
    since: float = 0
    running: int = 0

    @property
    def function(self) -> str:
        """The name of the function."""
        return str(self.mapping.function_arn.rpartition(":")[2])

    @property
    def queue(self) -> Any:
        """The queue, None where it was deleted."""
        return queue_at(self.mapping.event_source_arn)

    @property
    def room(self) -> int:
        """How many runs more it may have."""
        return int((self.mapping.scaling_config or {}).get("MaximumConcurrency", 1000)) - self.running

    @property
    def is_complete(self) -> bool:
        """Whether a batch is as large as it may be, or its window is over."""
        size = sum(len(message["Body"]) for message in self.messages)
        window = (self.mapping.max_batch_window or 0) * SECOND
        is_full = len(self.messages) >= self.mapping.batch_size or size > PAYLOAD / 2
        return bool(self.messages) and (is_full or time.monotonic() - self.since >= window)


class Poller:
    """All pollers of an account."""

    def __init__(self, functions: Functions) -> None:
        self.delivered: list[str] = []
        """The function of each message that was handled."""
        self.batches: list[int] = []
        """How many messages each run had."""
        self.most_at_once = 0
        """How many runs of one mapping there were at once."""
        self.errors: list[Exception] = []
        self._functions = functions
        self._sources: dict[str, Source] = {}
        self._pool = ThreadPoolExecutor(8)
        self._random = random.Random(1)
        self._lock, self._stopped = threading.Lock(), threading.Event()
        self._thread = threading.Thread(target=self._poll, daemon=True)

    def start(self) -> None:
        """Begins."""
        self._thread.start()

    def stop(self) -> None:
        """Ends, after what is under way."""
        self._stopped.set()
        self._thread.join()
        self._pool.shutdown()

    @property
    def is_idle(self) -> bool:
        """Whether no message waits, nor is any on its way."""
        with self._lock:
            sources = list(self._all_sources())
            return not any(s.messages or s.running or (s.queue and s.queue._messages) for s in sources)

    def _all_sources(self) -> Iterator[Source]:
        from moto.awslambda_simple.models import lambda_simple_backends

        for region, backend in list(lambda_simple_backends[ACCOUNT].items()):
            mappings: Any = backend._event_source_mappings
            for mapping in list(mappings.values()):
                if mapping.enabled:
                    yield self._sources.setdefault(mapping.uuid, Source(region, mapping))

    def _poll(self) -> None:
        while not self._stopped.wait(LOOK):
            try:
                with self._lock:
                    for source in self._all_sources():
                        self._gather(source)
                        if source.is_complete and source.room > 0:
                            self._start(source)
            except Exception as error:
                self.errors.append(error)

    def _gather(self, source: Source) -> None:
        """Takes what is in the queue, as far as it makes one batch."""
        while source.room > 0 and source.queue and source.queue.messages:
            if len(source.messages) >= source.mapping.batch_size:
                return
            received = self._client(source).receive_message(
                QueueUrl=self._address(source), MaxNumberOfMessages=AT_A_TIME, AttributeNames=["All"]
            )
            messages = received.get("Messages", [])
            if not messages:
                return  # they were set aside
            source.since = source.since if source.messages else time.monotonic()
            source.messages += messages

    def _start(self, source: Source) -> None:
        """Runs the function on what was gathered, as two batches where two runs have room."""
        messages, source.messages = source.messages, []
        self._random.shuffle(messages)
        half = len(messages) // 2 if source.room > 1 else 0
        for batch in filter(None, (messages[:half], messages[half:])):
            source.running += 1
            self.most_at_once = max(self.most_at_once, source.running)
            self.batches.append(len(batch))
            self._pool.submit(self._run, source, batch)

    def _run(self, source: Source, messages: list[dict[str, Any]]) -> None:
        try:
            failed = self._handle(source, messages)
            handled = [message for message in messages if message["MessageId"] not in failed]
            self._delete(source, handled)
            self.delivered += [source.function] * len(handled)
            for message in messages:
                if message["MessageId"] in failed:
                    _let_come_again(source, message["ReceiptHandle"])
        except Exception as error:
            self.errors.append(error)
        finally:
            with self._lock:
                source.running -= 1

    def _handle(self, source: Source, messages: list[dict[str, Any]]) -> set[str]:
        """Returns the ids of the messages that come again."""
        ids = {message["MessageId"] for message in messages}
        event = json.dumps({"Records": [_record(source, message) for message in messages]}).encode()
        while True:
            try:
                answer, has_failed = self._functions.invoke(source.region, source.function, event)
            except InvocationRefused:
                time.sleep(PAUSE)
                continue
            responses = source.mapping.function_response_types or []
            return ids if has_failed else failures_in(answer, ids) if responses else set()

    def _delete(self, source: Source, messages: list[dict[str, Any]]) -> None:
        for first in range(0, len(messages), AT_A_TIME):
            entries = [
                {"Id": str(number), "ReceiptHandle": message["ReceiptHandle"]}
                for number, message in enumerate(messages[first : first + AT_A_TIME])
            ]
            self._client(source).delete_message_batch(QueueUrl=self._address(source), Entries=entries)

    def _address(self, source: Source) -> str:
        return f"{self._functions.endpoint}/{ACCOUNT}/{source.queue.name}"

    def _client(self, source: Source) -> Any:
        key = self._functions.key_of(source.region, source.function)
        return _client(self._functions.endpoint, source.region, key)


@cache
def _client(endpoint: str, region: str, key: str) -> Any:
    return boto3.client(
        "sqs",
        endpoint_url=endpoint,
        region_name=region,
        aws_access_key_id=key,
        aws_secret_access_key="of the role",
    )


def queue_at(arn: str) -> Any:
    """Returns a queue by its ARN, None where there is none."""
    from moto.sqs.models import sqs_backends

    region, name = arn.split(":")[3], arn.rpartition(":")[2]
    queues: Any = sqs_backends[ACCOUNT][region].queues
    return queues.get(name)


def _let_come_again(source: Source, receipt: str) -> None:
    """Lets the time pass for which a message is hidden."""
    from moto.sqs.models import sqs_backends

    sqs_backends[ACCOUNT][source.region].change_message_visibility(source.queue.name, receipt, 0)


def failures_in(answer: bytes, ids: set[str]) -> set[str]:
    """Returns the messages that an answer of a function lets come again: all of them where it is not of the
    form that Lambda expects ("Implementing partial batch responses")."""
    try:
        failures = (json.loads(answer) or {}).get("batchItemFailures") or []
        named = {failure["itemIdentifier"] for failure in failures}
    except (ValueError, KeyError, TypeError, AttributeError):
        return ids
    return named if named <= ids else ids


def _record(source: Source, message: dict[str, Any]) -> dict[str, Any]:
    return {
        "messageId": message["MessageId"],
        "receiptHandle": message["ReceiptHandle"],
        "body": message["Body"],
        "attributes": message.get("Attributes", {}),
        "messageAttributes": {},
        "md5OfBody": message["MD5OfBody"],
        "eventSource": "aws:sqs",
        "eventSourceARN": source.mapping.event_source_arn,
        "awsRegion": source.region,
    }
