"""The YAML lines between two fences at the head of a Markdown file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from chalicelib.content.problem import ContentError, Problem

LARGEST = 16 * 1024
"""Bytes of front matter beyond which a file is refused: no honest one comes near."""

MOST_BRACKETS = 300
"""Each may nest what follows, and nesting takes the parser time that grows with its square."""

FENCE = "---"


@dataclass(frozen=True)
class Field:
    """One value as written: text or a list of texts. Nothing is guessed: ``38`` stays "38"."""

    value: str | list[str]
    line: int


@dataclass(frozen=True)
class Split:
    """A file cut in two."""

    front_matter: str
    body: str


def split(file: str, text: str) -> Split:
    """Cut `text` at its fences; a file that opens no fence is all body.

    Accepts a byte order mark, any line ends and blanks after a fence. Raises `ContentError`
    where the opening fence is never closed.
    """
    text = text.removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}").replace("\r\n", "\n").replace("\r", "\n")
    lines = text.split("\n")
    if lines[0].rstrip() != FENCE:
        return Split("", text)
    for number, line in enumerate(lines[1:], start=2):
        if line.rstrip() in (FENCE, "..."):
            return Split("\n".join(lines[1 : number - 1]), "\n".join(lines[number:]))
    raise ContentError(
        Problem(
            file,
            1,
            "the front matter opened by --- is never closed",
            "Add a line of three hyphens after its last key",
            code="fence-not-closed",
        )
    )


def parse(file: str, front_matter: str) -> dict[str, Field]:
    """The keys of `front_matter`, in lower case, with their values and lines in the file.

    Every scalar stays text. Nested mappings are passed over: other tools put their own there.
    Raises `ContentError` for what is not a mapping in YAML, is too large, or holds an alias.
    """
    if len(front_matter.encode()) > LARGEST:
        raise _refusal(
            file, 1, f"the front matter is larger than {LARGEST // 1024} KB", "Move the text below it"
        )
    if front_matter.count("[") + front_matter.count("{") > MOST_BRACKETS:
        raise _refusal(file, 1, "the front matter holds too many brackets", "Write plain lists")
    if not front_matter.strip():
        return {}
    # Only the functions that read what is published need YAML: readers' requests do not load it.
    import yaml

    try:
        for event in yaml.parse(front_matter, Loader=yaml.BaseLoader):
            if isinstance(event, yaml.AliasEvent):
                line = event.start_mark.line + 2 if event.start_mark else 1
                raise _refusal(file, line, "YAML aliases (*name) are not read", "Write the value out")
        root = yaml.compose(front_matter, Loader=yaml.BaseLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise _refusal(
            file,
            mark.line + 2 if mark else 1,
            f"the front matter is not valid YAML ({error.problem or error.context})",
            "Write one 'key: value' a line, and quote a value that contains a colon",
        ) from error
    except (yaml.YAMLError, RecursionError) as error:
        raise _refusal(
            file, 1, f"the front matter is not valid YAML ({_first_line(error)})", "Simplify it"
        ) from error
    if not isinstance(root, yaml.MappingNode):
        raise _refusal(file, 2, "the front matter is not a list of keys", "Write one 'key: value' a line")
    return dict(_fields(root.value))


def _fields(pairs: list[tuple[object, object]]) -> Iterator[tuple[str, Field]]:
    import yaml

    for key, value in pairs:
        if not isinstance(key, yaml.ScalarNode):
            continue
        line = key.start_mark.line + 2
        name = str(key.value).strip().lower()
        if isinstance(value, yaml.ScalarNode):
            yield name, Field(str(value.value).strip(), line)
        elif isinstance(value, yaml.SequenceNode):
            texts = [str(v.value).strip() for v in value.value if isinstance(v, yaml.ScalarNode)]
            yield name, Field(texts, line)


def text_of(file: str, fields: Mapping[str, Field], name: str) -> str:
    """The text of a key, ``""`` where it is absent. Raises `ContentError` where it is a list."""
    field = fields.get(name)
    if field is None:
        return ""
    if isinstance(field.value, list):
        raise _refusal(file, field.line, f"'{name}' is a list", f"Write one value after '{name}:'")
    if any("\ud800" <= character <= "\udfff" for character in field.value):
        raise _refusal(file, field.line, f"'{name}' holds half a character", "Write the character itself")
    return field.value


def _refusal(file: str, line: int, message: str, remedy: str) -> ContentError:
    return ContentError(Problem(file, line, message, remedy, code="front-matter"))


def _first_line(error: Exception) -> str:
    return str(error).split("\n", 1)[0] or type(error).__name__
