"""The author's own style sheet, which pages have after the product's."""

from __future__ import annotations

import re
from collections.abc import Iterator

FILE = "theme.css"

MEDIA = "../media/"
"""What the addresses of media begin with in a theme as browsers get it: style sheets are in a folder of their
own on the site."""

_MEDIUM = re.compile(re.escape(f'url("{MEDIA}') + r'([^"?#]*)')


def media_of(theme: str) -> Iterator[tuple[str, int]]:
    """Yields the files of the media folder that a theme names, percent-encoded, and the line of each."""
    for match in _MEDIUM.finditer(theme):
        yield match[1], theme.count("\n", 0, match.start()) + 1
