"""What a Markdown file says of itself before its text, in whichever dialect its author's tools speak.

To cut a file is what readers' requests need too, so that it knows no parser; the parsers are loaded when
front matter is read.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from chalicelib.content.front_matter.fields import Field, FrontMatter, refusal
from chalicelib.content.front_matter.splitter import Dialect, Split, split
from chalicelib.content.problem import Problem

__all__ = ["LARGEST", "Dialect", "Field", "FrontMatter", "Split", "parse", "split"]

LARGEST = 16 * 1024
"""Bytes of front matter beyond which a file is refused: no honest one comes near."""


def parse(file: str, parts: Split) -> FrontMatter:
    """The keys of a file's front matter, with their values and lines.

    Raises `ContentError` for what is too large, or not valid in its dialect and beyond repair.
    """
    if len(parts.front_matter.encode()) > LARGEST:
        message = f"the front matter is larger than {LARGEST // 1024} KB"
        raise refusal(file, 1, message, "Move the text below it", "front-matter-too-large")
    text, found = _printable(file, parts)
    if not text.strip():
        return FrontMatter({}, found)
    read = _reader(parts.dialect)(file, text, parts.line)
    return FrontMatter(read.fields, (*found, *read.warnings))


def _reader(dialect: Dialect) -> Callable[[str, str, int], FrontMatter]:
    from chalicelib.content.front_matter import json, lines, toml, yaml

    return {"yaml": yaml.read, "toml": toml.read, "json": json.read, "lines": lines.read}[dialect]


_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff\ufffe\uffff]")
"""What shows nothing and no dialect allows: editors and copied texts leave it behind."""


def _printable(file: str, parts: Split) -> tuple[str, tuple[Problem, ...]]:
    first = _CONTROL.search(parts.front_matter)
    if not first:
        return parts.front_matter, ()
    line = parts.line + parts.front_matter.count("\n", 0, first.start())
    column = first.start() - parts.front_matter.rfind("\n", 0, first.start())
    message = f"an invisible character (U+{ord(first[0]):04X}) is passed over"
    remedy = "Delete it: type the line anew"
    warning = Problem(file, line, message, remedy, code="invisible-character", column=column, fatal=False)
    return _CONTROL.sub("", parts.front_matter), (warning,)
