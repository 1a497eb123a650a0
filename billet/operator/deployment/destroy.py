"""Deletes a stage: functions, API and alarms; articles, comments and messages only where the operator
confirms it twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import boto3
from botocore.exceptions import ClientError

from billet import project
from billet.names import Names
from billet.operator.account import current_account
from billet.operator.deployment import chalice, chalice_state
from billet.operator.deployment.address import is_own
from billet.operator.deployment.cdn import Cdn
from billet.operator.provision.stack import Stack
from chalicelib.errors import BilletError, ConfigurationError

Tell = Callable[[str], None]


class Teardown:
    """The deletion of one stage. A run after a failure continues."""

    def __init__(self, stage: str, tell: Tell) -> None:
        project.stage_of(stage)
        self.stage = stage
        self._account = current_account()
        self._stack = Stack(stage)
        self.cdn = Cdn(stage, tell)
        self._tell = tell
        # Retained by the template: they exist without a stack as well.
        names = Names(stage)
        self.bucket = names.bucket(self._account.id)
        self.tables = [names.comments, names.messages]
        self._secret = names.secret

    def functions_and_stack(self) -> None:
        """Deletes what `billet deploy` can make again, in the order in which it can be deleted."""
        self.cdn.delete()
        chalice_state.rebuild(self.stage, self._account)
        if chalice_state.file_of(self.stage).exists():
            chalice.run("delete", self.stage, self._tell)
        if self._stack.status():
            self._stack.delete()
            self._tell(f"deleted stack {self._stack.name}")
        for name in (chalice_state.HANDLER, *chalice_state.EVENTS):
            group = chalice_state.log_of(self.stage, name)
            self._delete(boto3.client("logs").delete_log_group, f"log {group}", logGroupName=group)
        project.configure(self.stage, {"BILLET_BASE_URL": self._own_address(), "BILLET_UPLOADS_QUEUE": ""})

    def data(self) -> None:
        """Deletes articles with all their versions, comments, messages and the secret: for good."""
        for table in self.tables:
            self._table(table)
        client = boto3.client("s3")
        try:
            for batch in _versions(client, self.bucket):
                deleted = client.delete_objects(Bucket=self.bucket, Delete={"Objects": batch, "Quiet": True})
                if errors := deleted.get("Errors"):
                    raise BilletError(f"{errors[0].get('Key')} was not deleted: {errors[0].get('Code')}")
            self._delete(client.delete_bucket, f"bucket {self.bucket}", Bucket=self.bucket)
        except client.exceptions.NoSuchBucket:
            pass
        self._delete(boto3.client("ssm").delete_parameter, f"secret {self._secret}", Name=self._secret)
        project.configure(self.stage, {"BILLET_BUCKET": ""})

    def _table(self, name: str) -> None:
        client = boto3.client("dynamodb")
        try:
            table = client.describe_table(TableName=name)["Table"]
        except client.exceptions.ResourceNotFoundException:
            return
        if table["TableStatus"] != "DELETING":
            if table.get("DeletionProtectionEnabled"):
                client.update_table(TableName=name, DeletionProtectionEnabled=False)
                client.get_waiter("table_exists").wait(TableName=name)
            self._delete(client.delete_table, f"table {name}", TableName=name)
        # Until it is deleted, none of its name can be made.
        client.get_waiter("table_not_exists").wait(TableName=name, WaiterConfig={"Delay": 3})

    def _own_address(self) -> str:
        """Returns the address its owner chose; those of API Gateway and CloudFront are deleted with them."""
        address = project.environment(self.stage).get("BILLET_BASE_URL", "")
        return address if is_own(address) else ""

    def _delete(self, delete: Callable[..., Any], what: str, **parameters: str) -> None:
        try:
            delete(**parameters)
        except ClientError as error:
            if "NotFound" not in error.response["Error"]["Code"]:
                raise
            return
        self._tell(f"deleted {what}")


def check_confirmation(teardown: Teardown, written: str) -> None:
    """Raises `ConfigurationError` unless the operator wrote the name of the bucket."""
    if written != teardown.bucket:
        raise ConfigurationError(f"nothing is deleted: {written!r} is not {teardown.bucket!r}")


def _versions(client: Any, bucket: str) -> Iterator[list[Any]]:
    """Yields all versions and delete markers, a thousand at a time, as DeleteObjects takes them."""
    for page in client.get_paginator("list_object_versions").paginate(Bucket=bucket):
        versions = [*page.get("Versions", []), *page.get("DeleteMarkers", [])]
        if versions:
            yield [{"Key": version["Key"], "VersionId": version["VersionId"]} for version in versions]
