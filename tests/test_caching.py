from __future__ import annotations

import threading
from datetime import timedelta

import pytest

from chalicelib.caching import Cache
from chalicelib.errors import Outdated, Unavailable
from tests.conftest import FrozenClock

MINUTE = timedelta(minutes=1)


class Store:
    """Counts how often it is asked, and fails on demand."""

    def __init__(self) -> None:
        self.asked = 0
        self.down = False

    def load(self, _: int | None) -> int:
        self.asked += 1
        if self.down:
            raise Unavailable("down")
        return self.asked


@pytest.fixture
def store() -> Store:
    return Store()


def test_a_value_is_kept_for_the_freshness_window(clock: FrozenClock, store: Store) -> None:
    cache: Cache[str, int] = Cache(9, clock, MINUTE)
    assert cache.get("k", store.load).value == 1
    clock.advance(seconds=59)
    assert cache.get("k", store.load).value == 1
    clock.advance(seconds=1)
    assert cache.get("k", store.load).value == 2


def test_when_the_store_fails_the_last_good_value_is_served_and_the_store_left_in_peace(
    clock: FrozenClock, store: Store
) -> None:
    cache: Cache[str, int] = Cache(9, clock, MINUTE)
    cache.get("k", store.load)
    clock.advance(minutes=2)
    store.down = True
    held = cache.get("k", store.load)
    assert (held.value, held.stale, store.asked) == (1, True, 2)
    cache.get("k", store.load)
    assert store.asked == 2
    store.down = False
    clock.advance(seconds=5)
    assert cache.get("k", store.load).value == 3


def test_with_nothing_kept_the_failure_is_the_answer(clock: FrozenClock, store: Store) -> None:
    cache: Cache[str, int] = Cache(9, clock, MINUTE)
    store.down = True
    with pytest.raises(Unavailable):
        cache.get("k", store.load)


def test_the_least_recently_used_value_makes_room(clock: FrozenClock, store: Store) -> None:
    cache: Cache[str, int] = Cache(2, clock)
    for key in ("a", "b", "a", "c"):
        cache.get(key, store.load)
    assert store.asked == 3
    assert cache.get("a", store.load).value == 1
    assert cache.get("b", store.load).value == 4


def test_many_who_ask_at_once_load_once(clock: FrozenClock) -> None:
    cache: Cache[str, int] = Cache(9, clock)
    together = threading.Barrier(16)
    asked = []

    def load(_: int | None) -> int:
        asked.append(1)
        return 7

    def ask() -> None:
        together.wait()
        assert cache.get("k", load).value == 7

    comment_cache = [threading.Thread(target=ask) for _ in range(16)]
    for thread in comment_cache:
        thread.start()
    for thread in comment_cache:
        thread.join()
    assert len(asked) == 1


def test_a_value_that_is_no_longer_good_is_loaded_again(clock: FrozenClock, store: Store) -> None:
    cache: Cache[str, int] = Cache(9, clock)
    cache.get("k", store.load)
    assert cache.get("k", store.load, good=lambda value: value == 2).value == 2


def test_a_failure_that_takes_long_to_show_still_leaves_the_store_in_peace(clock: FrozenClock) -> None:
    cache: Cache[str, int] = Cache(9, clock, MINUTE)
    cache.get("k", lambda _: 1)
    clock.advance(minutes=2)
    asked = []

    def hang(_: int | None) -> int:
        asked.append(1)
        clock.advance(seconds=15)
        raise Unavailable("slow")

    for _ in range(5):
        assert cache.get("k", hang).stale
    assert len(asked) == 1


def test_a_store_that_failed_is_left_in_peace_also_where_nothing_is_kept(
    clock: FrozenClock, store: Store
) -> None:
    cache: Cache[str, int] = Cache(9, clock, MINUTE)
    store.down = True
    for _ in range(5):
        with pytest.raises(Unavailable):
            cache.get("k", store.load)
    assert store.asked == 1
    store.down = False
    clock.advance(seconds=5)
    assert cache.get("k", store.load).value == 2


def test_while_one_reader_waits_for_the_store_others_get_the_old_value(clock: FrozenClock) -> None:
    cache: Cache[str, int] = Cache(9, clock, MINUTE)
    cache.get("k", lambda _: 1)
    clock.advance(minutes=2)
    loading, asked = threading.Event(), threading.Event()

    def slow(_: int | None) -> int:
        loading.set()
        assert asked.wait(5)
        return 2

    first = threading.Thread(target=cache.get, args=("k", slow))
    first.start()
    assert loading.wait(5)
    assert cache.get("k", slow).value == 1
    asked.set()
    first.join()
    assert cache.get("k", slow).value == 2


def test_what_was_superseded_is_asked_for_again_at_once(clock: FrozenClock) -> None:
    cache: Cache[str, int] = Cache(9, clock, MINUTE)

    def changing(_: int | None) -> int:
        raise Outdated("changed")

    with pytest.raises(Outdated):
        cache.get("k", changing)
    assert cache.get("k", lambda _: 2).value == 2
