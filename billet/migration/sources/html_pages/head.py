"""What the heads of pages say."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from bs4 import BeautifulSoup, Tag

from billet.migration.sources.cleaning import line_of
from chalicelib.content.language_tag import canonical_tag


def meta(soup: BeautifulSoup, name: str) -> str:
    """Returns what a page says of itself by a name, "" where it says nothing."""
    tag = soup.find("meta", attrs={"name": re.compile(rf"^{name}$", re.IGNORECASE)})
    return line_of(tag.get("content")) if isinstance(tag, Tag) else ""


def language_of(soup: BeautifulSoup) -> str:
    """Returns the language that a page says it has, as a tag of BCP 47."""
    written = soup.html.get("lang") or soup.html.get("xml:lang") if soup.html else ""
    return canonical_tag(str(written or ""))


def most_common(values: Sequence[str]) -> str:
    """Returns what at least half of all pages say, and two of them; "" where there is no such thing."""
    (value, count), *_ = Counter(values).most_common(1)
    return value if count >= max(2, len(values) / 2) else ""
