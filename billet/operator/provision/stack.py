"""The CloudFormation stack of a stage: what it has, what the template would change, and the change."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import boto3
from botocore.exceptions import ClientError, WaiterError

from billet.names import Names
from billet.operator.account import Account, here
from billet.operator.provision import template
from chalicelib.errors import BilletError

if TYPE_CHECKING:
    from types_boto3_cloudformation.type_defs import (
        ParameterTypeDef,
        StackEventTypeDef,
        StackTypeDef,
        WaiterConfigTypeDef,
    )

# What a creation or deletion that failed leaves behind: CloudFormation changes such a stack no more.
WRECKED = ("ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "CREATE_FAILED", "DELETE_FAILED")

_NOTHING = ("didn't contain changes", "No updates are to be performed")
"""How CloudFormation says so: it has no code of its own for it (API reference, "CreateChangeSet")."""


_HOUR: WaiterConfigTypeDef = {"Delay": 3, "MaxAttempts": 1200}
"""How long a change may take: an index of a table can be most of it."""

_BEGINNINGS = ("CREATE_IN_PROGRESS", "UPDATE_IN_PROGRESS", "DELETE_IN_PROGRESS")
"""What the stack itself says first of a change; of a rollback it says something else."""


class StackError(BilletError):
    """CloudFormation refused or undid a change; the message gives its first reason."""


@dataclass(frozen=True)
class Change:
    """One thing that a plan makes, changes or takes away."""

    action: str
    name: str
    kind: str
    replaced: bool = False

    def __str__(self) -> str:
        again = " (made anew)" if self.replaced else ""
        return f"{self.action.lower()} {self.name} ({self.kind}){again}"


@dataclass(frozen=True)
class Plan:
    """A change set that waits to be carried out; `creates` where there is no stack yet."""

    id: str
    changes: tuple[Change, ...]
    creates: bool


class Stack:
    """The stack of one stage. Methods raise `StackError`."""

    def __init__(self, stage: str) -> None:
        self.stage = stage
        self._names = Names(stage)
        self.name = self._names.stack
        self._client = boto3.client("cloudformation")

    def plan(self, parameters: Mapping[str, str], account: str = "") -> Plan | None:
        """What the template would change, None where nothing; `parameters` that are not given keep
        their values. The id of the `account` is asked for where it is not known.

        Things that a stack deleted earlier has left, bucket and tables, are taken up again
        (AWS CloudFormation user guide, "Import AWS resources automatically").
        """
        found = self._settled()
        creates = found is None or found["StackStatus"] == "REVIEW_IN_PROGRESS"
        kept = _given(None if creates else found)
        named = {"Stage": self.stage, "AWS::AccountId": account or here().id}
        body = template.body({**template.parameters(), **kept, **parameters, **named})
        try:
            made = self._client.create_change_set(
                StackName=self.name,
                ChangeSetName=f"billet-{uuid.uuid4().hex}",
                ChangeSetType="CREATE" if creates else "UPDATE",
                TemplateBody=body,
                Parameters=self._parameters(kept, parameters),
                ImportExistingResources=True,
                Tags=[{"Key": "billet:stage", "Value": self.stage}],
            )
        except ClientError as error:
            if any(word in str(error) for word in _NOTHING):
                return None
            raise StackError(f"stack {self.name}: {error}") from error
        return self._planned(made["Id"], creates=creates)

    def carry_out(self, plan: Plan) -> None:
        """Make the change, and wait for its end: some minutes."""
        self._client.execute_change_set(ChangeSetName=plan.id, StackName=self.name)
        waiter = "stack_create_complete" if plan.creates else "stack_update_complete"
        try:
            self._client.get_waiter(waiter).wait(StackName=self.name, WaiterConfig=_HOUR)  # type: ignore[call-overload]  # one of two names
        except WaiterError as error:
            raise StackError(f"stack {self.name} was not changed: {self._first_failure()}") from error

    def forget(self, plan: Plan) -> None:
        """Do not make the change; a stack that is no more than the name of one goes as well."""
        self._client.delete_change_set(ChangeSetName=plan.id, StackName=self.name)
        if plan.creates:
            self.delete()

    def delete(self) -> None:
        """Delete what the template does not retain, and wait for the end."""
        self._client.delete_stack(StackName=self.name)
        try:
            self._client.get_waiter("stack_delete_complete").wait(StackName=self.name, WaiterConfig=_HOUR)
        except WaiterError as error:
            raise StackError(f"stack {self.name} was not deleted: {self._first_failure()}") from error

    def exists(self) -> bool:
        """Whether there is one that was once complete."""
        return _is_complete(self._found())

    def status(self) -> str:
        """CloudFormation's word for its state, "" where there is no stack."""
        found = self._found()
        return found["StackStatus"] if found else ""

    def parameters(self) -> dict[str, str]:
        """The parameters it was made with."""
        return _given(self._found())

    def things(self) -> dict[str, str]:
        """What the stack has: CloudFormation's physical id (the name of a bucket or table, the
        address of a queue, the ARN of a topic) by the name in the template."""
        return self._things(self._complete())

    def values(self) -> dict[str, str]:
        """All that the template's functions refer to, by name."""
        found = self._complete()
        account = _account_of(found)
        queue = f"arn:{account.partition}:sqs:{account.region}:{account.id}:{self._names.failures}"
        return {
            **_given(found),
            **self._things(found),
            "AWS::AccountId": account.id,
            "AWS::Partition": account.partition,
            "AWS::Region": account.region,
            "Failures.Arn": queue,
        }

    def environment(self) -> dict[str, str]:
        """The names of what the stack has, as a deployment's environment variables."""
        return self._names.environment(_account_of(self._complete()).id)

    def _complete(self) -> StackTypeDef:
        found = self._found()
        if found is None or not _is_complete(found):
            remedy = f"billet setup --stage {self.stage} makes it"
            raise StackError(f"there is no stack {self.name} yet: {remedy}")
        return found

    def _things(self, found: StackTypeDef) -> dict[str, str]:
        # The names that the template gives itself: not every AWS tells them after an update.
        named = {
            "Bucket": self._names.bucket(_account_of(found).id),
            "Comments": self._names.comments,
            "Messages": self._names.messages,
        }
        resources = self._client.describe_stack_resources(StackName=self.name)["StackResources"]
        told = {r.get("LogicalResourceId", ""): r.get("PhysicalResourceId", "") for r in resources}
        return named | {name: physical for name, physical in told.items() if name}

    def _found(self) -> StackTypeDef | None:
        try:
            return self._client.describe_stacks(StackName=self.name)["Stacks"][0]
        except ClientError as error:
            if "does not exist" in str(error):
                return None
            raise

    def _settled(self) -> StackTypeDef | None:
        """The stack once no change is under way."""
        found = self._found()
        status = found["StackStatus"] if found else ""
        if status.endswith("_IN_PROGRESS") and status != "REVIEW_IN_PROGRESS":
            raise StackError(f"stack {self.name} is being changed ({status}): wait, then run again")
        if status in WRECKED:
            raise StackError(f"stack {self.name} was never completed ({status}): it must be deleted first")
        return found

    def _parameters(self, known: Mapping[str, str], given: Mapping[str, str]) -> list[ParameterTypeDef]:
        kept: list[ParameterTypeDef] = [
            {"ParameterKey": key, "UsePreviousValue": True}
            for key in sorted((known.keys() & template.parameters()) - given.keys() - {"Stage"})
        ]
        values = {**given, "Stage": self.stage}
        return kept + [{"ParameterKey": key, "ParameterValue": value} for key, value in values.items()]

    def _planned(self, id: str, *, creates: bool) -> Plan | None:
        try:
            self._client.get_waiter("change_set_create_complete").wait(
                ChangeSetName=id, StackName=self.name, WaiterConfig={"Delay": 1, "MaxAttempts": 300}
            )
        except WaiterError as error:
            reason = str(error.last_response.get("StatusReason", error))
            self._client.delete_change_set(ChangeSetName=id, StackName=self.name)
            if any(word in reason for word in _NOTHING):
                return None
            raise StackError(f"stack {self.name}: {reason}") from error
        changes: list[Change] = []
        for page in self._client.get_paginator("describe_change_set").paginate(
            ChangeSetName=id, StackName=self.name
        ):
            changes += [
                Change(
                    str(r.get("Action", "")),
                    str(r.get("LogicalResourceId", "")),
                    str(r.get("ResourceType", "")).removeprefix("AWS::"),
                    r.get("Replacement") == "True",
                )
                for change in page.get("Changes", [])
                if (r := change.get("ResourceChange"))
            ]
        return Plan(id, tuple(changes), creates)

    def _first_failure(self) -> str:
        """The first reason among the events of the latest change, whose others are its consequences."""
        first = None
        for page in self._client.get_paginator("describe_stack_events").paginate(StackName=self.name):
            for event in page["StackEvents"]:  # the latest first
                if event.get("ResourceStatus", "").endswith("_FAILED"):
                    first = event
                if self._begins(event):
                    return self._reason(first)
        return self._reason(first)

    @staticmethod
    def _begins(event: StackEventTypeDef) -> bool:
        own = event.get("PhysicalResourceId") == event["StackId"]
        return own and event.get("ResourceStatus") in _BEGINNINGS

    @staticmethod
    def _reason(first: StackEventTypeDef | None) -> str:
        if first is None:
            return "CloudFormation's events do not say why"
        return f"{first.get('LogicalResourceId')}: {first.get('ResourceStatusReason', 'no reason given')}"


def _is_complete(found: StackTypeDef | None) -> bool:
    return found is not None and found["StackStatus"] not in ("REVIEW_IN_PROGRESS", *WRECKED)


def _given(found: StackTypeDef | None) -> dict[str, str]:
    """The parameters that a stack was made with."""
    given = found.get("Parameters", []) if found else []
    return {p.get("ParameterKey", ""): p.get("ParameterValue", "") for p in given}


def _account_of(stack: StackTypeDef) -> Account:
    """Whose it is, and where."""
    _, partition, _, region, account, _ = stack["StackId"].split(":", 5)
    return Account(account, region, partition)
