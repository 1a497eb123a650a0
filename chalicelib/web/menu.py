"""The main menu: the product's own, or that of ``[menu]`` in ``site.toml``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from chalicelib.content.article import KINDS
from chalicelib.content.old_address import decoded
from chalicelib.content.site import FILE
from chalicelib.content.site_links import MENU, Link
from chalicelib.content.typography import typographic
from chalicelib.index import lists
from chalicelib.index.living import is_living
from chalicelib.index.taxonomy import TAXONOMIES
from chalicelib.web.words import catalogue

if TYPE_CHECKING:
    from chalicelib.web.page_context import PageContext

DEFAULT = tuple(map(Link, ("home", "archive", "tags", "pages", "contact", "search")))


@dataclass(frozen=True)
class MenuEntry:
    """A link of the menu. `path` tells the page it leads to from others, "" for one on another site;
    `language` is that of `name`."""

    address: str
    name: str
    language: str
    path: str = ""


def menu_of(page: PageContext, language: str) -> list[MenuEntry]:
    """Returns the menu of a page in `language`, without what leads to nothing."""
    links = page.site.menu or DEFAULT
    return [entry for link in links for entry in _entries(page, language, link, links)]


def _entries(page: PageContext, language: str, link: Link, links: Sequence[Link]) -> Iterator[MenuEntry]:
    """Yields what a line of the menu stands for."""
    if link.target == "pages":
        named = {other.target for other in links}
        for standing in page.ask(lists.standing_pages):
            if standing.slug != page.site.legal and standing.path not in named:
                yield MenuEntry(page.urls.of(standing), standing.title, standing.language, standing.path)
    elif link.target.startswith("/"):
        yield from _on_the_site(page, link)
    elif link.target not in MENU:
        yield MenuEntry(link.target, *_own_name(page, link))
    elif _has_something(page, link.target):
        name = _own_name(page, link) if link.name else (_word(link.target, language), language)
        yield MenuEntry(page.urls(link.target), *name, link.target)


def _on_the_site(page: PageContext, link: Link) -> Iterator[MenuEntry]:
    target = page.resolver.resolve(link.target, FILE)
    path = decoded(target.path.partition("#")[0])
    if target.kind not in ("page", "medium") or not is_living(page.index, page.now, path):
        return
    kind, _, slug = path.lstrip("/").partition("/")
    is_known = path.strip("/") in MENU or path == "/"
    article = next((page.find(own, slug) for own in KINDS if own == kind), None)
    name = (article.title, article.language) if article and not link.name else _own_name(page, link)
    yield MenuEntry(page.urls.prefix + target.path, *name, (path.strip("/") or "home") if is_known else path)


def _own_name(page: PageContext, link: Link) -> tuple[str, str]:
    """Returns the author's own name of a link, and its language."""
    return typographic(link.name, page.site.language), page.site.language


def _has_something(page: PageContext, target: str) -> bool:
    """Returns whether there is anything to see at one of `MENU`."""
    if target == "archive":
        return bool(page.ask(lists.newest, 1))
    if target == "follow":  # without a public address there are no feeds
        return bool(page.urls.base)
    if target == "search":
        return page.can_search
    return target not in TAXONOMIES or target in page.ask(lists.taxonomies_in_use)


def _word(target: str, language: str) -> str:
    _ = catalogue(language).gettext
    return {
        "home": _("Home"),
        "archive": _("Archive"),
        "tags": _("Tags"),
        "categories": _("Categories"),
        "series": _("All series"),
        "contact": _("Contact"),
        "search": _("Search"),
        "follow": _("Follow"),
    }[target]
