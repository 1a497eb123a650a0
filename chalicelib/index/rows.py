"""Articles and summaries as rows of the index, one mapping each way."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from sqlite3 import Row
from typing import Any

from chalicelib.content.article import Article, Kind, Summary
from chalicelib.content.problem import Problem
from chalicelib.index.visibility import microseconds

SUMMARY = ", ".join(
    f"articles.{column}"
    for column in (
        *("kind", "id", "slug", "title", "written_date", "language", "excerpt", "minutes", "updated"),
        *("edited", "written_expires", "appears", "draft", "author", "tags", "categories", "series"),
    )
)
"""The columns `summary_of` needs."""

ARTICLE = f"{SUMMARY}, articles.key, articles.etag, articles.version, " + ", ".join(
    f"articles.{column}" for column in ("page_order", "unlisted", "featured", "translation", "details")
)
"""The columns `article_of` needs."""

_DETAILS = (
    *("place", "comments", "image", "image_alt", "canonical", "favourite", "favourite_words"),
    *("names_id", "titled_by_heading", "titled_by_name", "dated_by_upload"),
    *("has_standfirst", "contents"),
    "aliases_line",
)


@dataclass(frozen=True)
class FileRow:
    """What is known of a text in the bucket, read good or not. `since` is the generation that saw it first;
    `title` and `slug` are what could be read of a refused file; `note` says how a deleted article was known
    again."""

    key: str
    etag: str
    since: int
    problems: tuple[Problem, ...] = ()
    slug_conflict: bool = False
    title: str = ""
    slug: str = ""
    note: str = ""


@dataclass(frozen=True)
class ReferenceRow:
    """One address in a text, and where it stands in the file."""

    kind: str
    written: str
    described: bool
    line: int
    column: int


def summary_of(row: Row) -> Summary:
    """Returns the summary in a row of the columns `SUMMARY`."""
    return Summary(**_summary(row))


def article_of(row: Row) -> Article:
    """Returns the article in a row of the columns `ARTICLE`."""
    details: dict[str, Any] = json.loads(row["details"])
    return Article(
        **_summary(row),
        key=row["key"],
        etag=row["etag"],
        version=row["version"],
        order=row["page_order"],
        unlisted=bool(row["unlisted"]),
        featured=bool(row["featured"]),
        translation=row["translation"],
        **{name: details[name] for name in _DETAILS},
        aliases=tuple(details["aliases"]),
        term_lines=tuple(details["term_lines"]),
        names=tuple(details["names"]),
    )


def row_of(article: Article, zone: tzinfo, nfc_key: str) -> Mapping[str, Any]:
    """Returns the columns of an article by name; `zone` is that of the site."""
    details = {name: getattr(article, name) for name in (*_DETAILS, "aliases", "names", "term_lines")}
    return {
        "key": article.key,
        "etag": article.etag,
        "version": article.version,
        "kind": article.kind,
        "id": article.id,
        "slug": article.slug,
        "title": article.title,
        "language": article.language,
        "excerpt": article.excerpt,
        "minutes": article.minutes,
        "draft": int(article.draft),
        "unlisted": int(article.unlisted),
        "featured": int(article.featured),
        "date": microseconds(article.date),
        "written_date": article.date.isoformat(),
        "year": article.date.astimezone(zone).year,
        "begins": microseconds(article.begins),
        "expires": microseconds(article.expires) if article.expires else None,
        "appears": _written(article.appears),
        "written_expires": _written(article.expires),
        "updated": _written(article.updated),
        "edited": _written(article.edited),
        "translation": article.translation,
        "tags": _json(article.tags),
        "categories": _json(article.categories),
        "series": article.series,
        "author": article.author,
        "page_order": article.order,
        "details": _json(details),
        "nfc_key": nfc_key,
    }


def _summary(row: Row) -> dict[str, Any]:
    kind: Kind = row["kind"]
    return {
        "kind": kind,
        "id": row["id"],
        "slug": row["slug"],
        "title": row["title"],
        "date": datetime.fromisoformat(row["written_date"]),
        "language": row["language"],
        "excerpt": row["excerpt"],
        "minutes": row["minutes"],
        "updated": _moment(row["updated"]),
        "edited": _moment(row["edited"]),
        "expires": _moment(row["written_expires"]),
        "appears": _moment(row["appears"]),
        "draft": bool(row["draft"]),
        "author": row["author"],
        "tags": tuple(json.loads(row["tags"])),
        "categories": tuple(json.loads(row["categories"])),
        "series": row["series"],
    }


def _written(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""


def _moment(written: str) -> datetime | None:
    return datetime.fromisoformat(written) if written else None


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
