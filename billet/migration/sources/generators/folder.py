"""The folder of a site: its files by name. Nothing outside of it is ever read."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from billet.migration.model import Notice, Origin
from chalicelib.content.article_parser import LARGEST, decode
from chalicelib.content.problem import refusal
from chalicelib.content.text import normalize_newlines

_NEVER = frozenset({"node_modules", "__pycache__", "venv", "bower_components"})
"""Folders of programs, which every generator leaves alone."""


@dataclass(frozen=True)
class Folder:
    """The files of a folder by name: a path from it with "/", in NFC, in the order of names. Names that begin
    with a dot are those of programs."""

    root: Path
    files: Mapping[str, Path]
    notices: list[Notice] = field(default_factory=list)
    passed_over: tuple[str, ...] = ()
    """Folders that are there and are not looked into."""

    @classmethod
    def open(cls, root: Path, *passed_over: str, built: tuple[str, ...] = ()) -> Folder:
        """Returns the folder at `root`, without what is in the folders `passed_over`, such as themes, and in
        those that the generator has `built`."""
        files: dict[str, Path] = {}
        notices: list[Notice] = []
        inside = root.resolve()
        for parent, folders, names in os.walk(root):
            place = Path(parent).relative_to(root).as_posix().removeprefix(".")
            links = [name for name in folders if Path(parent, name).is_symlink()]
            folders[:] = sorted(
                name
                for name in set(folders) - _NEVER - set(links)
                if not name.startswith(".") and f"{place}/{name}".strip("/") not in (*passed_over, *built)
            )
            for name in sorted([*names, *links]):
                path = Path(parent, name)
                relative = unicodedata.normalize("NFC", f"{place}/{name}".strip("/"))
                if path.is_symlink() and (name in links or not path.resolve().is_relative_to(inside)):
                    message = "it is a link to another place, which is not followed"
                    notices.append(Notice(Origin(relative), message, "Copy there what it leads to", True))
                elif path.is_file() and not name.startswith("."):
                    files[relative] = path
        return cls(
            root, files, notices, tuple(name for name in passed_over if name and (root / name).is_dir())
        )

    def below(self, folder: str) -> Iterator[str]:
        """Yields the names of the files in a folder and in those within it; all for ""."""
        prefix = f"{folder.strip('/')}/" if folder.strip("/.") else ""
        yield from (name for name in self.files if name.startswith(prefix))

    def first(self, *names: str) -> str:
        """Returns the first of `names` that is a file here, "" where none is."""
        return next((name for name in names if name in self.files), "")

    def has_front_matter(self, name: str) -> bool:
        """Returns whether a file begins with a fence of front matter in YAML."""
        with self.files[name].open("rb") as content:
            return re.match(rb"(?:\xef\xbb\xbf)?---[ \t]*\r?\n", content.read(200)) is not None

    def text(self, name: str) -> str:
        """Returns the text of a file, its lines ended by line feeds. Raises `ContentError`."""
        path = self.files[name]
        if path.stat().st_size > LARGEST:
            message = f"the file has more than {LARGEST // 2**20} MB"
            raise refusal(name, 0, message, "Divide it, or import it by hand", "too-large")
        return normalize_newlines(decode(name, path.read_bytes()))


def escaped(address: str) -> str:
    """Returns an address that is written as it is read with the signs escaped that mean something else in a
    link or in a line of ``[redirects]``. A query stays."""
    path, mark, query = address.partition("?")
    path = re.sub(r"%(?=[0-9A-Fa-f]{2})", "%25", path).replace("#", "%23").replace("*", "%2A")
    return re.sub(r"\s", lambda blank: quote(blank[0]), path) + mark + query


def joined(*parts: str) -> str:
    """Returns parts of a path or address as one, with a slash between each two and none at the ends."""
    return "/".join(part for whole in parts for part in whole.split("/") if part not in ("", "."))
