"""The answer to an upload: whether it is live, since when and where, or exactly why not."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Literal

from chalicelib.content.article import Article
from chalicelib.content.problem import Problem

PREFIX = "_receipts/"

State = Literal["live", "draft", "scheduled", "expired", "refused"]


@dataclass(frozen=True)
class Receipt:
    """One uploaded file's state. `url` is the path readers find it at, "" where they cannot."""

    key: str
    state: State
    url: str = ""
    title: str = ""
    date: str = ""
    note: str = ""
    problems: tuple[Problem, ...] = ()

    @property
    def path(self) -> str:
        """Where the receipt lies in the bucket."""
        return path_of(self.key)

    def to_json(self) -> bytes:
        """The receipt as the author's tools read it."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=2).encode()


def path_of(key: str) -> str:
    """Where the receipt of a file lies in the bucket."""
    return f"{PREFIX}{key}.json"


def accepted(article: Article, now: datetime) -> Receipt:
    """The receipt of a file that can be published."""
    return Receipt(
        key=article.key,
        state=state_of(article, now),
        url=f"/{article.kind}/{article.slug}",
        title=article.title,
        date=article.date.isoformat(),
        problems=article.warnings,
    )


def refused(key: str, problems: Sequence[Problem], last_good: Article | None) -> Receipt:
    """The receipt of a file that cannot; its last good version, if there is one, stays live."""
    return Receipt(
        key=key,
        state="refused",
        url=f"/{last_good.kind}/{last_good.slug}" if last_good else "",
        note="Readers still see the version before." if last_good else "",
        problems=tuple(problems),
    )


def state_of(article: Article, now: datetime) -> State:
    """Where an article stands in its life at `now`."""
    if article.draft:
        return "draft"
    if now < article.date:
        return "scheduled"
    return "live" if article.is_public(now) else "expired"
