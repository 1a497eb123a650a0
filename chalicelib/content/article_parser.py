"""A Markdown file on its way to become an article: what it says of itself, and its text.

Reading takes two steps: `parse` reads front matter and file name, `complete` adds what only rendering tells.
Whoever only lists articles needs none of this, which is why it is not in `article`.
"""

from __future__ import annotations

import codecs
import html
import re
from dataclasses import dataclass, replace
from datetime import tzinfo
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from chalicelib.content import front_matter
from chalicelib.content.article import Article, Kind, Source, derived_id
from chalicelib.content.problem import ContentError, Problem
from chalicelib.content.slug import LONGEST, cut, slugify
from chalicelib.content.typography import typographic

if TYPE_CHECKING:
    from chalicelib.markdown.render_report import RenderReport

LARGEST = 2**20
"""Bytes of a file beyond which it is no article, unless the deployment says otherwise."""

PARSER_VERSION = 5
"""Counts the ways files have been understood: where it grows, all are read anew."""


@dataclass(frozen=True)
class Defaults:
    """What the site says where an article says nothing."""

    language: str
    zone: tzinfo


def empty_file(key: str) -> Problem:
    """Returns what there is to say of a file that is empty."""
    return Problem(key, 1, "the file is empty", "Upload it again with its text, or delete it", code="empty")


_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # which begins as UTF-16's does
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def encoding_of(data: bytes) -> tuple[bytes, str]:
    """Returns the byte order mark of a file, and the encoding that it tells; without one, UTF-8."""
    return next((pair for pair in _BYTE_ORDER_MARKS if data.startswith(pair[0])), (b"", "utf-8"))


def decode(key: str, data: bytes) -> str:
    """Returns the text of a file in UTF-8, or in what its byte order mark says. Raises `ContentError` naming
    the place that is no text."""
    mark, encoding = encoding_of(data)
    try:
        return data[len(mark) :].decode(encoding)
    except UnicodeDecodeError as error:
        before = data[len(mark) : len(mark) + error.start].decode(encoding, errors="replace")
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        message = "the file is not UTF-8 text" if encoding == "utf-8" else f"the file is not {encoding} text"
        problem = Problem(key, line, message, "Save it again as UTF-8", code="not-utf-8", column=column)
        raise ContentError(problem) from error


def is_empty(text: str) -> bool:
    """Returns whether a file has no sign that anybody sees: it was not yet written, or a disk or a sync
    program has emptied it."""
    return not text.strip(_EMPTY)


def body_of(article: Article, data: bytes) -> str:
    """Returns the Markdown to render: the file without front matter, and without the modules that MDX begins
    with."""
    body = front_matter.split(article.key, decode(article.key, data)).body
    return _MODULES.sub("", body) if _is_mdx(article.key) else body


def has_math(article: Article, data: bytes) -> bool:
    """Returns whether a file says that ``\\(`` and ``\\[`` begin formulas in it: ``math: true``, or a word
    that themes of Hugo, Jekyll and Hexo have for it."""
    return bool(_MATH.search(front_matter.split(article.key, decode(article.key, data)).front_matter))


def parse(source: Source, kind: Kind, defaults: Defaults) -> Article:
    """Returns what a file's front matter and name say of its article.

    The date is taken from a name such as ``2013-04-02-lexique.md``, else from the upload, where the front
    matter has none; the slug from the name. Title and slug are "" where neither has one, and the excerpt is
    the summary as its author wrote it, in Markdown: `complete` adds what is missing. Raises `ContentError`.
    """
    # A request for one text needs no more than where it begins.
    from chalicelib.content import article_fields, file_name
    from chalicelib.content.field_reader import Values
    from chalicelib.content.misreadings import misreadings
    from chalicelib.content.publication_dates import life_of

    key = source.key
    text = decode(key, source.data)
    if is_empty(text):
        raise ContentError(empty_file(key))
    parts = front_matter.split(key, text)
    front = front_matter.parse(key, parts)
    values = Values(key, front, defaults.zone)
    name = file_name.read(key)
    addresses = article_fields.addresses(values, kind)
    life = life_of(values, name, addresses, source.uploaded)
    # Jekyll alone takes a text for several tags, and dates its files' names.
    jekyll = parts.dialect == "yaml" and parts.line > 1 and name.dated
    written_id = values.short("id")
    article = Article(
        key=key,
        kind=kind,
        id=written_id or derived_id(key),
        names_id=bool(written_id),
        slug=addresses.slug or _slug(slugify(name.stem), name.language, defaults.language),
        title=html.unescape(values.text("title")).strip(),
        date=life.date or source.uploaded,
        appears=life.appears,
        updated=life.updated,
        expires=life.expires,
        language=article_fields.language(values, name, defaults.language),
        excerpt=values.lesser("summary"),
        place=values.lesser("place"),
        draft=life.draft,
        unlisted=life.unlisted,
        featured=article_fields.featured(values),
        comments=article_fields.comments(values, default=kind == "articles"),
        contents=article_fields.contents(values),
        order=values.number("order", 100),
        tags=article_fields.tags(values, jekyll=jekyll),
        categories=article_fields.categories(values, jekyll=jekyll),
        series=values.lesser("series"),
        term_lines=article_fields.term_lines(values),
        author=", ".join(" ".join(author.split()) for author in values.texts("author")),
        image=values.lesser("image"),
        image_alt=values.lesser("image_alt"),
        favourite=values.lesser("favourite"),
        favourite_words=values.lesser("favourite_words"),
        canonical=article_fields.canonical(values),
        translation=article_fields.translation(values, name),
        aliases=addresses.aliases,
        aliases_line=addresses.line,
        names=addresses.names,
        etag=source.etag,
        version=source.version,
        dated_by_upload=life.date is None,
    )
    return replace(
        article,
        warnings=(
            *front.warnings,
            *values.warnings,
            *misreadings(key, parts, front),
            *_warnings(article, parts),
        ),
    )


def complete(article: Article, report: RenderReport, defaults: Defaults) -> Article:
    """Returns the article that `parse` returned, with what the report on its text adds.

    Its title is that of the front matter, else the text's heading, else the file's name, else the slug, in
    the typography of its language: a heading has it already, and may hold code, which stays. Raises
    `ContentError` where no slug can be made.
    """
    from chalicelib.content import file_name

    name = file_name.read(article.key)
    title = report.title or _title_of(name.stem)
    slug = article.slug or _slug(slugify(article.title or title), name.language, defaults.language)
    if not slug:
        message, remedy = "no address can be made from the file's name", "Add a 'slug' key"
        raise ContentError(Problem(article.key, 1, message, remedy, code="slug"))
    return replace(
        article,
        title=title if report.title and not article.title else typographic(title or slug, article.language),
        slug=slug,
        excerpt=report.summary or report.excerpt,
        minutes=report.minutes,
        titled_by_heading=report.title_is_opening_heading,
        titled_by_name=not report.title,
        has_standfirst=report.has_standfirst,
    )


def _slug(words: str, language: str, default_language: str) -> str:
    """The slug of a file's name; the `language` it ends in tells it from the same text in the site's."""
    if not words or language in ("", default_language):
        return cut(words)
    ending = f"-{language.lower()}"
    return cut(words, LONGEST - len(ending)) + ending


_EMPTY = " \t\r\n\f\v\0\ufeff\u00a0"
_MODULES = re.compile(r"\A(?:\s*(?:import|export)\b[^\n]*(?:\n|\Z))+")
_MATH = re.compile(
    r"^[ \t\"'{,]*(?:use_?)?(?:math(?:jax)?|katex|latex)[\"']?[ \t]*[:=][ \t]*[\"']?(?:true|yes|on|1)\b",
    re.IGNORECASE | re.MULTILINE,
)
_COMPONENT = re.compile(r"^(?:import|export)\b|<[A-Z]\w*[\s/>]", re.MULTILINE)


def _is_mdx(key: str) -> bool:
    return PurePosixPath(key).suffix.lower() == ".mdx"


def _title_of(stem: str) -> str:
    words = re.sub(r"[-_\s]+", " ", stem).strip()
    return words[:1].upper() + words[1:]


def _warnings(article: Article, parts: front_matter.Split) -> list[Problem]:
    warnings = []
    if article.expires and article.expires <= article.begins:
        message = "it expires before its date, so that nobody will ever see it"
        warnings.append((0, message, "Correct one of the two", "expires-too-soon"))
    if article.kind == "articles" and not re.search(r"\w", parts.body):
        warnings.append((0, "it has no text", "Write a paragraph below the front matter", "no-text"))
    if _is_mdx(article.key) and (component := _COMPONENT.search(parts.body)):
        line = parts.body_line + parts.body.count("\n", 0, component.start())
        message = "imports, exports and components of MDX are not run"
        warnings.append((line, message, "Write Markdown or HTML in their place", "mdx"))
    return [
        Problem(article.key, line, message, remedy, code=code, fatal=False)
        for line, message, remedy, code in warnings
    ]
