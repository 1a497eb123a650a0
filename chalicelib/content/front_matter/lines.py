"""Front matter in bare lines ``Key: value``, as Pelican and MultiMarkdown have it."""

from __future__ import annotations

from chalicelib.content.front_matter.fields import Entry, FrontMatter, Table, flatten


def read(file: str, text: str, line: int) -> FrontMatter:
    """Returns the fields of lines that begin in `line` of `file`; an indented line continues the value
    before it. Any line can be read."""
    entries: list[tuple[str, list[str], int, int]] = []
    for number, written in enumerate(text.split("\n"), start=line):
        if written[:1] in (" ", "\t") and entries and entries[-1][0]:
            entries[-1][1].append(written.strip())
        else:
            key, _, value = written.partition(":")
            entries.append((key.strip(), [value], number, len(written) - len(value.lstrip()) + 1))
    named = [entry for entry in entries if entry[0]]
    return flatten(file, Table(Entry(key, "\n".join(v).strip(), *place) for key, v, *place in named))
