"""What a blog holds and WordPress's export format does not, so that no author finds out later."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

from billet.migration.exporting.blog_content import BlogContent
from billet.migration.model import Notice, Origin
from chalicelib.content import site as sites
from chalicelib.content.article import Article

_OF_ARTICLES: tuple[tuple[str, Callable[[Article], object]], ...] = (
    ("a series", lambda article: article.series),
    ("a day on which it goes", lambda article: article.expires),
    ("an original elsewhere", lambda article: article.canonical),
    ("a place", lambda article: article.place),
    ("addresses of an older blog", lambda article: article.aliases),
)


def losses(content: BlogContent) -> Iterator[Notice]:
    """Yields a notice for each kind of thing that stays behind."""
    for what, value_of in _OF_ARTICLES:
        articles = [article for article in content.articles if value_of(article)]
        if articles:
            yield _loss(
                articles[0].key, f"WordPress has no place for {what}", len(articles), "articles have one"
            )
    keys = Counter(article.translation for article in content.articles if article.translation)
    if translated := [article for article in content.articles if keys[article.translation] > 1]:
        yield _loss(
            translated[0].key, "WordPress has no place for translations", len(translated), "articles have one"
        )
    hidden = [article for article in content.articles if article.unlisted and not article.draft]
    if hidden:
        yield _loss(hidden[0].key, "what no list shows is private in WordPress", len(hidden), "articles are")
    if content.site.redirects:
        yield _loss(
            sites.FILE, "redirects need a plugin", len(content.site.redirects), "lines of [redirects]"
        )
    if content.messages:
        yield _loss("messages", "messages of the contact form stay here", len(content.messages), "messages")
    if not content.base:
        message = "the blog's address is not known, so WordPress cannot fetch its media"
        yield Notice(Origin(sites.FILE), message, "Set BILLET_BASE_URL, and export again", left_out=True)


def _loss(file: str, message: str, count: int, what: str) -> Notice:
    return Notice(Origin(file), f"{message} ({count} {what})", left_out=True)
