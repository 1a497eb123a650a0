"""Functions, their permissions, and what sets them off."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import boto3

from billet import project
from billet.operator.checks.finding import Finding, promise
from billet.operator.checks.stage_context import StageContext
from billet.operator.deployment import chalice_state
from billet.operator.deployment.hardening import queue_of
from billet.operator.provision import policies
from chalicelib import events

ALL = (chalice_state.HANDLER, *chalice_state.EVENTS)

SEARCHES = (3, 12)
"""The first Python whose SQLite on AWS Lambda has FTS5: that of 3.11 is of 2013."""


def settings(subject: StageContext) -> Iterator[Finding]:
    """Each function has the variables, memory and time of the project's configuration."""
    client = boto3.client("lambda")
    for name in ALL:
        function = chalice_state.function_of(subject.stage, name)
        told: dict[str, Any] = dict(client.get_function_configuration(FunctionName=function))
        variables = told.get("Environment", {}).get("Variables", {})
        other = sorted(k for k, v in subject.environment.items() if variables.get(k) != v)
        for key, setting, usual in (
            ("MemorySize", "lambda_memory_size", 128),
            ("Timeout", "lambda_timeout", 60),
        ):
            if told.get(key) != project.setting(subject.stage, setting, usual, name):
                other.append(setting)
        found = (
            f"{', '.join(other)} differ" if other else f"{told.get('Runtime')}, {told.get('MemorySize')} MB"
        )
        yield promise(f"{function} is set", found, kept=not other, remedy=subject.deploy)


def search(subject: StageContext) -> Iterator[Finding]:
    """The functions run on a Python that can search."""
    client = boto3.client("lambda")
    runtimes = {
        str(
            client.get_function_configuration(FunctionName=chalice_state.function_of(subject.stage, name))[
                "Runtime"
            ]
        )
        for name in ALL
    }
    yield promise(
        "search",
        ", ".join(sorted(runtimes)),
        kept=all(map(can_search, runtimes)),
        remedy=f"{subject.deploy}, from Python {SEARCHES[0]}.{SEARCHES[1]} or newer: "
        "until then /search says that it is not available",
    )


def can_search(runtime: str) -> bool:
    """Whether one of Lambda's runtimes can, such as ``python3.13``."""
    version = re.fullmatch(r"python(\d+)\.(\d+)", runtime)
    return bool(version and (int(version[1]), int(version[2])) >= SEARCHES)


def permissions(subject: StageContext) -> Iterator[Finding]:
    """Each role may do what its policy says and nothing else."""
    client = boto3.client("iam")
    traced = bool(project.setting(subject.stage, "xray", usual=False))
    for name in ALL:
        role = chalice_state.role_of(subject.stage, name)
        kind = "reader" if name == chalice_state.HANDLER else "reconcile"
        text = policies.text_of(kind, subject.stage, project.application(), subject.account, traced=traced)
        inline = client.list_role_policies(RoleName=role)["PolicyNames"]
        granted = [client.get_role_policy(RoleName=role, PolicyName=p)["PolicyDocument"] for p in inline]
        attached = client.list_attached_role_policies(RoleName=role)["AttachedPolicies"]
        more = [str(policy.get("PolicyName")) for policy in attached]
        exact = granted == [json.loads(text)] and not more
        found = "its policy and nothing else" if exact else f"{', '.join([*inline, *more]) or 'none'}"
        yield promise(
            f"{role} may do", found, kept=exact, remedy=f"{subject.deploy} (other policies: detach them)"
        )


def failures(subject: StageContext) -> Iterator[Finding]:
    """Events that fail go to the queue, and none lies there."""
    address = subject.things["Failures"]
    queue = queue_of(address)
    client = boto3.client("lambda")
    for event in chalice_state.EVENTS:
        function = chalice_state.function_of(subject.stage, event)
        told = client.get_function_event_invoke_config(FunctionName=function)
        found = told.get("DestinationConfig", {}).get("OnFailure", {}).get("Destination", "nowhere")
        yield promise(f"events {function} fails on", found, kept=found == queue, remedy=subject.deploy)
    attributes = boto3.client("sqs").get_queue_attributes(
        QueueUrl=address, AttributeNames=["ApproximateNumberOfMessages"]
    )["Attributes"]
    waiting = int(attributes["ApproximateNumberOfMessages"])
    yield promise(
        "queue of failures",
        f"{waiting} events",
        kept=waiting == 0,
        remedy=f"{subject.logs}, then aws sqs purge-queue --queue-url {address}",
    )


def rules(subject: StageContext) -> Iterator[Finding]:
    """Uploads and the clock set off the functions that publish."""
    wanted = events.pattern(subject.environment["BILLET_BUCKET"])
    for event, key, value in (
        ("on_upload", "EventPattern", wanted),
        ("on_schedule", "ScheduleExpression", events.EVERY.to_string()),
    ):
        client = boto3.client("events")
        name = chalice_state.rule_of(subject.stage, event)
        rule: dict[str, Any] = dict(client.describe_rule(Name=name))
        told = rule.get(key, "{}")
        same = (json.loads(told) if key == "EventPattern" else told) == value
        targets = [t["Arn"] for t in client.list_targets_by_rule(Rule=name)["Targets"]]
        aimed = any(
            arn.endswith(f":function:{chalice_state.function_of(subject.stage, event)}") for arn in targets
        )
        state = rule.get("State", "DISABLED")
        found = f"{state.lower()}, {'as written' if same else 'another pattern'}, {len(targets)} target"
        yield promise(name, found, kept=same and aimed and state == "ENABLED", remedy=subject.deploy)
