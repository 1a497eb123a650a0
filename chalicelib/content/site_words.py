"""The author's own words in place of the product's, as ``site.toml`` has them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    """Plain text in the language of the site. "" means the words of the product, which are in the language of
    the page."""

    featured: str = ""
    """The heading of the article of the moment."""
    featured_sign: str = ""
    """A sign before that heading, such as ✎, which is not read out."""
    favourite: str = ""
    """What stands before the title of the article that the author recommends."""
    comments: str = ""
    """The invitation to comment."""
    share: str = ""
    """The heading of the share links."""
    worth_reading: str = ""
    """The heading of what the author chose for the foot of each page."""
    latest: str = ""
    """The heading of the latest articles at the foot of each page."""
    rights: str = ""
    """What follows the name in the line of copyright."""
