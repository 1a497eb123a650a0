"""The way of an upload to its function: rule, queue, and what takes from the queue."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import boto3

from billet import project
from billet.operator.checks.finding import Finding, promise
from billet.operator.checks.stage_context import StageContext
from billet.operator.deployment.chalice_state import function_of, mapping_of
from billet.operator.deployment.event_source import RESPONSES
from billet.operator.provision.stack import Stack
from chalicelib import upload_queue
from chalicelib.content.listing import PREFIXES

if TYPE_CHECKING:
    from types_boto3_sqs.literals import QueueAttributeNameType

_RUNS_OF_A_MESSAGE = 6
"""As many runs of a function a message is to be hidden for, and the window of a batch besides (AWS Lambda
developer guide, "Using Lambda with SQS")."""

_QUEUE_ATTRIBUTES: list[QueueAttributeNameType] = [
    "VisibilityTimeout",
    "RedrivePolicy",
    "SqsManagedSseEnabled",
    "Policy",
]


def pattern(bucket: str) -> dict[str, Any]:
    """Returns the EventBridge pattern of changes to content, which the template has as well."""
    return {
        "source": ["aws.s3"],
        "detail-type": ["Object Created", "Object Deleted"],
        "detail": {
            "bucket": {"name": [bucket]},
            "object": {"key": [{"prefix": prefix} for prefix in PREFIXES]},
        },
    }


def hidden_seconds(stage: str) -> int:
    """Returns how long a message is to be hidden from others while a function has it."""
    run: int = project.setting(stage, "lambda_timeout", 60, "on_upload")
    return _RUNS_OF_A_MESSAGE * run + upload_queue.WINDOW_SECONDS


def rule(context: StageContext) -> Iterator[Finding]:
    """Files of authors, and nothing else, are put into the queue of uploads."""
    client, name = boto3.client("events"), context.resources["UploadRule"]
    rule = client.describe_rule(Name=name)
    same = json.loads(rule.get("EventPattern", "{}")) == pattern(context.environment["BILLET_BUCKET"])
    targets = [target["Arn"] for target in client.list_targets_by_rule(Rule=name)["Targets"]]
    leads = targets == [Stack(context.stage).queue("Uploads")]
    state = str(rule.get("State", "DISABLED"))
    what = f"{state.lower()}, {'as written' if same else 'another pattern'}"
    yield promise(
        "rule of uploads",
        what if leads else f"{what}, not to the queue",
        kept=same and leads and state == "ENABLED",
        remedy=context.revert,
    )


def queue(context: StageContext) -> Iterator[Finding]:
    """Events may come in, wait encrypted, and are set aside where no run can handle them."""
    attributes: Mapping[str, str] = boto3.client("sqs").get_queue_attributes(
        QueueUrl=context.resources["Uploads"], AttributeNames=_QUEUE_ATTRIBUTES
    )["Attributes"]  # type: ignore[assignment]  # by their names
    failures = Stack(context.stage).queue("Failures")
    open_to_rule = _lets_in(json.loads(attributes.get("Policy") or "{}"), context.resources["UploadRule"])
    yield promise(  # EventBridge says nothing of events that it may not deliver
        "queue of uploads takes events of its rule",
        "yes" if open_to_rule else "no",
        kept=open_to_rule,
        remedy=context.revert,
    )
    encrypted = attributes.get("SqsManagedSseEnabled") == "true"
    yield promise(
        "encryption of the queue of uploads",
        "yes" if encrypted else "no",
        kept=encrypted,
        remedy=context.revert,
    )
    destination = json.loads(attributes.get("RedrivePolicy", "{}")).get("deadLetterTargetArn", "nowhere")
    yield promise(
        "events that no run can handle go to",
        destination,
        kept=destination == failures,
        remedy=context.revert,
    )
    hidden = int(attributes.get("VisibilityTimeout", 0))
    least = hidden_seconds(context.stage)
    yield promise(
        "a run has its events to itself for",
        f"{hidden} s",
        kept=hidden >= least,
        remedy=f"{context.revert}: {least} s",
    )


def _lets_in(policy: Mapping[str, Any], rule: str) -> bool:
    """Returns whether the policy of a queue lets EventBridge send for a rule."""
    return any(
        statement.get("Effect") == "Allow"
        and str(statement.get("Condition", {}).get("ArnEquals", {}).get("aws:SourceArn", "")).endswith(
            f":rule/{rule}"
        )
        for statement in policy.get("Statement", [])
    )


def source(context: StageContext) -> Iterator[Finding]:
    """The function takes uploads from the queue, in few runs."""
    function, mapping = function_of(context.stage, "on_upload"), mapping_of(context.stage)
    if mapping is None:
        yield Finding(f"{function} takes uploads", "from no queue", context.deploy)
        return
    settings = {
        "queue": (mapping.get("EventSourceArn"), Stack(context.stage).queue("Uploads")),
        "batch": (mapping.get("BatchSize"), upload_queue.BATCH),
        "window": (mapping.get("MaximumBatchingWindowInSeconds"), upload_queue.WINDOW_SECONDS),
        "runs at once": (
            mapping.get("ScalingConfig", {}).get("MaximumConcurrency"),
            upload_queue.RUNS_AT_ONCE,
        ),
        "responses": (mapping.get("FunctionResponseTypes"), [RESPONSES]),
    }
    differing = [name for name, (deployed, expected) in settings.items() if deployed != expected]
    state = str(mapping.get("State", "")).lower()
    yield promise(
        f"{function} takes uploads",
        f"{', '.join(differing)} differ" if differing else state,
        kept=not differing and state in ("enabled", "creating", "updating"),
        remedy=context.deploy,
    )
