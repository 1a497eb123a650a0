"""Stack, bucket, tables and secret."""

from __future__ import annotations

import json
from collections.abc import Iterator

import boto3
from botocore.exceptions import ClientError

from billet.operator.examination.finding import Finding, promise
from billet.operator.examination.subject import Subject
from billet.operator.provision.stack import WRECKED, Stack

SHORTEST_SECRET = 32


def stack(subject: Subject) -> Iterator[Finding]:
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


def bucket(subject: Subject) -> Iterator[Finding]:
    """Private, versioned, encrypted, TLS only, and telling of uploads."""
    client, name = boto3.client("s3"), subject.things["Bucket"]
    block = client.get_public_access_block(Bucket=name)["PublicAccessBlockConfiguration"]
    yield promise(
        "bucket is private", f"{sum(bool(on) for on in block.values())} of 4", kept=all(block.values()),
        remedy=subject.set_up,
    )  # fmt: skip
    versioning = client.get_bucket_versioning(Bucket=name).get("Status", "off")
    yield promise("bucket keeps versions", versioning, kept=versioning == "Enabled", remedy=subject.set_up)
    rules = client.get_bucket_encryption(Bucket=name)["ServerSideEncryptionConfiguration"]["Rules"]
    yield promise("bucket is encrypted", f"{len(rules)} rule", kept=bool(rules), remedy=subject.set_up)
    policy = json.loads(client.get_bucket_policy(Bucket=name)["Policy"])
    refused = [
        s
        for s in policy["Statement"]
        if s["Effect"] == "Deny"
        and s.get("Condition", {}).get("Bool", {}).get("aws:SecureTransport") == "false"
    ]
    yield promise("bucket takes TLS only", f"{len(refused)} rule", kept=bool(refused), remedy=subject.set_up)
    tells = "EventBridgeConfiguration" in client.get_bucket_notification_configuration(Bucket=name)
    yield promise(
        "bucket tells of uploads", "by EventBridge" if tells else "no", kept=tells, remedy=subject.set_up
    )
    lifecycle = client.get_bucket_lifecycle_configuration(Bucket=name)["Rules"]
    on = [rule for rule in lifecycle if rule["Status"] == "Enabled"]
    yield promise("old indexes are deleted", f"{len(on)} rules", kept=bool(on), remedy=subject.set_up)


def tables(subject: Subject) -> Iterator[Finding]:
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


def secret(subject: Subject) -> Iterator[Finding]:
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
