"""How much may be sent: by one sender, to one article, to the whole site."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from chalicelib.errors import StoreError

log = logging.getLogger("billet")


@dataclass(frozen=True)
class Rate:
    """A token bucket: `burst` at once, and from then on one for each `interval`."""

    burst: int
    interval: timedelta


PER_NETWORK = Rate(10, timedelta(seconds=30))
"""A school class behind one address sends less than this, and who sends more loses half a minute."""

PER_SUBJECT = Rate(60, timedelta(seconds=10))
PER_SITE = Rate(200, timedelta(seconds=5))


class Limits(Protocol):
    """What a limit needs of a store; `chalicelib.storage.limits.Limits` has it."""

    def take(self, scope: str, rate: Rate) -> timedelta:
        """Takes one token of a bucket, and returns zero; from an empty one, returns how long to wait."""

    def claim(self, scope: str, owner: str, lifetime: timedelta) -> bool:
        """Makes `owner` the owner of a scope for a while, and returns whether it is: the first one is."""


class LenientLimits:
    """Limits that allow everything once their store has failed: it may fail, and comments must not be
    refused or waited for because of that."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._has_failed = False

    def take(self, scope: str, rate: Rate) -> timedelta:
        """Takes one token, as `Limits.take` does."""
        if self._has_failed:
            return timedelta(0)
        try:
            return self._limits.take(scope, rate)
        except StoreError as error:
            self._fail(error)
            return timedelta(0)

    def claim(self, scope: str, owner: str, lifetime: timedelta) -> bool:
        """Claims a scope, as `Limits.claim` does."""
        if self._has_failed:
            return True
        try:
            return self._limits.claim(scope, owner, lifetime)
        except StoreError as error:
            self._fail(error)
            return True

    def _fail(self, error: StoreError) -> None:
        self._has_failed = True
        log.error("a form is taken without limits: %s", error)
