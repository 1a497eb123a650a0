"""A local AWS in a process of its own, with a blog of many posts in its bucket.

As a program: it prints in one line of JSON which environment leads to it, and then answers each line of its
input. "FIRST LAST TOTAL" puts posts into the bucket, an empty one lists the objects that Billet has made.
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
from chalicelib.services import services

SETTINGS = 'title = "Bench"\nfirst_year = 2004\n'


@dataclass(frozen=True)
class BlogServer:
    """The server, and the environment of processes that use it."""

    environment: Mapping[str, str]
    _commands: IO[str]
    _answers: IO[str]

    def put(self, first: int, last: int, total: int) -> None:
        """Puts posts `first` to `last`, the last left out, of `total` into the bucket."""
        self._ask(f"{first} {last} {total}")

    def index_sizes(self) -> dict[str, int]:
        """Returns the bytes of each object that Billet has made, by key."""
        sizes: dict[str, int] = json.loads(self._ask(""))
        return sizes

    def _ask(self, command: str) -> str:
        self._commands.write(command + "\n")
        self._commands.flush()
        return self._answers.readline()


@contextmanager
def blog_server() -> Iterator[BlogServer]:
    """Runs a server whose bucket has no posts yet."""
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.blog_server"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        cwd=ROOT,
    )
    assert process.stdin
    assert process.stdout
    try:
        yield BlogServer(json.loads(process.stdout.readline()), process.stdin, process.stdout)
    finally:
        process.kill()
        process.communicate()


@contextmanager
def using_blog() -> Iterator[BlogServer]:
    """Runs a server and lets this process use it; the environment is what it was afterwards."""
    environment = dict(os.environ)
    with blog_server() as blog:
        for name in [name for name in environment if name.startswith(("AWS_", "BILLET_"))]:
            del os.environ[name]
        os.environ.update(blog.environment)
        services.cache_clear()
        try:
            yield blog
        finally:
            services.cache_clear()
            os.environ.clear()
            os.environ.update(environment)


def main() -> None:
    """Serves until the process is killed."""
    from moto.core.models import DEFAULT_ACCOUNT_ID
    from moto.s3.models import FakeKey, s3_backends

    from billet.local import local_aws

    local = local_aws.LocalAws()
    local.start()
    local_aws.use_endpoint(local.endpoint)
    built = local_aws.build()
    aws = {name: os.environ[name] for name in os.environ if name.startswith(("AWS_", "NO_PROXY", "no_proxy"))}
    print(json.dumps({**aws, **built, "BILLET_BASE_URL": "https://blog.example.org"}), flush=True)
    # Moto copies all a bucket holds for each page of a list of versions: seconds, which no client waits for.
    FakeKey.__deepcopy__ = lambda key, _: key  # type: ignore[attr-defined]  # it has none of its own
    # Not by HTTP: ten thousand uploads would take longer than all that is measured.
    bucket, backend = built["BILLET_BUCKET"], s3_backends[DEFAULT_ACCOUNT_ID]["aws"]
    backend.put_object(bucket, "site.toml", SETTINGS.encode(), disable_notification=True)
    for line in sys.stdin:
        if not line.strip():
            objects = backend.get_bucket(bucket).keys.items()
            sizes = {k: stored.size for k, stored in objects if k[0] == "_" and isinstance(stored, FakeKey)}
            print(json.dumps(sizes), flush=True)
            continue
        first, last, total = map(int, line.split())
        for number in range(first, last):
            post = posts.post(number, total)
            key = f"articles/{post.path}"
            backend.put_object(bucket, key, post.markdown.encode(), disable_notification=True)
        print(flush=True)


if __name__ == "__main__":
    main()
