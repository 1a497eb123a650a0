"""``billet privacy``: what is stored about a person, given out and erased."""

from __future__ import annotations

import click

from billet.author import privacy as traces_of_people
from billet.author.privacy import Traces
from billet.commands.common import blog_of, print_json, short, stage_option, when
from billet.commands.help import group, option
from billet.terminal import plain
from chalicelib.content.email_address import is_email
from chalicelib.conversation.retention import BACKUPS
from chalicelib.errors import NotFound

NOTHING = (
    "nothing about {who} is stored. A comment whose writer gave no address is found by its ID alone: "
    "'billet comments list --state all' shows it"
)


KEPT = (
    f"Erased. AWS keeps the tables as they were for {BACKUPS.days} days more, which nobody reads unless they "
    "are restored to a moment before this one: erase it again then. Delete backups of 'billet backup' that "
    "have it, and the mails that you got."
)


@group()
def privacy() -> None:
    """Give out and erase what is stored about a person."""


@privacy.command(example="billet privacy export reader@example.org --stage dev")
@click.argument("email")
@stage_option
def export(email: str, stage: str) -> None:
    """Print all that is stored about who has an e-mail address, as JSON."""
    if not is_email(email):
        raise click.UsageError(f"{email!r} is no e-mail address")
    with blog_of(stage) as blog:
        traces = traces_of_people.find(blog, email)
    print_json({"email": email, **traces.to_record()})
    if not traces:
        click.echo(NOTHING.format(who=email), err=True)


@privacy.command(example="billet privacy erase reader@example.org --stage dev")
@click.argument("who", metavar="EMAIL|ID")
@option("--yes", is_flag=True, help="Do not ask.")
@stage_option
def erase(who: str, yes: bool, stage: str) -> None:
    """Erase all that is stored about who has an e-mail address; or one comment or message.

    A published comment keeps its place in the thread, without its text and its writer's name.
    """
    with blog_of(stage) as blog:
        traces = traces_of_people.find(blog, who)
        if not traces:
            raise NotFound(NOTHING.format(who=who))
        click.echo(_summary(traces))
        if not yes:
            click.confirm("Erase this for good?", abort=True)
        traces_of_people.erase(blog, traces)
    click.echo(KEPT)


def _summary(traces: Traces) -> str:
    lines = [
        *(
            f"comment {c.id} ({c.state}) of {when(c.posted)}, {plain(c.name)}: {short(c.text)}"
            for c in traces.comments
        ),
        *(f"subscription to the answers to comment {s.comment}" for s in traces.subscriptions),
        *(
            f"message {m.id} of {when(m.received)}, {plain(m.name)}: {short(m.subject)}"
            for m in traces.messages
        ),
        *(f"{note.id}, a note that knows the address by a digest" for note in traces.notes),
    ]
    return "\n".join(lines)
