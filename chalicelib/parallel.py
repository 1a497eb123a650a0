"""Several requests to AWS at once: most of their time is waiting."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import copy_context
from functools import partial
from itertools import islice
from typing import TypeVar

AT_ONCE = 8
"""Threads. A client of S3 has connections for more."""

FEW = 3
"""Requests up to which threads cost more than they save."""

T = TypeVar("T")
R = TypeVar("R")


@contextmanager
def prefetch(do: Callable[[T], R], things: Sequence[T]) -> Iterator[Iterator[Callable[[], R]]]:
    """Gives the outcomes of `do`, in the order of the things, while the next ones are under way: each is a
    function that returns the result or raises the error. Leaving the context cancels what has not begun."""
    if len(things) <= FEW:
        yield (partial(do, thing) for thing in things)
        return
    with ThreadPoolExecutor(AT_ONCE) as pool:
        remaining = iter(things)
        # Each in a context of its own: the requests of one invocation are counted together.
        futures = deque(
            pool.submit(copy_context().run, do, thing) for thing in islice(remaining, 2 * AT_ONCE)
        )

        def outcomes() -> Iterator[Callable[[], R]]:
            while futures:
                yield futures.popleft().result
                futures.extend(pool.submit(copy_context().run, do, thing) for thing in islice(remaining, 1))

        try:
            yield outcomes()
        finally:
            pool.shutdown(cancel_futures=True)
