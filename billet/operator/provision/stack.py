"""The CloudFormation stack of a stage: its resources, the changes that the template would make, and
their execution."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import boto3
from botocore.exceptions import ClientError, WaiterError

from billet.names import Names
from billet.operator.account import Account, current_account
from billet.operator.provision.stack_events import first_failure
from billet.operator.provision.template import STAGE, Template
from chalicelib.errors import BilletError

if TYPE_CHECKING:
    from types_boto3_cloudformation.type_defs import ParameterTypeDef, StackTypeDef, WaiterConfigTypeDef

WRECKED = ("ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "CREATE_FAILED", "DELETE_FAILED")
"""States that a failed creation or deletion ends in: CloudFormation changes such a stack no more."""

_NO_CHANGES = ("didn't contain changes", "No updates are to be performed")
"""CloudFormation's messages for it, which has no error code of its own (API reference, "CreateChangeSet")."""

_HOUR: WaiterConfigTypeDef = {"Delay": 3, "MaxAttempts": 1200}
"""How long a change may take: an index of a table can be most of it."""


class StackError(BilletError):
    """CloudFormation refused or undid a change; the message gives its first reason."""


@dataclass(frozen=True)
class Change:
    """One resource that a plan creates, changes or deletes."""

    action: str
    name: str
    kind: str
    replaced: bool = False

    def __str__(self) -> str:
        return f"{self.action.lower()} {self.name} ({self.kind})" + (" (replaced)" if self.replaced else "")


@dataclass(frozen=True)
class Plan:
    """A change set that is not executed yet; `creates` where there is no stack."""

    id: str
    changes: tuple[Change, ...]
    creates: bool


class Stack:
    """A stack of one stage, of what every stage has or of another `template`. Methods raise `StackError`."""

    def __init__(self, stage: str, template: Template = STAGE) -> None:
        self.stage = stage
        self._names = Names(stage)
        self._template = template
        self.name = template.stack_of(stage)
        self._client = boto3.client("cloudformation", region_name=template.region)

    def plan(
        self, parameters: Mapping[str, str], account: str = "", *, revert_drift: bool = False
    ) -> Plan | None:
        """Returns the changes that the template would make, None where there is none.

        `parameters` that are not given keep their values. The id of the `account` is asked for where it
        is "". With `revert_drift`, what was changed or deleted by hand is set to the template's values;
        CloudFormation compares nothing but templates otherwise (AWS CloudFormation user guide, "Using
        drift-aware change sets"). Without it, what a deleted stack has retained becomes part of this one
        (the same, "Import AWS resources into a CloudFormation stack automatically").
        """
        stack = self._changeable()
        creates = stack is None or stack["StackStatus"] == "REVIEW_IN_PROGRESS"
        current = _parameters_of(None if creates else stack)
        known = self._template.parameters
        application = {**known, **current, **parameters}.get("Application", "")
        reverts = revert_drift and not creates
        mode: Any = {"DeploymentMode": "REVERT_DRIFT"} if reverts else {"ImportExistingResources": True}
        try:
            change_set = self._client.create_change_set(
                StackName=self.name,
                ChangeSetName=f"billet-{uuid.uuid4().hex}",
                ChangeSetType="CREATE" if creates else "UPDATE",
                TemplateBody=self._template.body(self.stage, account or current_account().id, application),
                Parameters=self._merge(current, parameters),
                Tags=[{"Key": "billet:stage", "Value": self.stage}],
                **mode,
            )
        except ClientError as error:
            if any(message in str(error) for message in _NO_CHANGES):
                return None
            raise StackError(f"stack {self.name}: {error}") from error
        return self._read_plan(change_set["Id"], creates=creates)

    def apply(self, plan: Plan) -> None:
        """Executes a plan and waits for its end: some minutes."""
        self._client.execute_change_set(ChangeSetName=plan.id, StackName=self.name)
        waiter = "stack_create_complete" if plan.creates else "stack_update_complete"
        try:
            self._client.get_waiter(waiter).wait(StackName=self.name, WaiterConfig=_HOUR)  # type: ignore[call-overload]  # one of two names
        except WaiterError as error:
            reason = first_failure(self._client, self.name)
            raise StackError(f"stack {self.name} was not changed: {reason}") from error

    def discard(self, plan: Plan) -> None:
        """Deletes a plan, and the stack too where it is nothing but the name for one."""
        self._client.delete_change_set(ChangeSetName=plan.id, StackName=self.name)
        if plan.creates:
            self.delete()

    def delete(self) -> None:
        """Deletes what the template does not retain, and waits for the end."""
        self._client.delete_stack(StackName=self.name)
        try:
            self._client.get_waiter("stack_delete_complete").wait(StackName=self.name, WaiterConfig=_HOUR)
        except WaiterError as error:
            reason = first_failure(self._client, self.name)
            raise StackError(f"stack {self.name} was not deleted: {reason}") from error

    def exists(self) -> bool:
        """Whether there is a stack that was once complete."""
        return _is_complete(self._describe())

    def status(self) -> str:
        """Returns CloudFormation's word for its state, "" where there is no stack."""
        stack = self._describe()
        return stack["StackStatus"] if stack else ""

    def parameters(self) -> dict[str, str]:
        """Returns the parameters it has."""
        return _parameters_of(self._describe())

    def outputs(self) -> dict[str, str]:
        """Returns the outputs of the template by their names."""
        outputs = self._complete().get("Outputs", [])
        return {o.get("OutputKey", ""): o.get("OutputValue", "") for o in outputs}

    def resources(self) -> dict[str, str]:
        """Returns the physical id of each resource (the name of a bucket or table, the address of a
        queue, the ARN of a topic) by its name in the template."""
        account = _account_of(self._complete())
        # The names that the template sets itself: not every AWS returns them after an update.
        named = {
            "Bucket": self._names.bucket(account.id),
            "Comments": self._names.comments,
            "Messages": self._names.messages,
        }
        resources = self._client.describe_stack_resources(StackName=self.name)["StackResources"]
        ids = {r.get("LogicalResourceId", ""): r.get("PhysicalResourceId", "") for r in resources}
        return named | {name: physical_id for name, physical_id in ids.items() if name}

    def queue(self, name: str) -> str:
        """Returns the ARN of a queue by its name in the template, "" where the stack has none yet."""
        account = _account_of(self._complete())
        name = self.resources().get(name, "").rpartition("/")[2]
        return f"arn:{account.partition}:sqs:{account.region}:{account.id}:{name}" if name else ""

    def environment(self) -> dict[str, str]:
        """Returns the names of its resources, as a deployment's environment variables."""
        account = _account_of(self._complete())
        return self._names.environment(account.id, account.region, account.partition)

    def _complete(self) -> StackTypeDef:
        stack = self._describe()
        if stack is None or not _is_complete(stack):
            remedy = f"billet setup --stage {self.stage} makes it"
            raise StackError(f"there is no stack {self.name} yet: {remedy}")
        return stack

    def _describe(self) -> StackTypeDef | None:
        try:
            return self._client.describe_stacks(StackName=self.name)["Stacks"][0]
        except ClientError as error:
            if "does not exist" in str(error):
                return None
            raise

    def _changeable(self) -> StackTypeDef | None:
        """Returns the stack, unless CloudFormation would refuse to change it."""
        stack = self._describe()
        status = stack["StackStatus"] if stack else ""
        if status.endswith("_IN_PROGRESS") and status != "REVIEW_IN_PROGRESS":
            raise StackError(f"stack {self.name} is being changed ({status}): wait, then run again")
        if status in WRECKED:
            raise StackError(f"stack {self.name} was never completed ({status}): it must be deleted first")
        return stack

    def _merge(self, current: Mapping[str, str], given: Mapping[str, str]) -> list[ParameterTypeDef]:
        kept: list[ParameterTypeDef] = [
            {"ParameterKey": key, "UsePreviousValue": True}
            for key in sorted(current.keys() & self._template.parameters.keys() - given.keys())
        ]
        values = {**given, "Stage": self.stage}
        return kept + [{"ParameterKey": key, "ParameterValue": value} for key, value in values.items()]

    def _read_plan(self, id: str, *, creates: bool) -> Plan | None:
        try:
            self._client.get_waiter("change_set_create_complete").wait(
                ChangeSetName=id, StackName=self.name, WaiterConfig={"Delay": 1, "MaxAttempts": 300}
            )
        except WaiterError as error:
            reason = str(error.last_response.get("StatusReason", error))
            self._client.delete_change_set(ChangeSetName=id, StackName=self.name)
            if any(message in reason for message in _NO_CHANGES):
                return None
            raise StackError(f"stack {self.name}: {reason}") from error
        pages = self._client.get_paginator("describe_change_set").paginate(
            ChangeSetName=id, StackName=self.name
        )
        changes = [
            Change(
                str(resource.get("Action", "")),
                str(resource.get("LogicalResourceId", "")),
                str(resource.get("ResourceType", "")).removeprefix("AWS::"),
                resource.get("Replacement") == "True",
            )
            for page in pages
            for change in page.get("Changes", [])
            if (resource := change.get("ResourceChange"))
        ]
        return Plan(id, tuple(changes), creates)


def _is_complete(stack: StackTypeDef | None) -> bool:
    return stack is not None and stack["StackStatus"] not in ("REVIEW_IN_PROGRESS", *WRECKED)


def _parameters_of(stack: StackTypeDef | None) -> dict[str, str]:
    parameters = stack.get("Parameters", []) if stack else []
    return {p.get("ParameterKey", ""): p.get("ParameterValue", "") for p in parameters}


def _account_of(stack: StackTypeDef) -> Account:
    _, partition, _, region, account, _ = stack["StackId"].split(":", 5)
    return Account(account, region, partition)
