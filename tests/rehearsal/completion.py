"""What moto's CloudFormation leaves out of the template."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from billet.names import Names
from billet.operator.checks.monitoring import ALARMS
from billet.project import TEMPLATE
from tests.house.cloudformation import load


def complete(stage: str, client: Callable[[str], Any]) -> None:
    """Creates what moto's CloudFormation leaves out of the template."""

    stack = client("cloudformation").describe_stacks(StackName=f"billet-{stage}")["Stacks"][0]
    from moto.dynamodb.models import dynamodb_backends

    if stack["StackStatus"].startswith("ROLLBACK"):
        return
    _, _, _, region, account, _ = stack["StackId"].split(":", 5)
    parameters = {p["ParameterKey"]: p["ParameterValue"] for p in stack.get("Parameters", [])}
    names = Names(stage)
    bucket: Any = {"Bucket": names.bucket(account)}
    s3, dynamodb, topic = (
        client("s3"),
        client("dynamodb"),
        f"arn:aws:sns:{region}:{account}:billet-{stage}-news",
    )
    s3.put_bucket_versioning(**bucket, VersioningConfiguration={"Status": "Enabled"})
    blocks = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")
    s3.put_public_access_block(**bucket, PublicAccessBlockConfiguration=dict.fromkeys(blocks, True))
    rules = [
        {
            "ID": name,
            "Status": "Enabled",
            "Filter": {"Prefix": "_"},
            "NoncurrentVersionExpiration": {"NoncurrentDays": 7},
        }
        for name in ("old-indexes", "old-packages", "broken-uploads")
    ]
    s3.put_bucket_lifecycle_configuration(**bucket, LifecycleConfiguration={"Rules": rules})
    for table in (names.comments, names.messages):
        encryption: Any = dynamodb_backends[account][region].tables[table].sse_specification
        encryption["Enabled"] = encryption["SSEEnabled"]  # which is the name of it in templates
        if (
            dynamodb.describe_time_to_live(TableName=table)["TimeToLiveDescription"]["TimeToLiveStatus"]
            != "ENABLED"
        ):
            expiry = {"AttributeName": "expires", "Enabled": True}
            dynamodb.update_time_to_live(TableName=table, TimeToLiveSpecification=expiry)
        recovery = {"PointInTimeRecoveryEnabled": True}
        dynamodb.update_continuous_backups(TableName=table, PointInTimeRecoverySpecification=recovery)
    s3.put_bucket_notification_configuration(
        **bucket, NotificationConfiguration={"EventBridgeConfiguration": {}}
    )
    for alarm in ALARMS:
        client("cloudwatch").put_metric_alarm(
            AlarmName=f"billet-{stage}-{alarm}",
            AlarmActions=[topic],
            EvaluationPeriods=1,
            ComparisonOperator="GreaterThanThreshold",
            Threshold=1,
            MetricName="Errors",
            Namespace="Billet",
            Period=300,
            Statistic="Sum",
        )
    _let_the_rule_send(stage, client)
    if email := parameters.get("Email"):
        client("sns").subscribe(TopicArn=topic, Protocol="email", Endpoint=email)


def _let_the_rule_send(stage: str, client: Callable[[str], Any]) -> None:
    """Gives the queue of uploads the policy that the template has for it."""
    resources = client("cloudformation").describe_stack_resources(StackName=f"billet-{stage}")
    ids = {r.get("LogicalResourceId"): r.get("PhysicalResourceId") for r in resources["StackResources"]}
    address = ids["Uploads"]
    queue = client("sqs").get_queue_attributes(QueueUrl=address, AttributeNames=["QueueArn"])["Attributes"]
    arns = {
        "Uploads.Arn": queue["QueueArn"],
        "UploadRule.Arn": client("events").describe_rule(Name=ids["UploadRule"])["Arn"],
    }
    policy = load(TEMPLATE)["Resources"]["UploadsComeFromTheRule"]["Properties"]["PolicyDocument"]
    text = json.dumps(policy)
    for reference, arn in arns.items():
        text = text.replace(f'"{reference}"', f'"{arn}"')
    client("sqs").set_queue_attributes(QueueUrl=address, Attributes={"Policy": text})
