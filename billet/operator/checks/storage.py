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


def stack(subject: StageContext) -> Iterator[Finding]:
    """The stack is complete and as the template says."""
    one = Stack(subject.stage)
    status = one.status()
    complete = status.endswith("_COMPLETE") and status not in WRECKED
    yield promise("stack", status or "none", kept=complete, remedy=subject.set_up)
    if not complete:
        return
    waiting = one.plan({})
    if waiting:
        one.forget(waiting)
    changes = len(waiting.changes) if waiting else 0
    yield promise("template", f"{changes} changes wait", kept=not waiting, remedy=subject.set_up)


def bucket(subject: StageContext) -> Iterator[Finding]:
    """Private, versioned, encrypted, TLS only, and telling of uploads. What S3 says is missing keeps
    nothing else from being looked at."""
    client, name = boto3.client("s3"), subject.things["Bucket"]
    for what, look in _OF_A_BUCKET.items():
        try:
            found, kept = look(client, name)
        except ClientError as error:
            found, kept = error.response["Error"]["Code"], False
        yield promise(f"bucket {what}", found, kept=kept, remedy=subject.set_up)


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
    wanted = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    refused = any(wanted.items() <= statement.items() for statement in policy["Statement"])
    return "what is sent in clear is refused" if refused else "no such rule", refused


def _tells_of_uploads(client: S3Client, bucket: str) -> tuple[str, bool]:
    tells = "EventBridgeConfiguration" in client.get_bucket_notification_configuration(Bucket=bucket)
    return "by EventBridge" if tells else "no", tells


def _forgets_old_indexes(client: S3Client, bucket: str) -> tuple[str, bool]:
    rules = client.get_bucket_lifecycle_configuration(Bucket=bucket)["Rules"]
    on = {rule.get("ID") for rule in rules if rule["Status"] == "Enabled"}
    return f"{len(on)} rules", on >= {"old-indexes", "broken-uploads"}


_OF_A_BUCKET: Mapping[str, Callable[[S3Client, str], tuple[str, bool]]] = {
    "is private": _is_private,
    "keeps versions": _keeps_versions,
    "is encrypted": _is_encrypted,
    "takes TLS only": _takes_tls_only,
    "tells of uploads": _tells_of_uploads,
    "forgets old indexes": _forgets_old_indexes,
}


def tables(subject: StageContext) -> Iterator[Finding]:
    """On demand, protected, encrypted, with backups of each second and an expiry of items."""
    client = boto3.client("dynamodb")
    for name in ("Comments", "Messages"):
        table = subject.things[name]
        told = client.describe_table(TableName=table)["Table"]
        mode = told.get("BillingModeSummary", {}).get("BillingMode", "PROVISIONED")
        yield promise(f"{table} is on demand", mode, kept=mode == "PAY_PER_REQUEST", remedy=subject.set_up)
        protected = told.get("DeletionProtectionEnabled", False)
        yield promise(
            f"{table} cannot be deleted by mistake", protected, kept=protected, remedy=subject.set_up
        )
        encrypted = told.get("SSEDescription", {}).get("Status", "DISABLED")
        yield promise(f"{table} is encrypted", encrypted, kept=encrypted == "ENABLED", remedy=subject.set_up)
        backups = client.describe_continuous_backups(TableName=table)["ContinuousBackupsDescription"]
        state = backups.get("PointInTimeRecoveryDescription", {}).get("PointInTimeRecoveryStatus", "DISABLED")
        yield promise(f"{table} can be taken back", state, kept=state == "ENABLED", remedy=subject.set_up)
        expiry = client.describe_time_to_live(TableName=table)["TimeToLiveDescription"]
        status = expiry.get("TimeToLiveStatus", "DISABLED")
        kept = status == "ENABLED" and expiry.get("AttributeName") == "expires"
        yield promise(f"{table} forgets in time", status, kept=kept, remedy=subject.set_up)


def secret(subject: StageContext) -> Iterator[Finding]:
    """There, encrypted, and long enough."""
    name = subject.environment["BILLET_SECRET_PARAMETER"]
    try:
        parameter = boto3.client("ssm").get_parameter(Name=name, WithDecryption=True)["Parameter"]
    except ClientError as error:
        yield Finding("secret", error.response["Error"]["Code"], subject.set_up)
        return
    good = parameter["Type"] == "SecureString" and len(parameter["Value"]) >= SHORTEST_SECRET
    yield promise(
        "secret",
        f"{parameter['Type']} of {len(parameter['Value'])} characters",
        kept=good,
        remedy=f"aws ssm delete-parameter --name {name}, then {subject.set_up}",
    )
