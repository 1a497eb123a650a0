"""What the template says of bucket, tables, logs and alarms, set on the things themselves.

CloudFormation compares templates, not things: what somebody changed by hand since, or deleted, it
does not notice. (Nor does the AWS that runs on a developer's machine do all that a template says.)
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import boto3

from billet.operator.provision import template
from billet.operator.provision.stack import Stack

TABLES = ("Comments", "Messages")
"""Their names in the template."""


def settle(stack: Stack) -> None:
    """Bring everything to what the template says; safe at any time."""
    wanted = template.resources(stack.values())
    _keep(wanted)
    _bucket(wanted["Bucket"]["Properties"])
    # An AWS on a developer's machine is spoken to in clear: there this would be the end.
    policy = wanted["TransportIsEncrypted"]["Properties"]
    boto3.client("s3").put_bucket_policy(
        Bucket=wanted["Bucket"]["Properties"]["BucketName"], Policy=json.dumps(policy["PolicyDocument"])
    )
    for name in TABLES:
        _table(wanted[name]["Properties"])
    _logs(wanted)
    _alarms(wanted)
    _news(wanted)


def keep(stack: Stack) -> None:
    """The part that a blog would miss wherever it runs: versions of files, and items that expire."""
    _keep(template.resources(stack.values()))


def _keep(wanted: Mapping[str, Mapping[str, Any]]) -> None:
    bucket = wanted["Bucket"]["Properties"]
    boto3.client("s3").put_bucket_versioning(
        Bucket=bucket["BucketName"], VersioningConfiguration=bucket["VersioningConfiguration"]
    )
    tables = boto3.client("dynamodb")
    for table in (wanted[name]["Properties"] for name in TABLES):
        expiry = tables.describe_time_to_live(TableName=table["TableName"])["TimeToLiveDescription"]
        if expiry.get("TimeToLiveStatus") not in ("ENABLED", "ENABLING"):
            tables.update_time_to_live(
                TableName=table["TableName"], TimeToLiveSpecification=table["TimeToLiveSpecification"]
            )


def _bucket(wanted: Mapping[str, Any]) -> None:
    client, name = boto3.client("s3"), wanted["BucketName"]
    client.put_public_access_block(
        Bucket=name, PublicAccessBlockConfiguration=wanted["PublicAccessBlockConfiguration"]
    )
    (rule,) = wanted["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    client.put_bucket_encryption(
        Bucket=name,
        ServerSideEncryptionConfiguration={
            "Rules": [{"ApplyServerSideEncryptionByDefault": rule["ServerSideEncryptionByDefault"]}]
        },
    )
    told: dict[str, Any] = dict(client.get_bucket_notification_configuration(Bucket=name))
    if "EventBridgeConfiguration" not in told:
        others = {key: value for key, value in told.items() if key.endswith("Configurations")}
        wished: Any = {**others, "EventBridgeConfiguration": {}}
        client.put_bucket_notification_configuration(Bucket=name, NotificationConfiguration=wished)
    rules = wanted["LifecycleConfiguration"]["Rules"]
    client.put_bucket_lifecycle_configuration(
        Bucket=name, LifecycleConfiguration={"Rules": [_rule(rule) for rule in rules]}
    )


def _rule(wanted: Mapping[str, Any]) -> Any:
    """A lifecycle rule as S3 itself takes it: CloudFormation has two of its names elsewhere."""
    rule = {**wanted, "ID": wanted["Id"], "Filter": {"Prefix": wanted.get("Prefix", "")}}
    if rule.pop("ExpiredObjectDeleteMarker", False):
        rule["Expiration"] = {"ExpiredObjectDeleteMarker": True}
    return {name: value for name, value in rule.items() if name not in ("Id", "Prefix")}


def _table(wanted: Mapping[str, Any]) -> None:
    """Only what differs: DynamoDB refuses to be set to what it is."""
    client, name = boto3.client("dynamodb"), wanted["TableName"]
    told = client.describe_table(TableName=name)["Table"]
    if told.get("DeletionProtectionEnabled") != wanted["DeletionProtectionEnabled"]:
        client.update_table(TableName=name, DeletionProtectionEnabled=wanted["DeletionProtectionEnabled"])
        client.get_waiter("table_exists").wait(TableName=name)
    if told.get("BillingModeSummary", {}).get("BillingMode") != wanted["BillingMode"]:
        client.update_table(TableName=name, BillingMode=wanted["BillingMode"])
        client.get_waiter("table_exists").wait(TableName=name)
    if told.get("SSEDescription", {}).get("Status") not in ("ENABLED", "ENABLING", "UPDATING"):
        encryption = wanted["SSESpecification"]["SSEEnabled"]
        client.update_table(TableName=name, SSESpecification={"Enabled": encryption})
        client.get_waiter("table_exists").wait(TableName=name)
    backups = client.describe_continuous_backups(TableName=name)["ContinuousBackupsDescription"]
    if backups.get("PointInTimeRecoveryDescription", {}).get("PointInTimeRecoveryStatus") != "ENABLED":
        client.update_continuous_backups(
            TableName=name, PointInTimeRecoverySpecification=wanted["PointInTimeRecoverySpecification"]
        )


def _logs(wanted: Mapping[str, Mapping[str, Any]]) -> None:
    """The functions may write into their logs and not make them."""
    client = boto3.client("logs")
    for resource in wanted.values():
        if resource["Type"] == "AWS::Logs::LogGroup":
            group, days = (resource["Properties"][name] for name in ("LogGroupName", "RetentionInDays"))
            with suppress(client.exceptions.ResourceAlreadyExistsException):
                client.create_log_group(logGroupName=group)
            client.put_retention_policy(logGroupName=group, retentionInDays=days)


def _alarms(wanted: Mapping[str, Mapping[str, Any]]) -> None:
    client = boto3.client("cloudwatch")
    for resource in wanted.values():
        if resource["Type"] == "AWS::CloudWatch::Alarm":
            client.put_metric_alarm(**resource["Properties"])


def _news(wanted: Mapping[str, Mapping[str, Any]]) -> None:
    """Invite whoever should be told of alarms, unless the invitation lies there already."""
    if "NewsByMail" not in wanted:
        return
    client, mail = boto3.client("sns"), wanted["NewsByMail"]["Properties"]
    pages = client.get_paginator("list_subscriptions_by_topic").paginate(TopicArn=mail["TopicArn"])
    if not any(s.get("Endpoint") == mail["Endpoint"] for page in pages for s in page["Subscriptions"]):
        client.subscribe(TopicArn=mail["TopicArn"], Protocol=mail["Protocol"], Endpoint=mail["Endpoint"])
