"""`billet setup`: what it creates, asks, writes, keeps and refuses."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.client import BaseClient
from botocore.exceptions import ClientError
from click.testing import Result
from pytest_mock import MockerFixture

from billet import project
from billet.operator import runtime
from billet.operator.account import current_account
from billet.operator.provision import policies
from billet.operator.provision.stack import Stack
from billet.project import LOCAL
from chalicelib.errors import ConfigurationError
from tests.operator.conftest import Billet

DISTRIBUTION = "arn:aws:cloudfront::123456789012:distribution/E1"


def files(folder: Path) -> dict[str, tuple[bytes, int]]:
    """Returns bytes and modification time in nanoseconds of each file, by name."""
    return {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.rglob("*")}


def stanza(folder: Path, stage: str) -> dict[str, Any]:
    """Returns what config.json has for a stage."""
    config: dict[str, dict[str, dict[str, Any]]] = json.loads(
        (folder / "config.json").read_text(encoding="utf-8")
    )
    return config["stages"][stage]


def secret(stage: str) -> str:
    parameter = boto3.client("ssm").get_parameter(Name=f"/billet/{stage}/secret", WithDecryption=True)
    return parameter["Parameter"]["Value"]


def succeeded(result: Result) -> str:
    """Returns the output of a command that must have succeeded."""
    assert result.exit_code == 0, result.output
    return result.output


def test_a_new_stage_gets_its_stanza_and_policies_of_this_account_and_region(
    stage: str, folder: Path, billet: Billet
) -> None:
    output = succeeded(billet("setup", "--yes"))
    assert f"add stage {stage} to .chalice/config.json" in output
    expected = project.new_stage(stage)
    account = current_account().id
    expected["environment_variables"] |= {
        "BILLET_BUCKET": f"billet-{stage}-{account}",
        "BILLET_NEWS_TOPIC": f"arn:aws:sns:eu-west-3:{account}:billet-{stage}-news",
        "BILLET_UPLOADS_QUEUE": Stack(stage).queue("Uploads"),
    }
    assert stanza(folder, stage) == expected
    for kind in policies.KINDS:
        text = (folder / policies.file_of(kind, stage)).read_text(encoding="utf-8")
        assert text == policies.text_of(kind, stage, "billet", current_account())
        assert f":eu-west-3:{current_account().id}:" in text
        assert "*" not in {arn.split(":")[3] for s in json.loads(text)["Statement"] for arn in s["Resource"]}


def test_the_second_time_there_is_nothing_to_change_and_nothing_is_written(
    set_up: str, folder: Path, billet: Billet, operations: list[str]
) -> None:
    before, signing = files(folder), secret(set_up)
    operations.clear()
    output = succeeded(billet("setup"))  # it does not even ask
    assert "nothing to change" in output
    assert "ExecuteChangeSet" not in operations
    assert files(folder) == before
    assert secret(set_up) == signing


def test_a_no_changes_nothing_and_a_later_yes_does_it(stage: str, folder: Path, billet: Billet) -> None:
    before = files(folder)
    for answers in ("n\n", ""):  # no, and nobody there to answer
        refused = billet("setup", answers=answers)
        assert refused.exit_code == 1
        assert "Aborted" in refused.output
        assert files(folder) == before
        assert Stack(stage).status() == ""
        with pytest.raises(ClientError, match="ParameterNotFound"):
            secret(stage)
    succeeded(billet("setup", answers="y\n"))
    assert Stack(stage).exists()
    assert stanza(folder, stage)["environment_variables"]["BILLET_BUCKET"]


def test_a_no_to_a_change_leaves_no_change_set_behind(set_up: str, billet: Billet) -> None:
    assert billet("setup", "--email", "other@example.org", answers="n\n").exit_code == 1
    stack = f"billet-{set_up}"
    listed = boto3.client("cloudformation").list_change_sets(StackName=stack)["Summaries"]
    of_stack = [change_set for change_set in listed if change_set["StackName"] == stack]  # moto lists all
    assert {change_set["ExecutionStatus"] for change_set in of_stack} == {"EXECUTE_COMPLETE"}
    assert Stack(set_up).parameters()["Email"] == "operator@example.org"


def test_a_stack_that_was_never_completed_goes_only_after_a_yes(
    billet: Billet, mocker: MockerFixture
) -> None:
    status = Stack.status
    delete = mocker.patch.object(Stack, "delete")
    mocker.patch.object(Stack, "status", lambda self: status(self) if delete.called else "ROLLBACK_COMPLETE")
    refused = billet("setup", answers="n\n")
    assert "which was never completed, and create it again" in refused.output
    delete.assert_not_called()
    succeeded(billet("setup", "--yes"))
    delete.assert_called_once()


def test_a_change_of_a_parameter_is_shown(set_up: str, billet: Billet) -> None:
    words = ("--email", "another@example.org", "--budget", "9", "--hourly-requests", "50000")
    output = billet("setup", *words, answers="n\n").output
    assert "set Email of the stack to 'another@example.org', which is 'operator@example.org'" in output
    assert "set BudgetAmount of the stack to '9', which is '5'" in output
    assert "set HourlyRequests of the stack to '50000', which is '20000'" in output


def test_no_stage_of_aws_has_the_name_of_the_blog_on_this_machine(
    folder: Path, billet: Billet, operations: list[str]
) -> None:
    before = files(folder)
    refused = billet("setup", "--yes", "--stage", LOCAL)
    assert refused.exit_code == 1
    assert refused.output == "Error: 'local' is the blog on this machine: give the stage another name\n"
    assert operations == []
    assert files(folder) == before


@pytest.mark.parametrize("name", ["", "Prod", "1st", "my-stage", "a" * 22, "../x", "é"])
def test_a_bad_name_of_a_stage_is_refused_before_aws_is_asked(
    folder: Path, billet: Billet, operations: list[str], name: str
) -> None:
    before = files(folder)
    refused = billet("setup", "--yes", "--stage", name)
    assert refused.exit_code == 1
    assert refused.output.startswith("Error: a stage cannot be called")
    assert refused.output.count("\n") == 1
    assert operations == []
    assert files(folder) == before


@pytest.mark.parametrize(
    ("missing", "remedy"),
    [("AWS_DEFAULT_REGION", "set AWS_DEFAULT_REGION"), ("AWS_ACCESS_KEY_ID", "run 'aws configure'")],
)
def test_a_missing_region_or_key_is_an_error_in_one_line(
    billet: Billet, monkeypatch: pytest.MonkeyPatch, missing: str, remedy: str
) -> None:
    monkeypatch.delenv(missing)
    refused = billet("setup", "--yes")
    assert refused.exit_code == 1
    assert refused.output.startswith("Error: ")
    assert remedy in refused.output
    assert refused.output.count("\n") == 1


def test_the_secret_is_in_no_file_and_no_output(stage: str, folder: Path, billet: Billet) -> None:
    output = succeeded(billet("setup", "--yes")) + succeeded(billet("setup"))
    signing = secret(stage)
    assert len(signing) >= 32
    assert signing not in output
    assert not [name for name, (data, _) in files(folder).items() if signing.encode() in data]


def test_two_stages_have_different_secrets(stage: str, billet: Billet) -> None:
    succeeded(billet("setup", "--yes"))
    succeeded(billet("setup", "--yes", "--stage", f"{stage}b"))
    assert secret(stage) != secret(f"{stage}b")


def parameters(stage: str) -> tuple[str, str]:
    """Returns email and distribution of the stack."""
    values = Stack(stage).parameters()
    return values.get("Email", ""), values.get("Distribution", "")


def subscribers(stage: str) -> list[str]:
    topic = Stack(stage).resources()["News"]
    subscriptions = boto3.client("sns").list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]
    return [subscription["Endpoint"] for subscription in subscriptions]


def test_options_stay_until_others_are_given(set_up: str, folder: Path, billet: Billet) -> None:
    assert parameters(set_up) == ("operator@example.org", "")
    assert subscribers(set_up) == ["operator@example.org"]
    succeeded(billet("setup", "--distribution", DISTRIBUTION, "--yes"))
    assert parameters(set_up) == ("operator@example.org", DISTRIBUTION)
    succeeded(billet("setup", "--xray", "--yes"))
    assert parameters(set_up) == ("operator@example.org", DISTRIBUTION)
    succeeded(billet("setup", "--email", "", "--yes"))
    assert parameters(set_up) == ("", DISTRIBUTION)
    succeeded(billet("setup", "--distribution", "", "--yes"))
    assert parameters(set_up) == ("", "")
    assert stanza(folder, set_up)["xray"] is True


def test_tracing_is_a_key_of_the_stage_and_a_permission_and_nothing_else(
    set_up: str, folder: Path, billet: Billet
) -> None:
    before = files(folder)
    output = succeeded(billet("setup", "--xray", "--yes"))
    assert "set xray to True in .chalice/config.json" in output
    changed = {name for name, (data, _) in files(folder).items() if before[name][0] != data}
    assert changed == {"config.json", *(policies.file_of(kind, set_up) for kind in policies.KINDS)}
    for kind in policies.KINDS:
        text = (folder / policies.file_of(kind, set_up)).read_text(encoding="utf-8")
        assert text == policies.text_of(kind, set_up, "billet", current_account(), traced=True)
    traced = files(folder)
    assert "nothing to change" in succeeded(billet("setup"))
    assert files(folder) == traced
    succeeded(billet("setup", "--no-xray", "--yes"))
    assert stanza(folder, set_up)["xray"] is False
    for name in changed - {"config.json"}:
        assert (folder / name).read_bytes() == before[name][0]


def test_after_a_failure_half_way_it_ends_well_the_next_time(
    stage: str, folder: Path, billet: Billet, mocker: MockerFixture
) -> None:
    client: Any = BaseClient
    call = client._make_api_call

    def failing(self: Any, name: str, params: dict[str, Any]) -> Any:
        if name == "PutParameter":
            raise ClientError({"Error": {"Code": "Throttling", "Message": "slow down"}}, name)
        return call(self, name, params)

    before = files(folder)
    mocker.patch.object(client, "_make_api_call", failing)
    failed = billet("setup", "--yes")
    assert failed.exit_code == 1
    assert failed.output.splitlines()[-1].startswith("Error: ")
    assert "slow down" in failed.output.splitlines()[-1]
    assert files(folder) == before, "files are written last"
    mocker.stopall()
    succeeded(billet("setup", "--yes"))
    assert len(secret(stage)) >= 32
    assert stanza(folder, stage)["environment_variables"]["BILLET_BUCKET"]
    assert "nothing to change" in succeeded(billet("setup"))


def test_a_plan_that_cannot_be_finished_leaves_no_stack(
    stage: str, billet: Billet, mocker: MockerFixture
) -> None:
    mocker.patch(
        "billet.operator.provision.setup.Setup._has_secret", side_effect=ClientError({}, "GetParameter")
    )
    assert billet("setup", "--yes").exit_code == 1
    mocker.stopall()
    assert Stack(stage).status() == ""


def test_drift_is_reverted_where_the_operator_says_so(
    set_up: str, billet: Billet, mocker: MockerFixture
) -> None:
    plan = mocker.patch.object(Stack, "plan", return_value=None)
    for words, reverts in (((), False), (("--revert-drift",), True)):
        succeeded(billet("setup", "--yes", *words))
        assert plan.call_args.kwargs == {"revert_drift": reverts}


@pytest.mark.parametrize("command", [("setup",), ("deploy", "--content", "")])
def test_a_python_too_old_for_the_functions_is_refused_in_one_line(
    folder: Path,
    billet: Billet,
    monkeypatch: pytest.MonkeyPatch,
    operations: list[str],
    command: tuple[str, ...],
) -> None:
    before = files(folder)
    monkeypatch.setattr(runtime, "OLDEST", (9, 0))
    refused = billet(*command, "--yes")
    assert refused.exit_code == 1
    assert refused.output.startswith("Error: functions need Python 9.0 or newer, and this is ")
    assert refused.output.count("\n") == 1
    assert operations == []
    assert files(folder) == before


def test_functions_run_on_python_3_12_and_newer(monkeypatch: pytest.MonkeyPatch) -> None:
    supported = {
        "python3.9": False,
        "python3.11": False,
        "python3.12": True,
        "python3.14": True,
        "None": False,
    }
    assert {name: runtime.is_supported(name) for name in supported} == supported
    runtime.check_python((3, 12))
    with pytest.raises(ConfigurationError, match=r"this is 3\.11.*make serve PYTHON=python3\.12"):
        runtime.check_python((3, 11))


def test_a_sender_is_asked_of_ses_and_lets_one_function_send(
    set_up: str, folder: Path, billet: Billet
) -> None:
    output = succeeded(billet("setup", "--sender", "news@example.org", "--yes"))
    assert "ask AWS to let news@example.org send" in output
    variables = stanza(folder, set_up)["environment_variables"]
    assert (variables["BILLET_SENDER"], variables["BILLET_AUTHOR_EMAIL"]) == (
        "news@example.org",
        "operator@example.org",
    )
    policy = (folder / policies.file_of("mail", set_up)).read_text(encoding="utf-8")
    assert '"ses:FromAddress": "news@example.org"' in policy
    identities = boto3.client("sesv2").list_email_identities()["EmailIdentities"]
    assert "news@example.org" in {identity["IdentityName"] for identity in identities}
    assert "nothing to change" in succeeded(billet("setup"))
    succeeded(billet("setup", "--email", "other@example.org", "--yes"))
    assert stanza(folder, set_up)["environment_variables"]["BILLET_AUTHOR_EMAIL"] == "other@example.org"
    succeeded(billet("setup", "--sender", "", "--yes"))
    assert stanza(folder, set_up)["environment_variables"]["BILLET_SENDER"] == ""
    assert "ses:" not in (folder / policies.file_of("mail", set_up)).read_text(encoding="utf-8")


@pytest.mark.parametrize("option", ["--email", "--sender"])
def test_what_is_no_address_is_refused_before_anything_is_made(billet: Billet, option: str) -> None:
    run = billet("setup", option, "nobody", "--yes")
    assert run.exit_code == 2
    assert "'nobody' is no e-mail address" in run.output


def test_a_creation_that_failed_is_begun_anew(stage: str, billet: Billet) -> None:
    topics: Any = boto3.client("sns")
    topic = topics.create_topic(Name=f"billet-{stage}-news")["TopicArn"]
    failed = billet("setup", "--yes")
    assert failed.exit_code == 1
    assert f"News: Resource of type 'AWS::SNS::Topic' with identifier 'billet-{stage}-news'" in failed.output
    assert not boto3.client("logs").describe_log_groups(logGroupNamePrefix=f"/aws/lambda/billet-{stage}")[
        "logGroups"
    ], "what a failed creation has made does not stay"
    topics.delete_topic(TopicArn=topic)
    repeated = billet("setup", "--yes")
    assert repeated.exit_code == 0, repeated.output
    assert "which was never completed, and create it again" in repeated.output
    assert Stack(stage).status() == "CREATE_COMPLETE"


def test_a_stage_of_another_region_is_not_set_up_here(
    set_up: str, billet: Billet, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in ("AWS_REGION", "AWS_DEFAULT_REGION"):
        monkeypatch.setenv(variable, "us-east-1")
    refused = billet("setup", "--yes")
    assert refused.exit_code == 1
    assert f"stage {set_up} is in eu-west-3" in refused.output
    assert "AWS_DEFAULT_REGION=eu-west-3" in refused.output
