"""The queue of events about files that were written or deleted, and what Lambda takes from it."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Iterable
from typing import Any

log = logging.getLogger("billet")

ARN = os.environ.get("BILLET_UPLOADS_QUEUE") or "arn:aws:sqs:us-east-1:000000000000:not-set-up"

WINDOW_SECONDS = 5
"""How long Lambda gathers events after the first one, so that files that come together are one run. Where
few come, it may take up to 20 seconds whatever it is told (AWS Lambda developer guide, "Using Lambda with
Amazon SQS")."""

BATCH = 10_000
"""The most events of a run, which is as many as Lambda allows: a run looks at the whole bucket anyway."""

RUNS_AT_ONCE = 2
"""The fewest that Lambda allows: two runs read the same files, and a new account has ten for all it does."""


def key_in(body: str) -> str:
    """Returns the key of the object that a message is about, "" where it names none: a hint all the same."""
    try:
        return str(json.loads(body)["detail"]["object"]["key"])
    except (ValueError, KeyError, TypeError):
        log.warning("a message of the queue names no object: %.200s", body)
        return ""


def come_again(message_ids: Iterable[str]) -> dict[str, Any]:
    """Returns the answer that lets messages come again ("Implementing partial batch responses" in the AWS
    Lambda developer guide)."""
    return {"batchItemFailures": [{"itemIdentifier": message_id} for message_id in message_ids]}
