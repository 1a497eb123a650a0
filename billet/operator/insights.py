"""Readings of a deployed stage, counted by CloudWatch Logs Insights where the logs are."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import TYPE_CHECKING

from billet.author.readings import Readings
from billet.operator.deployment import chalice_state
from chalicelib.errors import ConfigurationError, Unavailable

if TYPE_CHECKING:
    from types_boto3_logs import CloudWatchLogsClient

QUERY = """filter ispresent(client)
| stats count(*) as readings by datefloor(@timestamp, 1d) as day, route, slug, client, referrer
| sort readings desc
| limit 10000"""

_RUNNING = ("Scheduled", "Running")
LOOKS, BETWEEN_LOOKS = 120, 0.5
"""How often the answer is asked for, and the seconds between."""


def count(
    client: CloudWatchLogsClient, stage: str, since: datetime, until: datetime, pause: Callable[[float], None]
) -> list[Readings]:
    """Returns the readings of a stage. Raises `ConfigurationError` where it was never read, `Unavailable`
    where CloudWatch does not answer in time."""
    group = chalice_state.log_of(stage, chalice_state.HANDLER)
    try:
        query = client.start_query(
            logGroupName=group,
            startTime=int(since.timestamp()),
            endTime=int(until.timestamp()),
            queryString=QUERY,
        )["queryId"]
    except client.exceptions.ResourceNotFoundException as error:
        raise ConfigurationError(f"stage {stage} has no log: nobody has read it yet") from error
    for _ in range(LOOKS):
        answer = client.get_query_results(queryId=query)
        if answer["status"] not in _RUNNING:
            break
        pause(BETWEEN_LOOKS)
    if answer["status"] != "Complete":
        raise Unavailable(f"CloudWatch counted no readings ({answer['status']}): run this again later")
    rows = [{column["field"]: column["value"] for column in row} for row in answer["results"]]
    return [
        Readings(
            day=date.fromisoformat(row["day"][:10]),
            route=row["route"],
            slug=row.get("slug", ""),
            client=row["client"],
            referrer=row.get("referrer", ""),
            count=int(row["readings"]),
        )
        for row in rows
    ]
