"""The CloudFormation template an operator deploys: what it holds, and what watches over it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import boto3
import pytest
import yaml

from billet.operator.checks import monitoring
from billet.operator.deployment import chalice_state
from billet.operator.provision import template
from billet.project import TEMPLATE
from chalicelib import logs
from chalicelib.services import Services

QUEUE = "arn:aws:sqs:eu-west-3:123456789012:billet-prod-failures"
TOPIC = "arn:aws:sns:eu-west-3:123456789012:billet-prod-news"
DISTRIBUTION = "arn:aws:cloudfront::123456789012:distribution/E1"


def resources(**chosen: str) -> dict[str, dict[str, Any]]:
    """What the template makes of stage prod."""
    values = {
        "Stage": "prod",
        "Application": "billet",
        "Email": "",
        "Distribution": "",
        "AWS::AccountId": "123456789012",
        "AWS::Partition": "aws",
        "AWS::Region": "eu-west-3",
        "Bucket": "billet-prod-123456789012",
        "Failures": "https://sqs.example/billet-prod-failures",
        "Failures.Arn": QUEUE,
        "News": TOPIC,
        **chosen,
    }
    return template.resources(values)


def properties(name: str, **chosen: str) -> dict[str, Any]:
    found: dict[str, Any] = resources(**chosen)[name]["Properties"]
    return found


def statements(name: str, **chosen: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = properties(name, **chosen)["PolicyDocument"]["Statement"]
    return found


def of_type(kind: str) -> dict[str, dict[str, Any]]:
    return {name: r["Properties"] for name, r in resources().items() if r["Type"] == kind}


ALARMS = {alarm["AlarmName"]: alarm for alarm in of_type("AWS::CloudWatch::Alarm").values()}
FUNCTIONS = {
    "reader": chalice_state.function_of("prod"),
    "upload": chalice_state.function_of("prod", "on_upload"),
    "schedule": chalice_state.function_of("prod", "on_schedule"),
}


def test_the_template_is_good_cloudformation() -> None:
    lint = Path(sys.executable).with_name("cfn-lint")
    run = subprocess.run([lint, TEMPLATE], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout


@pytest.mark.parametrize("name", ["Bucket", "Comments", "Messages", "ReaderLog", "UploadLog", "ScheduleLog"])
def test_what_is_written_outlives_the_stack(name: str) -> None:
    class Loader(yaml.SafeLoader):
        """Reads functions as nothing."""

    Loader.add_multi_constructor("!", lambda loader, suffix, node: None)
    whole = yaml.load(TEMPLATE.read_text(encoding="utf-8"), Loader=Loader)["Resources"][name]
    assert (whole["DeletionPolicy"], whole["UpdateReplacePolicy"]) == ("Retain", "Retain")


def test_the_bucket_is_private_in_all_four_ways() -> None:
    block = properties("Bucket")["PublicAccessBlockConfiguration"]
    assert block == dict.fromkeys(
        ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets"), True
    )


def test_the_bucket_is_encrypted_and_keeps_versions() -> None:
    bucket = properties("Bucket")
    (rule,) = bucket["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    assert rule == {"ServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}
    assert bucket["VersioningConfiguration"] == {"Status": "Enabled"}


def test_the_bucket_forgets_old_indexes_and_broken_uploads_and_no_article() -> None:
    old, broken = properties("Bucket")["LifecycleConfiguration"]["Rules"]
    assert (old["Status"], old["Prefix"]) == ("Enabled", "_")
    assert old["NoncurrentVersionExpiration"] == {"NoncurrentDays": 7}
    assert old["ExpiredObjectDeleteMarker"] is True
    assert set(broken) == {"Id", "Status", "AbortIncompleteMultipartUpload"}
    assert broken["Status"] == "Enabled"


def test_the_bucket_tells_eventbridge_of_uploads() -> None:
    assert properties("Bucket")["NotificationConfiguration"] == {
        "EventBridgeConfiguration": {"EventBridgeEnabled": True}
    }


def test_the_bucket_is_spoken_to_by_tls_only() -> None:
    (refused,) = statements("TransportIsEncrypted")
    bucket = "arn:aws:s3:::billet-prod-123456789012"
    assert refused == {
        "Sid": "NothingInClear",
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": [bucket, f"{bucket}/*"],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }


def test_a_distribution_reads_files_and_nothing_else_and_only_where_there_is_one() -> None:
    assert [s["Effect"] for s in statements("TransportIsEncrypted")] == ["Deny"]
    _, allowed = statements("TransportIsEncrypted", Distribution=DISTRIBUTION)
    bucket = "arn:aws:s3:::billet-prod-123456789012"
    assert allowed["Principal"] == {"Service": "cloudfront.amazonaws.com"}
    assert allowed["Action"] == "s3:GetObject"
    assert allowed["Resource"] == [f"{bucket}/media/*", f"{bucket}/static/*"]
    assert allowed["Condition"] == {"StringEquals": {"aws:SourceArn": DISTRIBUTION}}


@pytest.mark.parametrize("name", ["Comments", "Messages"])
def test_tables_are_paid_by_use_protected_encrypted_and_can_be_taken_back(name: str) -> None:
    table = properties(name)
    assert table["BillingMode"] == "PAY_PER_REQUEST"
    assert table["DeletionProtectionEnabled"] is True
    assert table["SSESpecification"] == {"SSEEnabled": True}
    assert table["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
    assert table["TimeToLiveSpecification"] == {"AttributeName": "expires", "Enabled": True}


def test_events_that_failed_are_kept_for_fourteen_days_encrypted_and_by_tls_only() -> None:
    queue = properties("Failures")
    assert queue["MessageRetentionPeriod"] == 14 * 24 * 3600
    assert queue["SqsManagedSseEnabled"] is True
    (refused,) = statements("FailuresAreEncrypted")
    assert (refused["Effect"], refused["Principal"], refused["Action"]) == ("Deny", "*", "sqs:*")
    assert refused["Resource"] == QUEUE
    assert refused["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}


def test_who_is_told_is_invited_only_where_somebody_is_named() -> None:
    assert "NewsByMail" not in resources()
    mail = properties("NewsByMail", Email="a@example.org")
    assert mail == {"TopicArn": TOPIC, "Protocol": "email", "Endpoint": "a@example.org"}


def test_alarms_of_this_account_alone_may_use_the_topic() -> None:
    (allowed,) = statements("NewsComeFromAlarms")
    assert allowed["Principal"] == {"Service": "cloudwatch.amazonaws.com"}
    assert (allowed["Action"], allowed["Resource"]) == ("sns:Publish", TOPIC)
    assert allowed["Condition"] == {"StringEquals": {"aws:SourceAccount": "123456789012"}}


def test_logs_of_all_functions_are_deleted_after_a_month() -> None:
    kept = {g["LogGroupName"]: g["RetentionInDays"] for g in of_type("AWS::Logs::LogGroup").values()}
    assert kept == {f"/aws/lambda/{function}": 30 for function in FUNCTIONS.values()}


def test_the_alarms_are_those_the_doctor_looks_for() -> None:
    assert set(ALARMS) == {f"billet-prod-{name}" for name in monitoring.ALARMS}


@pytest.mark.parametrize("alarm", ALARMS)
def test_every_alarm_tells_somebody_and_says_what_it_is_about(alarm: str) -> None:
    assert ALARMS[alarm]["AlarmActions"] == [TOPIC]
    assert ALARMS[alarm]["AlarmDescription"].endswith(".")


@pytest.mark.parametrize("metric", ["Errors", "Throttles"])
@pytest.mark.parametrize("function", FUNCTIONS)
def test_the_first_error_or_throttle_of_a_function_rings(function: str, metric: str) -> None:
    alarm = ALARMS[f"billet-prod-{function}-{metric.lower()}"]
    assert (alarm["Namespace"], alarm["MetricName"]) == ("AWS/Lambda", metric)
    assert alarm["Dimensions"] == [{"Name": "FunctionName", "Value": FUNCTIONS[function]}]
    assert (alarm["Statistic"], alarm["Threshold"]) == ("Sum", 1)
    assert alarm["ComparisonOperator"] == "GreaterThanOrEqualToThreshold"
    assert alarm["TreatMissingData"] == "notBreaching"


def test_the_first_page_that_fails_rings_by_the_very_metric_it_logs() -> None:
    """Lambda counts no error of it: Chalice has answered with a 500."""
    alarm = ALARMS["billet-prod-reader-failures"]
    assert alarm["Namespace"] == logs.NAMESPACE
    assert alarm["MetricName"] == "Failures"
    assert alarm["MetricName"] in logs.REQUEST_METRICS
    assert alarm["Dimensions"] == [{"Name": logs.DIMENSION, "Value": FUNCTIONS["reader"]}]
    assert (alarm["Statistic"], alarm["Threshold"]) == ("Sum", 1)
    assert alarm["ComparisonOperator"] == "GreaterThanOrEqualToThreshold"
    assert alarm["TreatMissingData"] == "notBreaching"


def test_the_first_event_in_the_queue_of_failures_rings() -> None:
    alarm = ALARMS["billet-prod-failures"]
    assert (alarm["Namespace"], alarm["MetricName"]) == ("AWS/SQS", "ApproximateNumberOfMessagesVisible")
    assert alarm["Dimensions"] == [{"Name": "QueueName", "Value": properties("Failures")["QueueName"]}]
    assert (alarm["Threshold"], alarm["ComparisonOperator"]) == (1, "GreaterThanOrEqualToThreshold")


def test_silence_of_the_schedule_rings_by_the_very_metric_it_logs() -> None:
    alarm = ALARMS["billet-prod-index-age"]
    assert alarm["Namespace"] == logs.NAMESPACE
    assert alarm["MetricName"] in logs.RUN_METRICS
    assert alarm["Dimensions"] == [{"Name": logs.DIMENSION, "Value": FUNCTIONS["schedule"]}]
    assert (alarm["Threshold"], alarm["ComparisonOperator"]) == (1, "LessThanThreshold")
    assert alarm["TreatMissingData"] == "breaching"


def test_stages_are_named_as_the_configuration_names_them() -> None:
    text = TEMPLATE.read_text(encoding="utf-8")
    assert re.search(r'AllowedPattern: "\[a-z\]\[a-z0-9\]\{0,20\}"', text)


def test_a_value_that_is_missing_is_no_empty_one() -> None:
    with pytest.raises(KeyError, match="Email"):
        template.resources({"Stage": "prod"})


def test_the_bucket_is_versioned_so_that_a_last_good_version_exists(blog: Services) -> None:
    answer = boto3.client("s3").get_bucket_versioning(Bucket=blog.settings.bucket)
    assert answer["Status"] == "Enabled"


@pytest.mark.parametrize("table", ["comments_table", "messages_table"])
def test_items_that_expire_are_deleted_by_the_table(blog: Services, table: str) -> None:
    answer = boto3.client("dynamodb").describe_time_to_live(TableName=getattr(blog.settings, table))
    assert answer["TimeToLiveDescription"]["AttributeName"] == "expires"
