"""Articles and comments as entries of feeds."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from html import escape

from chalicelib import parallel
from chalicelib.content.article import Article, Summary
from chalicelib.content.edition.record import Record
from chalicelib.content.text import distinct
from chalicelib.content.typography import typographic
from chalicelib.conversation.comment import Comment
from chalicelib.errors import NotFound, Unavailable
from chalicelib.feeds.feed import LARGEST, Entry
from chalicelib.feeds.tag_uri import Names
from chalicelib.web.cover import cover_of
from chalicelib.web.page_context import PageContext
from chalicelib.web.templating import comment_html
from chalicelib.web.words import catalogue

log = logging.getLogger("billet")

AT_ONCE = 4
"""Articles fetched at a time: most of it is waiting for S3."""


@dataclass(frozen=True)
class Part:
    """An entry, and whether it is all it should be."""

    entry: Entry
    whole: bool


def of_articles(seen: PageContext, names: Names, articles: Sequence[Summary]) -> list[Part]:
    """The entries of these articles, with their texts as far as a feed has room for them."""
    parts: list[Part] = []
    room = LARGEST
    for start in range(0, len(articles), AT_ONCE):
        entry = partial(_of_article, seen, names, with_text=room > 0)
        with parallel.prefetch(entry, articles[start : start + AT_ONCE]) as outcomes:
            found = [outcome() for outcome in outcomes]
        parts += found
        room -= sum(len(part.entry.html) for part in found)
    return parts


def of_comment(seen: PageContext, names: Names, article: Article, comment: Comment) -> Entry:
    """The entry of a comment on `article`."""
    said = catalogue(article.language).gettext("%(name)s on “%(title)s”")
    title = typographic(article.title, article.language)
    return Entry(
        id=names.of("comment", comment.id),
        url=f"{seen.urls.public_of(article)}#comment_{comment.id}",
        title=said % {"name": comment.name, "title": title},
        language=article.language,
        published=comment.posted,
        updated=comment.posted,
        author=comment.name,
        html=str(comment_html(comment.text)),
    )


def author_of(seen: PageContext) -> str:
    """Who signs what nobody else does."""
    return seen.site.author.name or seen.site.title


def _of_article(seen: PageContext, names: Names, listed: Summary, *, with_text: bool) -> Part:
    record, html, whole = None, "", True
    try:
        record = seen.find("articles", listed.slug)
        if with_text and record:
            text = seen.text(record, seen.urls.base)
            html, whole = _head(seen, record) + text.value, not text.stale
    except (NotFound, Unavailable) as error:
        log.error("a feed with a summary in place of a text: %s", error)
        whole = False
    article = record.article if record else listed
    comments = bool(record and record.article.comments)
    cover = cover_of(record, seen.urls.base) if record else None
    entry = Entry(
        id=names.of("article", article.id),
        url=seen.urls.public_of(article),
        title=typographic(article.title, article.language),
        language=article.language,
        published=article.begins,
        updated=article.changed,
        author=article.author or author_of(seen),
        summary=typographic(article.excerpt, article.language),
        html=html,
        picture=cover.address if cover else "",
        categories=distinct((*article.categories, *article.tags)),
        replies=seen.urls.public("comments_feed", slug=article.slug) if comments else "",
    )
    return Part(entry, whole and record is not None)


def _head(seen: PageContext, record: Record) -> str:
    """The picture above the text, which readers of a feed see as well."""
    cover = cover_of(record, seen.urls.base)
    if cover is None:
        return ""
    size = f' width="{cover.width}" height="{cover.height}"' if cover.width and cover.height else ""
    return f'<p><img src="{escape(cover.address)}"{size} alt=""></p>\n'
