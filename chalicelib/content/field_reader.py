"""The reader of front matter's fields: it makes texts, flags, numbers and dates of them, and every error and
warning names its line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import tzinfo

from chalicelib.content import dates
from chalicelib.content.dates import DateError, Moment
from chalicelib.content.front_matter import Field, FrontMatter
from chalicelib.content.key_aliases import MEANINGS, squeezed
from chalicelib.content.problem import ContentError, Problem, refusal, warning
from chalicelib.content.text import is_whole, quoted

LONGEST_NAME = 200
"""Bytes of an id or a slug."""

SWITCH = {
    **dict.fromkeys(("true", "yes", "on", "1", "y", "oui", "vrai"), True),
    **dict.fromkeys(("false", "no", "off", "0", "n", "non", "faux", ""), False),
}
"""Each word for yes or no, and whether it says yes."""

_OF_ONE_TEXT = frozenset({"summary", "series", "lang", "canonical", "place", "favourite"})
"""Meanings of which others have no lists; pictures come in lists, and the first is meant."""

_FILE_DATES = frozenset({"lastmodified", "created", "gitlastmodified", "gitcreated"})
"""Words for dates that Eleventy takes from the file."""


class Values:
    """The values of a file's front matter, by meaning. A value that would make the file wrong to publish is
    refused; another one that cannot be used is left out, with a warning in `warnings`."""

    def __init__(self, file: str, front_matter: FrontMatter, zone: tzinfo) -> None:
        self.file = file
        self.zone = zone
        self.warnings: list[Problem] = []
        self._fields = {squeezed(key): (key, field) for key, field in front_matter.fields.items()}

    def all(self, meaning: str) -> list[tuple[str, Field]]:
        """Returns the keys with a meaning and their values, the first that counts first; none that is empty.
        Raises `ContentError` where one had to be expanded or executed."""
        named = [self._fields[spelling] for spelling in MEANINGS[meaning] if spelling in self._fields]
        for key, field in named:
            if field.unread:
                code = "yaml-alias" if "alias" in field.unread else "yaml-tag"
                message = f"'{key}' holds {field.unread}, which is never followed"
                raise self.refusal(field, message, "Write the value itself", code)
        return [(key, field) for key, field in named if any(field.value)]

    def first(self, meaning: str) -> tuple[str, Field] | None:
        """Returns the key and value that count, None where there is none."""
        return next(iter(self.all(meaning)), None)

    def refusal(self, field: Field | None, message: str, remedy: str, code: str) -> ContentError:
        """Returns the error of a file that cannot be published."""
        line, column = (field.line, field.column) if field else (1, 0)
        return refusal(self.file, line, message, remedy, code, column)

    def warn(self, field: Field | None, message: str, remedy: str, code: str) -> None:
        """Adds a warning about something that keeps nobody from reading."""
        line, column = (field.line, field.column) if field else (0, 0)
        self.warnings.append(warning(self.file, line, message, remedy, code, column))

    def pass_over(self, meaning: str, text: str, remedy: str) -> None:
        """Adds a warning about the value of a meaning, `text`, that cannot be used."""
        key, field = self.first(meaning) or (meaning, None)
        self.warn(field, f"'{key}' is {quoted(text)}, and is passed over", remedy, meaning)

    def single(self, key: str, field: Field) -> str:
        """Returns the text of a field. Raises `ContentError` for a list, and for half a character."""
        if isinstance(field.value, list):
            message, remedy = f"'{key}' is a list", f"Write one value after '{key}'"
            raise self.refusal(field, message, remedy, "not-one-value")
        return self._whole(key, field, field.value)

    def text(self, meaning: str) -> str:
        """Returns the one text of a meaning, "" where there is none."""
        first = self.first(meaning)
        return one_line(self.single(*first)) if first else ""

    def short(self, meaning: str) -> str:
        """Returns a text that becomes part of addresses and of the tables' keys."""
        text, first = self.text(meaning), self.first(meaning)
        if first and len(text.encode()) > LONGEST_NAME:
            message = f"'{first[0]}' has {len(text.encode())} bytes"
            raise self.refusal(first[1], message, f"Write {LONGEST_NAME} bytes at the most", meaning)
        return text

    def texts(self, meaning: str) -> list[str]:
        """Returns all texts of a meaning, those of a list or the only one."""
        first = self.first(meaning)
        return self.several(*first) if first else []

    def several(self, key: str, field: Field) -> list[str]:
        """Returns the texts of a field, none that is empty."""
        texts = field.value if isinstance(field.value, list) else [field.value]
        return [self._whole(key, field, text) for text in texts if text]

    def _whole(self, key: str, field: Field, text: str) -> str:
        if not is_whole(text):
            message = f"'{key}' holds half a character"
            raise self.refusal(field, message, "Write the character itself", "half-character")
        return text

    def lesser(self, meaning: str) -> str:
        """Returns the first text of a meaning without which the file can do as well."""
        texts = self.texts(meaning)
        if len(texts) > 1 and meaning in _OF_ONE_TEXT:
            key, field = self.first(meaning) or (meaning, None)
            message = f"'{key}' is a list, of which only the first value counts"
            self.warn(field, message, f"Write one value after '{key}'", "first-of-list")
        return next(map(one_line, texts), "")

    def flag(self, key: str, field: Field) -> bool:
        """Whether a field says yes. Raises `ContentError` for what is neither yes nor no."""
        text = self.single(key, field)
        if text.lower() not in SWITCH:
            message = f"'{key}' is {quoted(text)}, which is neither true nor false"
            raise self.refusal(field, message, "Write true or false", "draft")
        return SWITCH[text.lower()]

    def choice(self, meaning: str, allowed: Mapping[str, bool], *, default: bool) -> bool:
        """Returns what `allowed` has for a word; another word gives a warning, and `default`."""
        text = self.lesser(meaning).lower()
        if text and text not in allowed:
            self.pass_over(meaning, text, "Write true or false")
        return allowed.get(text, default) if text else default

    def number(self, meaning: str, default: int) -> int:
        """Returns a whole number; anything else gives a warning, and `default`."""
        text = self.lesser(meaning)
        if re.fullmatch(r"[+-]?\d{1,6}", text, re.ASCII):
            return int(text)
        if text:
            self.pass_over(meaning, text, "Write a whole number")
        return default

    def day(self, text: str) -> Moment | None:
        """Returns the day in a file's name or address. Raises `ContentError` for one beyond the calendar."""
        return self.moment("date", Field(text, 1))

    def moment(self, key: str, field: Field, code: str = "date") -> Moment | None:
        """Returns a date, None where it is left to the file. Raises `ContentError` for what is none."""
        text = self.single(key, field)
        if squeezed(text) in _FILE_DATES:
            return None
        try:
            return dates.read(text, self.zone)
        except DateError as error:
            remedy = "Write it as 2025-10-16 or 2025-10-16T08:30"
            message = f"'{key}' is {quoted(text)}, which is {error}"
            if error.ambiguous:
                code, message = "ambiguous-date", f"'{key}' is {quoted(text)}, which may be {error}"
            raise self.refusal(field, message, remedy, code) from error


_BLANKS = re.compile(r"[ \t\r\n\f\v]+")


def one_line(text: str) -> str:
    """Returns a text without its line ends; the spaces in it are the author's own."""
    return _BLANKS.sub(lambda run: run[0] if run[0].strip(" ") == "" else " ", text).strip(" ")
