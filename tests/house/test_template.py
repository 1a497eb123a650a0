"""The CloudFormation template an operator deploys."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import boto3
import pytest

from billet.project import TEMPLATE
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
