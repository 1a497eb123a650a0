"""The addresses at which readers see something."""

from __future__ import annotations

from datetime import datetime

from chalicelib.content.article import KINDS
from chalicelib.index import lists
from chalicelib.index.articles import find
from chalicelib.index.file import IndexFile
from chalicelib.index.taxonomy import TAXONOMIES
from chalicelib.markdown.link_resolver import OWN_ADDRESSES, nfc


def is_living(index: IndexFile, now: datetime, path: str) -> bool:
    """Returns whether readers see a page, a list or a medium at a percent-decoded path."""
    bare = nfc(path).rstrip("/") or "/"
    if bare in OWN_ADDRESSES:
        return True
    room, _, name = bare.lstrip("/").partition("/")
    first = name.partition("/")[0]
    if room in KINDS:
        return any(find(index, now, kind, name) for kind in KINDS if kind == room)
    for taxonomy in TAXONOMIES:
        if room == taxonomy:
            return lists.term(index, now, taxonomy, first) is not None
    if room == "archive":
        return name in map(str, lists.years(index, now))
    key = bare.lstrip("/")
    return index.row("SELECT 1 FROM media WHERE nfc_key IN (:key, :name)", key=key, name=name) is not None
