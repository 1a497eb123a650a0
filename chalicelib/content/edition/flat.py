"""Articles and summaries as JSON: what has its default is left out, since small objects load fast."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import MISSING, fields
from datetime import datetime
from typing import Any, TypeVar

from chalicelib.content.article import Article, Summary

FOLDER = "_index/"
"""Where in the bucket all of it lies."""

T = TypeVar("T", bound=Summary)

_OMITTED: dict[type[Summary], dict[str, Any]] = {
    cls: {f.name: f.default for f in fields(cls)} for cls in (Summary, Article)
}
_TIMES = ("date", "updated", "expires", "appears", "edited")
_LISTS = ("tags", "categories", "aliases", "names")


def flat(one: Summary) -> dict[str, Any]:
    """An article or summary as JSON holds it; warnings are for receipts alone."""
    table = {
        name: value
        for name, default in _OMITTED[type(one)].items()
        if name != "warnings" and (value := getattr(one, name)) != default and value != MISSING
    }
    return table | {name: table[name].isoformat() for name in _TIMES if name in table}


def restored(cls: type[T], table: Mapping[str, Any]) -> T:
    """What `flat` took apart, in this or a neighbouring version: what is not known is passed over."""
    known = {name: value for name, value in table.items() if name in _OMITTED[cls]}
    for name in _TIMES:
        if name in known:
            known[name] = datetime.fromisoformat(known[name])
    for name in _LISTS:
        if name in known:
            known[name] = tuple(known[name])
    return cls(**known)


def packed(content: object) -> bytes:
    """Anything JSON can hold: the same bytes for the same content, if it comes in the same order."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def name_of(data: bytes) -> str:
    """The name of an object that is written once and never changes: from its bytes, in 16 characters."""
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()[:12]).decode()


def key_of(name: str) -> str:
    """Where the object of that name lies in the bucket."""
    return FOLDER + name
