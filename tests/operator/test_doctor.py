"""`billet doctor`: it finds each broken promise by name, and none hides another."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.client import BaseClient
from botocore.exceptions import EndpointConnectionError
from pytest_mock import MockerFixture

from billet import project
from billet.operator import runtime
from billet.operator.account import current_account
from billet.operator.checks import doctor, functions, gateway, monitoring, storage, uploads
from billet.operator.checks.finding import Finding
from billet.operator.checks.stage_context import StageContext
from billet.operator.deployment import chalice_state, hardening
from billet.operator.provision.stack import Stack
from tests.operator.conftest import Billet
from tests.rehearsal.aws import Aws

# What the local AWS does not support.
UNSUPPORTED = (
    "bucket sends events of uploads",
    "is encrypted",  # of tables, whose SSE moto leaves out
    "takes events of its rule",  # by a policy that moto leaves out
)
ALL_OF_S3 = json.dumps(
    {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}
)
Check = Callable[[StageContext], Any]


def wrong(stage: str, *checks: Check) -> dict[str, Finding]:
    """Returns the findings of some checks that are not well, by name."""
    context = StageContext(stage, current_account())
    findings = [finding for check in checks for finding in check(context) if not finding.well]
    return {f.what: f for f in findings if not f.what.endswith(UNSUPPORTED)}


ALL: tuple[Check, ...] = doctor.CHECKS


def test_a_deployed_stage_is_well_and_each_promise_is_found_broken_when_it_is(deployed: str) -> None:
    assert wrong(deployed, *ALL) == {}
    resources = Stack(deployed).resources()
    _break_bucket(resources["Bucket"])
    assert set(wrong(deployed, storage.bucket)) == {
        "bucket is private",
        "bucket keeps versions",
        "bucket takes TLS only",
        "bucket deletes old indexes",
    }
    _break_table(resources["Messages"])
    table = f"billet-{deployed}-messages"
    assert set(wrong(deployed, storage.tables)) == {
        f"{table} cannot be deleted by mistake",
        f"{table} is on demand",
        f"{table} can be restored to any second",
        f"{table} deletes items that expire",
    }
    _break_monitoring(deployed, resources["News"])
    assert set(wrong(deployed, monitoring.alarms)) == {"alarms", f"alarm billet-{deployed}-reader-errors"}
    assert set(wrong(deployed, monitoring.mail)) == {"who receives mail"}
    assert set(wrong(deployed, monitoring.logs)) == {f"log /aws/lambda/billet-{deployed}"}
    name = resources["Budget"]
    boto3.client("budgets").delete_budget(AccountId=current_account().id, BudgetName=name)
    assert wrong(deployed, monitoring.budget)["budget"].state == "deleted"
    for finding in wrong(deployed, storage.bucket, storage.tables, monitoring.logs).values():
        assert finding.remedy == f"billet setup --stage {deployed} --revert-drift"


def _break_bucket(bucket: str) -> None:
    s3 = boto3.client("s3")
    s3.put_public_access_block(
        Bucket=bucket,
        PublicAccessBlockConfiguration={"BlockPublicAcls": True, "BlockPublicPolicy": False},
    )
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Suspended"})
    s3.put_bucket_policy(Bucket=bucket, Policy='{"Statement": []}')
    rule: Any = {"ID": "a", "Status": "Disabled", "Filter": {"Prefix": ""}, "Expiration": {"Days": 1}}
    s3.put_bucket_lifecycle_configuration(Bucket=bucket, LifecycleConfiguration={"Rules": [rule]})


def _break_table(table: str) -> None:
    client = boto3.client("dynamodb")
    client.update_table(TableName=table, DeletionProtectionEnabled=False)
    throughput: Any = {"ReadCapacityUnits": 1, "WriteCapacityUnits": 1}
    client.update_table(TableName=table, BillingMode="PROVISIONED", ProvisionedThroughput=throughput)
    client.update_continuous_backups(
        TableName=table, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": False}
    )
    client.update_time_to_live(
        TableName=table, TimeToLiveSpecification={"Enabled": False, "AttributeName": "expires"}
    )


def _break_monitoring(stage: str, topic: str) -> None:
    cloudwatch, sns = boto3.client("cloudwatch"), boto3.client("sns")
    cloudwatch.delete_alarms(AlarmNames=[f"billet-{stage}-index-age"])
    cloudwatch.set_alarm_state(AlarmName=f"billet-{stage}-reader-errors", StateValue="ALARM", StateReason="r")
    for subscription in sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]:
        sns.unsubscribe(SubscriptionArn=subscription["SubscriptionArn"])
    boto3.client("logs").delete_retention_policy(logGroupName=f"/aws/lambda/billet-{stage}")


def test_functions_permissions_rules_and_api_are_found_changed_when_they_are(deployed: str) -> None:
    reader, minute = chalice_state.function_of(deployed), chalice_state.function_of(deployed, "on_minute")
    boto3.client("lambda").update_function_configuration(
        FunctionName=reader, Environment={"Variables": {"BILLET_BUCKET": "another"}}
    )
    assert set(wrong(deployed, functions.settings)) == {f"{reader} is set"}
    iam, role = boto3.client("iam"), f"billet-{deployed}-api_handler"
    iam.put_role_policy(RoleName=role, PolicyName="more", PolicyDocument=ALL_OF_S3)
    assert set(wrong(deployed, functions.permissions)) == {f"{role} may do"}
    boto3.client("lambda").delete_function_event_invoke_config(FunctionName=minute)
    boto3.client("lambda").put_function_event_invoke_config(FunctionName=minute, MaximumRetryAttempts=0)
    queue = Stack(deployed).resources()["Failures"]
    boto3.client("sqs").send_message(QueueUrl=queue, MessageBody="{}")
    findings = wrong(deployed, functions.failures)
    assert findings[f"events {minute} fails on"].state == "nowhere"
    assert findings["queue of failures"].state == "1 events"
    events = boto3.client("events")
    events.disable_rule(Name=f"billet-{deployed}-on_minute-event")
    events.put_rule(Name=f"billet-{deployed}-on_schedule-event", ScheduleExpression="rate(1 day)")
    assert set(wrong(deployed, functions.rules)) == {
        f"billet-{deployed}-on_minute-event",
        f"billet-{deployed}-on_schedule-event",
    }
    client = boto3.client("apigateway")
    api = chalice_state.api_of(deployed)
    client.put_gateway_response(restApiId=api, responseType=hardening.REPLIES[0].kind)
    types: Any = {"op": "add", "path": "/binaryMediaTypes", "value": "image/png"}
    client.update_rest_api(restApiId=api, patchOperations=[types])
    limits: Any = [
        {"op": "replace", "path": f"/{method}/throttling/rateLimit", "value": "10000"}
        for method in ("*/*", "~1contact/POST")
    ]
    client.update_stage(restApiId=api, stageName="api", patchOperations=limits)
    assert set(wrong(deployed, gateway.api)) == {
        "API Gateway's own answers",
        "binary types",
        "requests a second",
        "POST a second to /contact",
    }


def test_each_fault_on_the_way_of_an_upload_is_found(deployed: str) -> None:
    resources, upload = Stack(deployed).resources(), chalice_state.function_of(deployed, "on_upload")
    boto3.client("events").disable_rule(Name=resources["UploadRule"])
    assert wrong(deployed, uploads.rule)["rule of uploads"].state == "disabled, as written"
    boto3.client("events").remove_targets(Rule=resources["UploadRule"], Ids=["uploads"])
    assert wrong(deployed, uploads.rule)["rule of uploads"].state == "disabled, as written, not to the queue"
    attributes: Any = {"VisibilityTimeout": "900", "SqsManagedSseEnabled": "false", "RedrivePolicy": ""}
    boto3.client("sqs").set_queue_attributes(QueueUrl=resources["Uploads"], Attributes=attributes)
    assert {finding.state for finding in wrong(deployed, uploads.queue).values()} == {
        "no",
        "nowhere",
        "900 s",
    }
    client, mapping = boto3.client("lambda"), chalice_state.mapping_of(deployed)
    assert mapping is not None
    client.update_event_source_mapping(UUID=mapping["UUID"], BatchSize=10, FunctionResponseTypes=[])
    assert wrong(deployed, uploads.source)[f"{upload} takes uploads"].state == "batch, responses differ"
    client.delete_event_source_mapping(UUID=mapping["UUID"])
    assert wrong(deployed, uploads.source)[f"{upload} takes uploads"].state == "from no queue"


def test_a_function_on_an_old_python_is_found(deployed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runtime, "OLDEST", (3, 12))
    assert wrong(deployed, functions.settings) == {}
    reader = chalice_state.function_of(deployed)
    boto3.client("lambda").update_function_configuration(FunctionName=reader, Runtime="python3.11")
    (finding,) = wrong(deployed, functions.settings).values()
    assert (finding.what, finding.state) == (f"{reader} runs on", "python3.11")
    assert finding.remedy == f"billet deploy --stage {deployed}, from Python 3.12 or newer"


def test_a_secret_in_clear_or_too_short_is_found(set_up: str) -> None:
    name, client = f"/billet/{set_up}/secret", boto3.client("ssm")
    client.delete_parameter(Name=name)
    assert wrong(set_up, storage.secret)["secret"].state == "ParameterNotFound"
    client.put_parameter(Name=name, Value="x" * 40, Type="String")
    assert wrong(set_up, storage.secret)["secret"].state == "String of 40 characters"
    client.put_parameter(Name=name, Value="x" * 31, Type="SecureString", Overwrite=True)
    assert "delete-parameter" in wrong(set_up, storage.secret)["secret"].remedy


def test_a_template_that_has_not_been_applied_is_found_and_no_change_set_stays(
    set_up: str, mocker: MockerFixture
) -> None:
    text = project.TEMPLATE.read_text(encoding="utf-8")
    project.TEMPLATE.write_text(text.replace("RetentionInDays: 30", "RetentionInDays: 60"), encoding="utf-8")
    discarded = mocker.spy(Stack, "discard")
    assert set(wrong(set_up, storage.stack)) == {"template"}
    discarded.assert_called_once()


@pytest.mark.parametrize("status", ["ROLLBACK_COMPLETE", "UPDATE_IN_PROGRESS", "REVIEW_IN_PROGRESS", ""])
def test_a_stack_that_was_not_completed_is_found(stage: str, mocker: MockerFixture, status: str) -> None:
    mocker.patch.object(Stack, "status", return_value=status)
    assert wrong(stage, storage.stack)["stack"].state == (status or "none")


def test_a_mail_that_nobody_has_agreed_to_is_found(set_up: str, mocker: MockerFixture) -> None:
    waiting = {"SubscriptionArn": "PendingConfirmation", "Endpoint": "a@example.org"}
    client = mocker.patch("billet.operator.checks.monitoring.boto3").client.return_value
    client.get_paginator.return_value.paginate.return_value = [{"Subscriptions": [waiting]}]
    assert wrong(set_up, monitoring.mail)["who receives mail"].state == "a@example.org has not agreed"


def test_an_api_that_nobody_noted_is_found(set_up: str) -> None:
    assert wrong(set_up, gateway.api)["API"].remedy == f"billet deploy --stage {set_up}"


def test_a_domain_that_is_not_there_is_found_and_one_that_is_says_where_dns_must_lead(
    set_up: str, billet: Billet
) -> None:
    project.configure(set_up, {}, {"api_gateway_custom_domain": {"domain_name": f"{set_up}.example.org"}})
    (missing,) = [f for f in doctor.examine(set_up) if f.what.startswith("The domain")]
    assert "NotFound" in missing.state
    boto3.client("apigateway").create_domain_name(
        domainName=f"{set_up}.example.org",
        regionalCertificateArn="arn:aws:acm:eu-west-3:123456789012:certificate/x",
        endpointConfiguration={"types": ["REGIONAL"]},
    )
    assert wrong(set_up, gateway.domain) == {}


def test_an_account_that_may_run_few_functions_at_once_is_told_what_to_ask_for(
    stage: str, account_of_an_operator: Aws, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(account_of_an_operator.functions, "limit", 10)
    (finding,) = functions.concurrency(StageContext(stage, current_account()))
    assert finding.state == "10 in eu-west-3"
    assert "request-service-quota-increase" in finding.remedy


def test_a_stage_without_anything_has_a_finding_from_each_check(stage: str, folder: Path) -> None:
    project.configure(stage, {})
    findings = list(doctor.examine(stage))
    assert {finding.what for finding in findings if finding.well} == {"runs at once"}, "of the account"
    assert len(findings) >= len(ALL) - 2, "a domain or a sender is looked at where there is one"


def test_a_check_that_fails_hides_no_other(set_up: str, mocker: MockerFixture) -> None:
    def unreachable(context: StageContext) -> Any:
        """Far away. Very."""
        raise EndpointConnectionError(endpoint_url="https://sqs.example")

    mocker.patch.object(doctor, "CHECKS", (unreachable, storage.secret))
    first, second, _ = doctor.examine(set_up)
    assert (first.what, first.well) == ("Far away?", False)
    assert "https://sqs.example" in first.state
    assert (second.what, second.well) == ("secret", True)


def test_the_command_says_it_in_json_and_by_its_exit_code(
    set_up: str, billet: Billet, mocker: MockerFixture
) -> None:
    mocker.patch.object(doctor, "CHECKS", (storage.secret,))
    ill = billet("doctor", "--json")
    assert ill.exit_code == 1
    findings = json.loads(ill.output)
    assert [(f["what"], f["well"]) for f in findings] == [("secret", True), ("address", False)]
    assert set(findings[0]) == {"what", "found", "remedy", "well"}
    mocker.patch("billet.operator.checks.smoke.examine", return_value=[Finding("home page", "200")])
    project.configure(set_up, {"BILLET_BASE_URL": "https://blog.example.org"})
    well = billet("doctor")
    assert well.exit_code == 0
    assert "2 of 2 are well." in well.output


def test_a_stage_nobody_knows_is_an_error_before_aws_is_asked(billet: Billet, mocker: MockerFixture) -> None:
    account = mocker.patch("billet.operator.checks.doctor.current_account")
    refused = billet("doctor")
    assert refused.exit_code == 1
    assert refused.output.startswith("Error: there is no stage")
    account.assert_not_called()


def test_the_doctor_says_what_keeps_readers_from_getting_mail(deployed: str, mocker: MockerFixture) -> None:
    assert wrong(deployed, monitoring.sender) == {}, "without a sender nothing is promised"
    client: Any = BaseClient
    call, account = client._make_api_call, {"ProductionAccessEnabled": False}  # the local AWS has no accounts

    def answer(self: Any, operation: str, params: Any) -> Any:
        return account if operation == "GetAccount" else call(self, operation, params)

    mocker.patch.object(client, "_make_api_call", answer)
    project.configure(deployed, {"BILLET_SENDER": f"{deployed}@example.org", "BILLET_AUTHOR_EMAIL": ""})
    assert set(wrong(deployed, monitoring.sender)) == {
        f"mails from {deployed}@example.org",
        "mails to the author by SES go to",
        "readers get mail",
    }
    account["ProductionAccessEnabled"] = True
    project.configure(deployed, {"BILLET_AUTHOR_EMAIL": "me@example.org"})
    mocker.patch("billet.operator.checks.monitoring.identities.is_verified", return_value=True)
    assert wrong(deployed, monitoring.sender) == {}
