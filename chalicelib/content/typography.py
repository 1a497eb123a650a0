"""Typographic quotes, dashes, ellipses and French spacing for plain text."""

from __future__ import annotations

import re
from typing import NamedTuple

from chalicelib.content.language_tag import primary
from chalicelib.content.quotation_marks import QuotationMarks, quotation_marks

NO_BREAK = "\N{NO-BREAK SPACE}"
THIN = "\N{NARROW NO-BREAK SPACE}"
OBJECT = "\N{OBJECT REPLACEMENT CHARACTER}"
"""Stands in a text for a word that is none: code, a picture, an address."""

_SPACES = f" {NO_BREAK}{THIN}"
# Most dots and hyphens stand alone, and stay.
_NOT_ALONE = r"(?:(?<![.-])|(?<=\.)(?=\.\.)|(?<=-)(?=-))"
_SIGNS = re.compile(r"[\"'.\-]" + _NOT_ALONE)
_FRENCH_SIGNS = re.compile(r"[\"'.\-;!?:«»]" + _NOT_ALONE)
_FRENCH_MARKS = re.compile(r"[;!?]+|:")
# A mark stands after a word and at the end of one: so neither 10:30 nor https: nor a?b is touched.
_END = re.compile(r"$|[\s»”\")\]…]")
_AFTER_WORD = re.compile(rf"[\w)\]»”\"’'…%€.{OBJECT}]")
_SPACES_AFTER = re.compile(f"[{_SPACES}]*")
_UNITS = (
    "%|‰|[kM]?€|£|\\$|°C?|[kcm]?m[²³]?|km/h|[km]?g|[kcm]?[lL]|h|min|m?s|j|ans?|[kKMGT]i?[oB]|k?W|kWh|[kMG]?Hz|V|A|"
    "mille|millions?|milliards?|px|pt|fois"
)
# No line ends between a number and what it counts, within a number, in an hour, nor after what announces a
# number or a name.
_IN_NUMBER = (
    rf"[\dh][ ](?:(?<=\d[ ])(?=(?:{_UNITS})(?![\w-]))|(?<=\d[ ])(?=\d{{3}}(?!\d))(?<!\d{{4}}[ ])"
    r"|(?<=\d[ ]h[ ])(?=\d)|(?<=\dh[ ])(?=\d))"
)
_AFTER_TITLE = (
    r"[nNpafcvtMD](?<!\w.)(?:"
    r"(?:(?<=[nN])[°º]|(?:(?<=p)p?|(?<=a)rt|(?<=f)ig|(?<=c)hap|(?<=v)ol|(?<=t))\.)[ ](?=\d)"
    r"|(?:(?<=M)(?:M?\.|mes?|lle|e|gr)|(?<=D)r)[ ](?=[A-ZÀ-Þ]))"
)
_UNBROKEN = (re.compile(_IN_NUMBER), re.compile(_AFTER_TITLE))
_NAME = re.compile(r"[a-z0-9_+-]+")
_DECADE = re.compile(r"\d\ds?\b")
# What is left out at the head of a word has an apostrophe and no quote: "'s avonds", "'ne", "'ndrangheta".
_ELISIONS = {
    "de": re.compile(r"(?:s|n|ne|nen|ner|nem)\b"),
    "it": re.compile(r"(?:ndrangheta|sta|sto|sti|ste|\d{3}|l|un)\b"),
    "nl": re.compile(r"(?:s|t|n|k|m|r|ns|er|em|ie)\b"),
}
_CLOSING_SINGLE = re.compile(r"(?<=\S)'(?!\w)")
_OPENS_BEFORE = frozenset(" \t\n([{¿¡-–—/«“‘'’„‚‹" + NO_BREAK + THIN)
_CLOSES_AFTER = frozenset(" \t\n)]},;.:!?…-–—/»”'’›" + NO_BREAK + THIN)


class Edit(NamedTuple):
    """What is `new` in the place of a part of a text."""

    start: int
    end: int
    new: str


def typographic(text: str, language: str) -> str:
    """Returns a title or other line of plain text with the quotes, dashes and spaces of its language.

    French spaces, none of which lets a line break, are narrow before ``; ! ?`` and full before ``:`` and
    inside « », after the "Lexique des règles typographiques en usage à l'Imprimerie nationale". Other
    languages have their own quotes; a text in one whose quotes are not known (`quotation_marks`) stays as it
    is, dots and hyphens as well. Applying it twice changes nothing more.
    """
    parts: list[str] = []
    position = 0
    for edit in edits(text, language):
        parts += (text[position : edit.start], edit.new)
        position = edit.end
    return "".join(parts) + text[position:]


def edits(text: str, language: str) -> list[Edit]:
    """Returns what `typographic` changes, in the order of the text."""
    marks = quotation_marks(language)
    if marks is None:
        return []
    is_french = primary(language) == "fr"
    elisions = _ELISIONS.get(primary(language))
    last_closing = _last_closing(text, marks)
    result: list[Edit] = []
    end = 0  # of the edit before: spaces behind it are its own
    edit = Edit(0, 0, "")
    open_quotes = open_singles = 0
    for match in (_FRENCH_SIGNS if is_french else _SIGNS).finditer(text):
        position = match.start()
        if position < end:
            continue
        sign = match[0]
        if sign == "'":
            before = edit.new[-1:] if position == end else text[position - 1]
            can_open = position < last_closing and not (elisions and elisions.match(text, position + 1))
            new, open_singles = _single_quote(text, position, before, marks, open_singles, can_open=can_open)
            edit = Edit(position, position + 1, new)
        elif sign in ".-":
            edit = _run(text, position, sign)
        elif sign == '"':
            edit, open_quotes = _quote(text, position, end, marks, open_quotes)
        else:
            before = edit.new[-1:] if position == end else text[position - 1]
            edit = _french_mark(text, position, end, sign, before)
        end = edit.end
        if edit.new != text[edit.start : end]:
            result.append(edit)
    ends = [match.end() for pattern in _UNBROKEN for match in pattern.finditer(text)] if is_french else []
    return _merged(result, [Edit(end - 1, end, NO_BREAK) for end in ends]) if ends else result


def _merged(edits: list[Edit], spaces: list[Edit]) -> list[Edit]:
    """Returns both in the order of the text, but the spaces that the former replace."""
    taken = {position for edit in edits for position in range(edit.start, edit.end)}
    return sorted([*edits, *(space for space in spaces if space.start not in taken)])


def _run(text: str, position: int, sign: str) -> Edit:
    """Returns the edit of three dots, or of two or three hyphens."""
    end = position + 1
    while text.startswith(sign, end):
        end += 1
    new = {"...": "…", "--": "–", "---": "—"}.get(text[position:end])
    return Edit(position, end, new or text[position:end])


def _french_mark(text: str, position: int, floor: int, sign: str, before: str) -> Edit:
    """Returns the edit that puts a space before a mark that ends a word, and inside « »; `before` is the
    character that is printed before it."""
    if sign == "«":
        return Edit(position, _end_of_spaces(text, position + 1), f"«{NO_BREAK}")
    start = _start_of_spaces(text, position, floor)
    if sign == "»":
        return Edit(start, position + 1, f"{NO_BREAK}»")
    marks = _FRENCH_MARKS.match(text, position)
    assert marks, "the sign is one"
    end = marks.end()
    is_after_word = start < position or _AFTER_WORD.match(before)
    if not is_after_word or not _END.match(text, end) or (sign == ":" and _is_name(text, position)):
        return Edit(position, end, marks[0])
    return Edit(start, end, (NO_BREAK if sign == ":" else THIN) + marks[0])


def _is_name(text: str, position: int) -> bool:
    """Returns whether a colon ends a name such as ``:tada:``."""
    start = text.rfind(":", max(0, position - 41), position)
    return start >= 0 and bool(_NAME.fullmatch(text, start + 1, position)) and not text[:start][-1:].isalnum()


def _quote(text: str, position: int, floor: int, marks: QuotationMarks, open_quotes: int) -> tuple[Edit, int]:
    """Returns the edit of a straight quote, and how many are open after it."""
    opening, closing = marks.opening, marks.closing
    has_space = len(opening) > 1
    end = position + 1
    before, after = text[position - 1 : position] or " ", text[end : end + 1] or " "
    may_open = before in _OPENS_BEFORE and not after.isspace()
    may_close = not before.isspace() and after in _CLOSES_AFTER
    if open_quotes and before.isspace() and after in _CLOSES_AFTER:
        start = _start_of_spaces(text, position, floor) if has_space else position
        return Edit(start, end, closing), open_quotes - 1
    if may_open and not (open_quotes and may_close):
        return Edit(position, end, opening), open_quotes + 1
    if before.isspace() and text.find('"', end) >= 0:
        return Edit(position, _end_of_spaces(text, end) if has_space else end, opening), open_quotes + 1
    if open_quotes or (may_close and not before.isdigit()):
        return Edit(position, end, closing), max(0, open_quotes - 1)
    return Edit(position, end, '"'), open_quotes


def _single_quote(
    text: str,
    position: int,
    before: str,
    marks: QuotationMarks,
    open_quotes: int,
    *,
    can_open: bool,
) -> tuple[str, int]:
    """Returns the sign for a straight single quote or an apostrophe, and how many quotes are open after
    it; `before` is the character that is printed before it."""
    end = position + 1
    before, after = before or " ", text[end : end + 1] or " "
    can_open = can_open and before in _OPENS_BEFORE and before != marks.closing and not after.isspace()
    if can_open and not _DECADE.match(text, end):
        return marks.opening_single, open_quotes + 1
    if open_quotes and not before.isspace() and (after in _CLOSES_AFTER or after == '"'):
        return marks.closing_single, open_quotes - 1
    return "’", open_quotes


def _last_closing(text: str, marks: QuotationMarks) -> int:
    """Returns the last place at which a single quote may close: where none closes, none opens. Where an
    apostrophe looks as a closing quote does, nothing is lost by opening any: it is the end of the text."""
    if marks.closing_single == "’" or "'" not in text:
        return len(text)
    return max((match.start() for match in _CLOSING_SINGLE.finditer(text)), default=-1)


def _start_of_spaces(text: str, position: int, floor: int) -> int:
    while position > floor and text[position - 1] in _SPACES:
        position -= 1
    return position


def _end_of_spaces(text: str, position: int) -> int:
    spaces = _SPACES_AFTER.match(text, position)
    return spaces.end() if spaces else position
