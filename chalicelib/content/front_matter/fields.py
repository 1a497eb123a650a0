"""What all dialects come to: keys, each with the text or the texts that were written, and its place."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from chalicelib.content.problem import ContentError, Problem

DEEPEST = 20
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
    ``cover.image``), and what the author should know of how they are written."""

    fields: Mapping[str, Field] = field(default_factory=dict)
    warnings: tuple[Problem, ...] = ()


def normal(key: str) -> str:
    """A key as it is compared."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", key.strip()).casefold())


def collected(file: str, pairs: Iterable[tuple[str, Field]]) -> FrontMatter:
    """The fields of `pairs`, whose keys are `normal`: of two with one key the last counts."""
    fields: dict[str, Field] = {}
    warnings = []
    for key, one in pairs:
        if key in fields:
            message = f"'{key}' is written twice, and the value here is the one that counts"
            warnings.append(
                Problem(
                    file,
                    one.line,
                    message,
                    f"Delete one, the other is in line {fields[key].line}",
                    code="duplicate-key",
                    column=one.column,
                    fatal=False,
                )
            )
        fields[key] = one
    return FrontMatter(fields, tuple(warnings))


def refusal(file: str, line: int, message: str, remedy: str, code: str, column: int = 0) -> ContentError:
    """Why front matter cannot be read."""
    return ContentError(Problem(file, line, message, remedy, code=code, column=column))


def too_deep(file: str, line: int) -> ContentError:
    """Nobody nests so much by hand, and to follow it may cost more than a file is worth."""
    message = f"the front matter is nested more than {DEEPEST} levels deep"
    return refusal(file, line, message, "Write plain keys and lists", "front-matter-too-deep")
