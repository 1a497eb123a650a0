"""Front matter in YAML, read as nodes: nothing is constructed, executed or expanded."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import yaml
from yaml.events import AliasEvent, CollectionStartEvent
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from chalicelib.content.front_matter import repair
from chalicelib.content.front_matter.fields import (
    MAX_DEPTH,
    Entry,
    FrontMatter,
    Table,
    Unread,
    Value,
    flatten,
    too_deep,
)
from chalicelib.content.problem import ContentError, refusal
from chalicelib.content.text import position

MOST_BRACKETS = 200
"""Each may nest what follows, and nesting takes the parser time that grows with its square."""

MOST_MARKS = 2000
"""Commas, colons and the like: each makes the parser stop and think, 20 microseconds and more."""

_NOTHING = ("~", "null", "Null", "NULL")


def read(file: str, text: str, line: int) -> FrontMatter:
    """Returns the fields of YAML that begins in `line` of `file`.

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
        return flatten(file, parse(file, text, line))
    except ContentError as error:
        if error.problem.code != "yaml":
            raise
        table, warnings = repair.repair(file, text, line, error, parse)
    front_matter = flatten(file, table)
    return FrontMatter(front_matter.fields, (*front_matter.warnings, *warnings))


def parse(file: str, text: str, line: int) -> Table:
    """Returns the mapping that is written in YAML. Raises `ContentError`, with code ``yaml`` for what is
    not valid."""

    def place(node: Node) -> tuple[int, int]:
        return position(text, node.start_mark.index, line)

    try:
        documents: list[Node] = list(yaml.compose_all(text, Loader=_Loader))
    except _TooDeepError as error:
        raise too_deep(file, place(error.args[0])[0]) from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        at = position(text, mark.index, line) if mark else (line, 1)
        raise _invalid(file, at, error.problem or error.context or "unreadable") from error
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        # ValueError: an escape such as "\UFFFFFFFF" names no character.
        message = str(error).split("\n", 1)[0] or type(error).__name__
        raise _invalid(file, (line, 1), message) from error
    root = documents[0] if documents else None
    if root is None or (isinstance(root, ScalarNode) and not root.value):
        return Table()  # comments are all there is
    if not isinstance(root, MappingNode):
        message, remedy = "the front matter is not a list of keys", "Write one 'key: value' a line"
        raise refusal(file, place(root)[0], message, remedy, "not-keys", place(root)[1])
    if len(documents) > 1:
        message = "a second YAML document begins here"
        raise refusal(file, place(documents[1])[0], message, "Write all keys in one", "not-keys")
    return _table(root, place)


def plain_values(text: str) -> Iterator[tuple[str, str, int]]:
    """Yields key, text and end of each value without quotes in YAML that can be read: those of the outermost
    mapping, and the items of its lists."""
    try:
        root = next(iter(yaml.compose_all(text, Loader=_Loader)), None)
    except (yaml.YAMLError, _TooDeepError, ValueError, OverflowError):
        return
    for key, value in root.value if isinstance(root, MappingNode) else ():
        for node in value.value if isinstance(value, SequenceNode) else (value,):
            if isinstance(key, ScalarNode) and isinstance(node, ScalarNode) and node.style is None:
                yield key.value, node.value, node.end_mark.index


def _invalid(file: str, place: tuple[int, int], what: str) -> ContentError:
    remedy = (
        "Write one 'key: value' a line, and put a value that holds a colon or begins with a mark in quotes"
    )
    message = f"the front matter is not valid YAML ({what})"
    return refusal(file, place[0], message, remedy, "yaml", place[1])


class _TooDeepError(Exception):
    """The node that is its argument holds one that is nested more than `MAX_DEPTH` levels deep."""


class _Loader(yaml.BaseLoader):
    """Composes nodes with the tags that are written, "" where none is. An alias is an empty list whose tag
    names it: what it stands for is never looked up."""

    _depth = 0

    def compose_node(self, parent: Node | None, index: int) -> Node | None:
        event = self.peek_event()  # type: ignore[no-untyped-call]  # of a class that has no types
        if isinstance(event, AliasEvent):
            self.get_event()  # type: ignore[no-untyped-call]  # as above
            return SequenceNode(f"alias *{event.anchor}", [], event.start_mark, event.end_mark)  # type: ignore[arg-type]  # its marks are those of this parser
        event.anchor = None  # nothing refers to it, so that it may be written twice
        if parent and self._depth >= MAX_DEPTH and isinstance(event, CollectionStartEvent):
            raise _TooDeepError(parent)
        self._depth += 1
        node = super().compose_node(parent, index)
        self._depth -= 1
        return node

    def resolve(self, *_: object) -> str:
        return ""


Place = Callable[[Node], tuple[int, int]]
"""Line and column of a node in the file. The parser's own count takes more characters for line ends than
editors do."""


def _table(node: MappingNode, place: Place) -> Table:
    table = Table()
    for key, value in node.value:
        if isinstance(key, ScalarNode):
            line, column = place(key)
            if isinstance(value, ScalarNode) and value.value and place(value)[0] == line:
                column = place(value)[1]
            table.append(Entry(key.value, _value(value, place), line, column))
    return table


def _value(node: Node, place: Place) -> Value:
    value: Value
    if isinstance(node, ScalarNode):
        text = node.value.strip()
        value = "" if node.style is None and text in _NOTHING else _join_surrogates(text)
    elif isinstance(node, MappingNode):
        value = _table(node, place)
    else:
        value = [_value(item, place) for item in node.value]
    if not node.tag:
        return value
    if node.tag.startswith("alias "):
        return Unread(value, f"the YAML alias {node.tag.removeprefix('alias ')}")
    return Unread(value, f"the YAML tag {node.tag.replace('tag:yaml.org,2002:', '!!')}")


def _join_surrogates(text: str) -> str:
    """Returns `text` with the two halves of a character joined, where JavaScript wrote it as two escapes."""
    try:
        return text.encode("utf-16", "surrogatepass").decode("utf-16")
    except UnicodeDecodeError:
        return text  # half a character, which is refused where it is read
