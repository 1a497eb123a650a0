"""The view of each address. Its module is imported when it is first asked for: no request needs more than
one, and a first page would wait for all."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module

from chalice.app import Blueprint, Response

from chalicelib.web.routing import View, mount
from chalicelib.web.urls import PATHS, SIGNED

blueprint = Blueprint(__name__)

VIEWS: Mapping[str, tuple[str, ...]] = {
    "home": ("home.show",),
    "home_listing": ("home.show",),
    "article": ("articles.show",),
    "comments": ("comment_pages.show",),
    "comment": ("comment_pages.lead_to",),
    "comment_received": ("comment_pages.received",),
    "comment_edit": ("comment_editing.show",),
    "comments_feed": ("feeds.comments",),
    "page": ("pages.show",),
    "preview": ("preview.show",),
    "archive": ("archive.show_years",),
    "archive_year": ("archive.show_year",),
    "archive_year_listing": ("archive.show_year",),
    "tags": ("taxonomies.show_all", "tags"),
    "tags_term": ("taxonomies.show", "tags"),
    "tags_term_listing": ("taxonomies.show", "tags"),
    "categories": ("taxonomies.show_all", "categories"),
    "categories_term": ("taxonomies.show", "categories"),
    "categories_term_listing": ("taxonomies.show", "categories"),
    "series": ("taxonomies.show_all", "series"),
    "series_term": ("taxonomies.show", "series"),
    "series_term_listing": ("taxonomies.show", "series"),
    "moderation": ("moderation.show",),
    "moderation_comment": ("moderation_comment.show",),
    "subscription": ("subscriptions.show",),
    "follow": ("follow.show",),
    "contact": ("contact.show",),
    "contact_received": ("contact.received",),
    "search": ("search.search",),
    "opensearch": ("search.opensearch",),
    "static": ("files.static",),
    "favicon": ("files.favicon",),
    "feed": ("feeds.of_site", "atom", "feed"),
    "json_feed": ("feeds.of_site", "json", "json_feed"),
    "tag_feed": ("feeds.of_term", "atom", "tag_feed", "tags"),
    "tag_json_feed": ("feeds.of_term", "json", "tag_json_feed", "tags"),
    "category_feed": ("feeds.of_term", "atom", "category_feed", "categories"),
    "category_json_feed": ("feeds.of_term", "json", "category_json_feed", "categories"),
    "sitemap": ("sitemap.sitemap",),
    "sitemap_part": ("sitemap.part",),
    "robots": ("well_known.robots",),
    "humans": ("well_known.humans",),
    "security": ("well_known.security",),
    "media": ("files.media",),
    "health": ("health.health",),
}
"""What answers a GET, by the name of the address: module and function, and what the function is given before
the variables of the path."""

FORM_VIEWS: Mapping[str, str] = {
    "comments": "comment_pages.comment",
    "comment_edit": "comment_editing.act",
    "contact": "contact.send",
    "moderation": "moderation.act",
    "moderation_comment": "moderation_comment.act",
    "subscription": "subscriptions.act",
}
"""What takes a form."""


def view_of(path: str) -> View:
    """Returns a view by its module and function."""
    module, _, function = path.partition(".")
    view: View = getattr(import_module(f"chalicelib.web.{module}"), function)
    return view


def _late(path: str, *values: str) -> View:
    """Returns a view that is imported at its first request."""

    def answer(**parameters: str) -> Response:
        return view_of(path)(*values, **parameters)

    return answer


for _name, _view in VIEWS.items():
    mount(
        blueprint,
        PATHS[_name],
        get=_late(*_view),
        post=_late(FORM_VIEWS[_name]) if _name in FORM_VIEWS else None,
        signed=_name in SIGNED,
    )
