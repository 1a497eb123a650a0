"""Lists that are read a page at a time: their addresses, and which numbers lead on."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from chalice.app import NotFoundError, Response

from chalicelib.web import request as requests
from chalicelib.web import responses
from chalicelib.web.page_context import PageContext
from chalicelib.web.urls import Urls

LINES = 100
"""Articles on one page of a list that shows a line of each."""

GAP = 0
"""Stands for the pages between two numbers, where not every number is shown."""


@dataclass(frozen=True)
class Paging:
    """One page of a list of `total` articles, `size` to a page.

    `name` is that of the first page's address, which has no number; the others' is `name` with
    ``_listing`` behind it. `parameters` are what both are made of. `misplaced` tells that the first
    page was asked for by its number.
    """

    urls: Urls
    name: str
    number: int
    total: int
    size: int
    parameters: Mapping[str, str | int] = field(default_factory=dict)
    misplaced: bool = False

    @property
    def last(self) -> int:
        """How many pages there are: a list of no articles has one."""
        return max(1, -(-self.total // self.size))

    @property
    def start(self) -> int:
        """How many articles stand on the pages before."""
        return (self.number - 1) * self.size

    @property
    def count(self) -> int:
        """How many articles stand on this one."""
        return min(self.size, self.total - self.start)

    @property
    def numbers(self) -> list[int]:
        """The pages a reader may go to from this one, and `GAP` between."""
        return numbers(self.number, self.last)

    @property
    def canonical(self) -> str:
        """The whole address, "" where the public address is unknown."""
        if self.number == 1:
            return self.urls.public(self.name, **self.parameters)
        return self.urls.public(f"{self.name}_listing", **self.parameters, number=self.number)

    def address(self, number: int) -> str:
        """Returns the path of a page."""
        if number == 1:
            return self.urls(self.name, **self.parameters)
        return self.urls(f"{self.name}_listing", **self.parameters, number=number)


def page_of(
    urls: Urls, name: str, number: str, total: int, size: int = LINES, /, **parameters: str | int
) -> Paging:
    """Returns the page with a number, as it stands in the address: "" is the first. Raises
    `NotFoundError` for what is no page of the list."""
    text = requests.parameter(number)
    if text and not re.fullmatch(r"[1-9]\d{0,5}", text, re.ASCII):
        raise NotFoundError(f"there is no page {text!r}")
    pages = Paging(urls, name, int(text or 1), total, size, parameters, misplaced=text == "1")
    if pages.number > pages.last:
        raise NotFoundError(f"there are {pages.last} pages")
    return pages


def redirect_to(page: PageContext, pages: Paging, *, is_lasting: bool = True) -> Response:
    """Returns the way from another spelling of it to the one address of a page; one that is not lasting leads
    elsewhere some day."""
    address = pages.address(pages.number) + requests.query_of(page.request)
    return responses.redirect(address, 301 if is_lasting else 302, page.cache_control())


def numbers(number: int, last: int) -> list[int]:
    """Returns the first page, the last, this one and its neighbours, in order; `GAP` where two or more
    between them are left out: the number of one alone takes no more room."""
    shown = sorted({n for n in (1, number - 1, number, number + 1, last) if 1 <= n <= last})
    with_gaps: list[int] = []
    for n in shown:
        missing = range(with_gaps[-1] + 1, n) if with_gaps else ()
        with_gaps += [*missing] if len(missing) < 2 else [GAP]
        with_gaps.append(n)
    return with_gaps
