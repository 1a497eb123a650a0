"""The blocks of WordPress's editor: HTML between comments that name them, as
``<!-- wp:image {"id":4} -->``."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

MARK = "<!-- wp:"

_DELIMITER = re.compile(
    r"<!--\s+(?P<end>/)?wp:(?P<name>[a-z][\w-]*(?:/[a-z][\w-]*)?)\s+(?P<attributes>\{(?:(?!-->|<!--).)*?\}\s+)?(?P<void>/)?-->",
    re.DOTALL,
)
_DEEPEST = 8
_STATIC = frozenset({"more", "nextpage", "separator", "spacer", "template-part"})
"""Blocks that may be without content, and show nothing that is missed then."""

_GALLERY_END = re.compile(r"<!--\s+/wp:(?:core/)?gallery\s+-->")
_PICTURE = re.compile(
    r"<figure\b(?![^>]*\bwp-block-gallery\b)[^>]*>\s*(?:<a\b|<img\b).*?</figure>", re.DOTALL
)
_GALLERY_CAPTION = re.compile(
    r"<figcaption\b[^>]*\bblocks-gallery-caption\b[^>]*>(.*?)</figcaption>", re.DOTALL
)
_FILE_PREVIEW = re.compile(r"<object\b.*?</object>|<a\b[^<>]*\bwp-block-file__button\b.*?</a>", re.DOTALL)
_SPACER = re.compile(r"<div\b[^<>]*\bwp-block-spacer\b[^<>]*></div>")


def render_blocks(
    text: str,
    reused: Callable[[int], str | None],
    shortcodes: Callable[[str], str],
    report: Callable[[str], None],
    notes: str = "",
    depth: int = 0,
) -> str:
    """Returns the HTML that blocks show.

    `reused` returns the text of a block that several posts share, by its number, None where the export does
    not have it; `shortcodes` the HTML of a block of shortcodes. `report` is told what has no HTML, as
    WordPress makes it for each reader: a list of the latest posts and the like. `notes` is the HTML of the
    footnotes.
    """
    parts, at = [], 0
    ends = list(_GALLERY_END.finditer(text))
    is_shortcode = False
    for match in _DELIMITER.finditer(text):
        if match.start() < at:
            continue  # it is within a gallery
        between = text[at : match.start()]
        parts.append(shortcodes(between) if is_shortcode else _without_controls(between))
        at = match.end()
        name = match["name"].removeprefix("core/")
        is_shortcode = name == "shortcode" and not match["end"]
        if (
            name == "gallery"
            and not match["end"]
            and (end := next((m for m in ends if m.start() >= at), None))
        ):
            parts.append(_gallery(text[at : end.start()]))
            at = end.end()
        elif name == "block":
            number = None if match["end"] else _number(match["attributes"])
            inner = reused(number) if number is not None and depth < _DEEPEST else None
            if inner is not None:
                parts.append(render_blocks(inner, reused, shortcodes, report, notes, depth + 1))
            elif not match["end"]:
                report(f"the export does not have the block {number} that is shown here")
        elif name == "footnotes":
            parts.append(notes)
        elif match["void"] and name not in _STATIC:
            report(f"the block {name} has no text of its own")
    return "".join([*parts, _without_controls(text[at:])])


def _number(attributes: str | None) -> int | None:
    """Returns the number of a block that several posts share."""
    try:
        number = json.loads(attributes or "{}").get("ref")
    except (ValueError, AttributeError):
        return None
    return number if isinstance(number, int) else None


def _gallery(text: str) -> str:
    """Returns the pictures of a gallery, one below the other, and its caption."""
    pictures = _PICTURE.findall(_DELIMITER.sub("", text))
    if not pictures:
        return text
    caption = _GALLERY_CAPTION.search(text)
    return "\n".join([*pictures, *([f"<p>{caption[1]}</p>"] if caption else [])])


def _without_controls(text: str) -> str:
    return _SPACER.sub("", _FILE_PREVIEW.sub("", text)) if "wp-block-" in text else text
