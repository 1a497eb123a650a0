"""Hardening a deployment while AWS needs time."""

from __future__ import annotations

from unittest.mock import Mock

import boto3
import pytest
from pytest_mock import MockerFixture

from billet.operator.deployment import event_source
from billet.operator.deployment.hardening import LIMITS, LOOKS, limits_of, set_failure_queue
from chalicelib.web.urls import FORM_PATHS

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


BUSY = CLIENT.exceptions.ResourceInUseException(
    {"Error": {"Code": "ResourceInUseException", "Message": "it is being created"}}, "U"
)


def sources(mocker: MockerFixture, *answers: object) -> Mock:
    """Returns a Lambda client that answers so where a mapping is changed."""
    mapping = {"UUID": "u", "FunctionResponseTypes": []}
    mocker.patch("billet.operator.deployment.event_source.mapping_of", return_value=mapping)
    client = Mock(exceptions=CLIENT.exceptions)
    client.update_event_source_mapping.side_effect = answers
    return client


def test_a_mapping_that_lambda_is_still_making_is_waited_for(mocker: MockerFixture) -> None:
    client, pauses = sources(mocker, BUSY, BUSY, {}), Mock()
    event_source.take_responses(client, "prod", pauses)
    client.update_event_source_mapping.assert_called_with(
        UUID="u", FunctionResponseTypes=["ReportBatchItemFailures"]
    )
    assert pauses.call_count == 2


def test_a_mapping_that_stays_busy_is_told_in_the_end(mocker: MockerFixture) -> None:
    client, pauses = sources(mocker, *[BUSY] * event_source.LOOKS), Mock()
    with pytest.raises(type(BUSY)):
        event_source.take_responses(client, "prod", pauses)


def test_what_is_posted_is_limited_apart_from_what_is_read() -> None:
    assert {"*/*", "contact/POST", "articles/{slug}/comments/POST"} <= set(LIMITS)
    assert len(LIMITS) == 1 + len(FORM_PATHS)
    rate, burst = LIMITS["*/*"]
    for path in FORM_PATHS:
        posts, at_once = LIMITS[f"{path[1:]}/POST"]
        assert (posts, at_once) <= (rate / 4, burst / 4)


@pytest.mark.parametrize("slash", ["/", "~1"])
@pytest.mark.parametrize("first", ["", "/", "~1"])
def test_limits_are_read_however_aws_writes_their_paths(slash: str, first: str) -> None:
    settings = {"throttlingRateLimit": 10.0, "throttlingBurstLimit": 50}
    path = first + slash.join(("articles", "{slug}", "comments"))
    limits = limits_of({"methodSettings": {f"{path}/POST": settings}})
    assert limits == {"articles/{slug}/comments/POST": (10, 50)}
