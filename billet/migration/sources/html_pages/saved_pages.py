"""Saved pages, parsed as a browser does."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bs4 import BeautifulSoup, Tag

from billet.migration.model import Notice, Origin
from billet.migration.nesting import without_deep_elements
from billet.migration.sources.html_pages.charset import text_of_page
from billet.migration.sources.html_pages.saved_files import SavedFile, is_program
from billet.migration.sources.source_files import read_whole

_MAX_BYTES = 5_000_000
_SAVED_FROM = re.compile(
    r"(?:saved from url=\(\d+\)|Mirrored from )\s*(?:https?://)?([^\s/]+)", re.IGNORECASE
)


@dataclass
class SavedPage:
    """A page of a site, as a browser has it; `body` is what of it is shown."""

    file: SavedFile
    soup: BeautifulSoup
    body: Tag


def parse_page(file: SavedFile, notices: list[Notice]) -> SavedPage | None:
    """Returns a page, or adds to `notices` why it is none."""
    origin = Origin(file.name)
    if is_program(file.path):
        message, remedy = "it is a program that made a page", "Save the page as a browser shows it"
    elif file.path.stat().st_size > _MAX_BYTES:
        message, remedy = f"it has more than {_MAX_BYTES // 10**6} MB", ""
    else:
        soup = BeautifulSoup(without_deep_elements(text_of_page(read_whole(file.path))), "html5lib")
        if soup.find("frameset") is None and soup.body is not None:
            return SavedPage(file, soup, soup.body)
        message, remedy = "it only holds frames, whose pages are read", ""
    notices.append(Notice(origin, message, remedy, left_out=True))
    return None


def host_of(pages: Sequence[SavedPage]) -> str:
    """Returns the host that pages say they were saved from, "" where they do not."""
    for page in pages:
        for comment in page.soup.find_all(string=_SAVED_FROM):
            match = _SAVED_FROM.search(comment)
            if match:
                return match[1].lower()
    return ""
