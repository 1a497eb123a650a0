"""What the rendering of a text told, as the index keeps it: its references and warnings, with their lines."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from difflib import get_close_matches
from itertools import chain, islice

from chalicelib.content.article import Article
from chalicelib.content.key_aliases import MEANING_OF, squeezed
from chalicelib.content.problem import Problem
from chalicelib.content.text import normalize_newlines
from chalicelib.index.receipts import MAX_WARNINGS
from chalicelib.index.rows import ReferenceRow
from chalicelib.markdown.headings import lowered
from chalicelib.markdown.reference import TextReference
from chalicelib.publishing.finding_messages import message_of
from chalicelib.publishing.parsing import ParsedFile
from chalicelib.publishing.source_locations import SourceLocations

MAX_REFERENCES = 200
"""References of one text whose warnings its receipt may tell: each is looked for in the whole text."""

MAX_REFERENCE = 3 * 1024
"""Characters of an address or name beyond which no upload can meet it: a key has 1024 bytes, of which each
may be written with three."""

_BLOCK_OF_KEYS = re.compile(
    r"^---[ \t]*\n(?P<lines>(?:[^\W_][\w -]{0,38}:(?:[ \t].*)?\n(?:(?:[ \t]+|- ).*\n)*)+)---[ \t]*$",
    re.MULTILINE,
)
_MAX_COMPARED = 200
"""Places in a text among which the nearest to a wrong one is looked for."""

_MAX_QUOTED = 200
"""Characters of the author's own that a message quotes."""


def references_of(article: Article, file: ParsedFile) -> list[ReferenceRow]:
    """Returns what an article refers to, each once and in its order. What its front matter names comes
    first: the picture at its head, the article it recommends."""
    locations = SourceLocations(article.key, file.text)
    head = [TextReference("picture", article.image)] if article.image else []
    head += [TextReference("link", article.favourite)] if article.favourite else []
    rows: dict[TextReference, ReferenceRow] = {}
    occurrences: Counter[str] = Counter()
    for number, reference in enumerate([*head, *file.report.references]):
        written = reference.written
        is_head = number < len(head)
        occurrence = occurrences[written]
        occurrences[written] += not is_head
        if reference in rows or len(written) > MAX_REFERENCE:
            continue
        line, column = (
            locations.find_in_front_matter(written) if is_head else locations.find(written, occurrence)
        )
        rows[reference] = ReferenceRow(reference.kind, written, reference.described, line, column)
        if len(rows) == MAX_REFERENCES:
            break
    return list(rows.values())


def text_warnings(file: ParsedFile) -> tuple[Problem, ...]:
    """Returns what the author should know of a text that is published all the same."""
    locations = SourceLocations(file.article.key, file.text)
    warnings = chain(
        _lowered_heading(file, locations),
        _headings(file, locations),
        _fences(file),
        _formulas(file, locations),
        _template_tags(file, locations),
        _dead_anchors(file, locations),
        _findings(file, locations),
        _second_front_matter(file, locations),
    )
    # Each is looked for in the whole text: no more of them than are told.
    return tuple(dict.fromkeys(islice(warnings, MAX_WARNINGS)))


def _lowered_heading(file: ParsedFile, locations: SourceLocations) -> Iterator[Problem]:
    if text := next((text for level, text in file.report.headings if level == 1), ""):
        line, column = locations.find_heading(text)
        message = (
            f"the heading {_quoted(text)!r} is of level 1, as the title of the page is: it and the headings"
            " below it are shown one level lower"
        )
        remedy = "Write it with two signs #, and those below it with one more than they have"
        yield Problem(
            file.article.key, line, message, remedy, code="heading-lowered", column=column, fatal=False
        )


def _headings(file: ParsedFile, locations: SourceLocations) -> Iterator[Problem]:
    headings = file.report.headings
    levels = lowered([level for level, _ in headings])
    skipped = (
        (above, level, written, text)
        for above, level, (written, text) in zip([1, *levels], levels, headings, strict=False)
        if level > above + 1  # the title comes first
    )
    for above, level, written, text in dict.fromkeys(skipped):
        line, column = locations.find_heading(text)
        message = f"the heading {_quoted(text)!r} is of level {level}, and the one above it of level {above}"
        signs = above + 1 - (level - written)
        remedy = f"Write it with {signs} signs #: who reads by ear finds the way by levels"
        yield Problem(
            file.article.key, line, message, remedy, code="heading-skipped", column=column, fatal=False
        )


def _fences(file: ParsedFile) -> Iterator[Problem]:
    if from_end := file.report.unclosed_fence:
        line = _line_from_end(file, from_end)
        message = "a code block is opened and never closed: all that follows is code"
        remedy = "Write the same signs on a line of their own below the code"
        yield Problem(file.article.key, line, message, remedy, code="unclosed-code", column=1, fatal=False)


def _formulas(file: ParsedFile, locations: SourceLocations) -> Iterator[Problem]:
    for formula in dict.fromkeys(file.report.unreadable_formulas):
        line, column = locations.find(formula)
        quoted = " ".join(formula[:80].split())  # as it is written: LaTeX is full of backslashes
        message = f"the formula '{quoted}' cannot be read, and is shown as it is written"
        yield Problem(
            file.article.key, line, message, "Correct its LaTeX", code="formula", column=column, fatal=False
        )


def _template_tags(file: ParsedFile, locations: SourceLocations) -> Iterator[Problem]:
    tags = file.report.template_tags
    for tag in tags[:1]:
        line, column = locations.find(tag)
        others = len(tags) - 1
        more = f", and so {'is 1 other' if others == 1 else f'are {others} others'}" if others else ""
        message = f"'{tag}' begins a tag of another tool, which is shown to readers as it is written{more}"
        remedy = "Write Markdown or HTML in its place, or put it into code"
        yield Problem(
            file.article.key, line, message, remedy, code="template-tag", column=column, fatal=False
        )


def _dead_anchors(file: ParsedFile, locations: SourceLocations) -> Iterator[Problem]:
    places = [anchor.id for anchor in file.report.anchors[:_MAX_COMPARED]]
    for written in file.report.dead_anchors:
        line, column = locations.find(written)
        message = f"the link to {_quoted(written)!r} leads to no place in this text"
        near = get_close_matches(written.lstrip("#").lower(), places, n=1)
        remedy = f"Correct it: there is #{near[0]}" if near else "Write the words of a heading after the #"
        yield Problem(file.article.key, line, message, remedy, code="dead-anchor", column=column, fatal=False)


def _findings(file: ParsedFile, locations: SourceLocations) -> Iterator[Problem]:
    for finding in file.report.findings:
        line, column = locations.find(finding.written, finding.occurrence)
        if finding.from_end:
            line, column = _line_from_end(file, finding.from_end), 0
        message, remedy = message_of(replace(finding, written=_quoted(finding.written)))
        yield Problem(file.article.key, line, message, remedy, code=finding.code, column=column, fatal=False)


def _second_front_matter(file: ParsedFile, locations: SourceLocations) -> Iterator[Problem]:
    for match in _BLOCK_OF_KEYS.finditer(locations.body_without_code):
        keys = [squeezed(line.partition(":")[0]) for line in match["lines"].split("\n")]
        if any(key in MEANING_OF for key in keys):
            line, column = locations.in_body(match.start())
            message = "front matter stands in the text, and is shown as it is written"
            remedy = "Move its keys to the beginning of the file, or put it into code"
            yield Problem(
                file.article.key,
                line,
                message,
                remedy,
                code="second-front-matter",
                column=column,
                fatal=False,
            )


def _line_from_end(file: ParsedFile, number: int) -> int:
    """Returns a line of the file that is counted from its end, whose last line is 1."""
    return normalize_newlines(file.text).count("\n") + 2 - number


def _quoted(text: str) -> str:
    text = text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")
    return text if len(text) <= _MAX_QUOTED else text[: _MAX_QUOTED - 1] + "…"
