from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta

import pytest

from chalicelib.caching import Cache
from chalicelib.errors import Outdated, Unavailable
from tests.conftest import FrozenClock

MINUTE = timedelta(minutes=1)


@dataclass
class Store:
    """Counts its loads, fails on demand, and may take long."""

    clock: FrozenClock
    loads: int = 0
    down: bool = False
    seconds: int = 0

    def load(self, _: int | None = None) -> int:
        self.loads += 1
        self.clock.advance(seconds=self.seconds)
        if self.down:
            raise Unavailable("down")
        return self.loads


@pytest.fixture
def store(clock: FrozenClock) -> Store:
    return Store(clock)


@pytest.fixture
def cache(clock: FrozenClock) -> Cache[str, int]:
    return Cache(9, clock, MINUTE)


def test_a_value_is_kept_for_the_freshness_window(
    cache: Cache[str, int], clock: FrozenClock, store: Store
) -> None:
    assert cache.get("k", store.load).value == 1
    clock.advance(seconds=59)
    assert cache.get("k", store.load).value == 1
    clock.advance(seconds=1)
    assert cache.get("k", store.load).value == 2


@pytest.mark.parametrize("seconds", [0, 15], ids=["at-once", "after-a-while"])
def test_when_the_store_fails_the_last_good_value_is_served_and_the_store_left_in_peace(
    cache: Cache[str, int], clock: FrozenClock, store: Store, seconds: int
) -> None:
    cache.get("k", store.load)
    clock.advance(minutes=2)
    store.down, store.seconds = True, seconds
    for _ in range(5):
        cached = cache.get("k", store.load)
        assert (cached.value, cached.stale, store.loads) == (1, True, 2)
    store.down = False
    clock.advance(seconds=5)
    assert cache.get("k", store.load).value == 3


def test_a_store_that_failed_is_left_in_peace_also_where_nothing_is_kept(
    cache: Cache[str, int], clock: FrozenClock, store: Store
) -> None:
    store.down = True
    for _ in range(5):
        with pytest.raises(Unavailable):
            cache.get("k", store.load)
    assert store.loads == 1
    store.down = False
    clock.advance(seconds=5)
    assert cache.get("k", store.load).value == 2


def test_the_least_recently_used_value_makes_room(clock: FrozenClock, store: Store) -> None:
    cache: Cache[str, int] = Cache(2, clock)
    for key in ("a", "b", "a", "c"):
        cache.get(key, store.load)
    assert store.loads == 3
    assert cache.get("a", store.load).value == 1
    assert cache.get("b", store.load).value == 4


def test_so_it_does_where_values_have_too_many_bytes_together(clock: FrozenClock) -> None:
    cache: Cache[str, bytes] = Cache(99, clock, MINUTE, max_bytes=100, bytes_of=len)
    loads: list[str] = []

    def holds(key: str, size: int) -> bool:
        before = len(loads)
        cache.get(key, lambda _: loads.append(key) or b"x" * size)  # type: ignore[func-returns-value]
        return len(loads) == before

    assert not any(holds(key, 40) for key in "ab")
    assert holds("a", 40)
    assert not holds("c", 40), "which takes the room of b"
    assert (holds("a", 40), holds("c", 40)) == (True, True)
    assert not holds("b", 101), "which is more than all may have: it is not kept, nor is any other"
    assert not any(holds(key, 30) for key in "abc")
    clock.advance(minutes=2)
    assert not any(holds(key, 30) for key in "abc"), "which are loaded again, and counted once"
    assert all(holds(key, 30) for key in "abc")


def test_many_who_ask_at_once_load_once(cache: Cache[str, int], store: Store) -> None:
    together = threading.Barrier(16)

    def ask(_: int) -> int:
        together.wait(20)
        return cache.get("k", store.load).value

    with ThreadPoolExecutor(16) as pool:
        assert set(pool.map(ask, range(16))) == {1}
    assert store.loads == 1


def test_a_value_that_is_no_longer_valid_is_loaded_again(cache: Cache[str, int], store: Store) -> None:
    cache.get("k", store.load)
    assert cache.get("k", store.load, lambda value: value == 2).value == 2


def test_while_one_reader_waits_for_the_store_others_get_the_old_value(
    cache: Cache[str, int], clock: FrozenClock, store: Store
) -> None:
    cache.get("k", store.load)
    clock.advance(minutes=2)
    loading, released = threading.Event(), threading.Event()

    def load_slowly(_: int | None) -> int:
        loading.set()
        assert released.wait(5)
        return 2

    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(cache.get, "k", load_slowly)
        assert loading.wait(5)
        assert cache.get("k", load_slowly).value == 1
        released.set()
        assert first.result().value == 2
    assert cache.get("k", load_slowly).value == 2


def test_what_is_outdated_is_loaded_again_at_once(cache: Cache[str, int], store: Store) -> None:
    def meet_a_newer_one(_: int | None) -> int:
        raise Outdated("changed")

    with pytest.raises(Outdated):
        cache.get("k", meet_a_newer_one)
    assert cache.get("k", store.load).value == 1
