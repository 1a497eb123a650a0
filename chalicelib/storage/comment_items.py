"""Comments as items of DynamoDB."""

from __future__ import annotations

from chalicelib.conversation.comment import STATES, Addressee, Comment, State
from chalicelib.storage.items import Item, epoch, from_epoch, moment, number, optional_moment, text, to_item


def to_comment_item(comment: Comment) -> Item:
    """Returns a comment as its item."""
    return to_item(
        {
            "id": comment.id,
            "article": comment.article,
            "thread": comment.article if comment.state == "approved" else "",
            "state": comment.state,
            "posted": comment.posted,
            "name": comment.name,
            "email": comment.email,
            "text": comment.text,
            "expires": epoch(comment.expires),
            "parent": comment.parent,
            "by_author": int(comment.by_author) or None,
            "writer": comment.writer,
            "verdict": comment.verdict,
            "edited": comment.edited,
            "decided": comment.decided,
            "previous": comment.previous,
            "mail": comment.mail,
            "revision": comment.revision or None,
        }
    )


def to_comment(item: Item) -> Comment:
    """Returns the comment of an item. Raises `ValueError` for an unknown state."""
    previous = text(item, "previous")
    return Comment(
        id=text(item, "id"),
        article=text(item, "article"),
        name=text(item, "name"),
        text=text(item, "text"),
        posted=moment(item, "posted"),
        state=_state(text(item, "state")),
        email=text(item, "email"),
        expires=from_epoch(item, "expires"),
        parent=text(item, "parent"),
        by_author=bool(number(item, "by_author")),
        writer=text(item, "writer"),
        verdict=text(item, "verdict"),
        edited=optional_moment(item, "edited"),
        decided=optional_moment(item, "decided"),
        previous=_state(previous) if previous else None,
        mail=_addressee(text(item, "mail")),
        revision=number(item, "revision"),
    )


def _state(name: str) -> State:
    for state in STATES:
        if state == name:
            return state
    raise ValueError(f"no comment is {name!r}")


def _addressee(name: str) -> Addressee:
    return "author" if name == "author" else "subscribers" if name == "subscribers" else ""
