"""Subscriptions to answers, in the table of comments.

The id of an item is ``subscription/<comment id>``. The index ``by-mail`` has those whose address is yet to
be asked to confirm.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from chalicelib.caching import Clock
from chalicelib.conversation.subscription import Subscription
from chalicelib.errors import NotFound
from chalicelib.storage.aws import translated
from chalicelib.storage.items import (
    Item,
    Part,
    batch_get,
    epoch,
    from_epoch,
    is_expired,
    key_of,
    moment,
    optional_moment,
    query,
    text,
    to_item,
)

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

SUBSCRIPTION = "subscription/"
"""The prefix of their ids."""

DUE = "confirm"
"""The key in ``by-mail`` of those whose address is yet to be asked."""


class Subscriptions:
    """The subscriptions in DynamoDB. Every method raises `Unavailable` when DynamoDB fails; what has
    expired at `clock` does not exist."""

    def __init__(self, client: DynamoDBClient, table: str, clock: Clock) -> None:
        self._client = client
        self._table = table
        self._clock = clock

    def add(self, subscription: Subscription) -> None:
        """Stores a new subscription. Raises `Conflict` where its comment has one."""
        self._put(subscription, "attribute_not_exists(id)")

    def replace(self, subscription: Subscription) -> None:
        """Stores a subscription in the place of the present one. Raises `Conflict` where there is none, so
        that what was unsubscribed does not come back."""
        self._put(subscription, "attribute_exists(id)")

    def get(self, comment: str) -> Subscription:
        """Returns the subscription to a comment's answers by a consistent read. Raises `NotFound`."""
        subscriptions = self.get_many([comment])
        if not subscriptions:
            raise NotFound(f"nobody has subscribed to the answers to {comment!r}")
        return subscriptions[0]

    def get_many(self, comments: Iterable[str]) -> list[Subscription]:
        """Returns the subscriptions to the answers to these comments, by consistent reads."""
        ids = (SUBSCRIPTION + comment for comment in comments)
        with translated("subscriptions"):
            return list(self._valid(batch_get(self._client, self._table, ids, consistent=True)))

    def due(self, limit: int) -> list[Subscription]:
        """Returns the oldest subscriptions whose address is yet to be asked, `limit` at the most."""
        with translated("subscriptions to be confirmed"):
            items = query(self._client, self._table, "by-mail", "mail", DUE, Part("posted", limit=limit))
            comments = [text(item, "id").removeprefix(SUBSCRIPTION) for item in items]
        # The index follows the table: it may still hold those that were asked.
        return [subscription for subscription in self.get_many(comments) if not subscription.is_mailed]

    def delete(self, comment: str) -> None:
        """Deletes the subscription to a comment's answers, if there is one."""
        with translated(f"subscription to {comment}"):
            self._client.delete_item(TableName=self._table, Key=key_of(SUBSCRIPTION + comment))

    def _put(self, subscription: Subscription, condition: str) -> None:
        with translated(f"subscription to {subscription.comment}"):
            self._client.put_item(
                TableName=self._table, Item=_to_subscription_item(subscription), ConditionExpression=condition
            )

    def _valid(self, items: Iterable[Any]) -> Iterator[Subscription]:
        now = self._clock()
        return (to_subscription(item) for item in items if not is_expired(item, now))


def address_digest(email: str) -> str:
    """Returns 32 hexadecimal digits that tell an address from others."""
    return hashlib.sha256(email.casefold().encode()).hexdigest()[:32]


def _to_subscription_item(subscription: Subscription) -> Item:
    return to_item(
        {
            "id": SUBSCRIPTION + subscription.comment,
            "article": subscription.article,
            "email": subscription.email,
            "posted": subscription.requested,
            "expires": epoch(subscription.expires),
            "confirmed": subscription.confirmed,
            "mail": "" if subscription.is_mailed else DUE,
        }
    )


def to_subscription(item: Item) -> Subscription:
    """Returns the subscription of an item."""
    expires = from_epoch(item, "expires")
    assert expires is not None, "no subscription is stored without an expiry"
    return Subscription(
        comment=text(item, "id").removeprefix(SUBSCRIPTION),
        article=text(item, "article"),
        email=text(item, "email"),
        requested=moment(item, "posted"),
        expires=expires,
        confirmed=optional_moment(item, "confirmed"),
        is_mailed=text(item, "mail") != DUE,
    )
