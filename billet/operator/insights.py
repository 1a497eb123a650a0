"""Readings of a deployed stage, counted by CloudWatch Logs Insights where the logs are: those that its
function has answered, and those that CloudFront has."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from billet.author.readings import Readings
from billet.operator.deployment import cdn, chalice_state
from chalicelib.errors import ConfigurationError, Unavailable

if TYPE_CHECKING:
    from types_boto3_logs import CloudWatchLogsClient

log = logging.getLogger("billet.insights")

MOST_ROWS = 10_000
"""As many as CloudWatch gives."""

_COUNT = f"""filter ispresent(client)
| stats count(*) as readings by datefloor(@timestamp, 1d) as day, route, slug, client, referrer
| sort readings desc
| limit {MOST_ROWS}"""

# A line of CloudFront's begins with the id of the request, so that its fields are not found by themselves.
_FIELDS = ",".join(f'"{name}":"(?<{name}>[^"]*)"' for name in ("route", "slug", "client", "referrer"))

QUERIES = {"function": _COUNT, "edge": f"parse @message /{_FIELDS}/\n| {_COUNT}"}

_RUNNING = ("Scheduled", "Running")
LOOKS, BETWEEN_LOOKS = 120, 0.5
"""How often the answer is asked for, and the seconds between."""


class Insights:
    """The readings in one span of time. `function` is a client in the region of the stage, `edge` one in that
    of CloudFront's logs."""

    def __init__(
        self,
        function: CloudWatchLogsClient,
        edge: CloudWatchLogsClient,
        since: datetime,
        until: datetime,
        pause: Callable[[float], None],
    ) -> None:
        self._clients: Mapping[str, CloudWatchLogsClient] = {"function": function, "edge": edge}
        self._span = int(since.timestamp()), int(until.timestamp())
        self._pause = pause

    def count(self, stage: str) -> list[Readings]:
        """Returns the readings of a stage, the most frequent first. Raises `ConfigurationError` where it was
        never read, `Unavailable` where CloudWatch does not answer in time."""
        groups = {
            "function": chalice_state.log_of(stage, chalice_state.HANDLER),
            "edge": cdn.log_of(stage),
        }
        answers = [rows for name, group in groups.items() if (rows := self._ask(name, group)) is not None]
        if not answers:
            raise ConfigurationError(f"stage {stage} has no log: nobody has read it yet")
        counts = Counter[Readings]()
        for entry in (entry for rows in answers for entry in map(_readings, rows)):
            counts[replace(entry, count=0)] += entry.count
        return [replace(entry, count=count) for entry, count in counts.most_common()]

    def _ask(self, name: str, group: str) -> list[dict[str, str]] | None:
        """Returns the rows of the answer, None where there is no such log."""
        client, (since, until) = self._clients[name], self._span
        try:
            query = client.start_query(
                logGroupName=group, startTime=since, endTime=until, queryString=QUERIES[name]
            )["queryId"]
        except client.exceptions.ResourceNotFoundException:
            return None
        for _ in range(LOOKS):
            answer = client.get_query_results(queryId=query)
            if answer["status"] not in _RUNNING:
                break
            self._pause(BETWEEN_LOOKS)
        if answer["status"] != "Complete":
            raise Unavailable(f"CloudWatch counted no readings ({answer['status']}): run this again later")
        if len(answer["results"]) >= MOST_ROWS:
            log.warning(
                "the rarest readings are not counted: CloudWatch gives %s rows; shorten --since", MOST_ROWS
            )
        return [{column["field"]: column["value"] for column in row} for row in answer["results"]]


def _readings(row: Mapping[str, str]) -> Readings:
    return Readings(
        day=date.fromisoformat(row["day"][:10]),
        route=row["route"],
        slug=row.get("slug", ""),
        client=row["client"],
        referrer=row.get("referrer", ""),
        count=int(row["readings"]),
    )
