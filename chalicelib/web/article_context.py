"""An article or a standing page as HTML, for readers and for who holds a preview link."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chalicelib.caching import Cached
from chalicelib.content.article import Article, Summary
from chalicelib.content.language_tag import INTERFACE_LANGUAGES, primary
from chalicelib.content.receipt import State
from chalicelib.index import articles, lists
from chalicelib.index.related import most_related
from chalicelib.web import furniture, sharing, term_links
from chalicelib.web.cover import cover_of
from chalicelib.web.discussion import Discussion
from chalicelib.web.language_names import name_of, subtags_of
from chalicelib.web.metadata import canonical_of, of_article, of_page
from chalicelib.web.page_context import PageContext
from chalicelib.web.responses import Incomplete
from chalicelib.web.retention_table import rows_for
from chalicelib.web.templating import render
from chalicelib.web.words import catalogue


@dataclass(frozen=True)
class Banner:
    """What is said above a preview: in which state the article is, and until when the link is good."""

    state: State
    until: datetime


@dataclass(frozen=True)
class Translation:
    """The same in another language, with the invitation to read it in that language's words, or its name."""

    article: Summary
    invitation: str


def article_page(page: PageContext, article: Article, discussion: Discussion) -> str:
    """Returns an article as readers get it. Raises `NotFound`, `Unavailable` and `Incomplete`, the last
    where its text is an older one."""
    html = page.html_of(article)
    translations = articles.translations(page.index, page.now, article)
    earlier, later = articles.neighbours(page.index, page.now, article)
    label = catalogue(page.interface_language(article)).gettext("E-mail")
    body = render(
        "article.html",
        **_shared_context(page, article, html.value, translations),
        **furniture.of_article(page, article, page.interface_language(article)),
        terms=term_links.links_of(page.urls, article, listed=not article.unlisted),
        series=lists.place_in_series(page.index, page.now, article),
        earlier=earlier,
        later=later,
        related=most_related(page.index, page.now, article),
        canonical=canonical_of(page, article),
        metadata=of_article(page, article, translations),
        banner=None,
        discussion=discussion,
        share_links=sharing.links(page.site.share, article.title, page.urls.public_of(article), label),
    )
    return _if_current(html, body)


def standing_page(page: PageContext, article: Article) -> str:
    """Returns a standing page as readers get it. Raises as `article_page` does."""
    html = page.html_of(article)
    translations = articles.translations(page.index, page.now, article)
    body = render(
        "page.html",
        **_shared_context(page, article, html.value, translations),
        canonical=canonical_of(page, article),
        metadata=of_page(page, article, translations),
        banner=None,
        featured=furniture.featured_beside(page),
        retentions=rows_for(page, article),
    )
    return _if_current(html, body)


def _if_current(html: Cached[str], body: str) -> str:
    if html.stale:
        raise Incomplete(body)
    return body


def preview_page(page: PageContext, article: Article, html: str, banner: Banner) -> str:
    """Returns either, as readers will get it: without what would write for them, send on or lead robots
    to it."""
    shared = _shared_context(page, article, html, translations=())
    if article.kind == "pages":
        return render(
            "page.html",
            **shared,
            canonical="",
            banner=banner,
            featured=furniture.featured_beside(page),
            retentions=rows_for(page, article),
        )
    return render(
        "article.html",
        **shared,
        **furniture.of_article(page, article, page.interface_language(article)),
        terms=term_links.links_of(page.urls, article, listed=False),
        series=None,
        earlier=None,
        later=None,
        related=(),
        canonical="",
        banner=banner,
        discussion=Discussion(),
        share_links=[],
    )


def _shared_context(
    page: PageContext, article: Article, html: str, translations: Sequence[Summary]
) -> dict[str, Any]:
    """Returns what the templates of both need."""
    language = page.interface_language(article)
    return {
        **page.layout_context(language),
        "current_path": article.path,
        "article": article,
        "text": html,
        "updated": _updated(page, article),
        "cover": cover_of(article, page.resolver, page.urls.prefix),
        "translations": [_translation(translation) for translation in translations],
    }


def _translation(article: Summary) -> Translation:
    language = primary(article.language)
    if language not in INTERFACE_LANGUAGES:
        return Translation(article, name_of(article.language))
    _ = catalogue(language).gettext
    # Each language names itself: French has "Lire cet article en français" for this.
    sentences = {
        "articles": _("Read this article in English"),
        "pages": _("Read this page in English"),
    }
    return Translation(article, sentences[article.kind] + subtags_of(article.language))


def _updated(page: PageContext, article: Article) -> datetime | None:
    """Returns when its text last changed, in the site's zone; None on the very day it is dated."""
    latest = article.updated or article.edited
    if latest is None:
        return None
    updated, dated = latest.astimezone(page.site.zone), article.date.astimezone(page.site.zone)
    return updated if updated.date() > dated.date() else None
