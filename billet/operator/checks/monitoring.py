"""Alarms, who receives them, and logs."""

from __future__ import annotations

from collections.abc import Iterator

import boto3

from billet.operator.checks.finding import Finding, promise
from billet.operator.checks.stage_context import StageContext
from billet.operator.deployment import chalice_state
from billet.operator.provision import identities
from billet.operator.provision.stack import Stack

ALARMS = (
    "reader-errors",
    "reader-failures",
    "reader-throttles",
    "reader-traffic",
    "upload-errors",
    "uploads-wait",
    "schedule-errors",
    "schedule-throttles",
    "mail-errors",
    "failures",
    "index-age",
)
"""The ends of the names of the template's alarms."""


def alarms(context: StageContext) -> Iterator[Finding]:
    """All exist, notify the topic, and are silent."""
    names = [f"billet-{context.stage}-{name}" for name in ALARMS]
    existing = boto3.client("cloudwatch").describe_alarms(AlarmNames=names)["MetricAlarms"]
    topic = context.resources["News"]
    notifying = [alarm for alarm in existing if topic in alarm.get("AlarmActions", [])]
    kept = len(notifying) == len(names)
    yield promise("alarms", f"{len(notifying)} of {len(names)}", kept=kept, remedy=context.revert)
    for alarm in existing:
        if alarm.get("StateValue") == "ALARM":
            yield Finding(
                f"alarm {alarm['AlarmName']}", "rings", alarm.get("AlarmDescription") or context.logs
            )


def mail(context: StageContext) -> Iterator[Finding]:
    """Somebody receives alarms, and what waits for the author."""
    pages = boto3.client("sns").get_paginator("list_subscriptions_by_topic")
    subscriptions = [
        subscription
        for page in pages.paginate(TopicArn=context.resources["News"])
        for subscription in page["Subscriptions"]
    ]
    pending = [s for s in subscriptions if not s.get("SubscriptionArn", "").startswith("arn:")]
    what = "who receives mail"
    if not subscriptions:
        yield Finding(what, "nobody", f"{context.setup} --email you@example.org")
    elif pending:
        address = pending[0].get("Endpoint", "")
        yield Finding(what, f"{address} has not agreed", "follow the link AWS sent there")
    else:
        yield Finding(what, ", ".join(s.get("Endpoint", "") for s in subscriptions))


def budget(context: StageContext) -> Iterator[Finding]:
    """The month's spending is below the limit from which on somebody is told."""
    stack = Stack(context.stage)
    parameters, name = stack.parameters(), stack.resources().get("Budget")
    if not name:
        chosen = parameters.get("Email") and parameters.get("BudgetAmount") != "0"
        region = f": CloudFormation makes none in {context.account.region}, the console of Billing does"
        yield Finding("budget", f"none{region if chosen else ', as set up'}")
        return
    client = boto3.client("budgets")
    try:
        budget = client.describe_budget(AccountId=context.account.id, BudgetName=name)["Budget"]
    except client.exceptions.NotFoundException:
        yield Finding("budget", "deleted", context.revert)
        return
    limit, spent = (
        float(spend["Amount"]) for spend in (budget["BudgetLimit"], budget["CalculatedSpend"]["ActualSpend"])
    )
    yield promise(
        "budget",
        f"{spent:.2f} of {limit:.2f} dollars are spent this month",
        kept=spent <= limit,
        remedy=f"see the console of Billing and billet stats; {context.setup} --budget sets another limit",
    )


def sender(context: StageContext) -> Iterator[Finding]:
    """Mails to readers can be sent, where a sender is set."""
    variables = context.environment
    address = variables.get("BILLET_SENDER", "")
    if not address:
        return
    yield promise(
        f"mails from {address}",
        "verified" if identities.is_verified(address) else "not verified",
        kept=identities.is_verified(address),
        remedy="follow the link that SES sent there, or verify its domain in the console of SES",
    )
    yield promise(
        "mails to the author by SES go to",
        variables.get("BILLET_AUTHOR_EMAIL") or "nobody",
        kept=bool(variables.get("BILLET_AUTHOR_EMAIL")),
        remedy=f"{context.setup} --email you@example.org",
    )
    production = boto3.client("sesv2").get_account().get("ProductionAccessEnabled", False)
    yield promise(
        "readers get mail",
        "yes" if production else "no: SES is in its sandbox",
        kept=production,
        remedy="ask for production access in the console of SES",
    )


def logs(context: StageContext) -> Iterator[Finding]:
    """They are deleted in time."""
    client = boto3.client("logs")
    for name in (chalice_state.HANDLER, *chalice_state.EVENTS):
        group = chalice_state.log_of(context.stage, name)
        groups = client.describe_log_groups(logGroupNamePrefix=group)["logGroups"]
        days = next((g.get("retentionInDays", 0) for g in groups if g.get("logGroupName") == group), None)
        state = "none" if days is None else f"kept for {days} days" if days else "kept for ever"
        yield promise(f"log {group}", state, kept=bool(days), remedy=context.revert)
