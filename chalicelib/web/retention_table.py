"""The table of personal data at the end of the page of legal notices."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from chalicelib.content.article import Article
from chalicelib.conversation.retention import Kind, retentions
from chalicelib.web.page_context import PageContext
from chalicelib.web.words import catalogue, span


@dataclass(frozen=True)
class Row:
    """A kind of personal data, what it is kept for, and how long."""

    data: str
    purpose: str
    kept: str


def rows_for(page: PageContext, article: Article) -> list[Row]:
    """Returns the rows where an article is the page of legal notices, and none anywhere else."""
    if article.kind != "pages" or not page.site.legal or article.slug != page.site.legal:
        return []
    language = page.interface_language(article)
    spans = retentions(timedelta(days=page.services.settings.retention_days))
    return [
        _row(kind, tuple(span(length, language) for length in lengths), language)
        for kind, lengths in spans.items()
    ]


def _row(kind: Kind, spans: tuple[str, ...], language: str) -> Row:
    _ = catalogue(language).gettext
    texts: dict[Kind, tuple[str, str, str]] = {
        "comment": (
            _("Published comment: name and text"),
            _("To show it below the article"),
            _("As long as the article, and %s after it was deleted"),
        ),
        "comment_address": (
            _("E-mail address of a comment"),
            _("For the author to answer before the comment is published"),
            _("Until the comment is published, %s at the most"),
        ),
        "writer": (
            _("Keyed hash of that address"),
            _("To know a writer again"),
            _("As long as the comment, and %s after the last one was published"),
        ),
        "unpublished": (
            _("Comment that is not published"),
            _("For the author to read it, and to tell it from spam"),
            "%s",
        ),
        "message": (
            _("Message of the contact form"),
            _("For the author to answer"),
            "%s",
        ),
        "subscription": (
            _("E-mail address that answers are sent to"),
            _("To send them"),
            _("%s until you confirm it, then %s, or until you unsubscribe"),
        ),
        "mailed": (
            _("Keyed hash of that address"),
            _("To send no e-mail twice"),
            "%s",
        ),
        "network": (
            _("Keyed hash of your network’s address"),
            _("To slow down floods"),
            "%s",
        ),
        "text": (
            _("Keyed hash of what you send"),
            _("To know repeated texts again"),
            "%s",
        ),
        "logs": (
            _("Record of each request: time, article, kind of program, site before it; no address, no text"),
            _("To find faults and to count readings"),
            "%s",
        ),
        "backups": (
            _("Copies of the database, with what was erased from it"),
            _("To restore it after an accident"),
            "%s",
        ),
    }
    data, purpose, kept = texts[kind]
    return Row(data, purpose, kept % spans)
