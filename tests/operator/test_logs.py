"""`billet logs` against CloudWatch Logs."""

from __future__ import annotations

import importlib
import json
import re
import unicodedata
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st
from pytest_mock import MockerFixture

from billet.commands import main
from billet.commands.logs import as_object, readable
from billet.operator import logs as operator
from billet.operator.logs import Line
from billet.terminal import plain
from chalicelib.errors import ConfigurationError

NOW = datetime.now(UTC).replace(microsecond=0)
REQUEST = {
    "time": "x",
    "level": "INFO",
    "message": "GET /articles/{slug} 200",
    "request_id": "11111111-2222-3333-4444-555555555555",
    "route": "/articles/{slug}",
    "method": "GET",
    "status": 200,
    "ms": 3.14,
    "bytes": 15000,
    "cache": "hit",
    "aws_calls": 0,
    "aws_failed": [],
    "cold": True,
}
FAILURE = {
    "level": "ERROR",
    "message": "Caught exception for path /",
    "request_id": "99999999-2222-3333-4444-555555555555",
    "traceback": 'Traceback (most recent call last):\n  File "a.py", line 3, in f\n    f()\nRuntimeError\n',
}
REPORT = "REPORT RequestId: 11111111-2222-3333-4444-555555555555\tDuration: 3.1 ms\n"
TIMEOUT = (
    "2026-03-02T09:30:00.000Z 11111111-2222-3333-4444-555555555555 Task timed out after 29.00 seconds\n\n"
)

Writes = Callable[..., None]


@pytest.fixture(autouse=True)
def frozen(monkeypatch: pytest.MonkeyPatch) -> None:
    """A fixed time: a run of all tests takes minutes, and records must stay some seconds old."""
    module = importlib.import_module("billet.commands.logs")  # its package has the command by that name
    monkeypatch.setattr(module, "_now", lambda: NOW)


@pytest.fixture
def cloudwatch(aws: Any) -> Iterator[Any]:
    client = boto3.client("logs")
    yield client
    for group in client.describe_log_groups()["logGroups"]:
        client.delete_log_group(logGroupName=group["logGroupName"])


@pytest.fixture
def writes(cloudwatch: Any) -> Writes:
    """Writes a record to the log of a function of stage prod, with a time `ago` seconds ago."""

    def write(record: str | dict[str, Any], function: str = "", ago: float = 60) -> None:
        name = {"logGroupName": f"/aws/lambda/billet-prod{function}", "logStreamName": "instance"}
        try:
            cloudwatch.create_log_group(logGroupName=name["logGroupName"])
            cloudwatch.create_log_stream(**name)
        except cloudwatch.exceptions.ResourceAlreadyExistsException:
            pass
        text = record if isinstance(record, str) else json.dumps(record)
        moment = int((NOW - timedelta(seconds=ago)).timestamp() * 1000)
        cloudwatch.put_log_events(**name, logEvents=[{"timestamp": moment, "message": text}])

    return write


def billet(*options: str, stage: str = "prod") -> Result:
    return CliRunner().invoke(main, ["logs", "--stage", stage, *options], catch_exceptions=False)


def shown(*options: str) -> list[str]:
    """Returns the lines of the output without their times."""
    result = billet(*options)
    assert result.exit_code == 0, result.output
    return [line[20:] for line in result.output.splitlines()]


def line(text: str) -> Line:
    return Line(NOW, "site", text, "1")


def test_the_lines_of_all_three_functions_are_shown_by_time(writes: Writes) -> None:
    writes({"level": "INFO", "message": "third"}, "-on_schedule", ago=10)
    writes({"level": "WARNING", "message": "second"}, "-on_upload", ago=20)
    writes(REQUEST, ago=30)
    assert shown() == [
        "INFO    site        GET /articles/{slug} 200 3.14 ms, 15000 bytes, cache hit, 0 AWS calls, cold",
        "WARNING on_upload   second",
        "INFO    on_schedule third",
    ]


def test_a_time_is_in_the_operators_own_zone(writes: Writes) -> None:
    writes(REQUEST, ago=30)
    expected = (NOW - timedelta(seconds=30)).astimezone().strftime("%Y-%m-%d %H:%M:%S ")
    assert billet().output.startswith(expected)


def test_more_lines_than_one_answer_of_cloudwatch_holds_are_all_shown(
    writes: Writes, cloudwatch: Any, mocker: MockerFixture
) -> None:
    for number in range(7):
        writes({"message": f"n{number}"}, ago=60 - number)
    call = operator.read

    def by_twos(client: Any, *rest: Any) -> list[Line]:
        client.meta.events.register(
            "provide-client-params", lambda params, **_: {**params, "limit": 2}, unique_id="small"
        )
        return call(client, *rest)

    mocker.patch.object(operator, "read", by_twos)
    assert [text[-2:] for text in shown()] == [f"n{number}" for number in range(7)]


@pytest.mark.parametrize(
    ("since", "expected"), [("90s", ["new"]), ("5m", ["old", "new"]), ("1d", ["oldest", "old", "new"])]
)
def test_a_span_says_how_far_back(writes: Writes, since: str, expected: list[str]) -> None:
    for message, ago in (("oldest", 7200), ("old", 200), ("new", 10)):
        writes({"message": message}, ago=ago)
    assert [text.split()[-1] for text in shown("--since", since)] == expected


@pytest.mark.parametrize("since", ["", "1", "h", "-1h", "1w", "99999d", "１h", "1h30m"])
def test_a_span_that_is_none_is_one_clear_line(cloudwatch: Any, since: str) -> None:
    with pytest.raises(ConfigurationError, match="write one such as 30m, 1h or 2d"):
        operator.span(since)


def test_the_platforms_own_lines_are_shown_when_asked_for(writes: Writes) -> None:
    for text in ("INIT_START Runtime Version: python:3.11\n", "START RequestId: 1 Version: $LATEST\n"):
        writes(text, ago=40)
    writes(REQUEST, ago=30)
    writes("END RequestId: 1\n", ago=20)
    writes(REPORT, ago=10)
    assert len(shown()) == 1
    assert len(shown("--all")) == 5


def test_only_what_went_wrong_is_shown_when_asked_for(writes: Writes) -> None:
    writes(REQUEST)
    writes({**REQUEST, "status": 404})
    writes({**REQUEST, "status": 503})
    writes(FAILURE)
    writes({"level": "WARNING", "message": "not published"})
    writes("[ERROR] Runtime.ImportModuleError: Unable to import module 'app'\n")
    writes(TIMEOUT)
    wrong = shown("--errors")
    assert len(wrong) == 4
    assert "503" in wrong[0]
    assert wrong[1].endswith("RuntimeError, request 99999999-2222-3333-4444-555555555555")
    assert "ImportModuleError" in wrong[2]
    assert "Task timed out" in wrong[3]


def test_one_request_is_found_by_the_number_on_its_page_with_its_traceback(writes: Writes) -> None:
    writes(REQUEST)
    writes(FAILURE, ago=3 * 86400)
    lines = billet("--request", str(FAILURE["request_id"])).output.splitlines()
    assert "Caught exception for path /: RuntimeError" in lines[0]
    assert lines[1:] == [
        "    Traceback (most recent call last):",
        '      File "a.py", line 3, in f',
        "        f()",
        "    RuntimeError",
    ]


@pytest.mark.parametrize("number", ['a" ?b', "a b", "{ $.level = 1 }"])
def test_a_number_that_is_none_is_one_clear_line(writes: Writes, number: str) -> None:
    result = billet("--request", number)
    assert result.exit_code == 1
    assert "is no request id: copy the number" in result.output
    assert result.output.count("\n") == 1


def test_programs_get_one_object_a_line(writes: Writes) -> None:
    writes({**REQUEST, "message": "été\x9b31m"}, ago=30)
    writes(TIMEOUT, ago=20)
    result = billet("--json")
    assert result.output.isascii()
    first, second = (json.loads(printed) for printed in result.output.splitlines())
    assert first["message"] == "été\x9b31m"
    assert (first["function"], first["status"]) == ("site", 200)
    assert first["time"] == (NOW - timedelta(seconds=30)).isoformat(timespec="milliseconds")
    assert second["message"] == TIMEOUT


@pytest.mark.parametrize(
    ("stage", "words"),
    [
        ("prod", "stage prod has no logs in eu-west-3: none of its functions has ever run"),
        ("nope", "there is no stage 'nope' in .chalice/config.json: choose among dev, prod"),
    ],
)
def test_a_stage_that_was_never_deployed_is_one_clear_line(cloudwatch: Any, stage: str, words: str) -> None:
    result = billet(stage=stage)
    assert result.exit_code == 1
    assert words in result.output
    assert result.output.count("\n") == 1


def test_the_lines_of_another_stage_are_not_shown(writes: Writes, cloudwatch: Any) -> None:
    writes(REQUEST)
    cloudwatch.create_log_group(logGroupName="/aws/lambda/billet-dev")
    assert billet(stage="dev").output == ""


def test_nothing_in_a_line_reaches_the_terminal_but_text(writes: Writes) -> None:
    trick = "\x1b[2J\x1b]0;title\x07 \x9b31m \u202egnp.exe \r\x08 \u2028 end"
    writes({"level": trick, "message": trick})
    writes({**REQUEST, "route": trick, "ms": [trick], "method": {"a": trick}})
    writes({**FAILURE, "traceback": trick, "request_id": trick})
    writes(trick)
    for options in ((), ("--json",), ("--request", "end")):
        output = billet(*options).output
        assert "title" in output
        assert [c for c in output if c != "\n" and not c.isprintable()] == []


def test_a_text_of_several_lines_is_one_line() -> None:
    shown_line = readable(line("[ERROR] Unavailable: x\nTraceback:\n  File\n"))
    assert shown_line.endswith("ERROR   site        [ERROR] Unavailable: x ⏎ Traceback: ⏎   File")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "[]",
        "null",
        "1",
        '"x"',
        "{",
        "[" * 9999,
        '{"level": null}',
        '{"route": null}',
        '{"time": {}}',
        '{"ms": NaN}',
        '{"status": "500", "level": 7}',
        '{"message": {"a": [1]}}',
        '{"message": "\\ud800"}',
        '{"traceback": "\\n"}',
        '{"traceback": 5, "aws_failed": 3, "route": [], "status": 1e999}',
    ],
)
def test_a_line_with_odd_content_is_shown_all_the_same(text: str) -> None:
    assert "\n" not in readable(line(text))
    assert json.loads(as_object(line(text)), parse_constant=pytest.fail)["function"] == "site"
    assert line(text).is_error in (True, False)


@given(
    st.text() | st.dictionaries(st.text() | st.sampled_from([*REQUEST, *FAILURE]), st.text()).map(json.dumps)
)
def test_any_line_is_shown_in_one_line_of_printable_text(text: str) -> None:
    assert all(character.isprintable() for character in readable(line(text)))
    assert as_object(line(text)).isascii()


def test_spaces_and_accents_of_french_are_shown_as_they_are() -> None:
    text = plain("L’été\u202f! «\u00a0été\u00a0» 🌞")
    assert text == "L’été ! « été » 🌞"
    assert unicodedata.is_normalized("NFC", text)


class Poll:
    """CloudWatch as it is polled: each look returns the next lines, each pause advances the clock."""

    def __init__(self, *looks: list[Line]) -> None:
        self.looks = list(looks)
        self.since_times: list[datetime] = []
        self.now = NOW

    def look(self, since: datetime) -> list[Line]:
        self.since_times.append(since)
        return self.looks[len(self.since_times) - 1]

    def pause(self, seconds: float) -> None:
        assert seconds == operator.POLL_SECONDS
        self.now += timedelta(seconds=30)
        if len(self.since_times) == len(self.looks):
            raise KeyboardInterrupt

    def shown_ids(self) -> list[str]:
        """Returns the ids of the lines that are shown until the operator interrupts."""
        ids: list[str] = []
        lines = operator.follow(self.look, NOW - timedelta(hours=1), lambda: self.now, self.pause)
        with pytest.raises(KeyboardInterrupt):
            ids.extend(shown.id for shown in lines)
        return ids


def test_following_shows_each_line_once_and_those_that_come_late() -> None:
    first, second, late = (Line(NOW, "site", "x", number) for number in ("1", "2", "0"))
    poll = Poll([first], [first], [late, first, second], [])
    assert poll.shown_ids() == ["1", "0", "2"]
    hour, minute, half = timedelta(hours=1), timedelta(minutes=1), timedelta(seconds=30)
    assert poll.since_times == [NOW - hour, NOW - minute, NOW - minute + half, NOW - minute + 2 * half]


def test_the_command_follows_until_it_is_interrupted(writes: Writes, mocker: MockerFixture) -> None:
    writes({"message": "before"}, ago=10)
    looked = []

    def pause(_: float) -> None:
        looked.append(1)
        if len(looked) == 3:
            raise KeyboardInterrupt
        writes({"message": f"after {len(looked)}"}, ago=0)

    mocker.patch("time.sleep", pause)
    result = billet("--follow")
    assert result.exit_code == 0
    assert re.findall(r"before|after \d", result.output) == ["before", "after 1", "after 2"]
