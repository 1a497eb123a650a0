"""Who is told when something is wrong, and whether the index is kept up to date."""

from __future__ import annotations

from collections.abc import Iterator

import boto3

from billet.operator.checks.finding import Finding, promise
from billet.operator.checks.stage_context import StageContext
from billet.operator.deployment import chalice_state

ALARMS = (
    "reader-errors",
    "reader-failures",
    "reader-throttles",
    "upload-errors",
    "upload-throttles",
    "schedule-errors",
    "schedule-throttles",
    "failures",
    "index-age",
)


def alarms(subject: StageContext) -> Iterator[Finding]:
    """All are there, tell somebody, and are silent."""
    names = [f"billet-{subject.stage}-{name}" for name in ALARMS]
    told = boto3.client("cloudwatch").describe_alarms(AlarmNames=names)["MetricAlarms"]
    topic = subject.things["News"]
    dumb = set(names) - {a["AlarmName"] for a in told if topic in a.get("AlarmActions", [])}
    yield promise("alarms", f"{len(names) - len(dumb)} of {len(names)}", kept=not dumb, remedy=subject.set_up)
    for alarm in told:
        if alarm.get("StateValue") == "ALARM":
            yield Finding(
                f"alarm {alarm['AlarmName']}", "rings", alarm.get("AlarmDescription") or subject.logs
            )


def mail(subject: StageContext) -> Iterator[Finding]:
    """Somebody is told of alarms."""
    pages = boto3.client("sns").get_paginator("list_subscriptions_by_topic")
    found = [s for page in pages.paginate(TopicArn=subject.things["News"]) for s in page["Subscriptions"]]
    waiting = [s for s in found if not s.get("SubscriptionArn", "").startswith("arn:")]
    if not found:
        yield Finding("who is told of alarms", "nobody", f"{subject.set_up} --email you@example.org")
    elif waiting:
        address = waiting[0].get("Endpoint", "")
        yield Finding("who is told of alarms", f"{address} has not agreed", "follow the link AWS sent there")
    else:
        yield Finding("who is told of alarms", ", ".join(s.get("Endpoint", "") for s in found))


def logs(subject: StageContext) -> Iterator[Finding]:
    """They are deleted in time."""
    client = boto3.client("logs")
    for name in (chalice_state.HANDLER, *chalice_state.EVENTS):
        group = chalice_state.log_of(subject.stage, name)
        groups = client.describe_log_groups(logGroupNamePrefix=group)["logGroups"]
        days = next((g.get("retentionInDays", 0) for g in groups if g.get("logGroupName") == group), None)
        found = "none" if days is None else f"kept for {days} days" if days else "kept for ever"
        yield promise(f"log {group}", found, kept=bool(days), remedy=subject.set_up)
