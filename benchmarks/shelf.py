"""A local AWS in a process of its own, with a blog of many posts in its bucket.

As a program: it says in one line of JSON which environment leads to it, and then answers each line that
comes in. The first and the last of some posts and how many there are to be in all puts these into the bucket;
an empty one asks how large the objects are that Billet has made.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO

from benchmarks import posts
from billet.project import ROOT

SETTINGS = 'title = "Bench"\nfirst_year = 2004\n'


@dataclass(frozen=True)
class Shelf:
    """Where a blog is."""

    environment: Mapping[str, str]
    _orders: IO[str]
    _answers: IO[str]

    def put(self, first: int, last: int, of: int) -> float:
        """Put posts `first` to `last`, the last left out, into the bucket; the CPU seconds it took there."""
        self._orders.write(f"{first} {last} {of}\n")
        self._orders.flush()
        return float(self._answers.readline())

    def made(self) -> dict[str, int]:
        """The bytes of each object that Billet has made, by key."""
        self._orders.write("\n")
        self._orders.flush()
        found: dict[str, int] = json.loads(self._answers.readline())
        return found


@contextmanager
def shelf() -> Iterator[Shelf]:
    """An empty one."""
    server = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.shelf"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        cwd=ROOT,
    )
    assert server.stdin
    assert server.stdout
    try:
        yield Shelf(json.loads(server.stdout.readline()), server.stdin, server.stdout)
    finally:
        server.kill()
        server.communicate()


def main() -> None:
    """Be the server."""
    from time import process_time

    from moto.core.models import DEFAULT_ACCOUNT_ID
    from moto.s3.models import FakeKey, s3_backends

    from billet.local import local_aws

    local = local_aws.LocalAws()
    local.start()
    local_aws.use_endpoint(local.endpoint)
    built = local_aws.build()
    base = {"BILLET_BASE_URL": "https://blog.example.org"}
    here = {
        name: os.environ[name] for name in os.environ if name.startswith(("AWS_", "NO_PROXY", "no_proxy"))
    }
    print(json.dumps({**here, **built, **base}), flush=True)
    # Moto copies all a bucket holds for each page of a list of versions: seconds, which no client waits for.
    FakeKey.__deepcopy__ = lambda key, _: key  # type: ignore[attr-defined]  # it has none of its own
    # Not by HTTP: ten thousand uploads would take longer than all that is measured.
    bucket, store = built["BILLET_BUCKET"], s3_backends[DEFAULT_ACCOUNT_ID]["aws"]
    store.put_object(bucket, "site.toml", SETTINGS.encode(), disable_notification=True)
    for line in sys.stdin:
        if not line.strip():
            kept = store.get_bucket(bucket).keys.items()
            sizes = {key: one.size for key, one in kept if key.startswith("_") and isinstance(one, FakeKey)}
            print(json.dumps(sizes), flush=True)
            continue
        begun = process_time()
        first, last, of = map(int, line.split())
        for number in range(first, last):
            post = posts.post(number, of)
            key = f"articles/{post.path}"
            store.put_object(bucket, key, post.markdown.encode(), disable_notification=True)
        print(process_time() - begun, flush=True)


if __name__ == "__main__":
    main()
