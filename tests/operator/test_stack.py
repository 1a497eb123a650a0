"""The stack of a stage, in states that only CloudFormation can cause."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from unittest.mock import Mock

import pytest
from botocore.exceptions import ClientError, WaiterError
from pytest_mock import MockerFixture

from billet.local import local_aws
from billet.operator.account import current_account
from billet.operator.provision.stack import Change, Plan, Stack, StackError
from tests.house import cloudformation

NAMES = ("BucketName", "TableName", "LogGroupName")
NOW = datetime(2026, 3, 2, tzinfo=UTC)


@pytest.fixture
def stack(aws: local_aws.LocalAws, mocker: MockerFixture) -> Stack:
    """A stack on a CloudFormation whose answers a test sets."""
    stack = Stack("prod")
    mocker.patch.object(stack, "_client")
    client(stack).create_change_set.return_value = {"Id": "planned"}
    client(stack).get_paginator.return_value.paginate.return_value = [{}]
    return stack


def client(stack: Stack) -> Mock:
    mock: Any = stack._client
    assert isinstance(mock, Mock)
    return mock


def is_in(stack: Stack, *statuses: str, **parameters: str) -> None:
    """Makes CloudFormation return these states in turn; "" for no stack."""
    known = [{"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()]
    missing = ClientError(
        {"Error": {"Code": "ValidationError", "Message": "Stack billet-prod does not exist"}}, "D"
    )
    answers = [
        {"Stacks": [{"StackId": "arn", "StackStatus": status, "Parameters": known}]} if status else missing
        for status in statuses
    ]
    client(stack).describe_stacks.side_effect = answers


def fails(stack: Stack, reason: str = "") -> None:
    """Makes the waiters fail."""
    error = WaiterError("W", "it failed", {"StatusReason": reason})
    client(stack).get_waiter.return_value.wait.side_effect = error


def request(stack: Stack) -> dict[str, Any]:
    """Returns the request of CreateChangeSet."""
    kwargs: dict[str, Any] = client(stack).create_change_set.call_args.kwargs
    return kwargs


def test_a_missing_stack_is_created(stack: Stack) -> None:
    is_in(stack, "")
    plan = stack.plan({"Email": "a@example.org"})
    assert plan == Plan("planned", (), creates=True)
    assert request(stack)["ChangeSetType"] == "CREATE"
    assert request(stack)["Parameters"] == [
        {"ParameterKey": "Email", "ParameterValue": "a@example.org"},
        {"ParameterKey": "Stage", "ParameterValue": "prod"},
    ]


def test_a_stack_that_is_only_a_name_is_created(stack: Stack) -> None:
    is_in(stack, "REVIEW_IN_PROGRESS", Email="")
    plan = stack.plan({})
    assert plan is not None
    assert plan.creates
    assert request(stack)["Parameters"] == [{"ParameterKey": "Stage", "ParameterValue": "prod"}]


@pytest.mark.parametrize("status", ["UPDATE_COMPLETE", "CREATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE"])
def test_an_existing_stack_is_updated_and_keeps_parameters_that_are_not_given(
    stack: Stack, status: str
) -> None:
    is_in(stack, status, Stage="prod", Email="a@example.org", Distribution="arn:d")
    plan = stack.plan({"Distribution": ""})
    assert plan is not None
    assert not plan.creates
    assert request(stack)["Parameters"] == [
        {"ParameterKey": "Email", "UsePreviousValue": True},
        {"ParameterKey": "Distribution", "ParameterValue": ""},
        {"ParameterKey": "Stage", "ParameterValue": "prod"},
    ]


@pytest.mark.parametrize(
    ("status", "revert_drift", "mode"),
    [
        ("", False, {"ImportExistingResources": True}),  # what a deleted stack has retained
        ("UPDATE_COMPLETE", False, {"ImportExistingResources": True}),
        ("UPDATE_COMPLETE", True, {"DeploymentMode": "REVERT_DRIFT"}),
        ("", True, {"ImportExistingResources": True}),  # nothing was changed by hand yet
    ],
)
def test_retained_resources_are_imported_and_drift_is_reverted_where_the_operator_says_so(
    stack: Stack, status: str, mode: dict[str, Any], *, revert_drift: bool
) -> None:
    is_in(stack, status)
    stack.plan({}, revert_drift=revert_drift)
    modes = ("ImportExistingResources", "DeploymentMode")
    assert {name: value for name, value in request(stack).items() if name in modes} == mode


@pytest.mark.parametrize("status", ["", "UPDATE_COMPLETE"])
def test_a_resource_that_may_be_imported_has_its_name_written_out(stack: Stack, status: str) -> None:
    """CloudFormation imports only resources with a literal name."""
    is_in(stack, status, Application="diary")
    stack.plan({} if status else {"Application": "diary"})
    document = cloudformation.parse(request(stack)["TemplateBody"])
    kept = {
        name: resource["Properties"]
        for name, resource in document["Resources"].items()
        if "DeletionPolicy" in resource
    }
    names = [next(v for k, v in p.items() if k in NAMES) for p in kept.values()]
    assert names == [
        f"billet-prod-{current_account().id}",
        "billet-prod-comments",
        "billet-prod-messages",
        "/aws/lambda/diary-prod",
        "/aws/lambda/diary-prod-on_upload",
        "/aws/lambda/diary-prod-on_schedule",
        "/aws/lambda/diary-prod-on_minute",
    ]


@pytest.mark.parametrize(
    ("status", "remedy"),
    [
        *(
            (status, "must be deleted first")
            for status in ("ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "DELETE_FAILED")
        ),
        *((f"{change}_IN_PROGRESS", "wait, then run again") for change in ("UPDATE", "DELETE", "ROLLBACK")),
    ],
)
def test_a_wrecked_or_changing_stack_is_left_as_it_is(stack: Stack, status: str, remedy: str) -> None:
    is_in(stack, status)
    with pytest.raises(StackError, match=f"{status}.*{remedy}"):
        stack.plan({})
    client(stack).create_change_set.assert_not_called()
    client(stack).delete_stack.assert_not_called()


@pytest.mark.parametrize("status", ["", "REVIEW_IN_PROGRESS", "ROLLBACK_COMPLETE", "ROLLBACK_FAILED"])
def test_a_stack_that_was_never_complete_has_no_resources(stack: Stack, status: str) -> None:
    is_in(stack, status, status)
    assert not stack.exists()
    with pytest.raises(StackError, match="billet setup --stage prod makes it"):
        stack.resources()


@pytest.mark.parametrize(
    "reason",
    [
        "The submitted information didn't contain changes. Submit different information.",
        "No updates are to be performed.",
    ],
)
def test_a_change_set_without_changes_is_no_plan_and_is_deleted(stack: Stack, reason: str) -> None:
    is_in(stack, "CREATE_COMPLETE")
    fails(stack, reason)
    assert stack.plan({}) is None
    client(stack).delete_change_set.assert_called_once_with(ChangeSetName="planned", StackName="billet-prod")


def test_a_refused_change_set_is_deleted_and_its_reason_is_the_error(stack: Stack) -> None:
    is_in(stack, "CREATE_COMPLETE")
    fails(stack, "Email must be an address")
    with pytest.raises(StackError, match=r"^stack billet-prod: Email must be an address$"):
        stack.plan({})
    client(stack).delete_change_set.assert_called_once()


def test_a_plan_has_each_change(stack: Stack) -> None:
    is_in(stack, "CREATE_COMPLETE")
    change = {"Action": "Add", "LogicalResourceId": "News", "ResourceType": "AWS::SNS::Topic"}
    anew = {
        "Action": "Modify",
        "LogicalResourceId": "Failures",
        "ResourceType": "AWS::SQS::Queue",
        "Replacement": "True",
    }
    client(stack).get_paginator.return_value.paginate.return_value = [
        {"Changes": [{"Type": "Resource", "ResourceChange": change}]},
        {"Changes": [{"Type": "Resource", "ResourceChange": anew}]},
    ]
    plan = stack.plan({})
    assert plan is not None
    assert [f"{change}" for change in plan.changes] == [
        "add News (SNS::Topic)",
        "modify Failures (SQS::Queue) (replaced)",
    ]
    assert plan.changes[1] == Change("Modify", "Failures", "SQS::Queue", replaced=True)


def event(minute: int, status: str, reason: str = "", name: str = "", own: bool = False) -> dict[str, Any]:
    return {
        "StackId": "arn",
        "PhysicalResourceId": "arn" if own else "x",
        "LogicalResourceId": name or "billet-prod",
        "ResourceStatus": status,
        "ResourceStatusReason": reason,
        "Timestamp": NOW + timedelta(minutes=minute),
    }


def test_the_error_of_a_failed_change_is_its_own_first_reason(stack: Stack) -> None:
    happened = [
        event(0, "UPDATE_IN_PROGRESS", own=True),
        event(1, "UPDATE_FAILED", "of last week", "Bucket"),
        event(2, "UPDATE_ROLLBACK_COMPLETE", own=True),
        event(10, "UPDATE_IN_PROGRESS", own=True),
        event(11, "CREATE_FAILED", "there is one already", "News"),
        event(12, "CREATE_FAILED", "Resource creation cancelled", "Failures"),
        event(13, "UPDATE_ROLLBACK_IN_PROGRESS", own=True),
    ]
    latest = happened[::-1]
    client(stack).get_paginator.return_value.paginate.return_value = [
        {"StackEvents": latest[:2]},
        {"StackEvents": latest[2:]},
    ]
    fails(stack)
    with pytest.raises(StackError, match=r"was not changed: News: there is one already$"):
        stack.apply(Plan("planned", (), creates=False))


def test_a_change_may_take_an_hour(stack: Stack) -> None:
    stack.apply(Plan("planned", (), creates=False))
    waiting = client(stack).get_waiter.return_value.wait.call_args.kwargs["WaiterConfig"]
    assert waiting["Delay"] * waiting["MaxAttempts"] >= 3600


def test_discarding_the_plan_of_a_new_stack_deletes_its_name(stack: Stack) -> None:
    stack.discard(Plan("planned", (), creates=True))
    client(stack).delete_change_set.assert_called_once()
    client(stack).delete_stack.assert_called_once()


def test_discarding_the_plan_of_a_change_keeps_the_stack(stack: Stack) -> None:
    stack.discard(Plan("planned", (), creates=False))
    client(stack).delete_change_set.assert_called_once()
    client(stack).delete_stack.assert_not_called()
