"""Reading and writing whole tables, for backups."""

from __future__ import annotations

from typing import Any

import boto3
import pytest
from pytest_mock import MockerFixture

from billet import tables
from chalicelib.errors import Unavailable
from chalicelib.services import Services
from chalicelib.storage.items import is_expired
from tests.conftest import NOW

ITEMS: list[Any] = [{"id": {"S": str(number)}} for number in range(3)]


def test_what_a_table_has_no_capacity_for_is_sent_again(blog: Services, mocker: MockerFixture) -> None:
    client, table = boto3.client("dynamodb"), blog.settings.messages_table
    write = client.batch_write_item
    pauses: list[float] = []

    def one_at_a_time(RequestItems: dict[str, list[Any]]) -> Any:  # noqa: N803  # DynamoDB's word
        first, *unprocessed = RequestItems[table]
        write(RequestItems={table: [first]})
        return {"UnprocessedItems": {table: unprocessed} if unprocessed else {}}

    mocker.patch.object(client, "batch_write_item", side_effect=one_at_a_time)
    tables.put(client, table, ITEMS, pauses.append)
    assert sorted(item["id"]["S"] for item in tables.scan(client, table)) == ["0", "1", "2"]
    assert len(pauses) == 2
    assert pauses == sorted(set(pauses))


def test_a_table_that_never_has_capacity_is_unavailable(blog: Services, mocker: MockerFixture) -> None:
    client, table = boto3.client("dynamodb"), blog.settings.messages_table
    busy = {"UnprocessedItems": {table: [{"PutRequest": {"Item": item}} for item in ITEMS]}}
    calls = mocker.patch.object(client, "batch_write_item", return_value=busy)
    with pytest.raises(Unavailable, match="no capacity for 3 items"):
        tables.put(client, table, ITEMS, lambda _: None)
    assert calls.call_count == tables.ROUNDS


def test_an_item_expires_at_its_second() -> None:
    now = int(NOW.timestamp())
    expired = [is_expired({"expires": {"N": str(now + seconds)}}, NOW) for seconds in (-1, 0, 1)]
    assert expired == [True, True, False]
    assert not is_expired({}, NOW)
