"""``billet messages``: what visitors sent by the contact page."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from typing import IO

import click

from billet.commands.common import blog_of, json_option, print_json, short, stage_option, when
from billet.commands.help import group, option
from billet.commands.selection import since_option
from billet.terminal import paragraphs, plain, print_table
from chalicelib.conversation.message import BOXES, Box, Message


@group()
def messages() -> None:
    """Read what visitors sent by the contact page."""


@messages.command("list", example="billet messages list --since 7d")
@option("--spam", is_flag=True, help="Those that were set aside as spam.")
@option("--done", is_flag=True, help="Those that are done.")
@since_option
@stage_option
@json_option
def list_messages(spam: bool, done: bool, since: datetime | None, stage: str, as_json: bool) -> None:
    """List messages, oldest first."""
    if spam and done:
        raise click.UsageError("choose --spam or --done")
    box: Box = "spam" if spam else "done" if done else "inbox"
    with blog_of(stage) as blog:
        listed = [m for m in blog.messages.in_box(box) if not since or m.received >= since]
    if as_json:
        print_json([asdict(message) for message in listed])
    elif not listed:
        click.echo("No messages.")
    else:
        rows = [(m.id, when(m.received), plain(m.name), plain(m.email), short(m.subject)) for m in listed]
        print_table(("ID", "Received", "Name", "E-mail", "Subject"), rows)


@messages.command(example="billet messages show ID")
@click.argument("ids", nargs=-1, required=True)
@stage_option
@json_option
def show(ids: tuple[str, ...], stage: str, as_json: bool) -> None:
    """Show messages whole."""
    with blog_of(stage) as blog:
        shown = [blog.messages.get(id) for id in ids]
    if as_json:
        print_json([asdict(message) for message in shown])
    else:
        click.echo("\n\n".join(map(_whole, shown)))


def _whole(message: Message) -> str:
    return (
        f"From:     {plain(message.name)} <{plain(message.email)}>\n"
        f"Received: {when(message.received)}\n"
        f"Subject:  {plain(message.subject)}\n\n{paragraphs(message.text)}"
    )


@messages.command(example="billet messages done ID")
@click.argument("ids", nargs=-1, required=True)
@option("--undo", is_flag=True, help="Put them back into the inbox.")
@stage_option
def done(ids: tuple[str, ...], undo: bool, stage: str) -> None:
    """Put messages away as done; also those that were no spam, with --undo, into the inbox."""
    with blog_of(stage) as blog:
        for message in [blog.messages.get(id) for id in ids]:
            blog.messages.move(message, "inbox" if undo else "done")
    click.echo(f"{len(ids)} {'in the inbox' if undo else 'done'}.")


@messages.command(example="billet messages delete ID --yes")
@click.argument("ids", nargs=-1, required=True)
@option("--yes", is_flag=True, help="Do not ask.")
@stage_option
def delete(ids: tuple[str, ...], yes: bool, stage: str) -> None:
    """Delete messages for good."""
    with blog_of(stage) as blog:
        existing = [blog.messages.get(id) for id in ids]
        if not yes:
            click.confirm(f"Delete {len(existing)} messages for good?", abort=True)
        for message in existing:
            blog.messages.delete(message.id)
    click.echo(f"{len(existing)} deleted.")


@messages.command(example="billet messages export messages.jsonl --stage dev")
@click.argument("file", type=click.File("w", encoding="utf-8"), default="-")
@stage_option
def export(file: IO[str], stage: str) -> None:
    """Write all messages to FILE, one as JSON on each line; to the terminal where FILE is not given."""
    with blog_of(stage) as blog:
        exported = [message for box in BOXES for message in blog.messages.in_box(box)]
        for message in exported:
            file.write(json.dumps(asdict(message), ensure_ascii=False, default=datetime.isoformat) + "\n")
    click.echo(f"{len(exported)} messages exported.", err=True)
