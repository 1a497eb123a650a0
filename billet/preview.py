"""A link to what readers do not see yet, for who is to read it first."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import unquote, urlsplit

from chalicelib.content.index import Index

from chalicelib.content.article import Article
from chalicelib.content.receipt import State, state_of
from chalicelib.conversation import preview
from chalicelib.errors import ConfigurationError, NotFound
from chalicelib.services import Services
from chalicelib.web.urls import Urls

HOURS = 72
"""How long a link is good for where nobody says otherwise: a long weekend."""

MOST_HOURS = preview.LONGEST // timedelta(hours=1)


@dataclass(frozen=True)
class Link:
    """Where one article or page can be read. `url` is a path where the public address of the blog is
    not known; `expires` is None for the address that readers have."""

    article: Article
    state: State
    url: str
    expires: datetime | None


def wanted(index: Index, name: str) -> Article:
    """The article or page that an author means by a slug, an address or the name of its file; an
    article before a page. Raises `ConfigurationError` where there is none, with what is like it."""
    asked = unquote(urlsplit(name.strip()).path).strip("/")
    for article in sorted(index.articles, key=lambda one: one.kind):
        if asked in (article.slug, article.path.strip("/"), article.key):
            return article
    slugs = [article.slug for article in index.articles]
    like = difflib.get_close_matches(asked, slugs, n=1)
    remedy = f"did you mean {like[0]}?" if like else "upload it first; a file that was refused has a receipt"
    raise ConfigurationError(f"there is no article or page {asked!r}: {remedy}")


def link(blog: Services, article: Article, hours: int = HOURS) -> Link:
    """A link to an article; to its own address where readers see it already.

    Raises `ConfigurationError` where the stage has no secret to sign with, and `Unavailable`.
    """
    urls, now = Urls("", blog.settings.base_url.rstrip("/")), blog.clock()
    state = state_of(article, now)
    if article.is_public(now):
        return Link(article, state, urls.public_of(article) or urls.of(article), None)
    try:
        secret = blog.policy.secret
    except NotFound as error:
        raise ConfigurationError(
            f"there is nothing to sign a link with ({error}): run billet setup"
        ) from error
    lifetime = timedelta(hours=hours)
    token = preview.issue(secret, article.id, now, lifetime)
    url = urls.public("preview", token=token) or urls("preview", token=token)
    return Link(article, state, url, now + lifetime)
