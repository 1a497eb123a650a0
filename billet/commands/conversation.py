"""``billet comments`` and ``billet messages``: texts that readers sent."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta

import click
from tabulate import tabulate

from billet.commands.common import blog_of, json_option, print_json, short, stage_option, when
from billet.commands.terminal import paragraphs, plain
from chalicelib.conversation.comment import STATES, State
from chalicelib.conversation.message import Message
from chalicelib.conversation.moderation import moderate


@click.group()
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
    with blog_of(stage) as blog:
        states = [name for name in STATES if state in (name, "all")]
        comments = sorted(
            (c for name in states for c in blog.comments.in_state(name)), key=lambda c: c.posted
        )
        if as_json:
            print_json([asdict(comment) for comment in comments])
        elif not comments:
            click.echo("No comments." if state == "all" else f"No {state} comments.")
        else:
            rows = [
                (c.id, c.state, when(c.posted), c.article, plain(c.name), short(c.text)) for c in comments
            ]
            click.echo(tabulate(rows, ("ID", "State", "Posted", "Article", "Name", "Text")))


@comments.command()
@click.argument("id")
@stage_option
@json_option
def approve(id: str, stage: str, as_json: bool) -> None:
    """Publish a comment. Its writer's e-mail address is erased."""
    _moderate(id, "approved", stage, as_json=as_json)


@comments.command()
@click.argument("id")
@stage_option
@json_option
def reject(id: str, stage: str, as_json: bool) -> None:
    """Do not publish a comment, or take a published one back."""
    _moderate(id, "rejected", stage, as_json=as_json)


def _moderate(id: str, state: State, stage: str, *, as_json: bool) -> None:
    with blog_of(stage) as blog:
        retention = timedelta(days=blog.settings.retention_days)
        comment = moderate(id, state, blog.comments, retention, blog.clock)
        if as_json:
            print_json([asdict(comment)])
        else:
            click.echo(f"{state}: {plain(comment.name)} on {comment.article}")


@click.group()
def messages() -> None:
    """Read what visitors sent by the contact page."""


@messages.command("list")
@click.option("--spam", is_flag=True, help="Those that fell into the trap for programs.")
@stage_option
@json_option
def list_messages(spam: bool, stage: str, as_json: bool) -> None:
    """List messages, oldest first."""
    with blog_of(stage) as blog:
        messages = blog.messages.in_box("spam" if spam else "inbox")
        if as_json:
            print_json([asdict(message) for message in messages])
        elif not messages:
            click.echo("No messages.")
        else:
            rows = [
                (m.id, when(m.received), plain(m.name), plain(m.email), short(m.subject)) for m in messages
            ]
            click.echo(tabulate(rows, ("ID", "Received", "Name", "E-mail", "Subject")))


@messages.command()
@click.argument("id")
@stage_option
@json_option
def show(id: str, stage: str, as_json: bool) -> None:
    """Show one message whole."""
    with blog_of(stage) as blog:
        message = blog.messages.get(id)
        if as_json:
            print_json([asdict(message)])
        else:
            _print_message(message)


def _print_message(message: Message) -> None:
    click.echo(f"From:     {plain(message.name)} <{plain(message.email)}>")
    click.echo(f"Received: {when(message.received)}")
    click.echo(f"Subject:  {plain(message.subject)}\n\n{paragraphs(message.text)}")
