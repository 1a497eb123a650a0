"""CloudFront in front, where the stage has it."""

from __future__ import annotations

from collections.abc import Iterator

import boto3

from billet.operator.checks.finding import Finding, promise
from billet.operator.checks.stage_context import StageContext
from billet.operator.deployment.cdn import Cdn, log_of
from billet.operator.provision.stack import WRECKED, Stack
from billet.operator.provision.template import CDN


def distribution(context: StageContext) -> Iterator[Finding]:
    """The distribution is as the template says, enabled, everywhere, and may read the bucket."""
    cdn = Cdn(context.stage)
    status = cdn.status
    if not status:
        return
    complete = status.endswith("_COMPLETE") and status not in WRECKED
    yield promise("stack of CloudFront", status, kept=complete, remedy=f"{context.deploy} --cdn")
    if not complete:
        return
    plan = cdn.stack.plan({})
    if plan:
        cdn.stack.discard(plan)
    yield promise(
        "template of CloudFront",
        f"{len(plan.changes) if plan else 0} changes wait",
        kept=not plan,
        remedy=context.deploy,
    )
    outputs = cdn.stack.outputs()
    described = boto3.client("cloudfront").get_distribution(Id=outputs["DistributionId"])["Distribution"]
    enabled, everywhere = described["DistributionConfig"]["Enabled"], described["Status"] == "Deployed"
    yield promise(
        f"distribution {outputs['DistributionId']}",
        f"{'enabled' if enabled else 'disabled'}, {described['Status']}",
        kept=enabled and everywhere,
        remedy="enable it in the console of CloudFront" if everywhere else "wait some minutes",
    )
    attached = Stack(context.stage).parameters().get("Distribution", "")
    yield promise(
        "bucket lets CloudFront read files",
        attached or "no",
        kept=attached == outputs["DistributionArn"],
        remedy=context.deploy,
    )
    address = context.environment.get("BILLET_BASE_URL", "")
    if address != f"https://{cdn.host}":
        yield Finding(f"DNS of {address.removeprefix('https://')}", f"must lead to {cdn.host}")


def readings(context: StageContext) -> Iterator[Finding]:
    """What CloudFront counts is deleted in time."""
    if not Cdn(context.stage).exists:
        return
    group = log_of(context.stage)
    client = boto3.client("logs", region_name=CDN.region)
    groups = client.describe_log_groups(logGroupNamePrefix=group)["logGroups"]
    days = next((g.get("retentionInDays", 0) for g in groups if g.get("logGroupName") == group), None)
    state = "none" if days is None else f"kept for {days} days" if days else "kept for ever"
    yield promise(f"log {group}", state, kept=bool(days), remedy=f"{context.deploy} --cdn")
