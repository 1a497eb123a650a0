"""Readers ask to be told of answers, confirm it, and take it back."""

from __future__ import annotations

import contextlib
from datetime import datetime, timedelta
from typing import Protocol

from chalicelib.caching import Clock
from chalicelib.conversation import comment_link
from chalicelib.conversation.comment import Comment
from chalicelib.conversation.comment_link import Action, CommentLink
from chalicelib.conversation.retention import CONFIRMED, UNCONFIRMED
from chalicelib.conversation.subscription import Subscription
from chalicelib.errors import Conflict, NotFound

FIELD = "subscribe"
"""The name of the field in the form of comments."""

UNSUBSCRIBING = timedelta(days=3650)
"""How long the link to unsubscribe works: mails are kept for longer than subscriptions."""


class Subscriptions(Protocol):
    """What subscribing needs of a store; `chalicelib.storage.subscriptions.Subscriptions` has it."""

    def add(self, subscription: Subscription) -> None:
        """Stores a new subscription. Raises `Conflict` where its comment has one."""

    def get(self, comment: str) -> Subscription:
        """Returns the subscription to a comment's answers. Raises `NotFound`."""

    def confirm(self, subscription: Subscription, now: datetime, expires: datetime) -> None:
        """Notes that an address was confirmed. Raises `Conflict` where that was so already."""

    def delete(self, comment: str) -> None:
        """Deletes the subscription to a comment's answers, if there is one."""


def subscribe(comment: Comment, email: str, subscriptions: Subscriptions, clock: Clock) -> None:
    """Stores the wish to be told of answers to a comment; sent twice, it is stored once. Raises
    `Unavailable`."""
    now = clock()
    subscription = Subscription(
        comment.id, comment.article, email, now, now + UNCONFIRMED, writer=comment.writer
    )
    with contextlib.suppress(Conflict):
        subscriptions.add(subscription)


def read(secret: str, token: str, now: datetime) -> CommentLink:
    """Returns what a link in a reader's mail permits. Raises `NotFound` for one that is forged or over."""
    link = comment_link.read(secret, token, now)
    if link is None or link.action not in comment_link.FOR_READERS:
        raise NotFound("this link is not valid", log_summary="a link of a subscription is not valid")
    return link


def carry_out(link: CommentLink, subscriptions: Subscriptions, clock: Clock) -> None:
    """Confirms or ends a subscription; twice is once. Raises `NotFound` where there is none to confirm."""
    if link.action == "unsubscribe":
        subscriptions.delete(link.comment)
        return
    now = clock()
    with contextlib.suppress(Conflict):
        subscriptions.confirm(subscriptions.get(link.comment), now, now + CONFIRMED)


def token_of(action: Action, subscription: Subscription, secret: str, now: datetime) -> str:
    """Returns the token of a link in a mail to a subscriber."""
    lifetime = UNSUBSCRIBING if action == "unsubscribe" else UNCONFIRMED
    return CommentLink(action, subscription.comment, 0, now, lifetime).token(secret)
