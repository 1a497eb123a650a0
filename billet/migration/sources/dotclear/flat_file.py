"""Dotclear's flat file: sections such as ``[post post_id,post_title]``, then a line for each row, its values
in quotes."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

from billet.migration.model import Notice, Origin
from billet.migration.sources.cleaning import clean
from billet.migration.sources.source_files import beginning, read_whole, text_of
from chalicelib.errors import ConfigurationError

_FIRST_LINE = re.compile(r"///DOTCLEAR\|(?P<version>[^|\n]*)\|(?P<mode>\w+)")
_SECTION = re.compile(r"\[(\w+) ([\w,]+)\]")
_VALUE = re.compile(r'"((?:[^"\\]|\\.)*+)(?:(")(?:,|\Z)|\\?\Z)', re.DOTALL)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_ESCAPES = {"n": "\n", "r": "\r"}

_NEEDED = {
    "post": ("post_id", "post_type", "post_url"),
    "comment": ("comment_id", "post_id"),
    "category": ("cat_id", "cat_title", "cat_url"),
    "meta": ("post_id", "meta_type", "meta_id"),
    "media": ("media_file",),
    "setting": ("setting_id", "setting_value"),
    "user": ("user_id",),
}
"""The columns without which a row of a table says nothing."""

Row = Mapping[str, str]


class FlatFile:
    """The rows of an export, by the names of their tables; each has the number of its line as ``line``."""

    def __init__(self, path: Path, notices: list[Notice]) -> None:
        """Reads a file. Raises `ConfigurationError` where it is none of Dotclear 2."""
        text = text_of(read_whole(path))
        match = _FIRST_LINE.match(text)
        if not match:
            raise ConfigurationError(f"{path} is no export of Dotclear: make one in its maintenance menu")
        if match["version"].startswith("1."):
            raise ConfigurationError(
                f"{path} is of Dotclear {match['version']}: import it into Dotclear 2, and export there"
            )
        self.name, self.version = path.name, match["version"]
        self._rows: defaultdict[str, list[Row]] = defaultdict(list)
        self._read(text, notices)

    def rows(self, table: str) -> list[Row]:
        """Returns the rows of a table, none where the export does not have it."""
        return self._rows[table]

    def _read(self, text: str, notices: list[Notice]) -> None:
        table, columns = "", list[str]()
        for number, line in enumerate(text.split("\n"), start=1):
            stripped = line.strip()
            if section := _SECTION.fullmatch(stripped):
                table, columns = section[1], section[2].split(",")
            elif stripped.startswith('"'):
                values = [_unescaped(value) for value, end in _VALUE.findall(stripped) if end]
                if missing := [name for name in _NEEDED.get(table, ()) if name not in columns]:
                    message = f"the row of {table} has no {' and no '.join(missing)}"
                    notices.append(
                        Notice(Origin(self.name, number), message, "export once more", left_out=True)
                    )
                elif len(values) == len(columns):
                    row = dict(zip(columns, values, strict=True))
                    self._rows[table].append(row | {"line": str(number)})
                else:
                    message = f"the row of {table} has {len(values)} values where {len(columns)} are named"
                    notices.append(
                        Notice(Origin(self.name, number), message, "export once more", left_out=True)
                    )


def is_flat_file(path: Path) -> bool:
    """Whether a file is an export of Dotclear, whichever version wrote it."""
    return path.is_file() and beginning(path, 40).removeprefix(b"\xef\xbb\xbf").startswith(b"///DOTCLEAR|")


def _unescaped(value: str) -> str:
    return clean(_ESCAPE.sub(lambda match: _ESCAPES.get(match[1], match[1]), value))
