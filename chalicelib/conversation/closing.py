"""Which articles take comments: all, but for those that the author has closed, or whose time is over."""

from __future__ import annotations

from datetime import datetime

from chalicelib.content.article import Article
from chalicelib.content.site import Site


def is_open(article: Article, site: Site, now: datetime) -> bool:
    """Whether an article takes comments at `now`.

    The time of an article is over at a midnight of the site, as pages that anyone may keep are then made
    anew. A comment that exists stays where it is.
    """
    if not (article.comments and site.comments.enabled):
        return False
    published, today = (moment.astimezone(site.zone).date() for moment in (article.begins, now))
    days = site.comments.close_after_days
    return not days or (today - published).days <= days
