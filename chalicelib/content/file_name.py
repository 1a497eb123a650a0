"""The name of a file: a date, an address, a language, and whether it is a draft."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import PurePosixPath

from chalicelib.content.language_tag import canonical_tag

_DATED = re.compile(r"(\d{4}-\d{1,2}-\d{1,2})(?:[-_ ]+(.+))?", re.DOTALL | re.ASCII)
_LANGUAGE = re.compile(
    r"(.+)\.([a-z]{2}(?:[-_][a-z]{4})?(?:[-_](?:[a-z]{2}|\d{3}))?)", re.DOTALL | re.IGNORECASE | re.ASCII
)
_OTHER_ENDINGS = frozenset({"as", "co", "cs", "el", "io", "ml", "pl", "ps", "sh", "so", "ts", "tt"})
"""Ends of names that are languages as well: of programs in C#, Lisp, Perl and TypeScript, of hosts and
libraries. A Polish file says ``pl-PL``, or ``lang: pl`` within."""
_DRAFTS = frozenset({"draft", "drafts", "brouillon", "brouillons"})
"""Names of folders whose articles are drafts."""
_WHOLE_FOLDER = ("index", "readme")
"""Names of files that speak for the folder they are in."""


@dataclass(frozen=True)
class Name:
    """The parts of a file's name: `day` in ISO 8601 and `language`, a tag, each "" where there is none, and
    `stem`, the rest. `dated` tells whether the day stands at its head, as Jekyll wants it; `shared` is the
    part of the key that the same text in other languages has as well."""

    stem: str
    day: str = ""
    language: str = ""
    dated: bool = False
    draft: bool = False
    shared: str = ""


def read(key: str) -> Name:
    """Returns the parts of a name such as ``articles/2013-04-02-lexique.md``,
    ``articles/lexique/index.fr.md`` or ``articles/2013/04/02/lexique.md``."""
    path = PurePosixPath(unicodedata.normalize("NFC", key))
    stem, folders = path.stem, path.parts[1:-1]
    language = ""
    if (ending := _LANGUAGE.fullmatch(stem)) and ending[2].lower() not in _OTHER_ENDINGS:
        language = canonical_tag(ending[2])
        stem = ending[1] if language else stem
    shared = "/".join([*path.parts[:-1], stem])
    if stem.lower() in _WHOLE_FOLDER and folders:
        stem, folders = folders[-1], folders[:-1]
    day, rest = _dated(stem)
    return Name(
        stem=rest,
        day=day or day_of(folders),
        language=language,
        dated=bool(day),
        draft=any(folder.casefold().strip("_ ") in _DRAFTS for folder in path.parts[1:-1]),
        shared=shared,
    )


def _dated(stem: str) -> tuple[str, str]:
    """Returns the date at the head of a name, "" where there is none, and the rest of the name."""
    match = _DATED.fullmatch(stem)
    day = _day(match[1]) if match else ""
    return (day, match[2] or stem) if match and day else ("", stem)


def day_of(folders: Sequence[str]) -> str:
    """Returns the day in folders such as ``blog/2013/04/02``, "" where there is none."""
    days = (_day("-".join(folders[end - 3 : end])) for end in range(len(folders), 2, -1))
    return next(filter(None, days), "")


def _day(text: str) -> str:
    match = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", text, re.ASCII)
    try:
        return date(int(match[1]), int(match[2]), int(match[3])).isoformat() if match else ""
    except ValueError:
        return ""
