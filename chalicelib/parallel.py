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


def each(do: Callable[[T], object], things: Sequence[T]) -> None:
    """Do something with each. Raises what the first failure raised; what had not begun by then is left."""
    with prefetch(do, things) as outcomes:
        for outcome in outcomes:
            outcome()


@contextmanager
def prefetch(do: Callable[[T], R], things: Sequence[T]) -> Iterator[Iterator[Callable[[], R]]]:
    """The outcomes of `do` for each thing, in their order, while the next ones are under way: each a call
    that returns it, or raises what was raised. Who leaves leaves the rest undone."""
    if len(things) <= FEW:
        yield (partial(do, thing) for thing in things)
        return
    with ThreadPoolExecutor(AT_ONCE) as pool:
        left = iter(things)
        # Each in a context of its own: the requests of one invocation are counted together.
        begun = deque(pool.submit(copy_context().run, do, thing) for thing in islice(left, 2 * AT_ONCE))

        def outcomes() -> Iterator[Callable[[], R]]:
            while begun:
                yield begun.popleft().result
                begun.extend(pool.submit(copy_context().run, do, thing) for thing in islice(left, 1))

        try:
            yield outcomes()
        finally:
            pool.shutdown(cancel_futures=True)
