"""Stack, bucket, tables and secret."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

import boto3
from botocore.exceptions import ClientError

from billet.operator.checks.finding import Finding, promise
from billet.operator.checks.stage_context import StageContext
from billet.operator.provision.stack import WRECKED, Stack

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

SHORTEST_SECRET = 32
"""Characters."""


def stack(context: StageContext) -> Iterator[Finding]:
    """The stack is complete and as the template says."""
    stack = Stack(context.stage)
    status = stack.status()
    complete = status.endswith("_COMPLETE") and status not in WRECKED
    yield promise("stack", status or "none", kept=complete, remedy=context.setup)
    if not complete:
        return
    plan = stack.plan({})
    if plan:
        stack.discard(plan)
    changes = len(plan.changes) if plan else 0
    yield promise("template", f"{changes} changes wait", kept=not plan, remedy=context.setup)


def bucket(context: StageContext) -> Iterator[Finding]:
    """Private, versioned, encrypted, TLS only, and with events of uploads. An error of S3 about one of
    them does not keep the others from being checked."""
    client, name = boto3.client("s3"), context.resources["Bucket"]
    for what, check in _OF_A_BUCKET.items():
        try:
            state, kept = check(client, name)
        except ClientError as error:
            state, kept = error.response["Error"]["Code"], False
        yield promise(f"bucket {what}", state, kept=kept, remedy=context.revert)


def _is_private(client: S3Client, bucket: str) -> tuple[str, bool]:
    block = client.get_public_access_block(Bucket=bucket)["PublicAccessBlockConfiguration"]
    return f"{sum(bool(on) for on in block.values())} of 4 blocks", all(block.values())


def _keeps_versions(client: S3Client, bucket: str) -> tuple[str, bool]:
    status = str(client.get_bucket_versioning(Bucket=bucket).get("Status", "off"))
    return status, status == "Enabled"


def _is_encrypted(client: S3Client, bucket: str) -> tuple[str, bool]:
    rules = client.get_bucket_encryption(Bucket=bucket)["ServerSideEncryptionConfiguration"]["Rules"]
    return f"{len(rules)} rule", bool(rules)


def _takes_tls_only(client: S3Client, bucket: str) -> tuple[str, bool]:
    policy = json.loads(client.get_bucket_policy(Bucket=bucket)["Policy"])
    expected = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    refuses = any(expected.items() <= statement.items() for statement in policy["Statement"])
    return "requests in clear are refused" if refuses else "no such rule", refuses


def _sends_events(client: S3Client, bucket: str) -> tuple[str, bool]:
    sends = "EventBridgeConfiguration" in client.get_bucket_notification_configuration(Bucket=bucket)
    return "by EventBridge" if sends else "no", sends


def _deletes_old_indexes(client: S3Client, bucket: str) -> tuple[str, bool]:
    rules = client.get_bucket_lifecycle_configuration(Bucket=bucket)["Rules"]
    enabled = {rule.get("ID") for rule in rules if rule["Status"] == "Enabled"}
    return f"{len(enabled)} rules", enabled >= {"old-indexes", "old-packages", "broken-uploads"}


_OF_A_BUCKET: Mapping[str, Callable[[S3Client, str], tuple[str, bool]]] = {
    "is private": _is_private,
    "keeps versions": _keeps_versions,
    "is encrypted": _is_encrypted,
    "takes TLS only": _takes_tls_only,
    "sends events of uploads": _sends_events,
    "deletes old indexes": _deletes_old_indexes,
}


def tables(context: StageContext) -> Iterator[Finding]:
    """On demand, protected, encrypted, with backups of each second and items that expire."""
    client = boto3.client("dynamodb")
    for name in ("Comments", "Messages"):
        table = context.resources[name]
        described = client.describe_table(TableName=table)["Table"]
        backups = client.describe_continuous_backups(TableName=table)["ContinuousBackupsDescription"]
        recovery = backups.get("PointInTimeRecoveryDescription", {})
        expiry = client.describe_time_to_live(TableName=table)["TimeToLiveDescription"]
        mode = described.get("BillingModeSummary", {}).get("BillingMode", "PROVISIONED")
        protected = described.get("DeletionProtectionEnabled", False)
        encrypted = described.get("SSEDescription", {}).get("Status", "DISABLED")
        recoverable = recovery.get("PointInTimeRecoveryStatus", "DISABLED")
        expires = expiry.get("TimeToLiveStatus", "DISABLED")
        by_attribute = expiry.get("AttributeName") == "expires"
        for what, state, kept in (
            ("is on demand", mode, mode == "PAY_PER_REQUEST"),
            ("cannot be deleted by mistake", protected, protected),
            ("is encrypted", encrypted, encrypted == "ENABLED"),
            ("can be restored to any second", recoverable, recoverable == "ENABLED"),
            ("deletes items that expire", expires, expires == "ENABLED" and by_attribute),
        ):
            yield promise(f"{table} {what}", state, kept=kept, remedy=context.revert)


def secret(context: StageContext) -> Iterator[Finding]:
    """There, encrypted, and long enough."""
    name = context.environment["BILLET_SECRET_PARAMETER"]
    try:
        parameter = boto3.client("ssm").get_parameter(Name=name, WithDecryption=True)["Parameter"]
    except ClientError as error:
        yield Finding("secret", error.response["Error"]["Code"], context.setup)
        return
    good = parameter["Type"] == "SecureString" and len(parameter["Value"]) >= SHORTEST_SECRET
    yield promise(
        "secret",
        f"{parameter['Type']} of {len(parameter['Value'])} characters",
        kept=good,
        remedy=f"aws ssm delete-parameter --name {name}, then {context.setup}",
    )
