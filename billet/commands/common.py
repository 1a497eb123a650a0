"""What the commands have in common: options, the blog they work on, and their output."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any

import click
from botocore.exceptions import BotoCoreError, ClientError

from billet.commands.completion import stage_of
from billet.commands.help import option
from billet.project import LOCAL
from billet.terminal import plain
from billet.translation import text as _
from billet.translation import translate
from chalicelib.errors import BilletError
from chalicelib.services import Services

stage_option = stage_of(default=LOCAL, show_default=True, help="The blog running here, or a deployed stage.")
json_option = option("--json", "as_json", is_flag=True, help="For programs: JSON instead of a table.")


@contextmanager
def blog_of(stage: str) -> Iterator[Services]:
    """The blog of a stage; its errors are printed in one line."""
    from billet import stages

    with errors_as_one_line():
        blog = stages.blog_of(stage)
        if stage != LOCAL and not blog.settings.base_url:
            from billet.operator.deployment.address import address_of

            blog.settings = replace(blog.settings, base_url=address_of(stage))
        yield blog


@contextmanager
def errors_as_one_line() -> Iterator[None]:
    """Print errors without a traceback, and exit with code 1."""
    try:
        yield
    except BrokenPipeError:  # who reads the output has read enough: Click ends without a word
        raise
    except (BilletError, BotoCoreError, ClientError, OSError) as error:  # OSError: a disk that is full
        raise click.ClickException(translate(" ".join(str(error).split()))) from error


def print_json(value: Any) -> None:
    """Print JSON, times in ISO 8601; whole in any encoding of the output."""
    click.echo(json.dumps(value, ensure_ascii=not is_unicode(), indent=2, default=datetime.isoformat))


def is_unicode() -> bool:
    """Returns whether the standard output takes every character."""
    return (sys.stdout.encoding or "utf-8").lower().startswith("utf")


def when(moment: datetime) -> str:
    """A moment in the reader's own zone, to the minute."""
    return moment.astimezone().strftime("%Y-%m-%d %H:%M")


def short(text: str, width: int = 60) -> str:
    """A text in one line of a table."""
    line = plain(" ".join(text.split()))
    return line if len(line) <= width else line[: width - 1] + "…"


def fields(*pairs: tuple[str, str]) -> str:
    """Returns names and values, one pair a line, the values below each other; without those that are ""."""
    width = max(len(name) for name, _ in pairs)
    return "\n".join(f"{name:<{width}} {value}" for name, value in pairs if value)


def warn_of_unknown_address() -> None:
    """Says on the standard error what to do with a link that has no host."""
    click.echo(
        _(
            "The public address of the blog is not known: put it after the address of your home page, or set "
            "BILLET_BASE_URL."
        ),
        err=True,
    )
