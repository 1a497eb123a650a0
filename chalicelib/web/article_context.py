"""An article or a standing page as HTML, for readers and for who holds a preview link."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chalicelib.content.article import Article, Summary
from chalicelib.content.edition.record import Record
from chalicelib.content.receipt import State
from chalicelib.conversation.comment import Comment
from chalicelib.web import sharing, term_links
from chalicelib.web.cover import cover_of
from chalicelib.web.form import Form
from chalicelib.web.metadata import canonical_of, of_article, of_page
from chalicelib.web.page_context import PageContext
from chalicelib.web.templating import render
from chalicelib.web.term_links import Part
from chalicelib.web.words import catalogue


@dataclass(frozen=True)
class Banner:
    """What is said above a preview: in which state the article is, and until when the link is good."""

    state: State
    until: datetime


@dataclass(frozen=True)
class Translation:
    """The same in another language, with the invitation to read it in that language's words."""

    article: Summary
    invitation: str


def article_page(
    seen: PageContext,
    record: Record,
    text: str,
    comments: tuple[Comment, ...] | None,
    form: Form | None,
    part: Part | None,
) -> str:
    """An article as readers get it; `comments` are None where they cannot be had, `form` and its `part` in
    a series likewise."""
    article = record.article
    url = seen.urls.public_of(article)
    label = catalogue(article.language).gettext("E-mail")
    return render(
        "article.html",
        **_matter(seen, record, text),
        filed=term_links.filed(seen.urls, article, listed=not article.unlisted),
        part=part,
        related=seen.related(record),
        canonical=canonical_of(seen, article),
        metadata=of_article(seen, record),
        banner=None,
        comments=comments,
        form=form,
        share_links=sharing.links(seen.site.share, article.title, url, label),
        featured=seen.featured(beside=article),
        favourite=seen.favourite(beside=article),
    )


def standing_page(seen: PageContext, record: Record, text: str) -> str:
    """A standing page as readers get it."""
    return render(
        "page.html",
        **_matter(seen, record, text),
        canonical=canonical_of(seen, record.article),
        metadata=of_page(seen, record),
        banner=None,
    )


def preview_page(seen: PageContext, record: Record, text: str, banner: Banner) -> str:
    """Either, as readers will get it: without what would write for them, send on or lead robots here."""
    article, matter = record.article, _matter(seen, record, text)
    if article.kind == "pages":
        return render("page.html", **matter, canonical="", banner=banner)
    return render(
        "article.html",
        **matter,
        filed=term_links.filed(seen.urls, article, listed=False),
        part=None,
        related=(),
        canonical="",
        banner=banner,
        comments=(),
        form=None,
        share_links=[],
        featured=seen.featured(beside=article),
        favourite=seen.favourite(beside=article),
    )


def _matter(seen: PageContext, record: Record, text: str) -> dict[str, Any]:
    """What the templates of both need."""
    article = record.article
    return {
        **seen.layout_context(article.language),
        "here": article.path,
        "article": article,
        "record": record,
        "text": text,
        "updated": _updated(seen, article),
        "cover": cover_of(record, seen.urls.prefix),
        "translations": [_translation(one) for one in record.translations],
    }


def _translation(article: Summary) -> Translation:
    _ = catalogue(article.language).gettext
    # Each language names itself: French has "Lire cet article en français" for this.
    sentences = {
        "articles": _("Read this article in English"),
        "pages": _("Read this page in English"),
    }
    return Translation(article, sentences[article.kind])


def _updated(seen: PageContext, article: Article) -> datetime | None:
    """When its text last changed, in the site's zone; None on the very day it is dated."""
    latest = article.updated or article.edited
    if latest is None:
        return None
    there, dated = latest.astimezone(seen.site.zone), article.date.astimezone(seen.site.zone)
    return there if there.date() > dated.date() else None
