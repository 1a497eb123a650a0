"""CloudFormation as strict as AWS's: imports, retention, and creations that fail.

Moto creates whatever a template says, over what exists, and undoes nothing. ("Import AWS resources into a
CloudFormation stack automatically" and "DeletionPolicy attribute" in the AWS CloudFormation user guide.)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import Any

import pytest

from tests.rehearsal import resource_models

RETAINING = ("Retain", "RetainExceptOnCreate")

_importing: set[str] = set()
"""The names of the stacks whose latest change set imports what exists."""


def note_imports(call: Mapping[str, list[str]]) -> None:
    """Notes whether a change set imports what exists, which moto does not."""
    if call.get("Action") == ["CreateChangeSet"]:
        change = _importing.add if call.get("ImportExistingResources") == ["true"] else _importing.discard
        change(call["StackName"][0])


@cache
def identifier_of(kind: str) -> str:
    """Returns the property that identifies resources of a type; "" where a template cannot contain it."""
    from cfnlint.schema import PROVIDER_SCHEMA_MANAGER

    schema = PROVIDER_SCHEMA_MANAGER.get_resource_schema("us-east-1", kind).schema
    identifiers = schema["primaryIdentifier"]
    if len(identifiers) != 1 or identifiers[0] in schema.get("readOnlyProperties", []):
        return ""
    return str(identifiers[0].removeprefix("/properties/"))


def can_be_imported(resource: Mapping[str, Any]) -> bool:
    """Returns whether CloudFormation would import a resource of a template, if it existed."""
    identifier = identifier_of(resource["Type"])
    name = resource.get("Properties", {}).get(identifier)
    return isinstance(name, str) and resource.get("DeletionPolicy") in RETAINING


class AlreadyExists(Exception):
    """What a template creates exists, and cannot be imported."""


@contextmanager
def enforced() -> Iterator[None]:
    """Makes moto's CloudFormation so strict."""
    from moto.cloudformation import parsing
    from moto.cloudformation.models import CloudFormationBackend

    create, execute = parsing.parse_and_create_resource, CloudFormationBackend.execute_change_set
    parse_condition, update = parsing.parse_condition, parsing.parse_and_update_resource
    models: Any = {**parsing.get_model_map(), **resource_models.MODELS}

    def create_or_import(
        logical_id: str, resource: dict[str, Any], resources: Any, account_id: str, region_name: str
    ) -> Any:
        kind, condition = resource["Type"], resource.get("Condition")
        if kind not in _EXISTING or (condition and not resources.lazy_condition_map[condition]):
            return create(logical_id, resource, resources, account_id, region_name)
        parsed: Any = parsing.parse_resource_and_generate_name(logical_id, resource, resources)
        existing = _EXISTING[kind](parsed[2], account_id, region_name)
        if existing is None:
            return create(logical_id, resource, resources, account_id, region_name)
        if resources["AWS::StackName"] not in _importing or not can_be_imported(resource):
            raise AlreadyExists(logical_id, kind, parsed[2])
        existing.cf_resource_type, existing.logical_resource_id = kind, logical_id
        existing.is_imported = True
        return existing

    def update_where_it_is(
        logical_id: str, resource: dict[str, Any], resources: Any, account_id: str, region_name: str
    ) -> Any:
        condition = resource.get("Condition")
        if condition and not resources.lazy_condition_map[condition]:
            return None
        return update(logical_id, resource, resources, account_id, region_name)

    def parse_condition_or_reference(condition: Any, resources: Any, conditions: Any) -> bool:
        if isinstance(condition, dict) and "Fn::Condition" in condition:  # how moto reads !Condition
            return bool(conditions[condition["Fn::Condition"]])
        return parse_condition(condition, resources, conditions)

    def execute_or_roll_back(backend: Any, change_set_name: str, stack_name: str | None = None) -> None:
        stack = backend.get_stack(stack_name)
        try:
            execute(backend, change_set_name, stack_name)
        except AlreadyExists as error:
            _roll_back(stack, *error.args)
        else:  # moto gives outputs to a stack that is created without a change set alone
            template = stack.resource_map._template
            stack.output_map = parsing.OutputMap(stack.resource_map, template, stack.stack_id)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parsing, "parse_and_create_resource", create_or_import)
        patch.setattr(parsing, "get_model_map", lambda: models)
        patch.setattr(parsing, "parse_condition", parse_condition_or_reference)
        patch.setattr(parsing, "parse_and_update_resource", update_where_it_is)
        patch.setattr(parsing.ResourceMap, "delete", _delete)
        patch.setattr(CloudFormationBackend, "execute_change_set", execute_or_roll_back)
        yield


def _delete(resources: Any) -> None:
    """Deletes the resources of a stack that are not retained."""
    _delete_all(resources, lambda resource: resource.get("DeletionPolicy") not in RETAINING)


def _roll_back(stack: Any, logical_id: str, kind: str, name: str) -> None:
    """Deletes what a creation has created, and lets the stack fail. A table that is protected cannot be
    deleted, so that the stack is not even rolled back."""
    reason = f"Resource of type '{kind}' with identifier '{name}' already exists."
    stack._add_stack_event("CREATE_FAILED", reason)
    stack.events[-1].logical_resource_id, stack.events[-1].physical_resource_id = logical_id, name
    resources = stack.resource_map
    protected = [
        resource
        for resource in resources._parsed_resources.values()
        if getattr(resource, "deletion_protection_enabled", False) and not hasattr(resource, "is_imported")
    ]
    imported = {
        resource.logical_resource_id
        for resource in resources._parsed_resources.values()
        if hasattr(resource, "is_imported")
    }
    for resource in protected:
        resources._parsed_resources.pop(resource.logical_resource_id)
    _delete_all(resources, lambda resource: resource.get("DeletionPolicy") != "Retain", kept=imported)
    stack.status = "ROLLBACK_FAILED" if protected else "ROLLBACK_COMPLETE"
    stack._add_stack_event(stack.status)


def _delete_all(
    resources: Any, is_to_go: Callable[[dict[str, Any]], bool], kept: frozenset[str] | set[str] = frozenset()
) -> None:
    """Deletes resources in the reverse order of their creation."""
    for logical_id, document in reversed(list(resources._resource_json_map.items())):
        resource = resources._parsed_resources.get(logical_id)
        if resource is None or isinstance(resource, str) or logical_id in kept or not is_to_go(document):
            continue
        resources._delete_resource(resource, document)
        resources._parsed_resources.pop(logical_id)


def _bucket(name: str, account: str, region: str) -> Any:
    """Returns a bucket, which an account has once in all regions."""
    from moto.s3.models import s3_backends

    bucket = s3_backends[account]["aws"].buckets.get(name)
    if bucket is not None and bucket.region_name != region:
        raise AlreadyExists("Bucket", "AWS::S3::Bucket", f"{name}, in {bucket.region_name}")
    return bucket


def _table(name: str, account: str, region: str) -> Any:
    from moto.dynamodb.models import dynamodb_backends

    return dynamodb_backends[account][region].tables.get(name)


def _log_group(name: str, account: str, region: str) -> Any:
    from moto.logs.models import logs_backends

    return logs_backends[account][region].groups.get(name)


def _queue(name: str, account: str, region: str) -> Any:
    from moto.sqs.models import sqs_backends

    return sqs_backends[account][region].queues.get(name)


def _topic(name: str, account: str, region: str) -> Any:
    from moto.sns.models import sns_backends

    return sns_backends[account][region].topics.get(f"arn:aws:sns:{region}:{account}:{name}")


_EXISTING: Mapping[str, Callable[[str, str, str], Any]] = {
    "AWS::S3::Bucket": _bucket,
    "AWS::DynamoDB::Table": _table,
    "AWS::Logs::LogGroup": _log_group,
    "AWS::SQS::Queue": _queue,
    "AWS::SNS::Topic": _topic,
}
"""What finds an existing resource by its name, account and region; by type."""
