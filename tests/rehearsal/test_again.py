"""Deployments after the first: nothing changes that need not, and no failure is for good."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.rehearsal.conftest import settle_address
from tests.rehearsal.stage import Stage


def picture(stage: Stage) -> dict[str, Any]:
    """All that a deployment has made, but for times and for what names one deployment."""
    functions, roles = stage.client_of("lambda"), stage.client_of("iam")
    rules, gateway = stage.client_of("events"), stage.client_of("apigateway")
    parameters, prefix = stage.client_of("ssm"), f"billet-{stage.name}"
    passing = {"LastModified", "RevisionId", "CodeSha256", "CodeSize", "Version"}
    resources = gateway.get_resources(restApiId=stage.api, limit=500, embed=["methods"])["items"]
    shown = gateway.get_stage(restApiId=stage.api, stageName="api")
    return {
        "functions": [
            {key: value for key, value in one.items() if key not in passing}
            for one in functions.list_functions()["Functions"]
            if one["FunctionName"].startswith(prefix)
        ],
        "permissions": {
            name: sorted(
                json.dumps({**s, "Sid": ""}, sort_keys=True)
                for s in json.loads(functions.get_policy(FunctionName=name)["Policy"])["Statement"]
            )
            for name in (prefix, f"{prefix}-on_upload", f"{prefix}-on_schedule")
        },
        "policies": {
            name: roles.get_role_policy(RoleName=f"{prefix}-{name}", PolicyName=f"{prefix}-{name}")[
                "PolicyDocument"
            ]
            for name in ("api_handler", "on_upload", "on_schedule")
        },
        "rules": [
            (rule, rules.list_targets_by_rule(Rule=rule["Name"])["Targets"])
            for rule in rules.list_rules(NamePrefix=prefix)["Rules"]
        ],
        "routes": sorted(
            (resource["path"], method, told["methodIntegration"]["uri"])
            for resource in resources
            for method, told in resource.get("resourceMethods", {}).items()
        ),
        "replies": sorted(
            reply["responseType"]
            for reply in gateway.get_gateway_responses(restApiId=stage.api)["items"]
            if not reply.get("defaultResponse")
        ),
        "limits": shown["methodSettings"],
        "config": (stage.project / ".chalice" / "config.json").read_text(encoding="utf-8"),
        "secret": parameters.get_parameter(Name=f"/billet/{stage.name}/secret")["Parameter"]["Value"],
    }


def test_a_second_deployment_changes_the_version_and_nothing_else(stage: Stage, deployed: str) -> None:
    before, code = picture(stage), stage.package.read_bytes()
    app = stage.project / "app.py"
    app.write_text(app.read_text(encoding="utf-8") + "# A change of nothing.\n", encoding="utf-8")
    stage.forget_instances()
    said = stage.billet("deploy", "--yes")
    assert "nothing to change" in said
    assert "uploaded" not in said
    assert picture(stage) == before
    assert stage.package.read_bytes() != code


def test_without_chalices_note_the_same_api_is_found_again(stage: Stage, deployed: str) -> None:
    api, before = stage.api, picture(stage)
    note = json.loads(stage.note.read_text(encoding="utf-8"))
    stage.note.unlink()
    stage.forget_instances()
    assert "found what an earlier deployment has made" in stage.billet("deploy", "--yes")
    assert stage.api == api
    assert picture(stage) == before
    assert json.loads(stage.note.read_text(encoding="utf-8")) == note


@pytest.fixture(scope="module")
def dev(stage: Stage) -> Iterator[Stage]:
    """A second stage, set up and not deployed yet, with an article in its bucket."""
    dev = Stage(stage.project, stage.aws, stage.gateway, name="dev")
    dev.billet("setup", "--yes")
    dev.client_of("s3").put_object(
        Bucket="billet-dev-123456789012", Key="articles/ancien.md", Body=b"# Ancien\n\nUn texte."
    )
    with dev.opened():
        settle_address(dev)
        yield dev


def test_a_failure_in_the_middle_of_a_deployment_makes_no_second_api(
    stage: Stage, deployed: str, dev: Stage
) -> None:
    apis = set(stage.apis)
    # API Gateway has the new API by then, and Chalice has not noted it yet.
    dev.aws.failing.append("^POST /2015-03-31/functions/[^/]*billet-dev/policy")
    said = dev.billet("deploy", "--yes", "--content", "", well=False)
    assert "chalice deploy failed: fix what it says above, then run this again" in said
    assert "a rehearsed failure" in said
    (first,) = set(dev.apis) - apis
    said = dev.billet("deploy", "--yes", "--content", "")
    assert "live: articles/ancien.md" in said
    assert set(dev.apis) - apis == {first}
    assert dev.api == first
    assert f"The blog is at {dev.url}" in said


def test_what_is_taken_down_keeps_what_was_written_and_can_be_set_up_again(
    stage: Stage, deployed: str, dev: Stage
) -> None:
    said = dev.billet("destroy", "--yes")
    assert "billet-dev-123456789012 and the tables stay" in said
    names = {f["FunctionName"] for f in dev.client_of("lambda").list_functions()["Functions"]}
    assert not {name for name in names if name.startswith("billet-dev")}
    assert "billet-prod" in names
    kept = dev.client_of("s3").get_object(Bucket="billet-dev-123456789012", Key="articles/ancien.md")
    assert kept["Body"].read().startswith(b"# Ancien")
    tables = dev.client_of("dynamodb").list_tables()["TableNames"]
    assert {"billet-dev-comments", "billet-dev-messages"} <= set(tables)
    said = dev.billet("setup", "--yes")
    assert "add Bucket (S3::Bucket)" in said, "the stack takes up what was kept"
    assert dev.client_of("s3").head_object(Bucket="billet-dev-123456789012", Key="articles/ancien.md")
    refused = dev.billet("destroy", "--yes", "--data", "--bucket", "billet-prod", well=False)
    assert "nothing is deleted" in refused
    dev.billet("destroy", "--yes", "--data", "--bucket", "billet-dev-123456789012")
    assert not {"billet-dev-comments"} & set(dev.client_of("dynamodb").list_tables()["TableNames"])
    buckets = {b["Name"] for b in dev.client_of("s3").list_buckets()["Buckets"]}
    assert "billet-dev-123456789012" not in buckets
