"""Which comments a command is about: those named by their ids, or all that the options tell."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import click

from billet.commands.help import option
from billet.preview import find_article
from billet.translation import text as _
from chalicelib.conversation.comment import Comment, State
from chalicelib.errors import ConfigurationError
from chalicelib.index.publishing_queries import key_of_id, retired_ids
from chalicelib.index.storage import load
from chalicelib.services import Services

_SPAN = re.compile(r"(\d{1,4})([hdw])")
_UNITS = {"h": "hours", "d": "days", "w": "weeks"}


@dataclass(frozen=True)
class Selection:
    """Comments named by `ids`; or all of `states`, of one article and posted since a moment where these are
    given."""

    ids: tuple[str, ...] = ()
    states: tuple[State, ...] = ()
    article: str = ""
    """The address of the article, its slug or its id; "" means all."""
    since: datetime | None = None

    def comments(self, blog: Services) -> list[Comment]:
        """Returns the comments that `states`, `article` and `since` tell, oldest first."""
        article_id = article_id_of(self.article, blog) if self.article else ""
        selected = [
            comment
            for state in self.states
            for comment in blog.comments.in_state(state)
            if article_id in ("", comment.article) and (not self.since or comment.posted >= self.since)
        ]
        return sorted(selected, key=lambda comment: (comment.posted, comment.id))

    def selected_ids(self, blog: Services) -> list[str]:
        """Returns the ids that are named, or those of the comments that are told."""
        return list(self.ids) or [comment.id for comment in self.comments(blog)]


class Since(click.ParamType[datetime]):
    """A day such as 2026-03-01, or a span until now such as 12h, 7d and 2w."""

    name = "since"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """Returns the moment."""
        if isinstance(value, datetime):
            return value
        if match := _SPAN.fullmatch(value):
            return datetime.now(UTC) - timedelta(**{_UNITS[match[2]]: int(match[1])})
        try:
            return datetime.fromisoformat(value).astimezone()
        except ValueError:
            self.fail(
                _("%(value)r is no day such as 2026-03-01 and no span such as 12h, 7d or 2w", value=value),
                param,
                ctx,
            )


article_option = option("--article", default="", metavar="SLUG", help="Those of one article alone.")
since_option = option(
    "--since", type=Since(), metavar="DAY|SPAN", help="Those posted since: 2026-03-01, 12h, 7d, 2w."
)


def selection_options(command: Callable[..., None]) -> Callable[..., None]:
    """Adds what several commands take: ids, or what tells which comments are meant."""
    for decorate in (
        since_option,
        article_option,
        option("--spam", is_flag=True, help="All that were set aside as spam."),
        option("--all-pending", is_flag=True, help="All that wait."),
        click.argument("ids", nargs=-1),
    ):
        command = decorate(command)
    return command


def selection_of(
    ids: tuple[str, ...], *, all_pending: bool, spam: bool, article: str, since: datetime | None
) -> Selection:
    """Returns what the options of a command tell. Raises `click.UsageError` where they tell nothing, or two
    things."""
    states: list[State] = [*(["pending"] if all_pending else []), *(["spam"] if spam else [])]  # type: ignore[list-item]  # these are two of them
    if bool(ids) == bool(states) or (ids and (article or since)):
        raise click.UsageError(_("name the ids of comments, or all of them by --all-pending or --spam"))
    return Selection(ids, tuple(states), article, since)


def article_id_of(name: str, blog: Services) -> str:
    """Returns the id of the article that an author means. Raises `ConfigurationError` where there is none."""
    index = load(blog.bucket)
    try:
        return find_article(index, name).id
    except ConfigurationError:
        if key_of_id(index, name) or name in {retired.id for retired in retired_ids(index)}:
            return name
        raise
