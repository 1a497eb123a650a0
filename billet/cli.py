"""The ``billet`` command."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

import click
from botocore.exceptions import BotoCoreError, ClientError
from tabulate import tabulate

from billet import cloud
from chalicelib.blog import Blog
from chalicelib.commenting import decide
from chalicelib.conversation.comment import STATES, Message, State
from chalicelib.errors import BilletError

stage_option = click.option(
    "--stage", default=cloud.STAGE, show_default=True, help="The blog running here, or a deployed stage."
)
json_option = click.option("--json", "as_json", is_flag=True, help="For programs: JSON instead of a table.")


@click.group()
def main() -> None:
    """Billet, a blog that needs no server."""
    logging.basicConfig(format="%(message)s", level=logging.WARNING)


@main.command()
@click.option("--port", default="8000", show_default=True, help="Port of the site; 0 takes a free one.")
@click.option(
    "--content",
    default="content",
    show_default=True,
    help="Folder with site.toml, articles/, pages/ and media/.",
)
@click.option("--prefix", default="", help="Stage prefix, as API Gateway has: /api.")
@click.option("--fresh", is_flag=True, help="Forget the comments and messages of earlier runs.")
def serve(port: str, content: str, prefix: str, fresh: bool) -> None:
    """Show the blog on this machine, on a local AWS of its own."""
    from billet.serve import serve as run

    with _errors_as_one_line():
        run(port, content, prefix, fresh=fresh)


@main.group()
def comments() -> None:
    """Read and judge the comments of readers."""


@comments.command("list")
@click.option(
    "--state",
    type=click.Choice([*STATES, "all"]),
    default="pending",
    show_default=True,
    help="Which comments.",
)
@stage_option
@json_option
def list_comments(state: str, stage: str, as_json: bool) -> None:
    """List comments, oldest first."""
    with _blog(stage) as blog:
        wanted = STATES if state == "all" else [s for s in STATES if s == state]
        found = sorted((c for s in wanted for c in blog.comments.in_state(s)), key=lambda c: c.posted)
        if as_json:
            _print_json([asdict(comment) for comment in found])
        elif not found:
            click.echo("No comments." if state == "all" else f"No {state} comments.")
        else:
            rows = [(c.id, c.state, _when(c.posted), c.article, c.name, _short(c.text)) for c in found]
            click.echo(tabulate(rows, ("ID", "State", "Posted", "Article", "Name", "Text")))


@comments.command()
@click.argument("id")
@stage_option
@json_option
def approve(id: str, stage: str, as_json: bool) -> None:
    """Publish a comment. Its writer's e-mail address is erased."""
    _judge(id, "approved", stage, as_json=as_json)


@comments.command()
@click.argument("id")
@stage_option
@json_option
def reject(id: str, stage: str, as_json: bool) -> None:
    """Do not publish a comment, or take a published one back."""
    _judge(id, "rejected", stage, as_json=as_json)


def _judge(id: str, state: State, stage: str, *, as_json: bool) -> None:
    with _blog(stage) as blog:
        retention = timedelta(days=blog.settings.retention_days)
        comment = decide(id, state, blog.comments, retention, blog.clock)
        if as_json:
            _print_json([asdict(comment)])
        else:
            click.echo(f"{state}: {comment.name} on {comment.article}")


@main.group()
def messages() -> None:
    """Read what visitors sent by the contact page."""


@messages.command("list")
@click.option("--spam", is_flag=True, help="Those that fell into the trap for programs.")
@stage_option
@json_option
def list_messages(spam: bool, stage: str, as_json: bool) -> None:
    """List messages, oldest first."""
    with _blog(stage) as blog:
        found = blog.messages.all(spam=spam)
        if as_json:
            _print_json([asdict(message) for message in found])
        elif not found:
            click.echo("No messages.")
        else:
            rows = [(m.id, _when(m.received), m.name, m.email, _short(m.subject)) for m in found]
            click.echo(tabulate(rows, ("ID", "Received", "Name", "E-mail", "Subject")))


@messages.command()
@click.argument("id")
@stage_option
@json_option
def show(id: str, stage: str, as_json: bool) -> None:
    """Show one message whole."""
    with _blog(stage) as blog:
        message = blog.messages.get(id)
        if as_json:
            _print_json([asdict(message)])
        else:
            _print_message(message)


def _print_message(message: Message) -> None:
    click.echo(f"From:     {message.name} <{message.email}>")
    click.echo(f"Received: {_when(message.received)}")
    click.echo(f"Subject:  {message.subject}\n\n{message.text}")


@contextmanager
def _blog(stage: str) -> Iterator[Blog]:
    from billet.stages import blog_of

    with _errors_as_one_line():
        yield blog_of(stage)


@contextmanager
def _errors_as_one_line() -> Iterator[None]:
    """What Billet says went wrong, without a traceback; exit code 1."""
    try:
        yield
    except (BilletError, BotoCoreError, ClientError) as error:
        raise click.ClickException(" ".join(str(error).split())) from error


def _print_json(value: Any) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=datetime.isoformat))


def _when(moment: datetime) -> str:
    return moment.astimezone().strftime("%Y-%m-%d %H:%M")


def _short(text: str, width: int = 60) -> str:
    line = " ".join(text.split())
    return line if len(line) <= width else line[: width - 1] + "…"


if __name__ == "__main__":
    main()
