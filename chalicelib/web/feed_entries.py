"""Articles and comments as entries of feeds."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from html import escape

from chalicelib import parallel
from chalicelib.content.article import Article, Summary
from chalicelib.content.language_tag import direction
from chalicelib.content.media import type_of, url_path
from chalicelib.content.text import distinct
from chalicelib.conversation.comment import Comment
from chalicelib.errors import NotFound, Unavailable
from chalicelib.feeds.feed import LARGEST, Enclosure, Entry
from chalicelib.feeds.tag_uri import Names
from chalicelib.index.players import players
from chalicelib.web.cover import Cover, cover_of
from chalicelib.web.page_context import PageContext
from chalicelib.web.templating import comment_html
from chalicelib.web.words import catalogue

log = logging.getLogger("billet")

BATCH = 4
"""Articles fetched at a time: most of it is waiting for S3."""


@dataclass(frozen=True)
class Result:
    """An entry, and whether it is all it should be."""

    entry: Entry
    complete: bool


def of_articles(page: PageContext, names: Names, summaries: Sequence[Summary]) -> list[Result]:
    """Returns the entries of these articles, with their texts as far as a feed has room for them."""
    articles = [page.find("articles", summary.slug) for summary in summaries]
    results: list[Result] = []
    room = LARGEST
    for start in range(0, len(articles), BATCH):
        batch = [article for article in articles[start : start + BATCH] if article]
        with parallel.prefetch(partial(_of_article, page, names, with_text=room > 0), batch) as outcomes:
            batch_results = [outcome() for outcome in outcomes]
        results += batch_results
        room -= sum(len(result.entry.html) for result in batch_results)
    return results


def of_comment(page: PageContext, names: Names, article: Article, comment: Comment) -> Entry:
    """Returns the entry of a comment on `article`."""
    sentence = catalogue(page.interface_language(article)).gettext("%(name)s on “%(title)s”")
    title = article.title
    return Entry(
        id=names.of("comment", comment.id),
        url=page.urls.public("comment", slug=article.slug, id=comment.id),
        title=sentence % {"name": comment.name, "title": title},
        language=article.language,
        published=comment.posted,
        updated=comment.edited or comment.posted,
        author=comment.name,
        html=str(comment_html(comment.text)),
    )


def author_of(page: PageContext) -> str:
    """Returns who signs what nobody else does."""
    return page.site.author.name or page.site.title


def _of_article(page: PageContext, names: Names, article: Article, *, with_text: bool) -> Result:
    html, complete = "", True
    cover = cover_of(article, page.resolver, page.urls.base)
    if with_text:
        try:
            text = page.html_of(article, page.urls.base)
            html, complete = _directed(_cover_html(cover) + text.value, article.language), not text.stale
        except (NotFound, Unavailable) as error:
            log.error("a feed with a summary in place of a text: %s", error)
            complete = False
    entry = Entry(
        id=names.of("article", article.id),
        url=page.urls.public_of(article),
        title=article.title,
        language=article.language,
        published=article.begins,
        updated=article.changed,
        author=article.author or author_of(page),
        summary=article.excerpt,
        html=html,
        picture=cover.address if cover else "",
        enclosures=tuple(
            Enclosure(page.urls.base + url_path(key), type_of(key), medium.size)
            for key, medium in players(page.index, page.now, article)
        ),
        categories=distinct((*article.categories, *article.tags)),
        replies=page.urls.public("comments_feed", slug=article.slug) if page.takes_comments(article) else "",
    )
    return Result(entry, complete)


def _directed(html: str, language: str) -> str:
    """Returns a text that says in which direction it goes, where that is not the usual one: Atom and JSON
    Feed have no way to say it."""
    if direction(language) == "ltr":
        return html
    return f'<div lang="{language}" dir="rtl">\n{html}\n</div>'


def _cover_html(cover: Cover | None) -> str:
    """Returns the picture above the text, which readers of a feed see as well."""
    if cover is None:
        return ""
    size = f' width="{cover.width}" height="{cover.height}"' if cover.width and cover.height else ""
    return f'<p><img src="{escape(cover.address)}"{size} alt=""></p>\n'
