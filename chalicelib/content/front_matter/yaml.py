"""Front matter in YAML, read as events: nothing is constructed, executed or expanded."""

from __future__ import annotations

from collections.abc import Iterator

import yaml
from yaml.events import AliasEvent, Event, MappingEndEvent, MappingStartEvent, ScalarEvent, SequenceStartEvent

from chalicelib.content.front_matter import repair
from chalicelib.content.front_matter.fields import (
    DEEPEST,
    Field,
    FrontMatter,
    collected,
    normal,
    refusal,
    too_deep,
)
from chalicelib.content.problem import ContentError

MOST_BRACKETS = 200
"""Each may nest what follows, and nesting takes the parser time that grows with its square."""

MOST_MARKS = 2000
"""Commas, colons and the like: each makes the parser stop and think, 20 microseconds and more."""

_NOTHING = ("~", "null", "Null", "NULL")


def read(file: str, text: str, line: int) -> FrontMatter:
    """The fields of YAML that begins in `line` of `file`.

    A value that should have been quoted is read as the text it is, with a warning. Raises
    `ContentError`, which names line and column of what cannot be read.
    """
    if text.count("[") + text.count("{") > MOST_BRACKETS:
        message = "the front matter holds too many brackets"
        raise refusal(file, line, message, "Write plain lists", "front-matter-too-deep")
    if sum(text.count(mark) for mark in (",", ":", "- ", "? ", "\n-")) > MOST_MARKS:
        message = "the front matter holds too many values"
        raise refusal(file, line, message, "Leave out what no reader needs", "front-matter-too-large")
    text = text.replace("\t", " ")  # which YAML forbids, and no author sees
    try:
        return collected(file, pairs(file, text, line))
    except ContentError as error:
        if error.problem.code != "yaml":
            raise
        found, warnings = repair.mended(file, text, line, error, pairs)
    both = collected(file, found)
    return FrontMatter(both.fields, (*both.warnings, *warnings))


def pairs(file: str, text: str, line: int) -> list[tuple[str, Field]]:
    """The keys and values of a YAML mapping, those of mappings in it with a dotted key.

    Raises `ContentError` with code ``yaml`` for what is not valid.
    """
    try:
        return list(_Walk(file, text, line).root())
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        what = error.problem or error.context or "unreadable"
        place = _place(text, mark.index) if mark else (0, 0)
        raise _invalid(file, line + place[0], place[1] + 1, what) from error
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        # ValueError: an escape such as "\UFFFFFFFF" names no character.
        first = str(error).split("\n", 1)[0] or type(error).__name__
        raise _invalid(file, line, 1, first) from error


def _invalid(file: str, line: int, column: int, what: str) -> ContentError:
    remedy = (
        "Write one 'key: value' a line, and put a value that holds a colon or begins with a mark in quotes"
    )
    return refusal(file, line, f"the front matter is not valid YAML ({what})", remedy, "yaml", column)


def _place(text: str, index: int) -> tuple[int, int]:
    """Line and column, from 0: the parser's own count takes more characters for line ends than editors do."""
    return text.count("\n", 0, index), index - text.rfind("\n", 0, index) - 1


class _Walk:
    """One way through the events of a text."""

    def __init__(self, file: str, text: str, line: int) -> None:
        self._file, self._text, self._line = file, text, line
        self._events: Iterator[Event] = yaml.parse(text, Loader=yaml.BaseLoader)

    def root(self) -> Iterator[tuple[str, Field]]:
        next(self._events)  # the stream's start
        if not isinstance(next(self._events), yaml.DocumentStartEvent):
            return  # comments are all there is
        event = next(self._events)
        if isinstance(event, MappingStartEvent):
            yield from self._mapping("", 1)
            for event in self._events:
                if isinstance(event, yaml.DocumentStartEvent):
                    message, remedy = "a second YAML document begins here", "Write all keys in one"
                    raise refusal(self._file, self._at(event)[0], message, remedy, "not-keys")
        elif not isinstance(event, ScalarEvent) or event.value:
            line, column = self._at(event)
            message, remedy = "the front matter is not a list of keys", "Write one 'key: value' a line"
            for _ in self._events:
                pass  # a mistake further down tells more
            raise refusal(self._file, line, message, remedy, "not-keys", column)

    def _mapping(self, prefix: str, depth: int) -> Iterator[tuple[str, Field]]:
        """The pairs of a mapping whose start was read."""
        while not isinstance(event := next(self._events), MappingEndEvent):
            line, column = self._at(event)
            if not isinstance(event, ScalarEvent):
                self._texts(event, "", depth + 1, [], {})
                self._texts(next(self._events), "", depth + 1, [], {})
                continue
            key = prefix + normal(event.value)
            value = next(self._events)
            if isinstance(value, MappingStartEvent) and not _forbidden(value):
                if depth == DEEPEST:
                    raise too_deep(self._file, line)
                yield from self._mapping(key + ".", depth + 1)
                continue
            place = self._at(value) if isinstance(value, ScalarEvent) and value.value else (line, column)
            unread = _forbidden(value)
            texts: list[str] = []
            named: dict[str, list[str]] = {}
            unread = self._texts(value, key, depth, texts, named) or unread
            written = texts if isinstance(value, SequenceStartEvent) else "".join(texts)
            yield key, Field(written, line, place[1] if place[0] == line else 0, unread)
            for name, several in named.items():
                yield name, Field(several, line, 0, unread)

    def _texts(
        self, event: Event, key: str, depth: int, texts: list[str], named: dict[str, list[str]]
    ) -> str:
        """Put the scalars of a value into `texts`, and those of mappings in lists below `named`;
        what must not be expanded or executed is returned."""
        unread = _forbidden(event)
        if isinstance(event, ScalarEvent):
            texts.append(_text(event))
        elif isinstance(event, SequenceStartEvent | MappingStartEvent):
            if depth >= DEEPEST:
                raise too_deep(self._file, self._at(event)[0])
            while not isinstance(one := next(self._events), yaml.CollectionEndEvent):
                if isinstance(event, MappingStartEvent):
                    name = f"{key}.{normal(one.value)}" if isinstance(one, ScalarEvent) else ""
                    if not name:
                        self._texts(one, key, depth + 1, [], {})
                    below = named.setdefault(name, []) if name else []
                    unread = self._texts(next(self._events), name, depth + 1, below, named) or unread
                else:
                    unread = self._texts(one, key, depth + 1, texts, named) or unread
        return unread

    def _at(self, event: Event) -> tuple[int, int]:
        """Line and column of an event in the file."""
        line, column = _place(self._text, event.start_mark.index if event.start_mark else 0)
        return self._line + line, column + 1


def _text(event: ScalarEvent) -> str:
    value = str(event.value).strip()
    return "" if event.style is None and value in _NOTHING else whole(value)


def whole(text: str) -> str:
    """`text` with the two halves of a character joined, where JavaScript wrote it as two escapes."""
    try:
        return text.encode("utf-16", "surrogatepass").decode("utf-16")
    except UnicodeDecodeError:
        return text  # half a character, which is refused where it is read


def _forbidden(event: Event) -> str:
    if isinstance(event, AliasEvent):
        return f"the YAML alias *{event.anchor}"
    tag = getattr(event, "tag", None)
    if not tag or tag == "!":  # the bare sign names no type: Ruby wrote it before each quoted text
        return ""
    return f"the YAML tag {tag.replace('tag:yaml.org,2002:', '!!')}"
