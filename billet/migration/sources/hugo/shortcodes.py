"""The shortcodes that Hugo has itself, and those that most of its themes have."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from html import escape

from billet.migration.sources.generators import snippets
from billet.migration.sources.generators.template_tags import Handler, Language, Tag

LANGUAGE = Language(
    tag=re.compile(
        r"\{\{(?:<|%)[ \t\n]*(?P<name>(?:/[ \t]*)?[\w./-]+)"
        r"(?P<written>(?:[^>%`\"]|\"(?:[^\"\\]|\\.)*\"|`[^`]*`|[>%](?!\}\}))*)"
        r"(?:>|%)\}\}"
    ),
    raw=re.compile(r"(?P<opening>\{\{[<%])/\*(?P<inside>.{0,1000}?)\*/(?P<ending>[%>]\}\})", re.DOTALL),
    shown=("opening", "inside", "ending"),
    closing=lambda name: re.compile(
        rf"\{{\{{[<%]\s*(?:(?P<opens>{name}\b(?![^{{}}]*/\s*[>%]\}}\}})[^{{}}]*?)|/\s*{name}\s*)[>%]\}}\}}"
    ),
)


def handlers(link_of: Callable[[str], str | None]) -> Mapping[str, Handler]:
    """Returns what each shortcode stands for; `link_of` returns the address of a page that one names."""

    def reference(tag: Tag) -> str | None:
        return link_of(tag.get("path", 0))

    return {
        "figure": _figure,
        "img": _figure,
        "image": _figure,
        "youtube": lambda tag: snippets.video("youtube", tag.get("id", 0), tag.get("title")) or None,
        "vimeo": lambda tag: snippets.video("vimeo", tag.get("id", 0), tag.get("title")) or None,
        "highlight": lambda tag: snippets.code(tag.content or "", tag.get("lang", 0), _options(tag)),
        "gist": lambda tag: snippets.gist(tag.get("user", 0), tag.get("id", 1)),
        "tweet": _tweet,
        "twitter": _tweet,
        "x": _tweet,
        "instagram": lambda tag: f"<https://www.instagram.com/p/{tag.get('id', 0)}/>",
        "ref": reference,
        "relref": reference,
        "details": _details,
        "notice": lambda tag: snippets.note(
            tag.get("type", 0) or "note", tag.content or "", tag.get("title", 1)
        ),
        "rawhtml": lambda tag: tag.content,
        "qr": lambda tag: tag.content or tag.get("text"),
    }


def _figure(tag: Tag) -> str | None:
    source = tag.get("src", 0)
    caption = ": ".join(filter(None, (tag.get("title"), tag.get("caption"))))
    caption = ", ".join(filter(None, (caption, tag.get("attr"))))
    return (
        snippets.figure(source, tag.get("alt"), caption or (tag.content or "").strip(), tag.get("link"))
        or None
    )


def _options(tag: Tag) -> str:
    """Returns the options of a block of code as Billet reads them."""
    options = " ".join([tag.get("options", 1), *(f"{key}={value}" for key, value in tag.named.items())])
    lines = re.search(r"hl_lines=\[?\"?([\d ,-]+)", options)
    first = re.search(r"linenostart=(\d+)", options)
    numbered = first or re.search(r"linenos=(?!false)\w+", options)
    marked = f'hl_lines="{" ".join(lines[1].replace(",", " ").split())}"' if lines else ""
    return " ".join(filter(None, (marked, f'linenums="{first[1] if first else 1}"' if numbered else "")))


def _tweet(tag: Tag) -> str | None:
    name, user = tag.get("id") or tag.get("", len(tag.words) - 1), tag.get("user", 0)
    if not name.isdecimal():
        return None
    return f"<https://x.com/{user if user != name else 'i'}/status/{name}>"


def _details(tag: Tag) -> str:
    summary = escape(tag.get("summary", 0) or "…", quote=False)
    content = (tag.content or "").strip("\n")
    return f"<details><summary>{summary}</summary>\n\n{content}\n\n</details>"
