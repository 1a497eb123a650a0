"""What is stored about a person: found, given out and erased at that person's wish (GDPR, articles 15, 17).

Both tables are read whole, whose indexes know no person; also what has expired and is not deleted yet.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from billet import tables
from chalicelib.content.email_address import punycode
from chalicelib.conversation.comment import Comment
from chalicelib.conversation.erasing import erased
from chalicelib.conversation.fingerprint import writer_of
from chalicelib.conversation.message import Message
from chalicelib.conversation.subscription import Subscription
from chalicelib.errors import Conflict
from chalicelib.services import Services
from chalicelib.storage.aws import client
from chalicelib.storage.comment_items import to_comment
from chalicelib.storage.items import Item, key_of, text
from chalicelib.storage.messages import to_message
from chalicelib.storage.subscriptions import SUBSCRIPTION, to_subscription

ROUNDS = 3
"""How often a comment is read again that somebody else changes at the same moment."""


@dataclass(frozen=True)
class Note:
    """An item that knows an address by a keyed hash alone, which is its id or the name of its `attribute`."""

    id: str
    digest: str
    attribute: str = ""


@dataclass(frozen=True)
class Traces:
    """All that is stored about one person."""

    comments: tuple[Comment, ...] = ()
    subscriptions: tuple[Subscription, ...] = ()
    messages: tuple[Message, ...] = ()
    notes: tuple[Note, ...] = ()

    def __bool__(self) -> bool:
        return any((self.comments, self.subscriptions, self.messages, self.notes))

    def to_record(self) -> dict[str, list[dict[str, Any]]]:
        """Returns it as values of JSON, but for times, without what is empty."""
        return {
            kind: [{name: value for name, value in asdict(trace).items() if value} for trace in traces]
            for kind, traces in vars(self).items()
        }


def is_same_address(address: str, other: str) -> bool:
    """Whether two texts are one address: whatever the case, and in whichever way the domain is written."""
    return bool(address) and _folded(address) == _folded(other)


def find(blog: Services, who: str) -> Traces:
    """Returns what is stored about who has an e-mail address; or the comment or message with an id, and the
    subscription of that comment. Raises `Unavailable`."""
    return _find_address(blog, who) if "@" in who else _find_id(blog, who)


def erase(blog: Services, traces: Traces) -> None:
    """Erases all of it. A published comment keeps its place in the thread, without a word.

    Raises `Conflict` for comments that somebody else changes all the while, and `Unavailable`; run again, it
    goes on.
    """
    for message in traces.messages:
        blog.messages.delete(message.id)
    comments = {comment.id for comment in traces.comments}
    for id in {subscription.comment for subscription in traces.subscriptions} | comments:
        blog.subscriptions.delete(id)
    _delete_notes(blog, traces.notes)
    left = list(traces.comments)
    for _ in range(ROUNDS):
        conflicts = blog.comments.change_all([(comment, erased(comment)) for comment in left])
        left = list(_existing(blog, {old.id for old, _ in conflicts}))
        if not left:
            return
    raise Conflict(f"{len(left)} comments are being changed by somebody else: run it again")


def _find_address(blog: Services, email: str) -> Traces:
    email = unicodedata.normalize("NFC", email)
    writer = writer_of(blog.policy.secret, email)
    items: list[Item] = []
    notes: list[Item] = []
    for item in _scan(blog):
        if is_same_address(text(item, "email"), email) or text(item, "writer") == writer:
            items.append(item)
        elif _is_note(item):
            notes.append(item)
    return _traces(items, [note for item in notes for note in _notes_of(item, writer)])


def _find_id(blog: Services, id: str) -> Traces:
    items = list(_scan(blog))
    traces = [item for item in items if text(item, "id").removeprefix(SUBSCRIPTION) == id]
    # The note of a writer is about all comments of that writer.
    writers = {text(item, "writer") for item in traces} - {
        text(i, "writer") for i in items if i not in traces
    }
    notes = [item for item in items if _is_note(item)] if writers else []
    return _traces(
        traces, [note for item in notes for w in filter(None, writers) for note in _notes_of(item, w)]
    )


def _traces(items: Iterable[Item], notes: Iterable[Note]) -> Traces:
    comments, subscriptions, messages = [], [], []
    for item in items:
        if "box" in item:
            messages.append(to_message(item))
        elif text(item, "id").startswith(SUBSCRIPTION):
            subscriptions.append(to_subscription(item))
        else:
            comments.append(to_comment(item))
    return Traces(tuple(comments), tuple(subscriptions), tuple(messages), tuple(notes))


def _scan(blog: Services) -> Iterator[Item]:
    dynamodb = client("dynamodb")
    for table in (blog.settings.comments_table, blog.settings.messages_table):
        yield from tables.scan(dynamodb, table)


def _is_note(item: Item) -> bool:
    id = text(item, "id")
    return "/" in id and not id.startswith((SUBSCRIPTION, "count/", "limit/"))


def _notes_of(item: Item, digest: str) -> Iterator[Note]:
    id = text(item, "id")
    if digest in id.split("/"):
        yield Note(id, digest)
    elif digest in item:
        yield Note(id, digest, digest)


def _delete_notes(blog: Services, notes: Iterable[Note]) -> None:
    dynamodb, table = client("dynamodb"), blog.settings.comments_table
    for note in notes:
        if note.attribute:
            dynamodb.update_item(
                TableName=table,
                Key=key_of(note.id),
                UpdateExpression="REMOVE #digest",
                ExpressionAttributeNames={"#digest": note.attribute},
            )
        else:
            dynamodb.delete_item(TableName=table, Key=key_of(note.id))


def _existing(blog: Services, ids: set[str]) -> Iterator[Comment]:
    """Yields the comments with these ids as they are now, also those that have expired."""
    if ids:
        yield from (to_comment(item) for item in _scan(blog) if text(item, "id") in ids)


def _folded(address: str) -> str:
    return punycode(unicodedata.normalize("NFC", address.strip())).lower()
