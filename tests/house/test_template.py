"""The CloudFormation template an operator deploys, and the stages of Chalice."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import boto3
import pytest

from billet.cloud import ROOT, TEMPLATE
from chalicelib.blog import Blog


def test_the_template_is_good_cloudformation() -> None:
    lint = Path(sys.executable).with_name("cfn-lint")
    run = subprocess.run([lint, TEMPLATE], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout


def test_the_bucket_is_versioned_so_that_a_last_good_version_exists(blog: Blog) -> None:
    answer = boto3.client("s3").get_bucket_versioning(Bucket=blog.settings.bucket)
    assert answer["Status"] == "Enabled"


@pytest.mark.parametrize("table", ["comments_table", "messages_table"])
def test_items_that_expire_are_deleted_by_the_table(blog: Blog, table: str) -> None:
    answer = boto3.client("dynamodb").describe_time_to_live(TableName=getattr(blog.settings, table))
    assert answer["TimeToLiveDescription"]["AttributeName"] == "expires"


@pytest.fixture
def config() -> dict[str, Any]:
    read: dict[str, Any] = json.loads((ROOT / ".chalice" / "config.json").read_text(encoding="utf-8"))
    return read


def test_each_stage_names_a_policy_that_exists(config: dict[str, Any]) -> None:
    assert config["autogen_policy"] is False
    for stage in config["stages"].values():
        assert (ROOT / ".chalice" / stage["iam_policy_file"]).exists()


def test_no_policy_allows_everything(config: dict[str, Any]) -> None:
    for stage in config["stages"].values():
        policy = json.loads((ROOT / ".chalice" / stage["iam_policy_file"]).read_text(encoding="utf-8"))
        for statement in policy["Statement"]:
            assert "*" not in statement["Resource"]
            assert not any(action.endswith(":*") for action in statement["Action"])
