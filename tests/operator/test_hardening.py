"""Hardening a deployment while AWS needs time."""

from __future__ import annotations

from unittest.mock import Mock

import boto3
import pytest

from billet.operator.deployment.hardening import LOOKS, set_failure_queue

CLIENT = boto3.client("lambda", region_name="eu-west-3")
REFUSED = CLIENT.exceptions.InvalidParameterValueException(
    {"Error": {"Code": "InvalidParameterValueException", "Message": "the role may not call SendMessage"}}, "P"
)


def functions(*answers: object) -> Mock:
    """Returns a Lambda client with these answers in turn."""
    client = Mock(exceptions=CLIENT.exceptions)
    client.put_function_event_invoke_config.side_effect = answers
    return client


def test_a_role_that_lambda_does_not_know_yet_is_waited_for() -> None:
    client, pauses = functions(REFUSED, REFUSED, {}), Mock()
    set_failure_queue(client, "billet-prod-on_upload", "arn:q", pauses)
    assert client.put_function_event_invoke_config.call_count == 3
    assert pauses.call_count == 2


def test_a_role_that_may_not_is_told_in_the_end() -> None:
    client, pauses = functions(*[REFUSED] * LOOKS), Mock()
    with pytest.raises(type(REFUSED), match="may not call SendMessage"):
        set_failure_queue(client, "billet-prod-on_upload", "arn:q", pauses)
    assert pauses.call_count == LOOKS - 1
