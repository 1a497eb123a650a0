"""The shortcodes of Zola (docs: "Shortcodes"), which themes bring along: those with well-known names."""

from __future__ import annotations

import re
from collections.abc import Mapping

from billet.migration.sources.generators import snippets
from billet.migration.sources.generators.template_tags import Handler, Language, Tag

LANGUAGE = Language(
    tag=re.compile(
        r"(?:\{\{|\{%)\s*(?P<name>\w+)\((?P<written>(?:\"(?:[^\"\\]|\\.)*\"|'[^'\n]*'|[^)\"'{}])*)\)\s*(?:\}\}|%\})"
    ),
    raw=re.compile(r"(?P<opening>\{\{|\{%)/\*(?P<inside>.{0,1000}?)\*/(?P<ending>\}\}|%\})", re.DOTALL),
    shown=("opening", "inside", "ending"),
    closing=lambda _: re.compile(r"\{%\s*(?:(?P<opens>\w+\()[^%]*|end\s*)%\}"),
)


def _source(tag: Tag) -> str:
    return next(filter(None, map(tag.get, ("src", "path", "url", "source", "image", "link"))), "")


def _picture(tag: Tag) -> str | None:
    return snippets.figure(_source(tag), tag.get("alt"), tag.get("caption") or tag.get("title")) or None


def _gist(tag: Tag) -> str | None:
    return f"<{tag.get('url')}>" if tag.get("url") else None


def _note(kind: str) -> Handler:
    return lambda tag: snippets.note(
        tag.get("type") or tag.get("level") or kind, tag.content or "", tag.get("title")
    )


HANDLERS: Mapping[str, Handler] = {
    "youtube": lambda tag: snippets.video("youtube", tag.get("id")) or None,
    "vimeo": lambda tag: snippets.video("vimeo", tag.get("id")) or None,
    "gist": _gist,
    **dict.fromkeys(("figure", "image", "img", "resize_image", "picture"), _picture),
    "quote": lambda tag: snippets.quote(tag.content or "", tag.get("author") or tag.get("cite")),
    **{name: _note(name) for name in ("note", "tip", "warning", "important", "caution")},
    "alert": _note("note"),
    "admonition": _note("note"),
}
