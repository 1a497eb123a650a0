"""The CloudFormation template an operator deploys: its resources, and the alarms that watch them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import boto3
import pytest

from billet import project
from billet.local import local_aws
from billet.local.local_aws import LocalAws
from billet.operator.checks import monitoring, uploads
from billet.operator.deployment import hardening, package_upload
from billet.operator.provision.template import STAGE
from billet.project import TEMPLATE, new_stage
from chalicelib import logs
from chalicelib.errors import ConfigurationError
from tests.house.cloudformation import load, parse
from tests.rehearsal.cloudformation import can_be_imported

WHOLE = load(TEMPLATE)
RESOURCES: dict[str, dict[str, Any]] = WHOLE["Resources"]
PROPERTIES = {name: resource.get("Properties", {}) for name, resource in RESOURCES.items()}
BUCKET = PROPERTIES["Bucket"]
BUCKET_ARN = "arn:${AWS::Partition}:s3:::billet-${Stage}-${AWS::AccountId}"
FUNCTIONS = {
    "reader": "${Application}-${Stage}",
    "upload": "${Application}-${Stage}-on_upload",
    "schedule": "${Application}-${Stage}-on_schedule",
    "minute": "${Application}-${Stage}-on_minute",
}


def of_type(kind: str) -> list[dict[str, Any]]:
    return [PROPERTIES[name] for name, resource in RESOURCES.items() if resource["Type"] == kind]


ALARMS = {alarm["AlarmName"]: alarm for alarm in of_type("AWS::CloudWatch::Alarm")}


def alarm_of(name: str) -> dict[str, Any]:
    alarm: dict[str, Any] = ALARMS[f"billet-${{Stage}}-{name}"]
    return alarm


def statements(name: str) -> list[Any]:
    policy: dict[str, list[Any]] = PROPERTIES[name]["PolicyDocument"]
    return policy["Statement"]


def test_the_template_is_good_cloudformation() -> None:
    lint = Path(sys.executable).with_name("cfn-lint")
    # In the second CloudFormation has no budgets.
    words: list[str | Path] = [lint, "--regions", "us-east-1", "eu-north-1", "--", TEMPLATE]
    run = subprocess.run(words, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout


def test_the_parameters_are_those_that_setup_passes() -> None:
    parameters = {name: parameter.get("Default") for name, parameter in WHOLE["Parameters"].items()}
    assert parameters.pop("Stage") is None
    assert parameters == STAGE.parameters


RETAINED = ("Bucket", "Comments", "Messages", "ReaderLog", "UploadLog", "ScheduleLog", "MinuteLog")
TEMPLATE_OF_A_STAGE = parse(STAGE.body("prod", "123456789012", "billet"))["Resources"]


@pytest.mark.parametrize("name", RETAINED)
def test_resources_with_data_outlive_the_stack_unless_its_creation_fails(name: str) -> None:
    resource = RESOURCES[name]
    policies = (resource["DeletionPolicy"], resource["UpdateReplacePolicy"])
    assert policies == ("RetainExceptOnCreate", "Retain")


@pytest.mark.parametrize("name", RESOURCES)
def test_what_outlives_a_stack_can_be_imported_by_the_next_one(name: str) -> None:
    """Anything else of its name would make the creation of the next stack fail."""
    resource = TEMPLATE_OF_A_STAGE[name]
    assert ("DeletionPolicy" in resource) == (name in RETAINED)
    assert can_be_imported(resource) == (name in RETAINED)


def test_the_bucket_is_private_encrypted_and_keeps_versions() -> None:
    assert BUCKET["PublicAccessBlockConfiguration"] == dict.fromkeys(
        ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets"), True
    )
    (rule,) = BUCKET["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    assert rule == {"ServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}
    assert BUCKET["VersioningConfiguration"] == {"Status": "Enabled"}


def test_the_bucket_deletes_old_indexes_packages_and_broken_uploads_and_no_article() -> None:
    old, packages, broken = BUCKET["LifecycleConfiguration"]["Rules"]
    assert (packages["Status"], packages["Prefix"]) == ("Enabled", package_upload.FOLDER)
    assert packages["ExpirationInDays"] == packages["NoncurrentVersionExpiration"]["NoncurrentDays"] == 1
    assert (old["Status"], old["Prefix"]) == ("Enabled", "_index/")
    assert old["NoncurrentVersionExpiration"] == {"NoncurrentDays": 7}
    assert old["ExpiredObjectDeleteMarker"] is True
    assert set(broken) == {"Id", "Status", "AbortIncompleteMultipartUpload"}
    assert broken["Status"] == "Enabled"


def test_the_bucket_sends_events_of_uploads() -> None:
    assert BUCKET["NotificationConfiguration"] == {"EventBridgeConfiguration": {"EventBridgeEnabled": True}}


def test_the_bucket_takes_tls_only() -> None:
    assert statements("TransportIsEncrypted")[0] == {
        "Sid": "NothingInClear",
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": [BUCKET_ARN, f"{BUCKET_ARN}/*"],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }


def test_a_distribution_reads_files_and_nothing_else_and_only_where_there_is_one() -> None:
    (_, conditional) = statements("TransportIsEncrypted")
    condition, allowed, otherwise = conditional["If"]
    assert (condition, otherwise) == ("HasDistribution", "AWS::NoValue")
    assert WHOLE["Conditions"]["HasDistribution"] == {"Not": [{"Equals": ["Distribution", ""]}]}
    assert allowed["Principal"] == {"Service": "cloudfront.amazonaws.com"}
    assert allowed["Action"] == "s3:GetObject"
    assert allowed["Resource"] == [f"{BUCKET_ARN}/media/*", f"{BUCKET_ARN}/static/*"]
    assert allowed["Condition"] == {"StringEquals": {"aws:SourceArn": "Distribution"}}


@pytest.mark.parametrize("name", ["Comments", "Messages"])
def test_tables_are_on_demand_protected_encrypted_and_recoverable(name: str) -> None:
    table = PROPERTIES[name]
    assert table["BillingMode"] == "PAY_PER_REQUEST"
    assert table["DeletionProtectionEnabled"] is True
    assert table["SSESpecification"] == {"SSEEnabled": True}
    assert table["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
    assert table["TimeToLiveSpecification"] == {"AttributeName": "expires", "Enabled": True}


def test_events_that_failed_are_kept_for_fourteen_days_encrypted_and_by_tls_only() -> None:
    assert PROPERTIES["Failures"]["MessageRetentionPeriod"] == 14 * 24 * 3600
    for queue, policy in (("Failures", "FailuresAreEncrypted"), ("Uploads", "UploadsComeFromTheRule")):
        assert PROPERTIES[queue]["SqsManagedSseEnabled"] is True
        *_, refused = statements(policy)
        assert (refused["Effect"], refused["Principal"], refused["Action"]) == ("Deny", "*", "sqs:*")
        assert refused["Resource"] == f"{queue}.Arn"
        assert refused["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}


def test_files_of_authors_alone_are_put_into_the_queue_and_by_their_rule_alone() -> None:
    rule = PROPERTIES["UploadRule"]
    assert rule["EventPattern"] == uploads.pattern("Bucket")
    assert rule["Targets"] == [{"Id": "uploads", "Arn": "Uploads.Arn"}]
    allowed, _ = statements("UploadsComeFromTheRule")
    assert allowed["Principal"] == {"Service": "events.amazonaws.com"}
    assert (allowed["Action"], allowed["Resource"]) == ("sqs:SendMessage", "Uploads.Arn")
    assert allowed["Condition"] == {"ArnEquals": {"aws:SourceArn": "UploadRule.Arn"}}


@pytest.mark.parametrize("stage", ["dev", "prod"])
def test_an_upload_is_hidden_and_tried_as_long_as_aws_asks_for_and_then_set_aside(stage: str) -> None:
    queue = PROPERTIES["Uploads"]
    assert queue["VisibilityTimeout"] == uploads.hidden_seconds(stage) == 6 * 900 + 5
    assert queue["RedrivePolicy"]["deadLetterTargetArn"] == "Failures.Arn"
    tries = queue["RedrivePolicy"]["maxReceiveCount"]
    assert tries >= 5, "where there is no room for a run, that counts as a try"
    assert tries * queue["VisibilityTimeout"] < 4 * 86_400, "what SQS keeps a message for"


def test_uploads_that_wait_longer_than_two_runs_ring() -> None:
    alarm = alarm_of("uploads-wait")
    assert (alarm["Namespace"], alarm["MetricName"]) == ("AWS/SQS", "ApproximateAgeOfOldestMessage")
    assert alarm["Dimensions"] == [{"Name": "QueueName", "Value": "Uploads.QueueName"}]
    assert alarm["Threshold"] == 2 * project.setting("prod", "lambda_timeout", 60, "on_upload")
    assert alarm["ComparisonOperator"] == "GreaterThanThreshold"


def test_a_subscriber_is_invited_only_where_one_is_named() -> None:
    assert RESOURCES["NewsByMail"]["Condition"] == "HasEmail"
    assert WHOLE["Conditions"]["HasEmail"] == {"Not": [{"Equals": ["Email", ""]}]}
    assert PROPERTIES["NewsByMail"] == {"TopicArn": "News", "Protocol": "email", "Endpoint": "Email"}


def test_alarms_of_this_account_alone_may_use_the_topic() -> None:
    (allowed,) = statements("NewsComeFromAlarms")
    assert allowed["Principal"] == {"Service": "cloudwatch.amazonaws.com"}
    assert (allowed["Action"], allowed["Resource"]) == ("sns:Publish", "News")
    assert allowed["Condition"] == {"StringEquals": {"aws:SourceAccount": "AWS::AccountId"}}


def test_logs_of_all_functions_are_deleted_after_a_month() -> None:
    days = {group["LogGroupName"]: group["RetentionInDays"] for group in of_type("AWS::Logs::LogGroup")}
    assert days == {f"/aws/lambda/{function}": 30 for function in FUNCTIONS.values()}


def test_the_alarms_are_those_the_doctor_checks() -> None:
    assert set(ALARMS) == {f"billet-${{Stage}}-{name}" for name in monitoring.ALARMS}


@pytest.mark.parametrize("alarm", ALARMS)
def test_every_alarm_notifies_the_topic_and_has_a_description(alarm: str) -> None:
    assert ALARMS[alarm]["AlarmActions"] == ["News"]
    assert ALARMS[alarm]["AlarmDescription"].endswith(".")


def test_traffic_beyond_a_blogs_rings_long_before_the_throttle_is_reached_for_a_day() -> None:
    alarm = alarm_of("reader-traffic")
    assert (alarm["Namespace"], alarm["MetricName"]) == ("AWS/Lambda", "Invocations")
    assert alarm["Dimensions"] == [{"Name": "FunctionName", "Value": FUNCTIONS["reader"]}]
    assert (alarm["Threshold"], alarm["Statistic"], alarm["Period"]) == ("HourlyRequests", "Sum", 3600)
    assert 3600 < int(STAGE.parameters["HourlyRequests"]) < hardening.REQUESTS_A_SECOND * 3600 / 10


def test_the_budget_writes_to_the_operator_where_there_is_one() -> None:
    assert RESOURCES["Budget"]["Condition"] == "HasBudget"
    budget = PROPERTIES["Budget"]
    # With one, CloudFormation could not replace it for another address.
    assert "BudgetName" not in budget["Budget"]
    assert budget["Budget"]["BudgetLimit"] == {"Amount": "BudgetAmount", "Unit": "USD"}
    kinds = [n["Notification"]["NotificationType"] for n in budget["NotificationsWithSubscribers"]]
    assert kinds == ["ACTUAL", "FORECASTED"]
    for notified in budget["NotificationsWithSubscribers"]:
        assert notified["Subscribers"] == [{"SubscriptionType": "EMAIL", "Address": "Email"}]
    has_email, is_not_zero, _ = WHOLE["Conditions"]["HasBudget"]["And"]
    assert (has_email, is_not_zero) == ("HasEmail", {"Not": [{"Equals": ["BudgetAmount", "0"]}]})


@pytest.mark.parametrize(
    ("name", "namespace", "metric", "dimension", "function"),
    [
        *(
            (f"{name}-{metric.lower()}", "AWS/Lambda", metric, "FunctionName", function)
            for name, function in FUNCTIONS.items()
            if name != "minute"
            for metric in ("Errors", "Throttles")
            if (name, metric) != ("upload", "Throttles")  # what finds no room waits, and that rings
        ),
        # Lambda tries again for hours what it had no place for: a mail is late, not lost.
        ("mail-errors", "AWS/Lambda", "Errors", "FunctionName", FUNCTIONS["minute"]),
        # Lambda counts no error of a page that failed: Chalice has answered with a 500.
        ("reader-failures", logs.NAMESPACE, "Failures", logs.DIMENSION, FUNCTIONS["reader"]),
        (
            "failures",
            "AWS/SQS",
            "ApproximateNumberOfMessagesVisible",
            "QueueName",
            "Failures.QueueName",
        ),
    ],
)
def test_the_first_failure_rings(
    name: str, namespace: str, metric: str, dimension: str, function: str
) -> None:
    alarm = alarm_of(name)
    assert (alarm["Namespace"], alarm["MetricName"]) == (namespace, metric)
    assert alarm["Dimensions"] == [{"Name": dimension, "Value": function}]
    assert alarm["Statistic"] in ("Sum", "Maximum")
    assert (alarm["Threshold"], alarm["ComparisonOperator"]) == (1, "GreaterThanOrEqualToThreshold")
    assert alarm["TreatMissingData"] == "notBreaching"


def test_silence_of_the_schedule_rings() -> None:
    alarm = alarm_of("index-age")
    assert alarm["Namespace"] == logs.NAMESPACE
    assert alarm["Dimensions"] == [{"Name": logs.DIMENSION, "Value": FUNCTIONS["schedule"]}]
    assert (alarm["Threshold"], alarm["ComparisonOperator"]) == (1, "LessThanThreshold")
    assert alarm["TreatMissingData"] == "breaching"


def test_alarms_of_our_own_metrics_name_metrics_that_are_logged() -> None:
    assert alarm_of("reader-failures")["MetricName"] in logs.REQUEST_METRICS
    assert alarm_of("index-age")["MetricName"] in logs.RUN_METRICS


def test_the_queue_has_the_name_that_cloudformation_gives_it() -> None:
    """No stack imports a queue, and one that exists would make its creation fail."""
    assert all("QueueName" not in queue for queue in of_type("AWS::SQS::Queue"))


def test_a_stage_the_template_refuses_is_refused_before() -> None:
    assert WHOLE["Parameters"]["Stage"]["AllowedPattern"] == "[a-z][a-z0-9]{0,20}"
    for name in ("Prod", "my-stage", "a" * 22):
        with pytest.raises(ConfigurationError, match="cannot be called"):
            new_stage(name)


def test_a_local_bucket_keeps_versions_and_local_tables_delete_what_expires(aws: LocalAws) -> None:
    environment = local_aws.build("versions")
    versioning = boto3.client("s3").get_bucket_versioning(Bucket=environment["BILLET_BUCKET"])
    assert versioning["Status"] == "Enabled"
    for variable in local_aws.TABLES:
        client = boto3.client("dynamodb")
        expiry = client.describe_time_to_live(TableName=environment[variable])["TimeToLiveDescription"]
        assert (expiry["TimeToLiveStatus"], expiry["AttributeName"]) == ("ENABLED", "expires")
