"""The addresses that Jekyll gives to files (docs: "Permalinks")."""

from __future__ import annotations

import re

from billet.migration.model import Date
from billet.migration.sources.generators.document import Document
from billet.migration.sources.generators.permalinks import date_tokens, fill

STYLES = {
    "date": "/:categories/:year/:month/:day/:title:output_ext",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "ordinal": "/:categories/:year/:y_day/:title:output_ext",
    "weekdate": "/:categories/:year/W:week/:short_day/:title:output_ext",
    "none": "/:categories/:title:output_ext",
}
"""The patterns that the settings of a site have names for."""

# In a token an underscore may end it: ":year_:month".
_TOKEN = re.compile(
    r":(slugified_categories|categories|collection|output_ext|basename|short_year|year|long_month|short_month"
    r"|i_month|month|long_day|short_day|i_day|y_day|w_day|w_year|week|day|hour|minute|second|title|slug|path"
    r"|name|[a-z]+)"
)
_PRETTY = re.compile(r"[^\w.~!$&'()+,;=@]+|_(?!\w)")


def pretty(text: str) -> str:
    """Returns a name as a part of an address: its case and the signs that addresses may have stay."""
    return _PRETTY.sub("-", text).strip("-")


def slugified(text: str) -> str:
    """Returns words in lower case with hyphens between them."""
    return re.sub(r"[\W_]+", "-", text.lower()).strip("-")


def post_address(
    document: Document, pattern: str, name: str, day: Date | None, categories: list[str]
) -> tuple[str, list[str]]:
    """Returns the address of a post below the home page, and the tokens that are not known. `name` is that of
    the file without day and ending."""
    written = pretty(document.get("slug") or name)
    tokens = {
        **date_tokens(day),
        "categories": "/".join(dict.fromkeys(category.lower() for category in categories)),
        "slugified_categories": "/".join(dict.fromkeys(map(slugified, categories))),
        "title": written,
        "slug": slugified(document.get("slug") or name),
        "collection": "posts",
        "name": slugified(name),
        "basename": name,
        "output_ext": ".html",
    }
    return fill(pattern, tokens, _TOKEN)


def page_address(pattern: str, path: str, collection: str = "") -> tuple[str, list[str]]:
    """Returns the address of a page by a pattern, and the tokens that are not known. `path` is that of the
    file below the folder of its kind, without ending."""
    folder, _, name = path.rpartition("/")
    tokens = {
        "path": path if collection else folder,
        "basename": name,
        "name": slugified(name),
        "title": pretty(name),
        "slug": slugified(name),
        "collection": collection,
        "output_ext": ".html",
        "categories": "",
    }
    return fill(pattern, tokens, _TOKEN)
