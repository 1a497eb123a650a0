"""The receipt of an upload: whether it is live, since when and where, or exactly why not."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime, tzinfo
from typing import Any, Literal

from chalicelib.content.article import Article
from chalicelib.content.problem import Problem

PREFIX = "_receipts/"

LONGEST_KEY = 1024
"""Bytes of an object's key (Amazon S3 user guide, "Naming Amazon S3 objects")."""

State = Literal["live", "draft", "scheduled", "expired", "refused"]


@dataclass(frozen=True)
class Receipt:
    """The state of one uploaded file.

    `url` is the path readers find it at, "" where they cannot; `date` and `expires` are in ISO 8601
    with the site's zone, "" where there is none; `etag` names the bytes the receipt is about.
    """

    key: str
    state: State
    url: str = ""
    title: str = ""
    slug: str = ""
    date: str = ""
    expires: str = ""
    etag: str = ""
    note: str = ""
    warnings: tuple[Problem, ...] = ()
    errors: tuple[Problem, ...] = ()

    @property
    def path(self) -> str:
        """The key of the receipt in the bucket."""
        return path_of(self.key)

    def to_json(self) -> bytes:
        """Returns the receipt as the author's tools read it."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=2).encode()

    @classmethod
    def from_json(cls, data: bytes) -> Receipt:
        """Returns the receipt that `to_json` of any version wrote. Raises `ValueError` for anything else."""
        try:
            table = json.loads(data)
            known = {field.name: table[field.name] for field in fields(cls) if field.name in table}
            problems = {name: tuple(map(_problem, known.get(name, ()))) for name in ("warnings", "errors")}
            return cls(**known | problems)
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"this is no receipt: {error}") from error


def _problem(table: dict[str, Any]) -> Problem:
    return Problem(**{field.name: table[field.name] for field in fields(Problem) if field.name in table})


def path_of(key: str) -> str:
    """Returns the key of a file's receipt in the bucket."""
    return f"{PREFIX}{key}.json"


def has_room(key: str) -> bool:
    """Whether the key of a file is short enough for that of its receipt."""
    return len(path_of(key).encode()) <= LONGEST_KEY


def accepted(article: Article, now: datetime, zone: tzinfo, warnings: Sequence[Problem] = ()) -> Receipt:
    """Returns the receipt of a file that can be published, with `warnings` besides those of the article."""
    return Receipt(
        key=article.key,
        state=state_of(article, now),
        url=article.path,
        title=article.title,
        slug=article.slug,
        date=article.begins.astimezone(zone).isoformat(),
        expires=article.expires.astimezone(zone).isoformat() if article.expires else "",
        etag=article.etag,
        warnings=(*article.warnings, *warnings),
    )


def refused(
    key: str, etag: str, problems: Sequence[Problem], last_good: Article | None, read: Article | None = None
) -> Receipt:
    """Returns the receipt of a file that cannot be published; its last good version stays live, where it has
    one. `read` is the article that could be read all the same."""
    return Receipt(
        key=key,
        state="refused",
        url=last_good.path if last_good else "",
        title=read.title if read else "",
        slug=read.slug if read else "",
        etag=etag,
        note="Readers still see the version before." if last_good else "",
        warnings=tuple(problem for problem in problems if not problem.fatal),
        errors=tuple(problem for problem in problems if problem.fatal),
    )


def state_of(article: Article, now: datetime) -> State:
    """Returns the state of an article at `now`."""
    if article.draft:
        return "draft"
    if now < article.begins:
        return "scheduled"
    return "live" if article.is_public(now) else "expired"
