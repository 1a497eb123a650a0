"""Front matter in bare lines ``Key: value``, as Pelican and MultiMarkdown have it."""

from __future__ import annotations

from collections.abc import Iterator

from chalicelib.content.front_matter.fields import Field, FrontMatter, collected, normal


def read(file: str, text: str, line: int) -> FrontMatter:
    """The fields of lines that begin in `line` of `file`; an indented line goes on with the value
    before it. Any line can be read."""
    return collected(file, _pairs(text, line))


def _pairs(text: str, line: int) -> Iterator[tuple[str, Field]]:
    key, value, begun, column = "", "", line, 0
    for number, one in enumerate(text.split("\n"), start=line):
        if one[:1] in (" ", "\t") and key:
            value += "\n" + one.strip()
            continue
        if key:
            yield key, Field(value.strip(), begun, column)
        name, _, value = one.partition(":")
        key, begun = normal(name), number
        column = len(one) - len(value.lstrip()) + 1
    if key:
        yield key, Field(value.strip(), begun, column)
