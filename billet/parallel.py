"""Many calls to AWS at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Any, Literal, TypeVar, overload

import boto3
from botocore.config import Config

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_s3 import S3Client

T = TypeVar("T")
R = TypeVar("R")

WORKERS = 16

# No reader waits for these: each call may take its time, and is tried again when AWS is busy.
_CONFIG = Config(max_pool_connections=WORKERS, retries={"mode": "standard", "total_max_attempts": 6})

Progress = Callable[[str, int], AbstractContextManager[Callable[[int], object]]]
"""Shows how far a work has come: called with what is done and how much of it there is; what it
gives is called with each part that is done."""


def silent(label: str, length: int) -> AbstractContextManager[Callable[[int], object]]:
    """For whom nobody looks on."""
    del label, length
    return nullcontext(lambda _: None)


@overload
def client(service: Literal["s3"]) -> S3Client: ...
@overload
def client(service: Literal["dynamodb"]) -> DynamoDBClient: ...
def client(service: Any) -> Any:
    """A client for `WORKERS` threads, more patient than those that readers wait for."""
    return boto3.client(service, config=_CONFIG)


def in_parallel(work: Callable[[T], R], things: Iterable[T], workers: int = WORKERS) -> Iterator[R]:
    """What `work` gives for each of the things, in the order it is done.

    The first error ends it: what is under way is finished, what waits is not begun.
    """
    pool = ThreadPoolExecutor(workers)
    under_way: set[Future[R]] = set()
    try:
        for thing in things:
            under_way.add(pool.submit(work, thing))
            if len(under_way) == 2 * workers:  # the things may be more than fit into memory
                done, under_way = wait(under_way, return_when=FIRST_COMPLETED)
                yield from (future.result() for future in done)
        while under_way:
            done, under_way = wait(under_way, return_when=FIRST_COMPLETED)
            yield from (future.result() for future in done)
    finally:
        pool.shutdown(cancel_futures=True)
