"""`billet destroy`: what it deletes, what it keeps, and how it protects data."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from unittest.mock import Mock

import boto3
import pytest
from botocore.exceptions import ClientError
from pytest_mock import MockerFixture

from billet import project
from billet.operator.account import current_account
from billet.operator.deployment import chalice_state
from billet.operator.provision.stack import Stack
from chalicelib.errors import BilletError
from tests.operator.conftest import Billet


@pytest.fixture
def chalice(mocker: MockerFixture) -> Mock:
    """A mock of `chalice delete`."""
    return mocker.patch("billet.operator.deployment.destroy.chalice.run")


@pytest.fixture
def populated(set_up: str) -> str:
    """A stage with an article of two versions, a deleted article, a comment and Chalice's state."""
    client, bucket = boto3.client("s3"), bucket_of(set_up)
    for text in (b"1", b"2"):
        client.put_object(Bucket=bucket, Key="articles/a.md", Body=text)
    client.put_object(Bucket=bucket, Key="articles/b.md", Body=b"1")
    client.delete_object(Bucket=bucket, Key="articles/b.md")
    tables = boto3.client("dynamodb")
    tables.put_item(TableName=f"billet-{set_up}-comments", Item={"id": {"S": "1"}})
    chalice_state.file_of(set_up).parent.mkdir()
    chalice_state.file_of(set_up).write_text('{"resources": []}')
    return set_up


def bucket_of(stage: str) -> str:
    return f"billet-{stage}-{current_account().id}"


def versions(stage: str) -> int:
    """Returns the number of versions and delete markers in the bucket."""
    listing = boto3.client("s3").list_object_versions(Bucket=bucket_of(stage))
    return len(listing.get("Versions", [])) + len(listing.get("DeleteMarkers", []))


def all_data_exists(stage: str) -> bool:
    comments = boto3.client("dynamodb").scan(TableName=f"billet-{stage}-comments")["Items"]
    secret = boto3.client("ssm").get_parameter(Name=f"/billet/{stage}/secret")["Parameter"]
    return versions(stage) == 4 and len(comments) == 1 and bool(secret["Value"])


def has_tables(stage: str) -> bool:
    names = boto3.client("dynamodb").list_tables()["TableNames"]
    return bool({f"billet-{stage}-comments", f"billet-{stage}-messages"} & set(names))


def has_bucket(stage: str) -> bool:
    return bucket_of(stage) in {bucket["Name"] for bucket in boto3.client("s3").list_buckets()["Buckets"]}


def logs(stage: str) -> list[Any]:
    return boto3.client("logs").describe_log_groups(logGroupNamePrefix=f"/aws/lambda/billet-{stage}")[
        "logGroups"
    ]


def test_functions_and_logs_go_and_what_was_written_stays(
    populated: str, billet: Billet, chalice: Mock
) -> None:
    result = billet("destroy", "--yes")
    assert result.exit_code == 0, result.output
    assert f"{bucket_of(populated)} and the tables stay" in result.output
    assert f"deleted stack billet-{populated}" in result.output
    assert chalice.call_args.args[:2] == ("delete", populated)
    assert logs(populated) == []
    assert all_data_exists(populated)
    assert project.environment(populated)["BILLET_BUCKET"] == bucket_of(populated)
    assert not project.is_set_up(populated), "the next stack has another queue"


def nothing_is_deleted(stage: str, chalice: Mock) -> bool:
    return not chalice.called and len(logs(stage)) == 4 and all_data_exists(stage)


def test_without_a_yes_or_with_a_wrong_name_nothing_goes(
    populated: str, billet: Billet, chalice: Mock
) -> None:
    for words, answers in (((), "n\n"), ((), ""), (("--data",), "")):
        assert billet("destroy", *words, answers=answers).exit_code == 1
        assert nothing_is_deleted(populated, chalice)
    for option in ((), ("--bucket", "billet-prod-123456789012")):
        refused = billet("destroy", "--data", "--yes", *option, answers="no such\n")
        assert refused.exit_code == 1
        assert "nothing is deleted" in refused.output
        assert nothing_is_deleted(populated, chalice)


def test_with_data_and_the_name_all_versions_tables_and_the_secret_go_and_twice_is_fine(
    populated: str, billet: Billet, chalice: Mock
) -> None:
    words = ("destroy", "--data", "--bucket", bucket_of(populated), "--yes")
    result = billet(*words)
    assert result.exit_code == 0, result.output
    assert f"deleted bucket {bucket_of(populated)}" in result.output
    assert not has_bucket(populated)
    assert not has_tables(populated)
    with pytest.raises(ClientError, match="ParameterNotFound"):
        boto3.client("ssm").get_parameter(Name=f"/billet/{populated}/secret")
    assert project.environment(populated)["BILLET_BUCKET"] == ""
    repeated = billet(*words)
    assert repeated.exit_code == 0, repeated.output
    assert "deleted bucket" not in repeated.output


def test_a_table_that_is_being_deleted_already_is_waited_for(
    stage: str, folder: Path, mocker: MockerFixture
) -> None:
    from billet.operator.deployment.destroy import Teardown

    project.configure(stage, {})
    teardown = Teardown(stage, lambda line: None)
    client = mocker.patch("billet.operator.deployment.destroy.boto3").client.return_value
    client.describe_table.return_value = {"Table": {"TableStatus": "DELETING"}}
    teardown._table("t")
    client.delete_table.assert_not_called()
    client.get_waiter.assert_called_once_with("table_not_exists")


def test_when_chalice_fails_the_stack_stays_and_it_is_said(
    populated: str, billet: Billet, chalice: Mock
) -> None:
    chalice.side_effect = BilletError("chalice delete failed: no network")
    failed = billet("destroy", "--yes")
    assert failed.exit_code == 1
    assert "chalice delete failed: no network" in failed.output
    assert Stack(populated).exists()


@pytest.mark.parametrize(
    ("address", "kept"),
    [("https://x.execute-api.eu-west-3.amazonaws.com/api", ""), ("https://blog.example.org",) * 2],
)
def test_an_address_of_its_own_is_kept_and_api_gateways_is_forgotten(
    stage: str, billet: Billet, chalice: Mock, address: str, kept: str
) -> None:
    project.configure(stage, {"BILLET_BASE_URL": address})
    assert billet("destroy", "--yes").exit_code == 0
    assert project.environment(stage)["BILLET_BASE_URL"] == kept


def test_a_stage_that_is_but_a_name_goes(stage: str, billet: Billet, folder: Path) -> None:
    project.configure(stage, {})
    assert Stack(stage).plan({}) is not None
    assert Stack(stage).status() == "REVIEW_IN_PROGRESS"
    assert billet("destroy", "--yes").exit_code == 0
    assert Stack(stage).status() == ""
