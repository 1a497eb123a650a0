"""Every address of the site, made in one place."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from chalicelib.content.article import Kind, Summary
from chalicelib.index.taxonomy import Taxonomy

PATHS = {
    "home": "/",
    "home_listing": "/page/{number}",
    "article": "/articles/{slug}",
    "comments": "/articles/{slug}/comments",
    "comment": "/articles/{slug}/comments/{id}",
    "comment_received": "/articles/{slug}/comments/received/{token}",
    "comment_edit": "/articles/{slug}/comments/edit/{token}",
    "comments_feed": "/articles/{slug}/comments/feed.xml",
    "page": "/pages/{slug}",
    "preview": "/preview/{token}",
    "archive": "/archive",
    "archive_year": "/archive/{year}",
    "archive_year_listing": "/archive/{year}/page/{number}",
    "tags": "/tags",
    "tags_term": "/tags/{slug}",
    "tags_term_listing": "/tags/{slug}/page/{number}",
    "categories": "/categories",
    "categories_term": "/categories/{slug}",
    "categories_term_listing": "/categories/{slug}/page/{number}",
    "series": "/series",
    "series_term": "/series/{slug}",
    "series_term_listing": "/series/{slug}/page/{number}",
    "moderation": "/moderation",
    "moderation_comment": "/moderation/{token}",
    "subscription": "/subscriptions/{token}",
    "follow": "/follow",
    "contact": "/contact",
    "contact_received": "/contact/received",
    "search": "/search",
    "opensearch": "/opensearch.xml",
    "static": "/static/{name}",
    "favicon": "/favicon.ico",
    "feed": "/feed.xml",
    "json_feed": "/feed.json",
    "tag_feed": "/tags/{slug}/feed.xml",
    "tag_json_feed": "/tags/{slug}/feed.json",
    "category_feed": "/categories/{slug}/feed.xml",
    "category_json_feed": "/categories/{slug}/feed.json",
    "sitemap": "/sitemap.xml",
    "sitemap_part": "/sitemap/{number}",
    "robots": "/robots.txt",
    "humans": "/humans.txt",
    "security": "/.well-known/security.txt",
    "media": "/media/{proxy+}",
    "health": "/health",
}

SIGNED = ("moderation", "moderation_comment", "subscription")

FORM_PATHS = frozenset(PATHS[name] for name in ("comments", "comment_edit", "contact", *SIGNED))
"""The paths that take a form: API Gateway limits what is posted to each of them apart from all that is read,
so that a flood never takes the readers' place."""

_NAMES: dict[Kind, str] = {"articles": "article", "pages": "page"}


@dataclass(frozen=True)
class Urls:
    """Addresses below one stage prefix. `base` is the public address of the home page, without a
    slash at its end; "" where the deployment has set none."""

    prefix: str
    base: str = ""

    def __call__(self, name: str, /, **parameters: str | int) -> str:
        """Returns the path of a named address, for links and forms."""
        return self.prefix + _path(name, parameters)

    def of(self, article: Summary) -> str:
        """Returns the path of an article or standing page."""
        return self(_NAMES[article.kind], slug=article.slug)

    def term(self, taxonomy: Taxonomy, slug: str) -> str:
        """Returns the path of the articles that have a tag, a category or a series."""
        return self(f"{taxonomy}_term", slug=slug)

    def public_of(self, article: Summary) -> str:
        """Returns its whole address, "" where the public address is unknown."""
        return self.public(_NAMES[article.kind], slug=article.slug)

    def public(self, name: str, /, **parameters: str | int) -> str:
        """Returns the whole address, for readers elsewhere; "" where the public address is unknown."""
        return self.base + _path(name, parameters) if self.base else ""


def _path(name: str, parameters: dict[str, str | int]) -> str:
    return PATHS[name].format_map({key: quote(str(value), safe="") for key, value in parameters.items()})
