"""A stage taken down: functions, API and alarms go; articles, comments and messages stay, unless
the operator says otherwise, twice."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import boto3
from botocore.exceptions import ClientError

from billet import project
from billet.operator.account import here
from billet.operator.deployment import record
from billet.operator.provision.stack import Stack
from chalicelib.errors import BilletError, ConfigurationError

Tell = Callable[[str], None]


class Demolition:
    """What is to go of one stage. Doing it again, after any failure, goes on where it ended."""

    def __init__(self, stage: str, tell: Tell) -> None:
        project.stage_of(stage)
        self.stage = stage
        self._account = here()
        self._stack = Stack(stage)
        self._tell = tell
        # Kept by the template: they are there without a stack as well.
        self.bucket = f"billet-{stage}-{self._account.id}"
        self.tables = [f"billet-{stage}-comments", f"billet-{stage}-messages"]

    def functions_and_stack(self) -> None:
        """What can be made again by `billet deploy`, in the order in which it may go."""
        record.mend(self.stage, self._account)
        if record.file_of(self.stage).exists():
            self._chalice()
        if self._stack.status():
            self._stack.delete()
            self._tell(f"deleted stack {self._stack.name}")
        for name in (record.HANDLER, *record.EVENTS):
            group = f"/aws/lambda/{record.function_of(self.stage, name)}"
            self._gone(boto3.client("logs").delete_log_group, f"log {group}", logGroupName=group)
        project.configure(self.stage, {"BILLET_BASE_URL": self._own_address()})

    def data(self) -> None:
        """Articles with all their versions, comments, messages and the secret: for good."""
        for table in self.tables:
            self._table(table)
        client = boto3.client("s3")
        try:
            for batch in _versions(client, self.bucket):
                client.delete_objects(Bucket=self.bucket, Delete={"Objects": batch, "Quiet": True})
            self._gone(client.delete_bucket, f"bucket {self.bucket}", Bucket=self.bucket)
        except client.exceptions.NoSuchBucket:
            pass
        parameter = f"/billet/{self.stage}/secret"
        self._gone(boto3.client("ssm").delete_parameter, f"secret {parameter}", Name=parameter)
        project.configure(self.stage, {"BILLET_BUCKET": ""})

    def _table(self, name: str) -> None:
        client = boto3.client("dynamodb")
        try:
            told = client.describe_table(TableName=name)["Table"]
        except client.exceptions.ResourceNotFoundException:
            return
        if told["TableStatus"] != "DELETING":
            if told.get("DeletionProtectionEnabled"):
                client.update_table(TableName=name, DeletionProtectionEnabled=False)
                client.get_waiter("table_exists").wait(TableName=name)
            self._gone(client.delete_table, f"table {name}", TableName=name)
        # Until it is gone, none of its name can be made.
        client.get_waiter("table_not_exists").wait(TableName=name, WaiterConfig={"Delay": 3})

    def _chalice(self) -> None:
        run = subprocess.run(  # noqa: S603  # the stage is one of the configuration's
            [Path(sys.executable).with_name("chalice"), "delete", "--stage", self.stage],
            cwd=project.ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        for line in run.stdout.splitlines():
            self._tell(line)
        if run.returncode:
            raise BilletError(f"chalice delete failed, run this again: {run.stderr.strip()[-500:]}")

    def _own_address(self) -> str:
        """The address its owner chose; API Gateway's own is gone with the API."""
        kept = project.environment(self.stage).get("BILLET_BASE_URL", "")
        return "" if ".execute-api." in kept else kept

    def _gone(self, delete: Callable[..., Any], what: str, **parameters: str) -> None:
        try:
            delete(**parameters)
        except ClientError as error:
            if "NotFound" not in error.response["Error"]["Code"]:
                raise
            return
        self._tell(f"deleted {what}")


def check_confirmation(demolition: Demolition, written: str) -> None:
    """Raise `ConfigurationError` unless the operator wrote the name of the bucket."""
    if written != demolition.bucket:
        raise ConfigurationError(f"nothing is deleted: {written!r} is not {demolition.bucket!r}")


def _versions(client: Any, bucket: str) -> Iterator[list[Any]]:
    """All versions and delete markers, a thousand at a time, as DeleteObjects takes them."""
    for page in client.get_paginator("list_object_versions").paginate(Bucket=bucket):
        found = [*page.get("Versions", []), *page.get("DeleteMarkers", [])]
        if found:
            yield [{"Key": one["Key"], "VersionId": one["VersionId"]} for one in found]
