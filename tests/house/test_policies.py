"""The policies of the functions, as they are written: what functions do with them is in test_permissions."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from billet import project
from billet.operator.account import Account
from billet.operator.provision import policies
from billet.project import ROOT

CONFIG = json.loads((ROOT / ".chalice" / "config.json").read_text(encoding="utf-8"))

# Not the function asks for these but Lambda, in its name: the role that a function has is also the one with
# which Lambda takes events from a queue, and puts one that it failed on into another (Lambda developer guide,
# "Using Lambda with Amazon SQS", "Adding a destination").
BY_LAMBDA = ("TakeUploads", "KeepEventsThatFailed")


def policy(file: str) -> list[dict[str, Any]]:
    """Returns the statements of a policy without those for Lambda itself, about logs and failed events."""
    statements: list[dict[str, Any]] = json.loads((ROOT / ".chalice" / file).read_text(encoding="utf-8"))[
        "Statement"
    ]
    return [statement for statement in statements if statement["Sid"] not in ("Log", *BY_LAMBDA)]


def test_mail_may_be_sent_from_the_sender_alone_and_only_where_there_is_one() -> None:
    text = policies.text_of("mail", "prod", "billet", Account("1", "eu-west-3"), sender="blog@example.org")
    (statement,) = [s for s in json.loads(text)["Statement"] if s["Sid"] == "SendMails"]
    assert statement["Resource"] == ["arn:aws:ses:eu-west-3:1:identity/*"]
    assert statement["Condition"] == {"StringEquals": {"ses:FromAddress": "blog@example.org"}}
    assert "ses:" not in policies.text_of("mail", "prod", "billet", Account("1", "eu-west-3"))


def test_readers_change_limits_counts_and_subscriptions_alone() -> None:
    keys = [
        s["Condition"]["ForAllValues:StringLike"]["dynamodb:LeadingKeys"]
        for s in policy("policy-prod.json")
        for action in s["Action"]
        if re.match(r"dynamodb:(Update|Delete|Batch\w*W)", action)
    ]
    assert keys == [["limit/*", "count/*", "subscription/*"], ["writer/*"], ["subscription/*"]]


def test_lambda_may_take_uploads_and_set_aside_the_events_that_the_publishing_functions_fail_on() -> None:
    text = (ROOT / ".chalice" / "policy-prod-reconcile.json").read_text(encoding="utf-8")
    granted = {s["Sid"]: s for s in json.loads(text)["Statement"] if s["Sid"] in BY_LAMBDA}
    taking, keeping = (granted[sid] for sid in BY_LAMBDA)
    assert taking["Action"] == ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"]
    assert taking["Resource"] == ["arn:aws:sqs:*:*:billet-prod-Uploads-*"]
    assert keeping["Action"] == ["sqs:SendMessage"]
    assert keeping["Resource"] == ["arn:aws:sqs:*:*:billet-prod-Failures-*"]
    assert "sqs:" not in (ROOT / ".chalice" / "policy-prod.json").read_text(encoding="utf-8")


def test_readers_cannot_write_objects_and_publishing_writes_the_index_alone_and_deletes_nothing() -> None:
    reader, reconcile, mail = (policy(f"policy-prod{suffix}.json") for suffix in ("", "-reconcile", "-mail"))
    granted = {action for statement in (*reader, *mail) for action in statement["Action"]}
    assert not {action for action in granted if re.match(r"s3:(Put|Delete)", action)}
    written = [s["Resource"] for s in reconcile for action in s["Action"] if action.startswith("s3:Put")]
    assert written == [["arn:aws:s3:::billet-prod-*/_index/*"]]
    assert not [s for s in reconcile for action in s["Action"] if "Delete" in action]


@pytest.mark.parametrize("stage", CONFIG["stages"])
def test_the_configuration_is_that_of_a_stage_before_anything_is_set_up(stage: str) -> None:
    assert CONFIG["stages"][stage] == project.new_stage(stage)


@pytest.mark.parametrize("kind", policies.KINDS)
@pytest.mark.parametrize("stage", CONFIG["stages"])
def test_the_policies_are_those_of_any_account_and_region(stage: str, kind: str) -> None:
    text = (ROOT / ".chalice" / policies.file_of(kind, stage)).read_text(encoding="utf-8")
    assert text == policies.text_of(kind, stage, CONFIG["app_name"], Account())


@pytest.mark.parametrize("kind", policies.KINDS)
@pytest.mark.parametrize("traced", [False, True])
def test_nothing_is_allowed_on_everything_but_traces_which_have_no_name(kind: str, traced: bool) -> None:
    text = policies.text_of(kind, "prod", "billet", Account("1", "eu-west-3"), traced=traced)
    wide = [s for s in json.loads(text)["Statement"] if "*" in s["Resource"]]
    actions = [action for statement in wide for action in statement["Action"]]
    assert actions == (["xray:PutTraceSegments", "xray:PutTelemetryRecords"] if traced else [])


@pytest.mark.parametrize("stage", CONFIG["stages"])
def test_each_function_has_its_own_policy_of_its_own_stage(stage: str) -> None:
    settings = CONFIG["stages"][stage]
    assert CONFIG["autogen_policy"] is False
    files = {settings["iam_policy_file"]} | {
        f["iam_policy_file"] for f in settings["lambda_functions"].values()
    }
    assert files == {f"policy-{stage}{suffix}.json" for suffix in ("", "-reconcile", "-mail")}
    assert set(settings["lambda_functions"]) == {"on_upload", "on_schedule", "on_minute"}
    for file in files:
        text = (ROOT / ".chalice" / file).read_text(encoding="utf-8")
        assert text.replace(stage, "prod") == (ROOT / ".chalice" / file.replace(stage, "prod")).read_text(
            encoding="utf-8"
        )
        for statement in json.loads(text)["Statement"]:
            assert all(f"billet-{stage}" in arn or f"billet/{stage}/" in arn for arn in statement["Resource"])
            assert not any("*" in action for action in statement["Action"])
