"""``billet comments``: what readers wrote below articles, read and decided about."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime, timedelta

import click

from billet.commands.comment_files import export, import_comments
from billet.commands.comment_reply import reply
from billet.commands.common import blog_of, fields, json_option, print_json, short, stage_option, when
from billet.commands.help import group, option
from billet.commands.selection import (
    Selection,
    article_option,
    selection_of,
    selection_options,
    since_option,
)
from billet.terminal import paragraphs, plain, print_table
from billet.translation import state_in_words
from billet.translation import text as _
from chalicelib.conversation import moderation
from chalicelib.conversation.comment import STATES, Comment, State
from chalicelib.conversation.erasing import erased
from chalicelib.conversation.moderation import Decisions
from chalicelib.errors import Conflict


@group()
def comments() -> None:
    """Read the comments of readers and decide about them."""


@comments.command("list", example="billet comments list --state all --since 7d")
@option(
    "--state",
    type=click.Choice([*STATES, "all"]),
    default="pending",
    show_default=True,
    help="Which comments.",
)
@option("--spam", is_flag=True, help="The same as --state spam.")
@article_option
@since_option
@stage_option
@json_option
def list_comments(
    state: str, spam: bool, article: str, since: datetime | None, stage: str, as_json: bool
) -> None:
    """List comments, oldest first."""
    states = tuple(name for name in STATES if ("spam" if spam else state) in (name, "all"))
    with blog_of(stage) as blog:
        listed = Selection((), states, article, since).comments(blog)
    if as_json:
        print_json([asdict(comment) for comment in listed])
    elif not listed:
        click.echo(
            _("No comments.")
            if len(states) > 1
            else _("No comments: %(state)s.", state=state_in_words(states[0]))
        )
    else:
        rows = [
            (c.id, state_in_words(c.state), when(c.posted), c.article, plain(c.name), short(c.text))
            for c in listed
        ]
        print_table(
            (_("ID"), _("State"), _("Posted"), _("Article"), _("Name"), _("Text")), rows, whole=(_("ID"),)
        )


@comments.command(example="billet comments show ID")
@click.argument("ids", nargs=-1, required=True)
@stage_option
@json_option
def show(ids: tuple[str, ...], stage: str, as_json: bool) -> None:
    """Show comments whole."""
    with blog_of(stage) as blog:
        shown = [blog.comments.get(id) for id in ids]
    if as_json:
        print_json([asdict(comment) for comment in shown])
    else:
        click.echo("\n\n".join(map(_whole, shown)))


def _whole(comment: Comment) -> str:
    email = f" <{plain(comment.email)}>" if comment.email else ""
    state = state_in_words(comment.state) + (f": {comment.verdict}" if comment.verdict else "")
    lines = fields(
        (_("ID:"), f"{comment.id} ({state})"),
        (_("Article:"), comment.article),
        (_("From:"), f"{plain(comment.name)}{email}"),
        (_("Posted:"), when(comment.posted)),
        (_("Answers:"), comment.parent),
    )
    return f"{lines}\n\n{paragraphs(comment.text)}"


def _decision(state: State, *, help: str) -> None:
    """Adds the command that puts comments into a state."""

    @comments.command(_VERBS[state], help=help, example=f"billet comments {_VERBS[state]} ID")
    @selection_options
    @stage_option
    @json_option
    def decide(
        ids: tuple[str, ...],
        all_pending: bool,
        spam: bool,
        article: str,
        since: datetime | None,
        stage: str,
        as_json: bool,
    ) -> None:
        selection = selection_of(ids, all_pending=all_pending, spam=spam, article=article, since=since)
        with blog_of(stage) as blog:
            retention = timedelta(days=blog.settings.retention_days)
            selected = selection.selected_ids(blog)
            decisions = moderation.decide(selected, state, blog.comments, retention, blog.clock)
        _report(decisions, as_json=as_json)


_VERBS: Mapping[State, str] = {"approved": "approve", "rejected": "reject", "spam": "spam"}
_decision("approved", help="Publish comments. Their writers' e-mail addresses are erased.")
_decision("rejected", help="Do not publish comments, or take published ones back.")
_decision("spam", help="Set comments aside as spam.")


def _report(decisions: Decisions, *, as_json: bool) -> None:
    """Prints what came of decisions; exits with code 1 where one could not be carried out."""
    if as_json:
        print_json(asdict(decisions))
    else:
        for comment in (*decisions.decided, *decisions.unchanged):
            click.echo(
                _(
                    "%(state)s: %(name)s on %(article)s",
                    state=state_in_words(comment.state),
                    name=plain(comment.name),
                    article=comment.article,
                )
            )
        for id in decisions.missing:
            click.echo(_("Error: there is no comment %(id)r", id=id), err=True)
        for id in decisions.conflicts:
            click.echo(
                _("Error: comment %(id)s is being changed by somebody else: run it again", id=id), err=True
            )
        if not any((decisions.decided, decisions.unchanged, decisions.missing, decisions.conflicts)):
            click.echo(_("No comments."))
    if decisions.missing or decisions.conflicts:
        sys.exit(1)


@comments.command(example="billet comments delete --spam --since 2026-03-01")
@selection_options
@option("--yes", is_flag=True, help="Do not ask.")
@stage_option
def delete(
    ids: tuple[str, ...],
    all_pending: bool,
    spam: bool,
    article: str,
    since: datetime | None,
    yes: bool,
    stage: str,
) -> None:
    """Delete comments for good. A published one that others answer keeps its place, without a word."""
    selection = selection_of(ids, all_pending=all_pending, spam=spam, article=article, since=since)
    with blog_of(stage) as blog:
        selected = selection.selected_ids(blog)
        if not yes and selected:
            click.confirm(_("Delete %(selected)s comments for good?", selected=len(selected)), abort=True)
        existing = blog.comments.get_many(selected)
        conflicts = blog.comments.change_all([(comment, erased(comment)) for comment in existing])
        for comment in existing:
            blog.subscriptions.delete(comment.id)
        if conflicts:
            raise Conflict(
                _(
                    "%(conflicts)s comments are being changed by somebody else: run it again",
                    conflicts=len(conflicts),
                )
            )
    click.echo(_("%(existing)s deleted.", existing=len(existing)))
    if missing := sorted(set(selected) - {comment.id for comment in existing}):
        raise click.ClickException(_("there is no comment %(missing)s", missing=", ".join(missing)))


@comments.command(example="billet comments undo ID")
@click.argument("ids", nargs=-1, required=True)
@stage_option
@json_option
def undo(ids: tuple[str, ...], stage: str, as_json: bool) -> None:
    """Take the last decision about comments back. An address that was erased does not return."""
    with blog_of(stage) as blog:
        retention = timedelta(days=blog.settings.retention_days)
        decisions = moderation.undo(ids, blog.comments, retention, blog.clock)
    _report(decisions, as_json=as_json)


for other in (reply, export, import_comments):
    comments.add_command(other)
