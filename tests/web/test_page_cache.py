"""Pages and texts are kept as long as there is room for them, by their bytes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

from chalicelib.content.site import Site
from chalicelib.index.file import empty_index
from chalicelib.index.links import resolver
from chalicelib.storage.s3 import Fetched
from chalicelib.web.html_cache import HtmlCache
from chalicelib.web.responses import cached_page
from tests.index.examples import article

MEGABYTE = 2**20


@pytest.mark.parametrize("large", [False, True])
def test_the_pages_used_last_are_kept_within_what_all_may_have(large: bool) -> None:
    built: list[int] = []

    def ask(number: int) -> None:
        cached_page((ask, number), lambda: built.append(number) or "x" * MEGABYTE, large=large)  # type: ignore[func-returns-value]

    for number in (*range(6), 0, *range(6, 9), 0, 1):
        ask(number)
    assert built == [*range(9), 1], "each has four times its bytes, with what is made of it: six are kept"


@dataclass
class Bucket:
    """A bucket of texts of a megabyte."""

    read: list[str] = field(default_factory=list)

    def fetch(self, key: str, *, version: str = "", if_match: str = "") -> Fetched:
        del version
        self.read.append(key)
        return Fetched(b"word " * (MEGABYTE // 5), if_match)


def test_so_are_texts() -> None:
    bucket = Bucket()
    cache = HtmlCache(bucket, lambda: datetime(2026, 1, 1, tzinfo=UTC))
    links = resolver(empty_index(), None)
    for number in (*range(17), 16, 0):
        cache.html(article(f"{number}"), links, site=Site(), base="", state=0)
    assert bucket.read == [f"articles/{number}.md" for number in (*range(17), 0)]
