"""What lets Lambda take uploads from their queue: an event source mapping, which Chalice makes."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from billet.operator.deployment.chalice_state import mapping_of

if TYPE_CHECKING:
    from types_boto3_lambda import LambdaClient

LOOKS = 20
PAUSE = 3.0
"""How often, and how many seconds apart, a mapping is changed that Lambda is still changing itself."""

RESPONSES: Final = "ReportBatchItemFailures"
"""Lets the function say that messages are to come again, although it has not failed."""


def take_responses(client: LambdaClient, stage: str, pause: Callable[[float], None] = time.sleep) -> None:
    """Lets Lambda take the function's word for which messages are done with: Chalice has no setting for it.

    For some seconds after Chalice has made or changed the mapping, Lambda refuses another change
    (UpdateEventSourceMapping, API reference).
    """
    mapping = mapping_of(stage)
    if mapping is None or RESPONSES in mapping.get("FunctionResponseTypes", []):
        return  # where there is none, the doctor says so
    for left in reversed(range(LOOKS)):
        try:
            client.update_event_source_mapping(UUID=mapping["UUID"], FunctionResponseTypes=[RESPONSES])
        except client.exceptions.ResourceInUseException:
            if not left:
                raise
            pause(PAUSE)
        else:
            return
