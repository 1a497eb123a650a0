"""What the name of a file says: a date, an address, a language, and whether it is a draft."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import PurePosixPath

from chalicelib.content.article import LANGUAGES

_DATED = re.compile(r"(\d{4}-\d{1,2}-\d{1,2})(?:[-_ ]+(.+))?", re.DOTALL | re.ASCII)
_LANGUAGE = re.compile(rf"(.+)\.({'|'.join(LANGUAGES)})(?:[-_][a-z]{{2}})?", re.DOTALL | re.IGNORECASE)
_WHOLE_FOLDER = ("index", "readme")
"""Names of files that speak for the folder they are in."""


@dataclass(frozen=True)
class Name:
    """`day` is in ISO 8601, `language` one of the site's, each "" where the name says nothing; `stem`
    is what remains. `dated` tells whether the day stands at its head, as Jekyll wants it. `shared` is
    the part of the key that the same text in other languages has as well."""

    stem: str
    day: str = ""
    language: str = ""
    dated: bool = False
    draft: bool = False
    shared: str = ""


def read(key: str) -> Name:
    """The name of a file such as ``articles/2013-04-02-lexique.md``, ``articles/lexique/index.fr.md``
    or ``articles/2013/04/02/lexique.md``."""
    path = PurePosixPath(unicodedata.normalize("NFC", key))
    stem, folders = path.stem, path.parts[1:-1]
    translated = _LANGUAGE.fullmatch(stem)
    language = translated[2].lower() if translated else ""
    stem = translated[1] if translated else stem
    shared = "/".join([*path.parts[:-1], stem])
    if stem.lower() in _WHOLE_FOLDER and folders:
        stem, folders = folders[-1], folders[:-1]
    day, rest = _dated(stem)
    return Name(
        stem=rest,
        day=day or day_of(folders),
        language=language,
        dated=bool(day),
        draft="_drafts" in folders,
        shared=shared,
    )


def _dated(stem: str) -> tuple[str, str]:
    """The date at the head of a name, "" where there is none, and the rest of the name."""
    found = _DATED.fullmatch(stem)
    day = _day(found[1]) if found else ""
    return (day, found[2] or stem) if found and day else ("", stem)


def day_of(folders: Sequence[str]) -> str:
    """The day that folders such as ``blog/2013/04/02`` tell, "" where they tell none."""
    return next(
        (day for end in range(len(folders), 2, -1) if (day := _day("-".join(folders[end - 3 : end])))), ""
    )


def _day(text: str) -> str:
    found = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", text, re.ASCII)
    try:
        return date(int(found[1]), int(found[2]), int(found[3])).isoformat() if found else ""
    except ValueError:
        return ""
