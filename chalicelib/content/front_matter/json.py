"""Front matter in JSON, as Hugo, gray-matter and Hexo have it; Hexo's is without its braces."""

from __future__ import annotations

import json

from chalicelib.content.front_matter.fields import FrontMatter, flatten
from chalicelib.content.front_matter.key_positions import KeyPositions, Pairs
from chalicelib.content.problem import refusal


def read(file: str, text: str, line: int) -> FrontMatter:
    """Returns the fields of JSON that begins in `line` of `file`. Raises `ContentError`."""
    if not text.lstrip().startswith("{"):
        text, line = "{\n" + text.rstrip().rstrip(",") + "}", line - 1
    positions = KeyPositions(file, text, line)
    try:
        table = json.loads(
            text,
            strict=False,  # a line end within a text
            parse_int=str,
            parse_float=str,
            parse_constant=str,
            object_pairs_hook=Pairs,
        )
    except json.JSONDecodeError as error:
        message = f"the front matter is not valid JSON ({error.msg})"
        remedy = 'Write "key": "value", with a comma after each but the last'
        raise refusal(file, line + error.lineno - 1, message, remedy, "json", error.colno) from error
    return flatten(file, positions.table(table))
