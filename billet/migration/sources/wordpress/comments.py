"""The comments of a post, and their threads."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from billet.migration.model import ImportedComment, Notice
from billet.migration.sources.wordpress.autop import autop
from billet.migration.sources.wordpress.dates import moment
from billet.migration.sources.wordpress.records import CommentRecord, Post
from chalicelib.conversation.comment import State

_STATES: dict[str, State] = {
    "1": "approved",
    "approve": "approved",
    "approved": "approved",
    "0": "pending",
    "hold": "pending",
    "spam": "spam",
}
_PINGS = ("pingback", "trackback")


def comments_of(
    post: Post, entry: str, users: Iterable[int], zone: ZoneInfo, default: datetime, notices: list[Notice]
) -> list[ImportedComment]:
    """Returns the comments of a post that come; those that do not join `notices`. `users` are the numbers of
    the blog's authors, `default` is the time of a comment without one."""
    records = {record.id: record for record in post.comments}
    taken = {}
    for record in records.values():
        if reason := _reason_against(record):
            notices.append(Notice(record.origin, reason, left_out=True))
        else:
            taken[record.id] = record
    authors = frozenset(users) - {0}
    return [
        ImportedComment(
            id=f"wordpress-{record.id}",
            origin=record.origin,
            entry=entry,
            name=record.author,
            text=autop(record.content),
            markup="html",
            posted=moment(record.date, record.date_gmt, zone) or default,
            state=_STATES[record.approved],
            parent=_parent(record, records, taken, notices),
            email=record.email,
            website=record.url if record.url.startswith(("http://", "https://")) else "",
            by_author=record.user in authors,
        )
        for record in taken.values()
    ]


def _reason_against(record: CommentRecord) -> str:
    if record.type in _PINGS:
        return f"a {record.type} of {record.url or record.author} is left out: it is no comment"
    if record.type != "comment":
        return f"it is a {record.type}, which a plugin kept as a comment"
    if record.approved not in _STATES:
        return f"the comment of {record.author or 'nobody'} is left out: it was in the trash"
    return ""


def _parent(
    record: CommentRecord,
    records: dict[int, CommentRecord],
    taken: dict[int, CommentRecord],
    notices: list[Notice],
) -> str:
    """Returns the id of the comment that one answers: where that does not come, of the one which that
    answers."""
    number, passed = record.parent, {record.id}
    while number and number not in taken and number in records and number not in passed:
        passed.add(number)
        number = records[number].parent
    if number != record.parent:
        message = f"what it answers, comment {record.parent}, does not come"
        notices.append(
            Notice(record.origin, message + (": it stands below what that answers" if number else ""))
        )
    if number and (number not in taken or number in passed):
        notices.append(Notice(record.origin, f"it answers comment {number}, which the export does not have"))
        number = 0
    return f"wordpress-{number}" if number else ""
