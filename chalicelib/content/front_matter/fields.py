"""What all dialects are read into: keys, each with the text or the texts that were written, and its place."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from chalicelib.content.problem import ContentError, Problem, refusal, warning

MAX_DEPTH = 20
"""Levels of nesting beyond which front matter is refused."""


@dataclass(frozen=True)
class Field:
    """One value as written: text or a list of texts. Nothing is guessed: ``38`` stays "38".

    `line` and `column` count from 1 in the file as uploaded, 0 where they are unknown. `unread` says
    why the value cannot be used, for one that would have to be expanded or executed.
    """

    value: str | list[str]
    line: int
    column: int = field(default=0, compare=False)
    unread: str = ""


@dataclass(frozen=True)
class FrontMatter:
    """The fields by key (NFC, folded to lower case, those of mappings in mappings joined by dots:
    ``cover.image``), and the warnings about how they are written."""

    fields: Mapping[str, Field] = field(default_factory=dict)
    warnings: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Entry:
    """A key of a mapping as a parser read it, its value, and the place that messages about it name."""

    key: str
    value: Value
    line: int
    column: int


class Table(list[Entry]):
    """The entries of a mapping in the order of the text, those with one key included."""


@dataclass(frozen=True)
class Unread:
    """A value that holds what is never expanded or executed, and the reason."""

    value: Value
    reason: str


Value = str | list["Value"] | Table | Unread
"""A value as a parser read it; `Table` and `Unread` may be nested in lists."""


def normal(key: str) -> str:
    """Returns a key as it is compared."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", key.strip()).casefold())


def flatten(file: str, table: Table) -> FrontMatter:
    """Returns the fields of `table`: of two with one key the last counts, with a warning.

    Raises `ContentError` for a table that is nested too deep.
    """
    fields: dict[str, Field] = {}
    warnings = []
    for key, value in _fields(file, table, "", 1):
        if key in fields:
            message = f"'{key}' is written twice, and the value here is the one that counts"
            remedy = f"Delete one, the other is in line {fields[key].line}"
            warnings.append(warning(file, value.line, message, remedy, "duplicate-key", value.column))
        fields[key] = value
    return FrontMatter(fields, tuple(warnings))


def _fields(file: str, table: Table, prefix: str, depth: int) -> Iterator[tuple[str, Field]]:
    for entry in table:
        key = prefix + normal(entry.key)
        if depth > MAX_DEPTH:
            raise too_deep(file, entry.line)
        if isinstance(entry.value, Table):
            yield from _fields(file, entry.value, key + ".", depth + 1)
            continue
        texts: dict[str, list[str]] = {key: []}
        unread = _collect(entry.value, key, texts)
        value = entry.value.value if isinstance(entry.value, Unread) else entry.value
        for name, several in texts.items():
            is_list = name != key or isinstance(value, list)
            yield name, Field(several if is_list else "".join(several), entry.line, entry.column, unread)


def _collect(value: Value, key: str, texts: dict[str, list[str]]) -> str:
    """Adds the texts in `value` to those of `key`, and those of tables in lists to those of their dotted
    keys. Returns why the value cannot be used, "" where it can."""
    if isinstance(value, str):
        texts.setdefault(key, []).append(value)
        return ""
    if isinstance(value, Unread):
        return _collect(value.value, key, texts) or value.reason
    if isinstance(value, Table):
        parts = [(f"{key}.{normal(entry.key)}", entry.value) for entry in value]
    else:
        parts = [(key, item) for item in value]
    reasons = [_collect(part, name, texts) for name, part in parts]
    return next(filter(None, reasons), "")


def too_deep(file: str, line: int, subject: str = "the front matter") -> ContentError:
    """Returns the error of what is nested so much as nobody does by hand: to follow it may cost more than
    a file is worth."""
    message = f"{subject} is nested more than {MAX_DEPTH} levels deep"
    return refusal(file, line, message, "Write plain keys and lists", "front-matter-too-deep")
