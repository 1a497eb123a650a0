"""``billet logs``: shows the logs of a deployed stage."""

from __future__ import annotations

import contextlib
import json
import time
from datetime import UTC, datetime

import boto3
import click

from billet.commands.common import errors_as_one_line
from billet.commands.completion import stage_of
from billet.commands.help import command, option
from billet.operator import logs as operator
from billet.operator.logs import Line
from billet.project import DEFAULT_STAGE
from billet.terminal import plain


@command(example="billet logs --since 2d --errors")
@stage_of(default=DEFAULT_STAGE, show_default=True, help="The deployed stage.")
@option("--since", help="How far back: 30m, 1h, 2d.  [default: 1h; 30d with --request]")
@option("--follow", is_flag=True, help="Go on with what comes, until interrupted.")
@option("--errors", is_flag=True, help="Only what went wrong.")
@option("--request", default="", metavar="ID", help="One request, by the number its error page shows.")
@option("--all", "everything", is_flag=True, help="Lambda's own lines too: START, END, REPORT.")
@option("--json", "as_json", is_flag=True, help="For programs: one JSON object a line.")
def logs(
    stage: str, since: str | None, follow: bool, errors: bool, request: str, everything: bool, as_json: bool
) -> None:
    """Show what a deployed blog has logged, oldest first."""
    with errors_as_one_line(), contextlib.suppress(KeyboardInterrupt):
        first = _now() - operator.span(since or ("30d" if request else "1h"))
        operator.functions(stage)  # an unknown stage is an error before AWS is called
        client = boto3.client("logs")

        def look(since: datetime) -> list[Line]:
            return operator.read(client, stage, since, request)

        for line in operator.follow(look, first, _now, time.sleep) if follow else look(first):
            if (line.is_platform and not everything) or (errors and not line.is_error):
                continue
            click.echo(as_object(line) if as_json else readable(line))
            if request and not as_json:
                _print_traceback(line)


def as_object(line: Line) -> str:
    """Returns a line for programs, in ASCII: a terminal may be what reads it."""
    fields = line.fields or {"message": line.text}
    known = {"time": line.time.isoformat(timespec="milliseconds"), "function": line.function}
    return json.dumps({**known, **{name: v for name, v in fields.items() if name not in known}})


def readable(line: Line) -> str:
    """Returns a line for people: the outcome of a request, or the message of anything else."""
    fields = line.fields
    moment = line.time.astimezone().strftime("%Y-%m-%d %H:%M:%S")
    if "route" in fields:
        text = (
            f"{fields.get('method')} {fields['route']} {fields.get('status')} {fields.get('ms')} ms, "
            f"{fields.get('bytes')} bytes, cache {fields.get('cache')}, {fields.get('aws_calls')} AWS calls"
        )
        text += ", cold" if fields.get("cold") else ""
        text += f", failed: {fields['aws_failed']}" if fields.get("aws_failed") else ""
        text += f", request {fields.get('request_id')}" if line.is_error else ""
    else:
        text = str(fields.get("message", line.text))
        if traceback := str(fields.get("traceback", "")).strip():
            text += f": {traceback.splitlines()[-1]}, request {fields.get('request_id')}"
    level = fields.get("level") or ("ERROR" if line.is_error else "-")
    return plain(f"{moment} {level!s:7} {line.function:11} {text}")


def _print_traceback(line: Line) -> None:
    for text in str(line.fields.get("traceback", "")).splitlines():
        depth = len(text) - len(text.lstrip(" "))
        click.echo(" " * (4 + depth) + plain(text))


def _now() -> datetime:
    return datetime.now(UTC)
