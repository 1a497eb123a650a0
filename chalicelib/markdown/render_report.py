"""The trial rendering of a text: what it says and refers to, and that it can be rendered at all.

Run as a program it reads one request a line and answers each with a line, so that whoever asks can
stop it when a text takes too long.
"""

from __future__ import annotations

import contextlib
import json
import re
import sys
from dataclasses import asdict, dataclass
from typing import Any, BinaryIO

from chalicelib.markdown.anchors import Anchor
from chalicelib.markdown.emoji import with_emoji
from chalicelib.markdown.keywords import keywords_of
from chalicelib.markdown.link_resolver import LinkResolver
from chalicelib.markdown.link_writer import LinkWriter
from chalicelib.markdown.plain_text import begin_alike, text_of
from chalicelib.markdown.reading_time import minutes_to_read
from chalicelib.markdown.reference import TextReference
from chalicelib.markdown.renderer import finish, parse
from chalicelib.markdown.shortcodes import attribute_lists, template_tags
from chalicelib.markdown.text_extractor import MAX_SUMMARY, extract_text, shorten
from chalicelib.markdown.text_findings import TextFinding

LARGEST_PAGE = 4_000_000
"""Bytes of HTML beyond which Lambda may not be able to send the page: it answers with 6 MB at the most
(AWS Lambda developer guide, "Lambda quotas"), base64 and surroundings taken off."""

MEMORY = 2**30
"""Bytes of address space a rendering may have: the function that waits for it needs the rest."""

DEPTH = 800
"""Calls within calls a rendering may make: fewer than Python allows, as the function that answers readers
is some way down when it begins."""

MAX_TEXT = 100_000
"""Characters of a text that a search goes through."""

MAX_FINDINGS = 50
"""Findings of one text that its author is told at once."""

_MAX_WRITTEN_SUMMARY = 2000
_QUOTE = re.compile(r"[\"'«“„‘]")


@dataclass(frozen=True)
class RenderReport:
    """What a text says, found by rendering it."""

    title: str = ""
    """What the author wrote as the title, with emoji for their names, else the text of the heading
    that serves as one, else ""."""
    title_is_opening_heading: bool = False
    """Whether the text begins with a heading of level 1 that is the title, or says the same as the one that
    the author wrote: it is not shown in the text again then."""
    excerpt: str = ""
    """The first paragraph, or what the author marked, without what is no prose."""
    summary: str = ""
    """What the author wrote as the summary."""
    minutes: int = 1
    """The time it takes to read."""
    headings: tuple[tuple[int, str], ...] = ()
    """Level and text of each as they are written, in the order of the text."""
    references: tuple[TextReference, ...] = ()
    """All addresses but those of a place in the text itself, in the order of the text."""
    unreadable_formulas: tuple[str, ...] = ()
    template_tags: tuple[str, ...] = ()
    """How tags of another tool's templates begin that readers would see."""
    unclosed_fence: int = 0
    """The line that opens a code block which nothing closes, from the end of the text, whose last line is 1;
    0 where there is none."""
    dead_anchors: tuple[str, ...] = ()
    """Links to places in the text itself that are not there."""
    findings: tuple[TextFinding, ...] = ()
    """What else readers get otherwise than it is written."""
    anchors: tuple[Anchor, ...] = ()
    """The places in the text that links may lead to."""
    html_bytes: int = 0
    text: str = ""
    """The words that a search finds, `MAX_TEXT` characters at the most."""
    keywords: tuple[str, ...] = ()

    @property
    def has_standfirst(self) -> bool:
        """Whether the author's summary says something else than the text begins with."""
        return bool(self.summary) and not begin_alike(self.summary, self.excerpt)

    @classmethod
    def restore(cls, table: dict[str, Any]) -> RenderReport:
        """Returns the report that `dataclasses.asdict` and JSON took apart."""
        return cls(
            **table
            | {
                "headings": tuple((level, text) for level, text in table["headings"]),
                "references": tuple(TextReference(**reference) for reference in table["references"]),
                "unreadable_formulas": tuple(table["unreadable_formulas"]),
                "template_tags": tuple(table["template_tags"]),
                "dead_anchors": tuple(table["dead_anchors"]),
                "findings": tuple(TextFinding(**finding) for finding in table["findings"]),
                "anchors": tuple(Anchor(anchor["id"], tuple(anchor["names"])) for anchor in table["anchors"]),
                "keywords": tuple(table["keywords"]),
            }
        )


def render_report(
    text: str, language: str, key: str, title: str = "", summary: str = "", *, math: bool = False
) -> RenderReport:
    """Renders a text of the file `key` and reports on it. `title`, `summary` and `math` are what its front
    matter says, the summary in Markdown. Raises whatever rendering raises."""
    document = parse(text, language, key, math=math)
    title = with_emoji(title)
    opening_heading = document.drop_opening_heading(title)
    extracted = extract_text(document.root)
    heading = text_of(opening_heading) if opening_heading else extracted.title
    rendered = finish(document, language, LinkWriter(LinkResolver(), key, ""))
    findings = document.findings
    for written in attribute_lists(rendered.html):
        findings.add("attribute-list", _QUOTE.split(written, maxsplit=1)[0], written)
    return RenderReport(
        title=title or heading,
        title_is_opening_heading=opening_heading is not None,
        excerpt=extracted.excerpt,
        summary=_rendered_summary(summary, language, key),
        minutes=minutes_to_read(extracted.text),
        headings=extracted.headings,
        references=tuple(
            TextReference(reference.kind, reference.written, reference.described)
            for reference in rendered.references
        ),
        unreadable_formulas=tuple(findings.unreadable_formulas),
        template_tags=template_tags(rendered.html),
        unclosed_fence=findings.unclosed_fence,
        dead_anchors=tuple(dict.fromkeys(findings.dead_anchors)),
        findings=tuple(findings.others[:MAX_FINDINGS]),
        anchors=tuple(document.anchors),
        html_bytes=len(rendered.html.encode()),
        text=extracted.text[:MAX_TEXT],
        keywords=keywords_of(title or heading, extracted.text, language),
    )


def _rendered_summary(summary: str, language: str, key: str) -> str:
    if not summary:
        return ""
    return shorten(text_of(parse(summary[:_MAX_WRITTEN_SUMMARY], language, key).root), MAX_SUMMARY)


def answer(requests: BinaryIO, answers: BinaryIO) -> None:
    """Answers one request after another, until there are no more."""
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
