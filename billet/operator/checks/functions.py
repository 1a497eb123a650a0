"""Functions, their permissions, and what starts them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import boto3

from billet import project
from billet.operator import runtime
from billet.operator.checks.finding import Finding, promise
from billet.operator.checks.stage_context import StageContext
from billet.operator.deployment import chalice_state
from billet.operator.provision import policies
from billet.operator.provision.stack import Stack
from chalicelib import events

ALL = (chalice_state.HANDLER, *chalice_state.EVENTS)

ENOUGH_RUNS = 100
"""Runs at once with which the requests that API Gateway lets through find room, cold starts included."""

RUNS_TO_ASK_FOR = 1000
"""What AWS gives to most accounts (AWS Lambda developer guide, "Lambda quotas")."""

RUNS_QUOTA = "L-B99A9384"
"""Its code in Service Quotas: "Concurrent executions" of Lambda."""


def settings(context: StageContext) -> Iterator[Finding]:
    """Each function has the variables, memory, time and a Python that the configuration asks for."""
    client = boto3.client("lambda")
    for name in ALL:
        function = chalice_state.function_of(context.stage, name)
        deployed: dict[str, Any] = dict(client.get_function_configuration(FunctionName=function))
        variables = deployed.get("Environment", {}).get("Variables", {})
        differing = sorted(k for k, v in context.environment.items() if variables.get(k) != v)
        for key, setting, usual in (
            ("MemorySize", "lambda_memory_size", 128),
            ("Timeout", "lambda_timeout", 60),
        ):
            if deployed.get(key) != project.setting(context.stage, setting, usual, name):
                differing.append(setting)
        state = f"{', '.join(differing)} differ" if differing else f"{deployed.get('MemorySize')} MB"
        yield promise(f"{function} is set", state, kept=not differing, remedy=context.deploy)
        version = str(deployed.get("Runtime"))
        oldest = ".".join(map(str, runtime.OLDEST))
        yield promise(
            f"{function} runs on",
            version,
            kept=runtime.is_supported(version),
            remedy=f"{context.deploy}, from Python {oldest} or newer",
        )


def concurrency(context: StageContext) -> Iterator[Finding]:
    """The account lets enough functions run at once: a new one has ten for all it does in a region."""
    limit = boto3.client("lambda").get_account_settings()["AccountLimit"]["ConcurrentExecutions"]
    region = context.account.region
    yield promise(
        "runs at once",
        f"{limit} in {region}",
        kept=limit >= ENOUGH_RUNS,
        remedy=(
            f"ask AWS for {RUNS_TO_ASK_FOR}, which costs nothing: aws service-quotas "
            f"request-service-quota-increase --service-code lambda --quota-code {RUNS_QUOTA} "
            f"--desired-value {RUNS_TO_ASK_FOR} --region {region}"
        ),
    )


def permissions(context: StageContext) -> Iterator[Finding]:
    """Each role may do what its policy says and nothing else."""
    client = boto3.client("iam")
    traced = bool(project.setting(context.stage, "xray", usual=False))
    for name in ALL:
        role = chalice_state.role_of(context.stage, name)
        text = policies.text_of(
            policies.kind_of(name),
            context.stage,
            project.application(),
            context.account,
            traced=traced,
            sender=context.environment.get("BILLET_SENDER", ""),
        )
        inline = client.list_role_policies(RoleName=role)["PolicyNames"]
        granted = [client.get_role_policy(RoleName=role, PolicyName=p)["PolicyDocument"] for p in inline]
        attached = [
            str(policy.get("PolicyName"))
            for policy in client.list_attached_role_policies(RoleName=role)["AttachedPolicies"]
        ]
        exact = granted == [json.loads(text)] and not attached
        state = "its policy and nothing else" if exact else f"{', '.join([*inline, *attached]) or 'none'}"
        yield promise(
            f"{role} may do", state, kept=exact, remedy=f"{context.deploy} (other policies: detach them)"
        )


def failures(context: StageContext) -> Iterator[Finding]:
    """Events that fail go to the queue, which is empty."""
    address = context.resources["Failures"]
    queue = Stack(context.stage).queue("Failures")
    client = boto3.client("lambda")
    for event in chalice_state.ASYNCHRONOUS:
        function = chalice_state.function_of(context.stage, event)
        config = client.get_function_event_invoke_config(FunctionName=function)
        destination = config.get("DestinationConfig", {}).get("OnFailure", {}).get("Destination", "nowhere")
        yield promise(
            f"events {function} fails on", destination, kept=destination == queue, remedy=context.deploy
        )
    attributes = boto3.client("sqs").get_queue_attributes(
        QueueUrl=address, AttributeNames=["ApproximateNumberOfMessages"]
    )["Attributes"]
    count = int(attributes["ApproximateNumberOfMessages"])
    yield promise(
        "queue of failures",
        f"{count} events",
        kept=count == 0,
        remedy=f"{context.logs}, then aws sqs purge-queue --queue-url {address}",
    )


def rules(context: StageContext) -> Iterator[Finding]:
    """The clock starts the functions that publish and send mails."""
    client = boto3.client("events")
    for event, every in (("on_schedule", events.EVERY), ("on_minute", events.EVERY_MINUTE)):
        name = chalice_state.rule_of(context.stage, event)
        rule = client.describe_rule(Name=name)
        same = rule.get("ScheduleExpression") == every.to_string()
        targets = [target["Arn"] for target in client.list_targets_by_rule(Rule=name)["Targets"]]
        function = f":function:{chalice_state.function_of(context.stage, event)}"
        starts = any(arn.endswith(function) for arn in targets)
        rule_state = rule.get("State", "DISABLED")
        state = f"{rule_state.lower()}, {'as written' if same else 'another time'}, {len(targets)} target"
        yield promise(name, state, kept=same and starts and rule_state == "ENABLED", remedy=context.deploy)
