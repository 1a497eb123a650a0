"""The address that readers use, for mails: the item ``outbox/address`` in the table of comments.

Where no address is configured, API Gateway tells it with each request, and nobody tells the functions that
the clock starts. So the function that takes a form writes it down; nothing is mailed before a form was taken.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.storage.aws import translated
from chalicelib.storage.items import key_of, text, to_item

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

ID = "outbox/address"


class PublicAddress:
    """The address of the home page: the `configured` one, else the one that was noted last. Both methods
    raise `Unavailable` when DynamoDB fails, of which they ask nothing where one is configured."""

    def __init__(self, client: DynamoDBClient, table: str, configured: str = "") -> None:
        self._client = client
        self._table = table
        self._configured = configured
        self._noted = ""

    def read(self) -> str:
        """Returns the address, "" where it is not known yet."""
        if self._configured:
            return self._configured
        with translated(ID):
            answer = self._client.get_item(TableName=self._table, Key=key_of(ID))
        return text(answer.get("Item", {}), "address")

    def note(self, address: str) -> None:
        """Stores an address, once for each instance that learns it."""
        if self._configured or address in ("", self._noted):
            return
        with translated(ID):
            self._client.put_item(TableName=self._table, Item=to_item({"id": ID, "address": address}))
        self._noted = address
