"""A Markdown file on its way to become an article: what it says of itself, and its text.

A room of its own, since who lists articles needs none of this.
"""

from __future__ import annotations

import codecs
import html
import re
from dataclasses import dataclass, replace
from datetime import tzinfo
from pathlib import PurePosixPath

from chalicelib.content import front_matter
from chalicelib.content.article import Article, Kind, Source, derived_id
from chalicelib.content.problem import ContentError, Problem
from chalicelib.content.slug import LONGEST, cut, slugify
from chalicelib.markdown.excerpt import MORE, excerpt, plain, reading_minutes, summary
from chalicelib.markdown.title_heading import opening_heading, title_heading

LARGEST = 2**20
"""Bytes of a file beyond which it is no article, unless the deployment says otherwise."""

PARSER_VERSION = 3
"""Counts the ways files have been understood: where it grows, all are read anew."""


@dataclass(frozen=True)
class Defaults:
    """What the site says where an article says nothing."""

    language: str
    zone: tzinfo


_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # which begins as UTF-16's does
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def decode(key: str, data: bytes) -> str:
    """The text of a file in UTF-8, or in what its byte order mark says. Raises `ContentError` naming the
    place that is no text."""
    mark, encoding = next((one for one in _MARKS if data.startswith(one[0])), (b"", "utf-8"))
    try:
        return data[len(mark) :].decode(encoding)
    except UnicodeDecodeError as error:
        before = data[len(mark) : len(mark) + error.start].decode(encoding, errors="replace")
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        message = "the file is not UTF-8 text" if encoding == "utf-8" else f"the file is not {encoding} text"
        problem = Problem(key, line, message, "Save it again as UTF-8", code="not-utf-8", column=column)
        raise ContentError(problem) from error


def body_of(article: Article, data: bytes) -> str:
    """The Markdown to render: the file without front matter, nor the heading used as title."""
    return _shown(
        article, _body(article.key, front_matter.split(article.key, decode(article.key, data)).body)
    )


def parse(source: Source, kind: Kind, defaults: Defaults) -> Article:
    """Read what a file says of itself.

    What it leaves out is taken from the file: the title from a heading, else from its name; the
    date from a name such as ``2013-04-02-lexique.md``, else from the upload; the slug from its
    name. Raises `ContentError`.
    """
    # A request for one text needs no more than where it begins.
    from chalicelib.content import article_fields, file_name
    from chalicelib.content.field_reader import Values
    from chalicelib.content.publication_dates import life_of

    key = source.key
    parts = front_matter.split(key, decode(key, source.data))
    front = front_matter.parse(key, parts)
    values = Values(key, front, defaults.zone)
    name = file_name.read(key)
    body = _body(key, parts.body)
    written = html.unescape(values.text("title")).strip()
    heading = None if written else title_heading(body)
    by_heading = plain(heading.text) if heading else ""
    title = written or by_heading or _spoken(name.stem)
    where = article_fields.addresses(values)
    slug = where.slug or _slug(slugify(name.stem) or slugify(title), name.language, defaults.language)
    if not slug:
        message, remedy = "no address can be made from the file's name", "Add a 'slug' key"
        raise values.refusal(None, message, remedy, "slug")
    life = life_of(values, name, where, source.uploaded)
    # Jekyll alone takes a text for several tags, and dates its files' names.
    jekyll = parts.dialect == "yaml" and parts.line > 1 and name.dated
    article = Article(
        key=key,
        kind=kind,
        id=values.short("id") or derived_id(key),
        slug=slug,
        title=title,
        date=life.date or source.uploaded,
        appears=life.appears,
        updated=life.updated,
        expires=life.expires,
        language=article_fields.language(values, name, defaults.language),
        excerpt=summary(values.lesser("summary")),
        minutes=reading_minutes(parts.body),
        place=values.lesser("place"),
        draft=life.draft,
        unlisted=life.unlisted,
        featured=article_fields.featured(values),
        comments=article_fields.comments(values, default=kind == "articles"),
        order=values.number("order", 100),
        tags=article_fields.tags(values, jekyll=jekyll),
        categories=article_fields.categories(values, jekyll=jekyll),
        series=values.lesser("series"),
        author=", ".join(" ".join(name.split()) for name in values.texts("author")),
        image=values.lesser("image"),
        canonical=article_fields.canonical(values),
        translation=article_fields.translation(values, name),
        aliases=where.aliases,
        names=where.names,
        etag=source.etag,
        version=source.version,
        titled_by_heading=bool(by_heading and heading and heading.opens and heading.level == 1),
        dated_by_upload=life.date is None,
    )
    if not article.excerpt:
        article = replace(article, excerpt=excerpt(_shown(article, body), article.language))
    return replace(article, warnings=(*front.warnings, *values.warnings, *_warnings(article, parts)))


def _slug(words: str, language: str, ours: str) -> str:
    """The address a file's name gives; the `language` it ends in tells it from the same text in ours."""
    if not words or language in ("", ours):
        return cut(words)
    ending = f"-{language}"
    return cut(words, LONGEST - len(ending)) + ending


def _shown(article: Article, body: str) -> str:
    """What readers see of a body."""
    heading = opening_heading(body) if article.titled_by_heading else None
    return body if heading is None else body[: heading.start] + body[heading.end :]


_MODULES = re.compile(r"\A(?:\s*(?:import|export)\b[^\n]*(?:\n|\Z))+")
_COMPONENT = re.compile(r"^(?:import|export)\b|<[A-Z]\w*[\s/>]", re.MULTILINE)


def _body(key: str, body: str) -> str:
    """A body without what is no Markdown: the modules MDX begins with, and its mark of a summary's end."""
    if PurePosixPath(key).suffix.lower() == ".mdx":
        body = _MODULES.sub("", body)
    marked = MORE.search(body) if "{/*" in body else None
    return body[: marked.start()] + body[marked.end() :] if marked and marked[0][0] == "{" else body


def _spoken(stem: str) -> str:
    words = re.sub(r"[-_\s]+", " ", stem).strip()
    return words[:1].upper() + words[1:]


def _warnings(article: Article, parts: front_matter.Split) -> list[Problem]:
    found = []
    if article.expires and article.expires <= article.begins:
        what = "it expires before its date, so that nobody will ever see it"
        found.append((0, what, "Correct one of the two", "expires-too-soon"))
    if article.kind == "articles" and not re.search(r"\w", parts.body):
        found.append((0, "it has no text", "Write a paragraph below the front matter", "no-text"))
    if article.key.lower().endswith(".mdx") and (component := _COMPONENT.search(parts.body)):
        line = parts.body_line + parts.body.count("\n", 0, component.start())
        what = "imports, exports and components of MDX are not run"
        found.append((line, what, "Write Markdown or HTML in their place", "mdx"))
    return [
        Problem(article.key, line, what, remedy, code=code, fatal=False) for line, what, remedy, code in found
    ]
