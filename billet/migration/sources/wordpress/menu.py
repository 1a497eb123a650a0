"""The menu of a WordPress blog as that of Billet: one, of one level, without what leads nowhere."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

from billet.migration.model import Notice
from billet.migration.sources.lenient_addresses import urlsplit
from billet.migration.sources.wordpress.records import Export, Post
from billet.migration.sources.wordpress.terms import Terms

MOST_LINES = 20
_NAMES = ("primary", "main", "principal", "header", "top")
_LONGEST = 60


def menu_of(
    export: Export,
    terms: Terms,
    site: str,
    path_of: Callable[[int], str],
    path_at: Callable[[str], str],
    notices: list[Notice],
) -> dict[str, str]:
    """Returns the lines of the menu: names by address. `path_of` returns the path of a post by its number,
    `path_at` by an address it had, "" where there is none."""
    menus: dict[str, list[Post]] = defaultdict(list)
    for post in export.posts.values():
        if post.type == "nav_menu_item" and post.status == "publish":
            name = next((term.name for term in post.terms if term.taxonomy == "nav_menu"), "")
            menus[name].append(post)
    if not menus:
        return {}
    chosen = max(menus, key=lambda name: (any(word in name.lower() for word in _NAMES), len(menus[name])))
    for name, items in menus.items():
        if name != chosen:
            message = f"the menu {name!r} is left out: the menu is {chosen!r}"
            remedy = "Write what you miss into [menu] or [footer] of site.toml"
            notices.append(Notice(items[0].origin, message, remedy, left_out=True))
    lines: dict[str, str] = {}
    for item in sorted(menus[chosen], key=lambda item: (item.order, item.id)):
        address, title = _address(item, export, terms, site, path_of, path_at)
        if address and title and len(lines) < MOST_LINES:
            lines.setdefault(address, title[:_LONGEST])
        else:
            message = f"the line {title or item.id} of the menu is left out: it leads to nothing that comes"
            notices.append(Notice(item.origin, message, left_out=True))
    return lines


def _address(
    item: Post,
    export: Export,
    terms: Terms,
    site: str,
    path_of: Callable[[int], str],
    path_at: Callable[[str], str],
) -> tuple[str, str]:
    kind, name = item.value("_menu_item_type"), item.value("_menu_item_object")
    written = item.value("_menu_item_object_id")
    number = int(written) if written.isdecimal() else 0
    if kind == "post_type":
        post = export.posts.get(number)
        return path_of(number), item.title or (post.title if post else "")
    if kind == "taxonomy":
        term = next(
            (term for term in export.terms.values() if (term.id, term.taxonomy) == (number, name)), None
        )
        return terms.path(name, number), item.title or (term.name if term else "")
    address = item.value("_menu_item_url").strip()
    if address.rstrip("/") in ("", site) or urlsplit(address).path == address == "/":
        return ("home" if address else ""), item.title
    is_elsewhere = address.startswith(("https://", "mailto:")) and not address.startswith(site)
    return (address if is_elsewhere else path_at(address)), item.title
