"""The repair of YAML that is not valid: what authors forget most is quotes, as in ``title: A: b``."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from chalicelib.content.front_matter.fields import Table
from chalicelib.content.problem import ContentError, Problem, warning
from chalicelib.content.text import unquoted

MAX_LINES = 300
"""Lines beyond which nothing is repaired, since each of them is parsed again."""

Parser = Callable[[str, str, int], Table]

_ENTRY = re.compile(r"[^\s#\[\]{},-][^\n:]{0,80}:(?=[ \n]|\S|$)")
_KEYED = re.compile(r"( *(?:- +)?[^\s#\[\]{},\"'-][^:]{0,80}?):( +)(\S.*)")
_TIGHT = re.compile(r"( *(?:- +)?[^\W\d_][\w-]{0,40}):()([^\s:/].*)")
_ITEM = re.compile(r"( *-)( +)(\S.*)")


def repair(
    file: str, text: str, line: int, error: ContentError, parse: Parser
) -> tuple[Table, list[Problem]]:
    """Returns what can be read of YAML in which `parse` found `error`, entry by entry of the outermost
    mapping, and warnings: a line whose value cannot be what YAML takes it for is read as text.

    Raises the `ContentError` of the first entry that cannot be repaired.
    """
    lines = text.split("\n")
    if len(lines) > MAX_LINES:
        raise error
    table = Table()
    warnings: list[Problem] = []
    for first, last in _entries(lines):
        entry, number = lines[first:last], line + first
        try:
            table += parse(file, "\n".join(entry), number)
        except ContentError as entry_error:
            if entry_error.problem.code not in ("yaml", "not-keys"):
                raise
            for index, written in enumerate(entry):
                entry[index] = _quote_value(file, written, parse)
                if entry[index] != written:
                    warnings.append(_unquoted_warning(file, number + index, written))
            try:
                table += parse(file, "\n".join(entry), number)
            except ContentError as remaining:
                raise (entry_error if remaining.problem.code == "not-keys" else remaining) from error
    if not warnings:
        raise error  # each entry is well, and together they are not
    return table, warnings


def _entries(lines: list[str]) -> Iterator[tuple[int, int]]:
    """First line, and the one after the last, of each entry with what is indented or listed below it."""
    starts = [number for number, line in enumerate(lines) if number == 0 or _ENTRY.match(line)]
    yield from zip(starts, [*starts[1:], len(lines)], strict=True)


def _quote_value(file: str, line: str, parse: Parser) -> str:
    """Returns the line with its value in quotes, where it has one that YAML cannot read."""
    keyed = _KEYED.fullmatch(line) or _TIGHT.fullmatch(line)
    match = keyed or _ITEM.fullmatch(line)
    if not match:
        return line
    value = match[3].rstrip()
    if _is_open(value) or (match[2] and _is_readable(file, value, parse)):
        return line
    quoted = "'" + unquoted(value).replace("'", "''") + "'"  # there may be quotes within the quotes
    return f"{match[1]}{':' if keyed else ''}{match[2] or ' '}{quoted}"


def _is_open(value: str) -> bool:
    """Whether a value begins what the next lines go on with, or a list that was never closed."""
    closing = {"[": "]", "{": "}", '"': '"', "'": "'"}.get(value[0])
    return bool(re.match(r"[|>][+-]?\d?[+-]?( +#.*)?$", value)) or bool(closing and closing not in value[1:])


def _is_readable(file: str, value: str, parse: Parser) -> bool:
    try:
        parse(file, f"x: {value}", 1)
    except ContentError:
        return False
    return True


def _unquoted_warning(file: str, line: int, written: str) -> Problem:
    key = written.partition(":")[0].strip(" -")[:40]
    message = f"the value of '{key}' is no YAML as it stands, and is read as text"
    remedy = "Put it in quotes, after a colon and a space"
    return warning(file, line, message, remedy, "unquoted", len(written) - len(written.lstrip()) + 1)
