"""The addresses of feeds: the site's, those of tags and of categories, and those of comments."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from chalice.app import Blueprint, Response

from chalicelib.index.taxonomy import Taxonomy
from chalicelib.web.routing import mount
from chalicelib.web.urls import PATHS

if TYPE_CHECKING:
    from chalicelib.web.feed_pages import Format

blueprint = Blueprint(__name__)


# What makes feeds is imported late, here and below: pages for people do without.
def _of_site(format_: Format, address: str) -> Callable[[], Response]:
    def show() -> Response:
        from chalicelib.web import feed_pages

        return feed_pages.of_site(format_, address)

    return show


def _of_term(format_: Format, address: str, taxonomy: Taxonomy) -> Callable[[str], Response]:
    def show(slug: str) -> Response:
        from chalicelib.web import feed_pages

        return feed_pages.of_term(format_, address, taxonomy, slug)

    return show


def comments(slug: str) -> Response:
    """Sends the approved comments on one article, the newest first."""
    from chalicelib.web import feed_pages

    return feed_pages.comments(slug)


mount(blueprint, PATHS["feed"], get=_of_site("atom", "feed"))
mount(blueprint, PATHS["json_feed"], get=_of_site("json", "json_feed"))
mount(blueprint, PATHS["tag_feed"], get=_of_term("atom", "tag_feed", "tags"))
mount(blueprint, PATHS["tag_json_feed"], get=_of_term("json", "tag_json_feed", "tags"))
mount(blueprint, PATHS["category_feed"], get=_of_term("atom", "category_feed", "categories"))
mount(blueprint, PATHS["category_json_feed"], get=_of_term("json", "category_json_feed", "categories"))
mount(blueprint, PATHS["comments_feed"], get=comments)
