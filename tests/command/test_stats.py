"""``billet stats``: what was read, from the log."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber
from click.testing import CliRunner
from pytest_mock import MockerFixture

from billet.author.readings import Readings
from billet.commands import main
from billet.local import reading_log, state
from billet.operator.insights import MOST_ROWS, QUERIES, Insights
from chalicelib.errors import ConfigurationError, Unavailable
from tests.conftest import Author, Reader

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
NOW = datetime(2026, 3, 2, tzinfo=UTC)


@pytest.fixture
def stats(tmp_path: Path, mocker: MockerFixture) -> Any:
    """Runs the command on the log in a folder."""
    mocker.patch.object(state, "FOLDER", tmp_path)

    def run(*words: str) -> str:
        result = CliRunner().invoke(main, ["stats", *words], catch_exceptions=False)
        assert result.exit_code == 0, result.output
        return result.output

    return run


@pytest.fixture
def kept(tmp_path: Path, mocker: MockerFixture) -> Any:
    handler = reading_log.keep(tmp_path)
    yield
    handler.close()
    import logging

    logging.getLogger("billet").removeHandler(handler)


def test_readings_on_this_machine_are_counted(reader: Reader, author: Author, stats: Any, kept: Any) -> None:
    author.publishes(a="# A\n\nText.", b="# B\n\nText.")
    for _ in range(2):
        reader.asks("/articles/a", user_agent=FIREFOX, referer="https://www.forum.example/t/1?u=me")
    reader.asks("/articles/b", user_agent="curl/8")
    reader.asks("/feed.xml", user_agent="Feedly/1.0")
    reader.asks("/articles/nowhere", user_agent=FIREFOX)
    output = stats()
    assert output.splitlines()[2].split() == ["/articles/a", "2"]
    assert "/articles/b" in output
    assert "nowhere" not in output
    assert "forum.example       2  " in output
    (entry,) = json.loads(stats("a", "--json"))
    assert (entry["slug"], entry["client"], entry["referrer"], entry["count"]) == (
        "a",
        "person",
        "forum.example",
        2,
    )
    assert "Nothing of c was read in the last 7d." in stats("c", "--since", "7d")


def test_a_line_that_was_cut_off_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / reading_log.FILE).write_text('{"time":"2026-03-01T10', encoding="utf-8")
    assert reading_log.read(tmp_path, NOW) == []


ROW = {
    "day": "2026-03-01 00:00:00.000",
    "route": "/articles/{slug}",
    "slug": "a",
    "client": "person",
    "readings": "3",
}


def answered(*statuses: str, rows: int = 1) -> Any:
    """A client of CloudWatch Logs whose query takes these states, and none where there is no such log; no
    local AWS counts."""
    client = boto3.client("logs", region_name="eu-west-3")
    stubber = Stubber(client)
    if statuses:
        stubber.add_response("start_query", {"queryId": "1"})
    else:
        stubber.add_client_error("start_query", "ResourceNotFoundException")
    row = [{"field": name, "value": value} for name, value in ROW.items()]
    for status in statuses:
        stubber.add_response("get_query_results", {"status": status, "results": [row] * rows})
    stubber.activate()
    return client


def count(function: Any, edge: Any) -> list[Readings]:
    return Insights(function, edge, NOW - timedelta(days=1), NOW, lambda _: None).count("prod")


@pytest.mark.parametrize(
    ("function", "edge", "readings"),
    [(["Running", "Complete"], [], 3), ([], ["Complete"], 3), (["Complete"], ["Complete"], 6)],
)
def test_readings_are_those_of_the_function_and_those_of_cloudfront(
    function: list[str], edge: list[str], readings: int
) -> None:
    counted = count(answered(*function), answered(*edge))
    assert counted == [Readings(date(2026, 3, 1), "/articles/{slug}", "a", "person", "", readings)]


def test_a_line_of_cloudfronts_is_read_in_its_fields() -> None:
    pattern = re.search(r"parse @message /(.+)/", QUERIES["edge"])
    assert pattern
    line = 'Li-8-3o== {"route":"/articles/{slug}","slug":"a","client":"person","referrer":""}'
    match = re.search(pattern[1].replace("(?<", "(?P<"), line)
    assert match
    assert match.groupdict() == {"route": "/articles/{slug}", "slug": "a", "client": "person", "referrer": ""}


def test_a_count_that_fails_is_said() -> None:
    with pytest.raises(Unavailable, match="Failed"):
        count(answered("Failed"), answered())
    with pytest.raises(ConfigurationError, match="nobody has read it"):
        count(answered(), answered())


def test_more_than_cloudwatch_counts_is_said(caplog: pytest.LogCaptureFixture) -> None:
    count(answered("Complete", rows=MOST_ROWS), answered())
    assert "shorten --since" in caplog.text
