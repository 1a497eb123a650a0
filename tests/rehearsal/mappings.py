"""What Lambda demands of an event source mapping of a queue (CreateEventSourceMapping, API reference)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tests.iam.access import AccessControl
from tests.iam.permission import Permission
from tests.rehearsal.poller import queue_at

ACTIONS = ("ReceiveMessage", "DeleteMessage", "GetQueueAttributes")
"""What the role of the function must be allowed on the queue."""


@contextmanager
def enforced(access: AccessControl) -> Iterator[None]:
    """Lets moto refuse what Lambda refuses, and leaves the messages to the pollers."""
    from moto.awslambda.exceptions import FunctionAlreadyExists, InvalidParameterValueException
    from moto.awslambda.models import LambdaBackend

    create: Callable[[Any, dict[str, Any]], Any] = LambdaBackend.create_event_source_mapping

    def create_if_valid(backend: Any, spec: dict[str, Any]) -> Any:
        arn = spec["EventSourceArn"]
        function, queue = backend.get_function(spec["FunctionName"]), queue_at(arn)
        if queue is None:
            raise InvalidParameterValueException("The provided queue does not exist")
        if problem := _problem(spec, function, queue, access):
            raise InvalidParameterValueException(problem)
        for mapping in backend._event_source_mappings.values():
            if (mapping.event_source_arn, mapping.function_arn) == (arn, function.function_arn):
                raise FunctionAlreadyExists(f"a mapping with {arn}: update or delete {mapping.uuid}")
        # Moto finds it again by the name or ARN that it was made with; Lambda by either.
        mapping = create(backend, {**spec, "FunctionName": function.function_name})
        queue.lambda_event_source_mappings.clear()  # moto would hand over each message by itself
        return mapping

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(LambdaBackend, "create_event_source_mapping", create_if_valid)
        yield


def _problem(spec: dict[str, Any], function: Any, queue: Any, access: AccessControl) -> str:
    role = function.role.rpartition("/")[2]
    for action in ACTIONS:
        if not access.allows(role, Permission(f"sqs:{action}", queue.queue_arn)):
            return f"The provided execution role does not have permissions to call {action} on SQS"
    if queue.visibility_timeout < function.timeout:
        return (
            f"Queue visibility timeout: {queue.visibility_timeout} seconds is less than Function timeout: "
            f"{function.timeout} seconds"
        )
    if spec.get("BatchSize", 10) > AT_ONCE and not spec.get("MaximumBatchingWindowInSeconds"):
        return (
            "Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10"
        )
    if not 2 <= spec.get("ScalingConfig", {}).get("MaximumConcurrency", 2) <= 1000:
        return "MaximumConcurrency must be from 2 to 1000"
    return ""


AT_ONCE = 10
"""Messages of a batch that is not waited for."""
