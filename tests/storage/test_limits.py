"""Limits in DynamoDB, and those in memory that stand in for them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Lock
from typing import Any

import pytest
from pytest_mock import MockerFixture

from chalicelib.conversation.limits import Limits, Rate
from chalicelib.services import Services
from tests.conftest import Calls, FrozenClock
from tests.conversation.stores import MemoryLimits

RATE = Rate(3, timedelta(seconds=10))
ZERO = timedelta(0)


@pytest.fixture(params=["DynamoDB", "memory"])
def limits(request: pytest.FixtureRequest, blog: Services, clock: FrozenClock) -> Limits:
    return blog.limits if request.param == "DynamoDB" else MemoryLimits(clock)


def test_a_bucket_gives_a_burst_and_then_one_an_interval(limits: Limits, clock: FrozenClock) -> None:
    assert [limits.take("a", RATE) for _ in range(4)] == [ZERO, ZERO, ZERO, timedelta(seconds=10)]
    clock.advance(seconds=4)
    assert limits.take("a", RATE) == timedelta(seconds=6)
    clock.advance(seconds=6)
    assert [limits.take("a", RATE) for _ in range(2)] == [ZERO, timedelta(seconds=10)]
    assert limits.take("b", RATE) == ZERO
    clock.advance(seconds=60)
    assert [limits.take("a", RATE) for _ in range(4)] == [ZERO, ZERO, ZERO, timedelta(seconds=10)]


def test_a_scope_is_the_first_ones_until_it_is_over(limits: Limits, clock: FrozenClock) -> None:
    day = timedelta(days=1)
    assert [limits.claim("t", owner, day) for owner in ("a", "b", "a")] == [True, False, True]
    clock.advance(hours=25)
    assert [limits.claim("t", owner, day) for owner in ("b", "a")] == [True, False]


def test_tokens_taken_at_once_are_counted_each(blog: Services, mocker: MockerFixture) -> None:
    rate, client, lock = Rate(20, timedelta(minutes=1)), blog.limits._client, Lock()
    update = client.update_item

    def update_atomically(**request: Any) -> Any:  # as DynamoDB does, and moto does not
        with lock:
            return update(**request)

    mocker.patch.object(client, "update_item", side_effect=update_atomically)
    with ThreadPoolExecutor(8) as pool:
        waits = list(pool.map(lambda _: blog.limits.take("a", rate), range(40)))
    assert waits.count(ZERO) == 20


def test_a_bucket_takes_one_update_at_rest_and_when_it_is_empty_and_two_in_between(
    blog: Services, calls: Calls
) -> None:
    updates = []
    for _ in range(4):
        blog.limits.take("a", RATE)
        updates.append(calls.take())
    assert updates == [["UpdateItem"], ["UpdateItem"] * 2, ["UpdateItem"] * 2, ["UpdateItem"]]


def test_a_limit_expires_when_its_bucket_is_full(blog: Services, clock: FrozenClock) -> None:
    blog.limits.take("a", RATE)
    item = blog.limits._client.get_item(TableName=blog.limits._table, Key={"id": {"S": "limit/a"}})["Item"]
    assert set(item) == {"id", "full", "expires"}
    assert int(item["expires"]["N"]) == clock().timestamp() + 31
