"""All rows of an index, in a form in which two indexes of the same files are equal."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from chalicelib.content.receipt import Receipt
from chalicelib.index.file import IndexFile
from chalicelib.index.receipts import receipts_of

HISTORICAL = {
    "state": {"generation"},
    "files": {"since", "note"},
    "articles": {"id"},
    "ids": {"id"},
}
"""Columns that tell what happened, and not what is: which states there were, and to whom an id belongs."""

TABLES = (
    "state",
    "files",
    "articles",
    "article_terms",
    "article_words",
    "article_names",
    "aliases",
    "article_anchors",
    "article_references",
    "media",
    "ids",
)


def contents_of(index: IndexFile, *, with_history: bool = False) -> dict[str, list[tuple[Any, ...]]]:
    """Returns the rows of each table, in order, articles by their keys; with what is historical, or
    without."""
    keys = {row["article"]: row["key"] for row in index.rows("SELECT article, key FROM articles")}
    contents = {}
    for table in (*TABLES, *(("former_paths", "retired_ids") if with_history else ())):
        left_out = set() if with_history else HISTORICAL.get(table, set())
        rows = []
        for row in index.rows(f"SELECT * FROM {table}"):
            values = {name: row[name] for name in row.keys() if name not in left_out}  # noqa: SIM118  # a Row
            if "article" in values:
                values["article"] = keys[values["article"]]
            rows.append(tuple(values.items()))
        contents[table] = sorted(rows, key=repr)
    return contents


def receipts_in(index: IndexFile, now: datetime, *, with_history: bool = True) -> dict[str, Any]:
    """Returns the receipts of all files at `now`, by key; with what they tell of deleted articles, or
    without."""
    receipts = {receipt.key: receipt for receipt in receipts_of(index, now)}
    if with_history:
        return receipts
    return {key: _without_history(receipt) for key, receipt in receipts.items()}


def _without_history(receipt: Receipt) -> Receipt:
    warnings = tuple(warning for warning in receipt.warnings if warning.code != "comments-apart")
    return replace(receipt, note="" if receipt.state != "refused" else receipt.note, warnings=warnings)
