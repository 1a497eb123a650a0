"""Front matter read into the types an article has, each refusal and warning naming its line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import tzinfo

from chalicelib.content import dates
from chalicelib.content.dates import Moment, Undated
from chalicelib.content.front_matter import Field, FrontMatter
from chalicelib.content.key_aliases import MEANINGS, squeezed
from chalicelib.content.problem import ContentError, Problem

LONGEST_NAME = 200
"""Bytes of an id or a slug."""

YES = frozenset({"true", "yes", "on", "1", "y", "oui", "vrai"})
NO = frozenset({"false", "no", "off", "0", "n", "non", "faux", ""})
SWITCH = dict.fromkeys(YES, True) | dict.fromkeys(NO, False)
"""What each word for yes and no says."""

_UNDATED = frozenset({"lastmodified", "created", "gitlastmodified", "gitcreated"})
"""What Eleventy takes from the file."""


class Values:
    """What a file says, by meaning. A value that would make the file wrong to publish is refused;
    another one that cannot be used is left out, and `warnings` tell."""

    def __init__(self, file: str, front: FrontMatter, zone: tzinfo) -> None:
        self.file = file
        self.zone = zone
        self.warnings: list[Problem] = []
        self._fields: dict[str, tuple[str, Field]] = {}
        for key, field in front.fields.items():
            self._fields[squeezed(key)] = (key, field)

    def all(self, meaning: str) -> list[tuple[str, Field]]:
        """The keys with a meaning and their values, the first that counts first; none that is empty.
        Raises `ContentError` where one had to be expanded or executed."""
        found = []
        for spelling in MEANINGS[meaning]:
            if spelling not in self._fields:
                continue
            key, field = self._fields[spelling]
            if field.unread:
                code = "yaml-alias" if "alias" in field.unread else "yaml-tag"
                message = f"'{key}' holds {field.unread}, which is never followed"
                raise self.refusal(field, message, "Write the value itself", code)
            if any(field.value):
                found.append((key, field))
        return found

    def first(self, meaning: str) -> tuple[str, Field] | None:
        """The key and value that count, None where there is none."""
        return next(iter(self.all(meaning)), None)

    def refusal(self, field: Field | None, message: str, remedy: str, code: str) -> ContentError:
        """Why the file cannot be published."""
        line, column = (field.line, field.column) if field else (1, 0)
        return ContentError(Problem(self.file, line, message, remedy, code=code, column=column))

    def warn(self, field: Field | None, message: str, remedy: str, code: str) -> None:
        """Tell the author of something that keeps nobody from reading."""
        line, column = (field.line, field.column) if field else (0, 0)
        warning = Problem(self.file, line, message, remedy, code=code, column=column, fatal=False)
        self.warnings.append(warning)

    def one(self, key: str, field: Field) -> str:
        """The text of a field. Raises `ContentError` for a list, and for half a character."""
        if isinstance(field.value, list):
            message, remedy = f"'{key}' is a list", f"Write one value after '{key}'"
            raise self.refusal(field, message, remedy, "not-one-value")
        return self._whole(key, field, field.value)

    def text(self, meaning: str) -> str:
        """The one text of a meaning, "" where there is none."""
        found = self.first(meaning)
        return one_line(self.one(*found)) if found else ""

    def short(self, meaning: str) -> str:
        """A text that becomes part of addresses and of the tables' keys."""
        text, found = self.text(meaning), self.first(meaning)
        if found and len(text.encode()) > LONGEST_NAME:
            message = f"'{found[0]}' has {len(text.encode())} bytes"
            raise self.refusal(found[1], message, f"Write {LONGEST_NAME} bytes at the most", meaning)
        return text

    def texts(self, meaning: str) -> list[str]:
        """All texts of a meaning, those of a list or the one there is."""
        found = self.first(meaning)
        return self.several(*found) if found else []

    def several(self, key: str, field: Field) -> list[str]:
        """The texts of a field, none that is empty."""
        written = field.value if isinstance(field.value, list) else [field.value]
        return [self._whole(key, field, text) for text in written if text]

    def _whole(self, key: str, field: Field, text: str) -> str:
        if any("\ud800" <= character <= "\udfff" for character in text):
            message = f"'{key}' holds half a character"
            raise self.refusal(field, message, "Write the character itself", "half-character")
        return text

    def lesser(self, meaning: str) -> str:
        """The first text of a meaning without which the file can do as well."""
        return next((one_line(text) for text in self.texts(meaning)), "")

    def flag(self, key: str, field: Field) -> bool:
        """Whether a field says yes. Raises `ContentError` for what is neither yes nor no."""
        text = self.one(key, field)
        if text.lower() not in YES | NO:
            message = f"'{key}' is {shown(text)}, which is neither true nor false"
            raise self.refusal(field, message, "Write true or false", "draft")
        return text.lower() in YES

    def choice(self, meaning: str, allowed: Mapping[str, bool], *, default: bool) -> bool:
        """What `allowed` has for a word; another is a warning, and `default`."""
        found, text = self.first(meaning), self.lesser(meaning).lower()
        if not found or text in allowed:
            return allowed[text] if found else default
        message = f"'{found[0]}' is {shown(text)}, and is passed over"
        self.warn(found[1], message, "Write true or false", meaning)
        return default

    def number(self, meaning: str, default: int) -> int:
        """A whole number; anything else is a warning, and `default`."""
        found, text = self.first(meaning), self.lesser(meaning)
        if found and not re.fullmatch(r"[+-]?\d{1,6}", text, re.ASCII):
            message = f"'{found[0]}' is {shown(text)}, and is passed over"
            self.warn(found[1], message, "Write a whole number", meaning)
            return default
        return int(text) if found else default

    def day(self, text: str) -> Moment | None:
        """The day a file's name or address tells. Raises `ContentError` for one beyond the calendar."""
        return self.moment("date", Field(text, 1))

    def moment(self, key: str, field: Field, code: str = "date") -> Moment | None:
        """A date, None where it is left to the file. Raises `ContentError` for what is none."""
        text = self.one(key, field)
        if squeezed(text) in _UNDATED:
            return None
        try:
            return dates.read(text, self.zone)
        except Undated as error:
            remedy = "Write it as 2025-10-16 or 2025-10-16T08:30"
            if error.ambiguous:
                message = f"'{key}' is {shown(text)}, which may be {error}"
                raise self.refusal(field, message, remedy, "ambiguous-date") from error
            message = f"'{key}' is {shown(text)}, which is {error}"
            raise self.refusal(field, message, remedy, code) from error


_BLANKS = re.compile(r"[ \t\r\n\f\v]+")


def one_line(text: str) -> str:
    """A text without its line ends; the spaces in it are the author's own."""
    return _BLANKS.sub(lambda run: run[0] if run[0].strip(" ") == "" else " ", text).strip(" ")


def shown(text: str) -> str:
    """A value as messages quote it."""
    return repr(text if len(text) <= 60 else text[:59] + "…")
