"""``billet privacy``: what is stored about a person, given out and erased."""

from __future__ import annotations

import click

from billet.author import privacy as traces_of_people
from billet.author.privacy import Traces
from billet.commands.common import blog_of, print_json, short, stage_option, when
from billet.commands.help import group, option
from billet.terminal import plain
from billet.translation import state_in_words
from billet.translation import text as _
from chalicelib.content.email_address import is_email
from chalicelib.conversation.retention import BACKUPS
from chalicelib.errors import NotFound


@group()
def privacy() -> None:
    """Give out and erase what is stored about a person."""


@privacy.command(example="billet privacy export reader@example.org --stage dev")
@click.argument("email")
@stage_option
def export(email: str, stage: str) -> None:
    """Print all that is stored about who has an e-mail address, as JSON."""
    if not is_email(email):
        raise click.UsageError(_("%(email)r is no e-mail address", email=email))
    with blog_of(stage) as blog:
        traces = traces_of_people.find(blog, email)
    print_json({"email": email, **traces.to_record()})
    if not traces:
        click.echo(_nothing(email), err=True)


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
            raise NotFound(_nothing(who))
        click.echo(_summary(traces))
        if not yes:
            click.confirm(_("Erase this for good?"), abort=True)
        traces_of_people.erase(blog, traces)
    click.echo(
        _(
            "Erased. AWS keeps the tables as they were for %(days)s days more, which nobody reads unless "
            "they are restored to a moment before this one: erase it again then. Delete backups of "
            "'billet backup' that have it, and the mails that you got.",
            days=BACKUPS.days,
        )
    )


def _nothing(who: str) -> str:
    return _(
        "nothing about %(who)s is stored. A comment whose writer gave no address is found by its ID alone: "
        "'billet comments list --state all' shows it",
        who=who,
    )


def _summary(traces: Traces) -> str:
    comments = (
        _(
            "comment %(id)s (%(state)s) of %(posted)s, %(name)s: %(text)s",
            id=comment.id,
            state=state_in_words(comment.state),
            posted=when(comment.posted),
            name=plain(comment.name),
            text=short(comment.text),
        )
        for comment in traces.comments
    )
    subscriptions = (
        _("subscription to the answers to comment %(id)s", id=subscription.comment)
        for subscription in traces.subscriptions
    )
    messages = (
        _(
            "message %(id)s of %(received)s, %(name)s: %(subject)s",
            id=message.id,
            received=when(message.received),
            name=plain(message.name),
            subject=short(message.subject),
        )
        for message in traces.messages
    )
    notes = (_("%(id)s, a note that knows the address by a digest", id=note.id) for note in traces.notes)
    return "\n".join([*comments, *subscriptions, *messages, *notes])
