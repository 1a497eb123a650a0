"""What is told of a Pelican site as a whole: settings, the menu, and where its lists lead on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from math import ceil
from typing import Any

from billet.migration.model import OldAddress
from billet.migration.sources.generators.builder import Builder
from billet.migration.sources.generators.configuration import Configuration
from billet.migration.sources.generators.lists import home_redirects
from billet.migration.sources.generators.page import Page
from billet.migration.sources.generators.site_settings import add_menu, site_settings
from billet.migration.sources.pelican.addresses import Rules
from chalicelib.content.term_slug import term_slug


def add_settings(builder: Builder, settings: Configuration) -> None:
    """Adds the settings of a site."""
    builder.site.settings.update(
        site_settings(
            title=settings.text("SITENAME"),
            tagline=settings.text("SITESUBTITLE", "SITEDESCRIPTION"),
            language=settings.text("DEFAULT_LANG"),
            timezone=settings.text("TIMEZONE"),
            author=settings.text("AUTHOR"),
            networks=dict(_pairs(settings.get("SOCIAL"))),
        )
    )
    items = [(address, name) for name, address in _pairs(settings.get("MENUITEMS"))]
    lines = [(url if "://" in url else builder.rooted(url), name) for url, name in items]
    add_menu(builder, lines, "pelicanconf.py")


def redirects(builder: Builder, rules: Rules) -> Iterator[OldAddress]:
    """Yields where lists of categories, tags, authors and months lead on, their further pages and feeds."""
    pages = [page for page in builder.pages if page.kind == "articles" and not page.entry["draft"]]
    size = rules.settings.get("DEFAULT_PAGINATION")
    yield from _terms(builder, rules, pages, size)
    yield from _list(builder.rooted("index.html"), "/", _further(len(pages), size))
    for name, new in (
        ("ARCHIVES", "/archive"),
        ("AUTHORS", "/"),
        ("CATEGORIES", "/categories"),
        ("TAGS", "/tags"),
    ):
        if place := rules.settings.text(f"{name}_SAVE_AS"):
            yield OldAddress(builder.rooted(place), new)
    for place, year in rules.years([page.entry["date"] for page in pages if page.entry["date"]]).items():
        yield OldAddress(builder.rooted(place), f"/archive/{year}")
    languages = {page.entry["language"] for page in pages} | {rules.settings.text("DEFAULT_LANG")}
    feeds = [
        "FEED_ALL_ATOM",
        "FEED_ALL_RSS",
        "FEED_ATOM",
        "FEED_RSS",
        "TRANSLATION_FEED_ATOM",
        "TRANSLATION_FEED_RSS",
    ]
    for setting in feeds:
        for language in sorted(languages - {""}):
            if place := rules.fill(setting, {"lang": language}):
                yield OldAddress(builder.rooted(place), "/feed.xml")
    yield from home_redirects(builder.base)


def _terms(builder: Builder, rules: Rules, pages: list[Page], size: Any) -> Iterator[OldAddress]:
    counts: Counter[tuple[str, str]] = Counter()
    for page in pages:
        authors = (page.entry["author"] or rules.settings.text("AUTHOR")).split(", ")
        for kind, names in (
            ("CATEGORY", page.entry["categories"]),
            ("TAG", page.entry["tags"]),
            ("AUTHOR", authors),
        ):
            counts.update((kind, name) for name in names if name)
    for (kind, name), count in counts.items():
        room = {"CATEGORY": "/categories", "TAG": "/tags"}.get(kind, "")
        new = f"{room}/{term_slug(name)}" if room else "/"
        slug = {"slug": rules.slug(name, kind)}
        for place in rules.addresses(kind, slug, None):
            yield from _list(builder.rooted(place), new, _further(count, size))
        for setting in (f"{kind}_FEED_ATOM", f"{kind}_FEED_RSS"):
            if place := rules.fill(setting, slug):
                yield OldAddress(builder.rooted(place), f"{new.rstrip('/')}/feed.xml")


def _list(address: str, new: str, pages: int) -> Iterator[OldAddress]:
    """Yields the redirects of a list and of its further pages: ``x2.html``, or ``x/index2.html``."""
    yield OldAddress(address, new)
    stem, dot, ending = (
        address.rpartition(".") if address.endswith(".html") else (f"{address}/index", ".", "html")
    )
    for number in range(2, pages + 1):
        yield OldAddress(f"{stem}{number}{dot}{ending}", new)


def _further(count: int, size: Any) -> int:
    return ceil(count / size) if isinstance(size, int) and size > 0 else 1


def _pairs(value: Any) -> list[tuple[str, str]]:
    """Returns the pairs of a list of names and addresses."""
    items = value if isinstance(value, list) else []
    return [(str(item[0]), str(item[1])) for item in items if isinstance(item, list) and len(item) >= 2]
