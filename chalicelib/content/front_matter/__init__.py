"""Front matter: what a Markdown file says about itself before its text, in the dialect of any tool.

Readers' requests need only the splitter; the parsers are loaded when front matter is read.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from chalicelib.content.front_matter.fields import Field, FrontMatter
from chalicelib.content.front_matter.splitter import Dialect, Split, split
from chalicelib.content.problem import Problem, refusal, warning
from chalicelib.content.text import position

__all__ = ["LARGEST", "Dialect", "Field", "FrontMatter", "Split", "parse", "split"]

LARGEST = 16 * 1024
"""Bytes of front matter beyond which a file is refused: no honest one comes near."""

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff\ufffe\uffff]")
"""What shows nothing and no dialect allows: editors and copied texts leave it behind."""


def parse(file: str, parts: Split) -> FrontMatter:
    """Returns the fields of a file's front matter.

    Raises `ContentError` for what is too large, or not valid in its dialect and beyond repair.
    """
    text = parts.front_matter
    if len(text.encode()) > LARGEST:
        message = f"the front matter is larger than {LARGEST // 1024} KB"
        raise refusal(file, 1, message, "Move the text below it", "front-matter-too-large")
    warnings: list[Problem] = []
    if invisible := _CONTROL.search(text):
        line, column = position(text, invisible.start(), parts.line)
        message = f"an invisible character (U+{ord(invisible[0]):04X}) is passed over"
        remedy = "Delete it: type the line anew"
        warnings.append(warning(file, line, message, remedy, "invisible-character", column))
        text = _CONTROL.sub("", text)
    if not text.strip():
        return FrontMatter({}, tuple(warnings))
    front_matter = _reader(parts.dialect)(file, text, parts.line)
    return FrontMatter(front_matter.fields, (*warnings, *front_matter.warnings))


def _reader(dialect: Dialect) -> Callable[[str, str, int], FrontMatter]:
    from chalicelib.content.front_matter import json, lines, toml, yaml

    return {"yaml": yaml.read, "toml": toml.read, "json": json.read, "lines": lines.read}[dialect]
