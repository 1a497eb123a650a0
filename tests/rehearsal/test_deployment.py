"""`billet deploy`, and the resources that it creates."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Any

from billet.operator.checks import uploads
from billet.operator.deployment import event_source, hardening
from billet.operator.deployment.package_upload import FOLDER
from tests.rehearsal.completion import complete
from tests.rehearsal.stage import Stage


def test_one_command_leads_from_nothing_to_a_blog_that_is_read(stage: Stage, deployed: str) -> None:
    assert "add Bucket (S3::Bucket)" in deployed
    assert "make the secret /billet/prod/secret" in deployed
    assert "uploaded articles/premier-billet.md" in deployed
    assert "page that is not there: 404" in deployed
    assert f"health: version {stage.version}" in deployed
    assert f"The blog is at {stage.url}" in deployed


def test_the_functions_stand_with_roles_settings_and_the_very_package(stage: Stage, deployed: str) -> None:
    client = stage.client_of("lambda")
    package = base64.b64encode(hashlib.sha256(stage.package.read_bytes()).digest()).decode()
    handlers = {
        "billet-prod": "app.app",
        "billet-prod-on_upload": "chalicelib.events.on_upload",
        "billet-prod-on_schedule": "chalicelib.events.on_schedule",
        "billet-prod-on_minute": "chalicelib.events.on_minute",
    }
    listed = {f["FunctionName"]: f for f in client.list_functions()["Functions"]}
    assert {name: f["Handler"] for name, f in listed.items() if name.startswith("billet-prod")} == handlers
    variables = listed["billet-prod"]["Environment"]["Variables"]
    assert variables["BILLET_BUCKET"] == "billet-prod-123456789012"
    assert variables["BILLET_BASE_URL"] == stage.url
    roles = {listed[name]["Role"] for name in handlers}
    assert len(roles) == 4, "each function has a role of its own"
    objects = stage.client_of("s3").list_objects_v2(Bucket="billet-prod-123456789012", Prefix=FOLDER)
    keys = [entry["Key"] for entry in objects["Contents"]]
    assert f"{FOLDER}{base64.b64decode(package).hex()}.zip" in keys, "it was sent once, and not with each"
    for name in handlers:
        assert listed[name]["CodeSha256"] == package
        assert listed[name]["Timeout"] == {"billet-prod": 29, "billet-prod-on_minute": 60}.get(name, 900)


def test_each_role_has_one_policy_of_this_account_and_region(stage: Stage, deployed: str) -> None:
    client = stage.client_of("iam")
    for name in ("api_handler", "on_upload", "on_schedule", "on_minute"):
        role = f"billet-prod-{name}"
        (policy,) = client.list_role_policies(RoleName=role)["PolicyNames"]
        document = client.get_role_policy(RoleName=role, PolicyName=policy)["PolicyDocument"]
        resources = [arn for s in document["Statement"] for arn in s["Resource"]]
        assert all(":123456789012:" in arn or "-123456789012" in arn for arn in resources)
        assert not any("*" in arn.split(":", 5)[4] for arn in resources)
        assert client.list_attached_role_policies(RoleName=role)["AttachedPolicies"] == []


def test_uploads_and_the_clock_set_off_their_functions(stage: Stage, deployed: str) -> None:
    client = stage.client_of("events")
    (upload,) = client.list_rules(NamePrefix="billet-prod-UploadRule")["Rules"]
    assert json.loads(upload["EventPattern"]) == uploads.pattern("billet-prod-123456789012")
    (target,) = client.list_targets_by_rule(Rule=upload["Name"])["Targets"]
    (mapping,) = stage.client_of("lambda").list_event_source_mappings(FunctionName="billet-prod-on_upload")[
        "EventSourceMappings"
    ]
    assert mapping["EventSourceArn"] == target["Arn"]
    assert mapping["FunctionResponseTypes"] == [event_source.RESPONSES]
    clock = client.describe_rule(Name="billet-prod-on_schedule-event")
    assert clock["ScheduleExpression"] == "rate(10 minutes)"
    minute = client.describe_rule(Name="billet-prod-on_minute-event")
    assert minute["ScheduleExpression"] == "rate(1 minute)"
    for rule, name in ((clock, "on_schedule"), (minute, "on_minute")):
        assert rule["State"] == "ENABLED"
        (target,) = client.list_targets_by_rule(Rule=rule["Name"])["Targets"]
        assert target["Arn"].endswith(f":function:billet-prod-{name}")


def test_the_api_is_hardened(stage: Stage, deployed: str) -> None:
    client = stage.client_of("apigateway")
    assert client.get_rest_api(restApiId=stage.api)["binaryMediaTypes"] == ["*/*"]
    api_stage = client.get_stage(restApiId=stage.api, stageName="api")
    assert hardening.limits_of(api_stage) == hardening.LIMITS
    for reply in hardening.REPLIES:
        response = client.get_gateway_response(restApiId=stage.api, responseType=reply.kind)
        assert reply.french in response["responseTemplates"]["text/html"]
        assert response["responseParameters"]["gatewayresponse.header.Content-Security-Policy"] == "'sandbox'"
    # What the stage shows is the deployment that came after all of this.
    latest = client.get_deployment(restApiId=stage.api, deploymentId=api_stage["deploymentId"])
    assert latest["description"] == hardening.DESCRIPTION


def test_events_that_fail_go_to_the_queue(stage: Stage, deployed: str) -> None:
    for name in ("on_schedule", "on_minute"):
        client = stage.client_of("lambda")
        config = client.get_function_event_invoke_config(FunctionName=f"billet-prod-{name}")
        assert (
            config["DestinationConfig"]["OnFailure"]["Destination"]
            .split(":")[-1]
            .startswith("billet-prod-Failures-")
        )
        assert config["MaximumRetryAttempts"] == hardening.RETRIES


def ill(stage: Stage) -> dict[str, dict[str, Any]]:
    """Returns the findings of `billet doctor` that are not well, by name."""
    output = stage.billet("doctor", "--json", well=False)
    return {f["what"]: f for f in json.loads(output) if not f["well"]}


def test_the_doctor_finds_all_well_but_that_nobody_is_told_of_alarms(stage: Stage, deployed: str) -> None:
    assert set(ill(stage)) == {"who receives mail", "runs at once"}, "as on a new account"
    stage.billet("setup", "--email", "operator@example.org", "--yes")
    assert set(ill(stage)) == {"runs at once"}


def test_the_doctor_finds_what_was_changed_by_hand_and_names_the_command(stage: Stage, deployed: str) -> None:
    bucket = "billet-prod-123456789012"
    s3, tables = stage.client_of("s3"), stage.client_of("dynamodb")
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Suspended"})
    tables.update_table(TableName="billet-prod-comments", DeletionProtectionEnabled=False)
    stage.client_of("cloudwatch").delete_alarms(AlarmNames=["billet-prod-index-age"])
    queues = stage.client_of("sqs")
    (queue,) = queues.list_queues(QueueNamePrefix="billet-prod-Uploads-")["QueueUrls"]
    queues.set_queue_attributes(QueueUrl=queue, Attributes={"Policy": ""})
    findings = ill(stage)
    expected = {
        "bucket keeps versions",
        "billet-prod-comments cannot be deleted by mistake",
        "alarms",
        "queue of uploads takes events of its rule",
    }
    assert set(findings) >= expected
    assert {findings[what]["remedy"] for what in expected} == {"billet setup --stage prod --revert-drift"}
    # CloudFormation reverts it on AWS; here it is done by hand.
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    tables.update_table(TableName="billet-prod-comments", DeletionProtectionEnabled=True)
    complete("prod", stage.aws.client)
    assert not expected & set(ill(stage))
