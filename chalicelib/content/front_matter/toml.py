"""Front matter in TOML, as Hugo and Zola have it, and ``site.toml``."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from typing import Any

from chalicelib.content.front_matter.fields import FrontMatter, flatten
from chalicelib.content.front_matter.key_positions import KeyPositions
from chalicelib.content.problem import refusal

_POSITION = re.compile(r" \(at line (\d+), column (\d+)\)$| \(at end of document\)$")


def read(file: str, text: str, line: int) -> FrontMatter:
    """Returns the fields of TOML that begins in `line` of `file`. Raises `ContentError`."""
    table, positions = load(file, text, line, parse_float=str)
    return flatten(file, positions.table(table.items()))


def load(
    file: str,
    text: str,
    line: int = 1,
    *,
    subject: str = "the front matter",
    parse_float: Callable[[str], Any] = float,
) -> tuple[dict[str, Any], KeyPositions]:
    """Returns TOML that begins in `line` of `file`, as `tomllib` reads it, and where its keys stand.

    Raises `ContentError`, in which `subject` is what cannot be read.
    """
    # First, since the parser takes time that grows with the square of the dots in a key.
    positions = KeyPositions(file, text, line, subject)
    try:
        return tomllib.loads(text, parse_float=parse_float), positions
    except tomllib.TOMLDecodeError as error:
        at = _POSITION.search(str(error))
        number, column = (int(at[1]), int(at[2])) if at and at[1] else (text.count("\n") + 1, 0)
        message = f"{subject} is not valid TOML ({_POSITION.sub('', str(error))})"
        remedy = "Write one 'key = value' a line, texts in double quotes"
        raise refusal(file, line + number - 1, message, remedy, "toml", column) from error
    except ValueError as error:  # a number beyond all measure, or a time
        message = f"{subject} is not valid TOML ({error})"
        raise refusal(file, line, message, "Write it as a text, in double quotes", "toml") from error
