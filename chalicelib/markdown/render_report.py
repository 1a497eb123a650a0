"""The trial rendering of a text: what it refers to, and that it can be rendered at all.

Run as a program it reads one request a line and answers each with a line, so that whoever asks can
stop it when a text takes too long.
"""

from __future__ import annotations

import contextlib
import json
import re
import sys
from dataclasses import asdict, dataclass
from html import unescape
from typing import Any, BinaryIO

from chalicelib.markdown.keywords import keywords_of
from chalicelib.markdown.reference import TextReference
from chalicelib.markdown.renderer import render
from chalicelib.markdown.shortcodes import left

LARGEST_PAGE = 4_000_000
"""Bytes of HTML beyond which Lambda may not be able to send the page: it answers with 6 MB at the most
(AWS Lambda developer guide, "Lambda quotas"), base64 and surroundings taken off."""

MEMORY = 2**30
"""Bytes of address space a rendering may have: the function that waits for it needs the rest."""

DEPTH = 800
"""Calls within calls a rendering may make: fewer than Python allows, as the function that answers readers
is some way down when it begins."""


MOST_WORDS = 100_000
"""Characters of a text that a search goes through."""


@dataclass(frozen=True)
class RenderReport:
    """What a text holds, in its order. `tags` are how tags of another tool's templates begin that
    readers would see; `size` is that of its HTML in bytes, `text` the words of it that a search finds,
    `keywords` what it is about."""

    mentions: tuple[TextReference, ...] = ()
    headings: tuple[tuple[int, str], ...] = ()
    unreadable: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    size: int = 0
    text: str = ""
    keywords: tuple[str, ...] = ()

    @classmethod
    def restore(cls, table: dict[str, Any]) -> RenderReport:
        """The proof that `dataclasses.asdict` and JSON took apart."""
        return cls(
            tuple(TextReference(**mention) for mention in table["mentions"]),
            tuple((level, text) for level, text in table["headings"]),
            tuple(table["unreadable"]),
            tuple(table["tags"]),
            table["size"],
            table["text"],
            tuple(table["keywords"]),
        )


def render_report(text: str, language: str, key: str, title: str = "") -> RenderReport:
    """Render a text and tell what was met. Raises whatever rendering raises."""
    rendered = render(text, language, key=key)
    plain = words_of(rendered.html)
    return RenderReport(
        tuple(TextReference(one.kind, one.written, one.described) for one in rendered.references),
        rendered.headings,
        rendered.unreadable,
        left(rendered.html),
        len(rendered.html.encode()),
        plain,
        keywords_of(title, plain, language),
    )


_BLOCK = re.compile(
    r"</?(?:p|div|h[1-6]|li|[ou]l|d[ltd]|t[rdh]|table|pre|blockquote|figure|figcaption|[hb]r)\b[^>]*>"
)
_TAG = re.compile(r"<[^>]*>")


def words_of(html: str) -> str:
    """The words of a text that was rendered, and nothing else of it."""
    return " ".join(unescape(_TAG.sub("", _BLOCK.sub(" ", html))).split())[:MOST_WORDS]


def answer(requests: BinaryIO, answers: BinaryIO) -> None:
    """Answer one request after another, until there are no more."""
    answers.write(b"{}\n")  # ready: what it took to get here is no text's fault
    answers.flush()
    for line in requests:
        try:
            reply = asdict(render_report(**json.loads(line)))
        except (Exception, RecursionError, MemoryError) as error:
            reply = {"failure": type(error).__name__}
        answers.write(json.dumps(reply).encode() + b"\n")
        answers.flush()


if __name__ == "__main__":
    sys.setrecursionlimit(DEPTH)
    with contextlib.suppress(ImportError, ValueError, OSError):  # where the system knows no such limit
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    answer(sys.stdin.buffer, sys.stdout.buffer)
