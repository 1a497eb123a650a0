"""The reason why CloudFormation undid a change, from the events of the stack."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types_boto3_cloudformation import CloudFormationClient
    from types_boto3_cloudformation.type_defs import StackEventTypeDef

_BEGINNINGS = ("CREATE_IN_PROGRESS", "UPDATE_IN_PROGRESS", "DELETE_IN_PROGRESS")
"""The first event of the stack itself in a change; a rollback has another one."""


def first_failure(client: CloudFormationClient, stack: str) -> str:
    """Returns the first reason among the events of the latest change: the others are its consequences."""
    failure = None
    for page in client.get_paginator("describe_stack_events").paginate(StackName=stack):
        for event in page["StackEvents"]:  # the latest first
            if event.get("ResourceStatus", "").endswith("_FAILED"):
                failure = event
            if _begins(event):
                return _reason(failure)
    return _reason(failure)


def _begins(event: StackEventTypeDef) -> bool:
    own = event.get("PhysicalResourceId") == event["StackId"]
    return own and event.get("ResourceStatus") in _BEGINNINGS


def _reason(failure: StackEventTypeDef | None) -> str:
    if failure is None:
        return "CloudFormation's events do not say why"
    return f"{failure.get('LogicalResourceId')}: {failure.get('ResourceStatusReason', 'no reason given')}"
