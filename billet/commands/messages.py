"""``billet messages``: what visitors sent by the contact page."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import IO

import click

from billet.author import message_records
from billet.commands.common import blog_of, fields, json_option, print_json, short, stage_option, when
from billet.commands.help import group, option
from billet.commands.selection import since_option
from billet.terminal import paragraphs, plain, print_table
from billet.translation import text as _
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
        raise click.UsageError(_("choose --spam or --done"))
    box: Box = "spam" if spam else "done" if done else "inbox"
    with blog_of(stage) as blog:
        listed = [m for m in blog.messages.in_box(box) if not since or m.received >= since]
    if as_json:
        print_json([asdict(message) for message in listed])
    elif not listed:
        click.echo(_("No messages."))
    else:
        rows = [(m.id, when(m.received), plain(m.name), plain(m.email), short(m.subject)) for m in listed]
        print_table((_("ID"), _("Received"), _("Name"), _("E-mail"), _("Subject")), rows, whole=(_("ID"),))


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
    lines = fields(
        (_("From:"), f"{plain(message.name)} <{plain(message.email)}>"),
        (_("Received:"), when(message.received)),
        (_("Subject:"), plain(message.subject)),
    )
    return f"{lines}\n\n{paragraphs(message.text)}"


@messages.command(example="billet messages done ID")
@click.argument("ids", nargs=-1, required=True)
@option("--undo", is_flag=True, help="Put them back into the inbox.")
@stage_option
def done(ids: tuple[str, ...], undo: bool, stage: str) -> None:
    """Put messages away as done; also those that were no spam, with --undo, into the inbox."""
    with blog_of(stage) as blog:
        for message in [blog.messages.get(id) for id in ids]:
            blog.messages.move(message, "inbox" if undo else "done")
    click.echo(_("%(ids)s in the inbox.", ids=len(ids)) if undo else _("%(ids)s done.", ids=len(ids)))


@messages.command(example="billet messages delete ID --yes")
@click.argument("ids", nargs=-1, required=True)
@option("--yes", is_flag=True, help="Do not ask.")
@stage_option
def delete(ids: tuple[str, ...], yes: bool, stage: str) -> None:
    """Delete messages for good."""
    with blog_of(stage) as blog:
        existing = [blog.messages.get(id) for id in ids]
        if not yes:
            click.confirm(_("Delete %(existing)s messages for good?", existing=len(existing)), abort=True)
        for message in existing:
            blog.messages.delete(message.id)
    click.echo(_("%(existing)s deleted.", existing=len(existing)))


@messages.command(example="billet messages export messages.jsonl --stage dev")
@click.argument("file", type=click.File("w", encoding="utf-8"), default="-")
@stage_option
def export(file: IO[str], stage: str) -> None:
    """Write all messages to FILE, one as JSON on each line; to the terminal where FILE is not given."""
    with blog_of(stage) as blog:
        exported = [message for box in BOXES for message in blog.messages.in_box(box)]
        for message in exported:
            file.write(message_records.to_line(message))
    click.echo(_("%(exported)s messages exported.", exported=len(exported)), err=True)


@messages.command("import", example="billet messages import messages.jsonl --stage dev")
@click.argument("file", type=click.File("r", encoding="utf-8"))
@stage_option
def import_messages(file: IO[str], stage: str) -> None:
    """Store the messages that 'billet messages export' wrote. Those that exist stay as they are."""
    with blog_of(stage) as blog:
        read = message_records.read(file, file.name)
        added = message_records.add(read, blog)
    counts = {"added": added, "existing": len(read) - added}
    click.echo(_("%(added)s messages imported, %(existing)s existed or have expired.", **counts))
