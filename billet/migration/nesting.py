"""HTML whose elements are nested no deeper than a parser can take."""

from __future__ import annotations

import re

DEEPEST = 200
"""Elements within each other; those of real pages are a tenth of it."""

_NESTING = re.compile(
    r"<(/?)(?:div|span|blockquote|[uodm]l|menu|dir|table|section|article|aside|main|header|footer|nav|form|fieldset"
    r"|center|figure|figcaption|details|summary|object|svg|g|math|q|cite|sub|sup|del|ins|label|button|ruby|address"
    r"|pre|h[1-6])(?=[\s/>])[^>]*+(?:>|\Z)",
    re.IGNORECASE,
)
"""Elements that do not end by themselves: an old page has hundreds of ``<p>`` or ``<li>`` without an end."""


def without_deep_elements(html: str) -> str:
    """Returns HTML in which what is nested deeper than `DEEPEST` stands without its tags. The time that
    parsers take grows with the square of it, and walks of their trees end at a thousand."""
    if html.count("<") <= DEEPEST:
        return html
    depth = 0

    def kept(match: re.Match[str]) -> str:
        nonlocal depth
        if match[1]:
            depth = max(depth - 1, 0)
            return match[0] if depth < DEEPEST else ""
        depth += 1
        return match[0] if depth <= DEEPEST else ""

    return _NESTING.sub(kept, html)
