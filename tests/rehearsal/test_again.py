"""Deployments after the first: they change only what must change, and a failed one can be repeated."""

from __future__ import annotations

import json
import re
from typing import Any

from billet.operator.deployment.deploy import BY_HAND
from tests.rehearsal.stage import OPERATOR, Stage

CHALICE = f"{OPERATOR}\nimport sys\nfrom chalice.cli import main\nsys.exit(main())\n"
ON_AWS = f"{OPERATOR}\nfrom tests.on_aws.__main__ import on_aws\non_aws()\n"


def resources_of(stage: Stage) -> dict[str, Any]:
    """Returns all that a deployment creates, without times and the ids of one deployment."""
    functions, roles = stage.client_of("lambda"), stage.client_of("iam")
    rules, gateway = stage.client_of("events"), stage.client_of("apigateway")
    parameters, prefix = stage.client_of("ssm"), f"billet-{stage.name}"
    volatile_keys = {"LastModified", "RevisionId", "CodeSha256", "CodeSize", "Version"}
    resources = gateway.get_resources(restApiId=stage.api, limit=500, embed=["methods"])["items"]
    api_stage = gateway.get_stage(restApiId=stage.api, stageName="api")
    return {
        "functions": [
            {key: value for key, value in function.items() if key not in volatile_keys}
            for function in functions.list_functions()["Functions"]
            if function["FunctionName"].startswith(prefix)
        ],
        "permissions": {
            name: sorted(
                json.dumps({**statement, "Sid": ""}, sort_keys=True)
                for statement in json.loads(functions.get_policy(FunctionName=name)["Policy"])["Statement"]
            )
            for name in (prefix, f"{prefix}-on_schedule", f"{prefix}-on_minute")
        },
        "policies": {
            name: roles.get_role_policy(RoleName=f"{prefix}-{name}", PolicyName=f"{prefix}-{name}")[
                "PolicyDocument"
            ]
            for name in ("api_handler", "on_upload", "on_schedule", "on_minute")
        },
        "rules": [
            (rule, rules.list_targets_by_rule(Rule=rule["Name"])["Targets"])
            for rule in rules.list_rules(NamePrefix=prefix)["Rules"]
        ],
        "mappings": [
            {key: value for key, value in mapping.items() if key not in volatile_keys}
            for mapping in functions.list_event_source_mappings(FunctionName=f"{prefix}-on_upload")[
                "EventSourceMappings"
            ]
        ],
        "routes": sorted(
            (resource["path"], name, method["methodIntegration"]["uri"])
            for resource in resources
            for name, method in resource.get("resourceMethods", {}).items()
        ),
        "replies": sorted(
            reply["responseType"]
            for reply in gateway.get_gateway_responses(restApiId=stage.api)["items"]
            if not reply.get("defaultResponse")
        ),
        "limits": api_stage["methodSettings"],
        "config": (stage.project / ".chalice" / "config.json").read_text(encoding="utf-8"),
        "secret": parameters.get_parameter(Name=f"/billet/{stage.name}/secret")["Parameter"]["Value"],
    }


def test_a_second_deployment_changes_the_version_and_nothing_else(stage: Stage, deployed: str) -> None:
    before, code = resources_of(stage), stage.package.read_bytes()
    app = stage.project / "app.py"
    app.write_text(app.read_text(encoding="utf-8") + "# A change of nothing.\n", encoding="utf-8")
    stage.stop_instances()
    output = stage.billet("deploy", "--yes")
    assert "nothing to change" in output
    assert "uploaded" not in output
    assert resources_of(stage) == before
    assert stage.package.read_bytes() != code


def test_without_chalices_state_the_same_api_is_found_again_and_what_is_of_0_4_goes(
    stage: Stage, deployed: str
) -> None:
    api, before = stage.api, resources_of(stage)
    rule = "billet-prod-on_upload-event"
    stage.client_of("events").put_rule(Name=rule, EventPattern='{"source": ["aws.s3"]}')
    function = {"Id": "1", "Arn": "arn:aws:lambda:us-east-1:123456789012:function:billet-prod-on_upload"}
    stage.client_of("events").put_targets(Rule=rule, Targets=[function])
    state = json.loads(stage.state_file.read_text(encoding="utf-8"))
    stage.state_file.unlink()
    stage.stop_instances()
    assert "found what an earlier deployment has made" in stage.billet("deploy", "--yes")
    assert stage.api == api
    assert resources_of(stage) == before
    assert json.loads(stage.state_file.read_text(encoding="utf-8")) == state


def test_a_deployment_that_failed_is_continued_and_lives_as_on_aws(stage: Stage, deployed: str) -> None:
    """In another region, behind CloudFront, and by the checks of `make on-aws`."""
    dev = Stage(stage.project, stage.aws, name="dev", region="eu-west-3")
    dev.billet("setup", "--yes")
    dev.configure(BILLET_FRESHNESS_SECONDS="0")
    # API Gateway has the new API by then, and Chalice has not recorded it yet.
    dev.aws.failing.append("^POST /2015-03-31/functions/[^/]*billet-dev/policy")
    output = dev.billet("deploy", "--yes", "--content", "", well=False)
    assert "chalice deploy failed: fix what it says above, then run this again" in output
    assert "a rehearsed failure" in output
    (first,) = dev.apis
    dev.aws.functions.refusals = 1  # which the deployment waits out
    output = dev.run("-c", ON_AWS, "--stage", "dev", "--cdn", "--yes")
    assert re.search(r"passed: deploy: https://\w+\.cloudfront\.net\n", output), output
    assert f"{first}.execute-api" not in output, "pages name CloudFront"
    assert "passed: destroy with data" in output
    names = {f["FunctionName"] for f in stage.client_of("lambda").list_functions()["Functions"]}
    assert "billet-prod" in names, "another stage is left alone"


def test_data_is_deleted_only_where_its_bucket_is_named(stage: Stage, deployed: str) -> None:
    refused = stage.billet("destroy", "--yes", "--data", "--bucket", "billet-dev-123456789012", well=False)
    assert "nothing is deleted" in refused


def test_chalice_alone_makes_the_whole_blog_of_a_stage_that_is_set_up(stage: Stage, deployed: str) -> None:
    plain = Stage(stage.project, stage.aws, name="plain", region="eu-west-3")
    refused = plain.run("-c", CHALICE, "deploy", "--stage", "plain", well=False)
    assert "type 'billet setup --stage plain', then this again" in refused
    plain.billet("setup", "--yes")
    plain.run("-c", CHALICE, "deploy", "--stage", "plain")
    plain.billet("publish", "--yes")
    plain.invoke("billet-plain-on_schedule", BY_HAND)
    assert plain.ask("/").status == 200
    feed = plain.ask("/feed.xml").data.decode()
    assert f'href="{plain.address}/' in feed, "pages name the address that API Gateway gives"
    plain.billet("destroy", "--yes", "--data", "--bucket", "billet-plain-123456789012")
