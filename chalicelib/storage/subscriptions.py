"""Subscriptions to answers, in the table of comments.

The id of an item is ``subscription/<comment id>``. The index ``by-mail`` has those that somebody is yet to be
told of.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any

from chalicelib.caching import Clock
from chalicelib.conversation.retention import MAILED
from chalicelib.conversation.subscription import Subscription
from chalicelib.errors import Conflict, NotFound
from chalicelib.storage.aws import translated
from chalicelib.storage.items import (
    BATCH,
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
    timestamp,
    to_item,
)

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

SUBSCRIPTION = "subscription/"
"""The prefix of their ids."""

DUE = "confirm"
"""The key in ``by-mail`` of those that somebody is yet to be told of."""

TOLD = "told/"
"""The prefix of an item for each mail to readers: it has an attribute for each address that got it, a keyed
hash, with the run that has sent it."""

ASKED = "asked/"
"""The prefix of an item that counts the requests to confirm to one address, a keyed hash, on one day."""

MOST_REQUESTS = 5
"""Requests to confirm that an address gets on one day."""


class Subscriptions:
    """The subscriptions in DynamoDB. Every method raises `Unavailable` when DynamoDB fails; what has
    expired at `clock` does not exist."""

    def __init__(self, client: DynamoDBClient, table: str, clock: Clock) -> None:
        self._client = client
        self._table = table
        self._clock = clock

    def add(self, subscription: Subscription) -> None:
        """Stores a new subscription. Raises `Conflict` where its comment has one."""
        with translated(f"subscription to {subscription.comment}"):
            self._client.put_item(
                TableName=self._table,
                Item=_to_subscription_item(subscription),
                ConditionExpression="attribute_not_exists(id)",
            )

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
        """Returns the oldest subscriptions that somebody is yet to be told of, `limit` at the most: their
        addresses are to be asked, or are confirmed and may have missed answers meanwhile."""
        part = Part("posted", end=self._clock() + timedelta(microseconds=1))
        with translated("subscriptions to be confirmed"):
            items = query(self._client, self._table, "by-mail", "mail", DUE, part)
            ids = (text(item, "id").removeprefix(SUBSCRIPTION) for item in items)
            due: list[Subscription] = []
            while len(due) < limit and (comments := list(islice(ids, BATCH))):
                # The index follows the table: it may still hold those that are done. And those that have
                # expired are the oldest, until DynamoDB deletes them.
                due += [s for s in self.get_many(comments) if not s.is_mailed]
        return due[:limit]

    def delete(self, comment: str) -> None:
        """Deletes the subscription to a comment's answers, if there is one."""
        with translated(f"subscription to {comment}"):
            self._client.delete_item(TableName=self._table, Key=key_of(SUBSCRIPTION + comment))

    def confirm(self, subscription: Subscription, now: datetime, expires: datetime) -> None:
        """Notes that an address was confirmed. Raises `Conflict` where that was so already, or there is no
        subscription any more: what was unsubscribed does not come back."""
        self._update(
            subscription,
            "SET confirmed = :now, expires = :expires, mail = :due",
            "attribute_not_exists(confirmed)",
            {":now": {"S": timestamp(now)}, ":expires": {"N": str(epoch(expires))}, ":due": {"S": DUE}},
        )

    def postpone(self, subscription: Subscription, moment: datetime) -> None:
        """Lets nobody be told of a subscription before a moment."""
        with contextlib.suppress(Conflict):
            self._update(subscription, "SET posted = :moment", "", {":moment": {"S": timestamp(moment)}})

    def settle(self, subscription: Subscription) -> None:
        """Notes that nobody is to be told of a subscription any more."""
        with contextlib.suppress(Conflict):
            self._update(subscription, "REMOVE mail", "", {})

    def note(self, mail: str, address: str, run: str) -> None:
        """Notes, before it is sent, that an address, a keyed hash, gets a mail. Raises `Conflict` where
        another run noted it."""
        # The run itself may have: where the answer to its request was lost, botocore sends it again.
        with translated("a mail to a reader"):
            self._client.update_item(
                TableName=self._table,
                Key=key_of(TOLD + mail),
                UpdateExpression="SET #address = :run, expires = :expires",
                ConditionExpression="attribute_not_exists(#address) OR #address = :run",
                ExpressionAttributeNames={"#address": address},
                ExpressionAttributeValues={
                    ":run": {"S": run},
                    ":expires": {"N": str(epoch(self._clock() + MAILED))},
                },
            )

    def forget(self, mail: str, address: str) -> None:
        """Takes back the note of a mail that was not sent."""
        with translated("a mail to a reader"):
            self._client.update_item(
                TableName=self._table,
                Key=key_of(TOLD + mail),
                UpdateExpression="REMOVE #address",
                ExpressionAttributeNames={"#address": address},
            )

    def may_ask(self, address: str, now: datetime) -> bool:
        """Returns whether an address, a keyed hash, may get one more request to confirm on this day, and
        counts it: nobody is to be flooded with requests by others."""
        try:
            with translated("requests to confirm"):
                self._client.update_item(
                    TableName=self._table,
                    Key=key_of(f"{ASKED}{now.date()}/{address}"),
                    UpdateExpression="SET expires = :expires ADD requests :one",
                    ConditionExpression="attribute_not_exists(requests) OR requests < :most",
                    ExpressionAttributeValues={
                        ":expires": {"N": str(epoch(now + timedelta(days=2)))},
                        ":one": {"N": "1"},
                        ":most": {"N": str(MOST_REQUESTS)},
                    },
                )
        except Conflict:
            return False
        return True

    def _update(
        self, subscription: Subscription, expression: str, condition: str, values: dict[str, Any]
    ) -> None:
        optional: Any = {"ExpressionAttributeValues": values} if values else {}
        with translated(f"subscription to {subscription.comment}"):
            self._client.update_item(
                TableName=self._table,
                Key=key_of(SUBSCRIPTION + subscription.comment),
                UpdateExpression=expression,
                ConditionExpression=" AND ".join(filter(None, ["attribute_exists(id)", condition])),
                **optional,
            )

    def _valid(self, items: Iterable[Any]) -> Iterator[Subscription]:
        now = self._clock()
        return (to_subscription(item) for item in items if not is_expired(item, now))


def _to_subscription_item(subscription: Subscription) -> Item:
    return to_item(
        {
            "id": SUBSCRIPTION + subscription.comment,
            "article": subscription.article,
            "email": subscription.email,
            "posted": subscription.requested,
            "expires": epoch(subscription.expires),
            "confirmed": subscription.confirmed,
            "writer": subscription.writer,
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
        writer=text(item, "writer"),
        is_mailed=text(item, "mail") != DUE,
    )
