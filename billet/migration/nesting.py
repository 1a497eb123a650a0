"""HTML whose elements are nested no deeper than a parser can take."""

from __future__ import annotations

import re
from collections import defaultdict

DEEPEST = 200
"""Elements within each other; those of real pages are a tenth of it."""

_NESTING = re.compile(
    r"<(?P<end>/?)(?P<name>div|span|blockquote|[uodm]l|menu|dir|table|section|article|aside|main|header|footer|nav"
    r"|form|fieldset|center|figure|figcaption|details|summary|object|svg|g|math|q|cite|su[bp]|del|ins|label|button"
    r"|ruby|address|pre|h[1-6])(?=[\s/>])"
    r"[^>]*+(?:>|\Z)",
    re.IGNORECASE,
)
"""Elements that do not end by themselves: an old page has hundreds of ``<p>`` or ``<li>`` without an end."""


def without_deep_elements(html: str) -> str:
    """Returns HTML in which what is nested deeper than `DEEPEST` stands without its tags. The time that
    parsers take grows with the square of it, and walks of their trees end at a thousand."""
    if html.count("<") <= DEEPEST:
        return html
    depth = 0
    opened: defaultdict[str, list[bool]] = defaultdict(list)
    """Of each element that is open, by its name: whether its tags stay."""

    def kept(match: re.Match[str]) -> str:
        nonlocal depth
        same = opened[match["name"].lower()]
        if match["end"]:
            stays = same.pop() if same else False
            depth -= stays
        else:
            stays = depth < DEEPEST
            same.append(stays)
            depth += stays
        return match[0] if stays else ""

    return _NESTING.sub(kept, html)
