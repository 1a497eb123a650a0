"""The titles of pages: their first heading, else what the window was called, without the site's name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from bs4 import BeautifulSoup, Tag

from billet.migration.sources.cleaning import line_of

_SEPARATOR = re.compile(r"\s+[-–—|:»·•>]+\s+|\s*::\s*|\s*[|»]\s*|\s[-–—]\s|:\s")
_HEADINGS = ("h1", "h2", "h3")
_LONGEST_LINE = 150


class WindowTitles:
    """The titles that browsers show, of all pages of a site."""

    def __init__(self, soups: Sequence[BeautifulSoup]) -> None:
        self._titles = [window_title(soup) for soup in soups]
        counts = Counter(part.casefold() for title in self._titles for part in set(_SEPARATOR.split(title)))
        least = max(2, len(self._titles) / 2)
        self._shared = {part for part, count in counts.items() if count >= least}

    @property
    def site(self) -> str:
        """The name of the site: what most titles share, "" where they share nothing."""
        for title in self._titles:
            shared = [part for part in _SEPARATOR.split(title) if part.casefold() in self._shared]
            if shared:
                return max(shared, key=len)
        return ""

    def own(self, soup: BeautifulSoup) -> str:
        """Returns the title of one page without what is the site's, "" where nothing is left."""
        title = window_title(soup)
        parts = _SEPARATOR.split(title)
        own = [part for part in parts if part and part.casefold() not in self._shared]
        if len(own) == len(parts):
            return title
        start = title.find(own[0]) if own else 0
        end = title.rfind(own[-1]) + len(own[-1]) if own else 0
        return title[start:end].strip()


def window_title(soup: BeautifulSoup) -> str:
    """Returns what the window of a page is called."""
    title = soup.find("title")
    return line_of(title.get_text()) if isinstance(title, Tag) else ""


def take_title(body: Tag, block: Tag, own_title: str) -> str:
    """Returns the title of a page and takes it out of its main block. `own_title` is that of its window,
    which counts where the page has no heading of its own."""
    heading = _only_heading(body) or (block.find(_HEADINGS) if not own_title else None)
    if isinstance(heading, Tag) and (title := line_of(heading.get_text(" "))):
        heading.extract()
        return title
    if own_title:
        _remove_line(block, own_title)
    return own_title


def _only_heading(body: Tag) -> Tag | None:
    """Returns the heading of level 1 that is the page's title: the first that has a text."""
    return next((heading for heading in body.find_all("h1") if heading.get_text(strip=True)), None)


def _remove_line(block: Tag, title: str) -> None:
    """Takes the title out of the head of a text, where it is shown in large letters."""
    for tag in block.find_all(
        ("h2", "h3", "h4", "font", "b", "strong", "p", "div", "center", "td", "span"), limit=8
    ):
        if line_of(tag.get_text(" ")).casefold() == title.casefold() and not tag.find("img"):
            outer = tag
            while (
                outer.parent
                and outer.parent is not block
                and line_of(outer.parent.get_text(" ")) == line_of(tag.get_text(" "))
            ):
                outer = outer.parent
            outer.extract()
            return
