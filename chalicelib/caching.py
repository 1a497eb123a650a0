"""Values that a warm instance keeps between requests."""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from chalicelib.errors import Outdated, Unavailable

log = logging.getLogger("billet")

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

Clock = Callable[[], datetime]
"""Tells the time, with zone. Handed in, so that tests can say what time it is."""

RETRY_AFTER = timedelta(seconds=5)
"""How long a store that failed is left alone."""


@dataclass(frozen=True)
class Cached(Generic[V]):
    """A value, when it was last checked, and whether the check failed."""

    value: V
    checked: datetime
    stale: bool = False


@dataclass
class _Slot(Generic[V]):
    lock: threading.Lock = field(default_factory=threading.Lock)
    held: Cached[V] | None = None
    bytes: int = 0
    failure: Cached[Unavailable] | None = None


class Cache(Generic[K, V]):
    """The most recently used values, each loaded by one caller however many ask at once: at the most `size`,
    which have `max_bytes` together by `bytes_of` (0: no limit).

    A value older than `freshness` is loaded again; ``None`` means that it never grows old. When
    a reload ends in `Unavailable` the old value is kept and marked stale: readers get the last
    good page rather than an error. A store that failed is left alone for `RETRY_AFTER`, since a
    failure may take seconds to show. `what` the values are is for the log, which is not told of keys.
    """

    def __init__(
        self,
        size: int,
        clock: Clock,
        freshness: timedelta | None = None,
        what: str = "value",
        *,
        max_bytes: int = 0,
        bytes_of: Callable[[V], int] = lambda _: 0,
    ) -> None:
        self._size = size
        self._max_bytes = max_bytes
        self._bytes_of = bytes_of
        self._bytes = 0
        self._what = what
        self._clock = clock
        self._freshness = freshness
        self._slots: OrderedDict[K, _Slot[V]] = OrderedDict()
        self._lock = threading.Lock()

    def get(
        self, key: K, load: Callable[[V | None], V], is_valid: Callable[[V], bool] = lambda _: True
    ) -> Cached[V]:
        """The value of `key`, from `load(old value or None)` when it is not held, no longer
        `is_valid`, or too old. While one caller loads, others get the old value if it is is_valid, unless
        `freshness` is 0.

        Raises what `load` raises, but for `Unavailable` when an old value can be served.
        """
        slot = self._slot(key)
        held = slot.held
        if held is not None and self._is_fresh(held, is_valid):
            return held
        must_wait = held is None or not is_valid(held.value) or self._freshness == timedelta(0)
        if not slot.lock.acquire(blocking=must_wait):
            assert held is not None, "who holds nothing waits"
            return held
        try:
            held = slot.held
            if held is not None and self._is_fresh(held, is_valid):
                return held
            loaded = self._loaded(slot, load)
            self._make_room(key, slot, loaded.value)
            return loaded
        finally:
            slot.lock.release()

    def _loaded(self, slot: _Slot[V], load: Callable[[V | None], V]) -> Cached[V]:
        old = slot.held
        if slot.failure and self._clock() - slot.failure.checked < RETRY_AFTER:
            raise slot.failure.value
        try:
            slot.held = Cached(load(old.value if old else None), self._clock())
        except Unavailable as error:
            # The clock is read again: finding out that a store fails may have taken long.
            if old is None:
                if not isinstance(error, Outdated):  # that is no fault of the store's
                    slot.failure = Cached(error, self._clock())
                raise
            log.error("serving the last good %s: %s", self._what, error)
            slot.held = Cached(old.value, self._clock(), stale=True)
        return slot.held

    def _slot(self, key: K) -> _Slot[V]:
        with self._lock:
            slot = self._slots.get(key)
            if slot is None:
                slot = self._slots[key] = _Slot()
                if len(self._slots) > self._size:
                    self._drop_oldest()
            else:
                self._slots.move_to_end(key)
            return slot

    def _make_room(self, key: K, slot: _Slot[V], value: V) -> None:
        """Counts what was loaded, and drops the values that were not used for the longest time."""
        with self._lock:
            if self._slots.get(key) is not slot:  # it was dropped meanwhile
                return
            size = self._bytes_of(value)
            self._bytes += size - slot.bytes
            slot.bytes = size
            while self._max_bytes and self._bytes > self._max_bytes:
                self._drop_oldest()

    def _drop_oldest(self) -> None:
        _, slot = self._slots.popitem(last=False)
        self._bytes -= slot.bytes

    def _is_fresh(self, held: Cached[V], is_valid: Callable[[V], bool]) -> bool:
        if held.stale:
            return self._clock() - held.checked < min(RETRY_AFTER, self._freshness or RETRY_AFTER)
        if not is_valid(held.value):
            return False
        return self._freshness is None or self._clock() - held.checked < self._freshness
