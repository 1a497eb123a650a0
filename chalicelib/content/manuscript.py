"""A Markdown file on its way to become an article: what it says of itself, and its text.

A room of its own, since who lists articles needs none of this.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo
from pathlib import PurePosixPath

from chalicelib.content import front_matter
from chalicelib.content.article import LANGUAGES, Article, Kind, Source, derived_id
from chalicelib.content.excerpt import excerpt, first_heading, reading_minutes
from chalicelib.content.front_matter import Field
from chalicelib.content.problem import ContentError, Problem
from chalicelib.content.slug import slugify

LARGEST = 2**20
"""Bytes of a file beyond which it is no article, unless the deployment says otherwise."""

RULES = 1
"""Counts the ways files have been understood: where it grows, all are read anew."""

LONGEST_NAME = 200
"""Bytes of an id or a slug."""

_YES = frozenset({"true", "yes", "on", "1", "oui", "vrai"})
_NO = frozenset({"false", "no", "off", "0", "non", "faux", ""})


@dataclass(frozen=True)
class Defaults:
    """What the site says where an article says nothing."""

    language: str
    zone: tzinfo


def decode(key: str, data: bytes) -> str:
    """The text of a file. Raises `ContentError` naming the line that is not UTF-8."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        problem = Problem(key, line, "the file is not UTF-8 text", "Save it again as UTF-8", code="not-utf-8")
        raise ContentError(problem) from error


def body_of(article: Article, data: bytes) -> str:
    """The Markdown to render: the file without front matter, nor the heading used as title."""
    body = front_matter.split(article.key, decode(article.key, data)).body
    heading = first_heading(body) if article.titled_by_heading else None
    return body if heading is None else body[: heading.start] + body[heading.end :]


def parse(source: Source, kind: Kind, defaults: Defaults) -> Article:
    """Read what a file says of itself.

    What it leaves out is taken from the file: the title from its first heading, else from its
    name; the date from a name such as ``2013-04-02-lexique.md``, else from the upload; the slug
    from its name. Raises `ContentError`.
    """
    key = source.key
    parts = front_matter.split(key, decode(key, source.data))
    fields = front_matter.parse(key, parts.front_matter)
    values = _Values(key, fields, defaults.zone)
    heading = first_heading(parts.body)
    title = values.text("title")
    titled_by_heading = not title and heading is not None
    day, stem = _dated_name(PurePosixPath(key).stem)
    title = title or (heading.text if heading else stem.replace("-", " ").strip().capitalize())
    slug = slugify(values.short("slug") or stem) or slugify(title)
    if not slug:
        raise values.refusal("slug", "no address can be made from the file's name", "Add a 'slug' key")
    date = values.moment("date") or values.moment_of(day, "date")
    article = Article(
        key=key,
        kind=kind,
        id=values.short("id") or derived_id(key),
        slug=slug,
        title=title,
        date=date or source.uploaded,
        updated=values.moment("updated"),
        expires=values.moment("expires"),
        language=values.choice("lang", LANGUAGES) or defaults.language,
        excerpt=values.text("summary"),
        minutes=reading_minutes(parts.body),
        place=values.text("place"),
        draft=values.flag("draft", default=False),
        comments=values.flag("comments", default=kind == "articles"),
        order=values.number("order", default=100),
        etag=source.etag,
        version=source.version,
        titled_by_heading=titled_by_heading,
        dated_by_upload=date is None,
    )
    if not article.excerpt:
        article = replace(article, excerpt=excerpt(body_of(article, source.data), article.language))
    return replace(article, warnings=tuple(_warnings(article)))


def _warnings(article: Article) -> list[Problem]:
    found = []
    if article.expires and article.expires <= article.date:
        found.append("it expires before its date, so that nobody will ever see it")
    if not article.excerpt and article.kind == "articles":
        found.append("it has no text")
    remedy = "Correct the file and upload it again"
    return [Problem(article.key, 0, message, remedy, code="text", fatal=False) for message in found]


_DATED_NAME = re.compile(r"(\d{4}-\d{2}-\d{2})-(.+)")


def _dated_name(stem: str) -> tuple[str, str]:
    """The date at the head of a file's name, "" where there is none, and the rest of the name."""
    found = _DATED_NAME.fullmatch(stem)
    if found:
        with contextlib.suppress(ValueError):
            return datetime.fromisoformat(found[1]).date().isoformat(), found[2]
    return "", stem


@dataclass(frozen=True)
class _Values:
    """Front matter read into the types an article has, each refusal naming its line."""

    file: str
    fields: Mapping[str, Field]
    zone: tzinfo

    def refusal(self, name: str, message: str, remedy: str) -> ContentError:
        line = self.fields[name].line if name in self.fields else 1
        return ContentError(Problem(self.file, line, message, remedy, code=name))

    def text(self, name: str) -> str:
        return front_matter.text_of(self.file, self.fields, name)

    def short(self, name: str) -> str:
        """A text that becomes part of addresses and of the tables' keys."""
        text = self.text(name)
        if len(text.encode()) > LONGEST_NAME:
            remedy = f"Write {LONGEST_NAME} bytes at the most"
            raise self.refusal(name, f"'{name}' has {len(text.encode())} bytes", remedy)
        return text

    def choice(self, name: str, allowed: tuple[str, ...]) -> str:
        text = self.text(name).lower()
        short = re.split(r"[-_]", text)[0]
        if short and short not in allowed:
            raise self.refusal(name, f"'{name}' is {text!r}", f"Write one of: {', '.join(allowed)}")
        return short

    def flag(self, name: str, *, default: bool) -> bool:
        if name not in self.fields:
            return default
        text = self.text(name).lower()
        if text not in _YES | _NO:
            raise self.refusal(name, f"'{name}' is {text!r}", "Write true or false")
        return text in _YES

    def number(self, name: str, *, default: int) -> int:
        text = self.text(name)
        if not text:
            return default
        if not re.fullmatch(r"-?\d{1,6}", text, re.ASCII):
            raise self.refusal(name, f"'{name}' is {text!r}", "Write a whole number")
        return int(text)

    def moment(self, name: str) -> datetime | None:
        """A date or date and time in ISO 8601; without a zone it is in the site's."""
        return self.moment_of(self.text(name), name)

    def moment_of(self, text: str, name: str) -> datetime | None:
        """The same for a text, None for ""; `name` is the key to blame."""
        if not text:
            return None
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            moment = None
        # Near the ends of the calendar a change of zone leads out of it.
        if moment is None or not 1000 < moment.year < 9000:
            remedy = "Write it as 2025-10-16 or 2025-10-16T08:30"
            raise self.refusal(name, f"'{name}' is {text!r}, which is no date", remedy)
        return (moment if moment.tzinfo else moment.replace(tzinfo=self.zone)).astimezone(UTC)
