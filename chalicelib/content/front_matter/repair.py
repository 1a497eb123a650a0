"""YAML that is not, mended: authors forget quotes around ``Titre : le sous-titre`` more than all else."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from chalicelib.content.front_matter.fields import Field
from chalicelib.content.problem import ContentError, Problem

MOST_LINES = 300
"""Lines beyond which nothing is mended, since each of them is parsed again."""

Pairs = list[tuple[str, Field]]
Parser = Callable[[str, str, int], Pairs]

_ENTRY = re.compile(r"[^\s#\[\]{},-][^\n:]{0,80}:(?=[ \n]|\S|$)")
_KEYED = re.compile(r"( *(?:- +)?[^\s#\[\]{},\"'-][^:]{0,80}?):( +)(\S.*)")
_TIGHT = re.compile(r"( *(?:- +)?[^\W\d_][\w-]{0,40}):()([^\s:/].*)")
_ITEM = re.compile(r"( *-)( +)(\S.*)")


def mended(
    file: str, text: str, line: int, error: ContentError, parse: Parser
) -> tuple[Pairs, list[Problem]]:
    """What can be read of YAML in which `parse` found `error`, entry by entry of the outermost
    mapping: a line whose value cannot be what YAML takes it for is read as text.

    Raises the `ContentError` of the first entry that cannot be mended.
    """
    lines = text.split("\n")
    if len(lines) > MOST_LINES:
        raise error
    found: Pairs = []
    warnings: list[Problem] = []
    for first, last in _entries(lines):
        entry, number = lines[first:last], line + first
        try:
            found += parse(file, "\n".join(entry), number)
        except ContentError as wrong:
            if wrong.problem.code not in ("yaml", "not-keys"):
                raise
            for at, one in enumerate(entry):
                better = _mended_line(file, one, parse)
                if better != one:
                    entry[at] = better
                    warnings.append(_unquoted(file, number + at, one))
            try:
                found += parse(file, "\n".join(entry), number)
            except ContentError as still:
                raise (wrong if still.problem.code == "not-keys" else still) from error
    if not warnings:
        raise error  # each entry is well, and together they are not
    return found, warnings


def _entries(lines: list[str]) -> Iterator[tuple[int, int]]:
    """First line, and the one after the last, of each entry with what is indented or listed below it."""
    starts = [number for number, line in enumerate(lines) if number == 0 or _ENTRY.match(line)]
    yield from zip(starts, [*starts[1:], len(lines)], strict=True)


def _mended_line(file: str, line: str, parse: Parser) -> str:
    """The line with its value in quotes, where it is one and has none that YAML can read."""
    keyed = _KEYED.fullmatch(line) or _TIGHT.fullmatch(line)
    item = None if keyed else _ITEM.fullmatch(line)
    found = keyed or item
    if not found:
        return line
    value = found[3].rstrip()
    if _is_open(value) or (found[2] and _is_readable(file, value, parse)):
        return line
    if len(value) > 1 and value[0] in "\"'" and value[-1] == value[0]:
        value = value[1:-1]  # quotes within quotes
    quoted = "'" + value.replace("'", "''") + "'"
    return f"{found[1]}{':' if keyed else ''}{found[2] or ' '}{quoted}"


def _is_open(value: str) -> bool:
    """Whether a value begins what the next lines go on with, or a list that was never closed."""
    opening = value[0]
    closing = {"[": "]", "{": "}", '"': '"', "'": "'"}.get(opening)
    return bool(re.match(r"[|>][+-]?\d?[+-]?( +#.*)?$", value)) or bool(closing and closing not in value[1:])


def _is_readable(file: str, value: str, parse: Parser) -> bool:
    try:
        parse(file, f"x: {value}", 1)
    except ContentError:
        return False
    return True


def _unquoted(file: str, line: int, written: str) -> Problem:
    key = written.partition(":")[0].strip(" -")[:40]
    return Problem(
        file,
        line,
        f"the value of '{key}' is no YAML as it stands, and is read as text",
        "Put it in quotes, after a colon and a space",
        code="unquoted",
        column=len(written) - len(written.lstrip()) + 1,
        fatal=False,
    )
