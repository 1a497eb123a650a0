"""The receipt of an upload: whether it is live, since when and where, or exactly why not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Literal

from chalicelib.content.article import Article
from chalicelib.content.problem import Problem

State = Literal["live", "draft", "scheduled", "expired", "refused"]


@dataclass(frozen=True)
class Receipt:
    """What became of one uploaded file.

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


def accepted(
    article: Article, now: datetime, zone: tzinfo, warnings: Sequence[Problem] = (), note: str = ""
) -> Receipt:
    """Returns the receipt of a file that can be published."""
    return Receipt(
        key=article.key,
        state=state_of(article, now),
        url=article.path,
        title=article.title,
        slug=article.slug,
        date=article.begins.astimezone(zone).isoformat(),
        expires=article.expires.astimezone(zone).isoformat() if article.expires else "",
        etag=article.etag,
        note=note,
        warnings=tuple(warnings),
    )


def refused(
    key: str, etag: str, problems: Sequence[Problem], last_good: Article | None, title: str, slug: str
) -> Receipt:
    """Returns the receipt of a file that cannot be published; its last good version, if there is one, stays
    live. `title` and `slug` are what could be read of it all the same."""
    return Receipt(
        key=key,
        state="refused",
        url=last_good.path if last_good else "",
        title=title,
        slug=slug,
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
