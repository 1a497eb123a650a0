"""SPIP's dumps: XML of the versions 1.9 and 2, SQLite of 3 and later."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

from lxml import etree

from billet.migration.model import Notice, Origin
from billet.migration.sources.cleaning import clean
from billet.migration.sources.foreign_database import has_tables, tables_of
from billet.migration.sources.source_files import beginning, read_whole
from chalicelib.errors import ConfigurationError

_ROOT = re.compile(rb"<SPIP[\s>]")
_END = b"</SPIP>"
_SECRET = frozenset({"pass", "htpass", "low_sec", "alea_actuel", "alea_futur", "cookie_oubli", "ip"})

_NEEDED = {
    "articles": "id_article",
    "breves": "id_breve",
    "forum": "id_forum",
    "rubriques": "id_rubrique",
    "mots": "id_mot",
    "auteurs": "id_auteur",
    "documents": "id_document",
    "mots_liens": "id_mot",
    "mots_articles": "id_mot",
    "mots_breves": "id_mot",
    "auteurs_liens": "id_auteur",
    "auteurs_articles": "id_auteur",
}
"""The column without which a row of a table says nothing."""

Row = Mapping[str, str]


class Dump:
    """The rows of a dump, by their tables without ``spip_``, each value a text; ``line`` is that of the row,
    "0" where there are none."""

    def __init__(self, path: Path, notices: list[Notice]) -> None:
        """Reads a dump. Raises `ConfigurationError` where nothing of it can be read."""
        self.name, self.version, self.address = path.name, "", ""
        self._rows: defaultdict[str, list[Row]] = defaultdict(list)
        if _is_database(path):
            self._read_database(path)
        else:
            try:
                self._read_xml(read_whole(path), notices)
            except etree.XMLSyntaxError as error:
                raise ConfigurationError(f"{path} is damaged ({error}): make a dump once more") from error
        self._leave_out_nameless(notices)
        if not self._rows:
            raise ConfigurationError(f"{path} holds no table of SPIP 1.9 or newer: make a dump once more")
        settings = {row.get("nom", ""): row.get("valeur", "") for row in self.rows("meta")}
        self.settings: Mapping[str, str] = settings
        self.address = (self.address or settings.get("adresse_site", "")).rstrip("/")

    def rows(self, *tables: str) -> list[Row]:
        """Returns the rows of the tables that the dump has."""
        return [row for table in tables for row in self._rows[table]]

    def _leave_out_nameless(self, notices: list[Notice]) -> None:
        for table, key in _NEEDED.items():
            for row in self._rows.get(table, ()):
                if not row.get(key):
                    origin = Origin(self.name, int(row["line"]))
                    message = f"the row of {table} has no {key}"
                    notices.append(Notice(origin, message, "make a dump once more", left_out=True))
            if table in self._rows:
                self._rows[table] = [row for row in self._rows[table] if row.get(key)]

    def _read_database(self, path: Path) -> None:
        with tables_of(path) as tables:
            for name in sorted(tables.names):
                if name.startswith("spip_"):
                    self._rows[name.removeprefix("spip_")] = [_row(row) for row in tables.rows(name)]

    def _read_xml(self, data: bytes, notices: list[Notice]) -> None:
        depth = 0
        for event, element in etree.iterparse(
            BytesIO(data),
            events=("start", "end"),
            recover=True,
            resolve_entities=False,
            no_network=True,
            huge_tree=True,
        ):
            depth += 1 if event == "start" else -1
            if event == "start" and depth == 1:
                self.version = clean(element.get("version"))
                self.address = clean(element.get("adresse_site"))
            elif event == "end" and depth == 1:
                table = str(element.tag).removeprefix("spip_")
                values = {str(child.tag): child.text or "" for child in element}
                self._rows[table].append(_row(values) | {"line": str(element.sourceline or 0)})
                element.clear(keep_tail=False)
        if _END not in data[-200:]:
            message = "the dump ends before its end, and texts may be missing"
            notices.append(Notice(Origin(self.name), message, "make it once more", left_out=True))


def is_dump(path: Path) -> bool:
    """Whether a file is a dump of SPIP."""
    return path.is_file() and (bool(_ROOT.search(beginning(path, 500))) or _is_database(path))


def _is_database(path: Path) -> bool:
    return has_tables(path, "spip_articles", "spip_rubriques")


def _row(values: Mapping[str, Any]) -> dict[str, str]:
    return {name: clean(value) for name, value in values.items() if name not in _SECRET} | {"line": "0"}
