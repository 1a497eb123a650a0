"""The settings of a generator as those of ``site.toml``: what it would refuse is left out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from billet.migration.sources.generators.builder import Builder
from chalicelib.content import zones
from chalicelib.content.email_address import is_email
from chalicelib.content.language_tag import canonical_tag
from chalicelib.content.link_reader import LONGEST_NAME, MOST_LINKS
from chalicelib.content.old_address import decoded, old_address
from chalicelib.feeds.old_feed_addresses import feed_at

_PROFILES = {
    "bluesky": "https://bsky.app/profile/{}",
    "facebook": "https://www.facebook.com/{}",
    "flickr": "https://www.flickr.com/photos/{}",
    "github": "https://github.com/{}",
    "gitlab": "https://gitlab.com/{}",
    "instagram": "https://www.instagram.com/{}",
    "keybase": "https://keybase.io/{}",
    "linkedin": "https://www.linkedin.com/in/{}",
    "mastodon": "",
    "pinterest": "https://www.pinterest.com/{}",
    "reddit": "https://www.reddit.com/user/{}",
    "stackoverflow": "https://stackoverflow.com/users/{}",
    "twitter": "https://x.com/{}",
    "vimeo": "https://vimeo.com/{}",
    "x": "https://x.com/{}",
    "youtube": "https://www.youtube.com/{}",
}
"""Where people are, by the names that themes of many generators give to a user's name there."""

_LISTS = {
    **dict.fromkeys(("/", "/home", "/blog", "/posts", "/articles"), "home"),
    **dict.fromkeys(("/archive", "/archives"), "archive"),
    **dict.fromkeys(("/tags", "/tag"), "tags"),
    **dict.fromkeys(("/categories", "/category"), "categories"),
    **dict.fromkeys(("/contact", "/search", "/series"), ""),
}


def site_settings(
    *,
    title: str = "",
    tagline: str = "",
    language: str = "",
    timezone: str = "",
    author: str = "",
    email: str = "",
    networks: Mapping[str, str] | None = None,
) -> dict[str, object]:
    """Returns settings as nested tables, without those that are empty. `networks` has addresses, or names of
    users, by the name of the place."""
    contact: dict[str, object] = {"email": email if is_email(email) else ""}
    links: dict[str, str] = {}
    for name, written in (networks or {}).items():
        address = profile(name, written)
        if address and name.lower() == "linkedin":
            contact["linkedin"] = address
        elif address and len(links) < MOST_LINKS and 0 < len(name) <= LONGEST_NAME:
            links[name] = address
    contact["networks"] = links
    settings = {
        "title": title,
        "tagline": tagline,
        "language": canonical_tag(language),
        "timezone": timezone if timezone and zones.find(timezone) else "",
        "author": _filled({"name": author}),
        "contact": _filled(contact),
    }
    return _filled(settings)


def profile(name: str, written: str) -> str:
    """Returns the address of a person's page in a network, "" where it cannot be told."""
    if re.fullmatch(r"https?://[^\s\"'<>]+", written):
        return re.sub(r"^http:", "https:", written)
    pattern = _PROFILES.get(name.lower().removesuffix("_username"), "")
    return pattern.format(written.lstrip("@/")) if pattern and re.fullmatch(r"[\w.@/-]+", written) else ""


def add_menu(builder: Builder, lines: Iterable[tuple[str, str]], file: str) -> None:
    """Adds the lines of a menu, addresses and names, to the settings; what leads nowhere here is told."""
    settings: dict[str, object] = {}
    pages = {
        old_address(decoded(address)): page.new_address
        for page in builder.pages
        for address in page.addresses
    }
    for address, name in lines:
        path = old_address(decoded(address)) if address.startswith("/") else ""
        bare = path.removeprefix(f"/{builder.base}") or "/" if builder.base else path
        if path in pages:
            settings[pages[path]] = name
        elif path and bare in _LISTS:
            settings[_LISTS[bare] or bare.strip("/")] = name or True
        elif feed_at(bare):
            settings["follow"] = name or True
        elif re.fullmatch(r"https://[^\s\"'<>\\]+", address) and name:
            settings[address] = name
        else:
            message = f"the line {name or address!r} of the menu leads to {address!r}, which has no page here"
            builder.notice(file, message, "Add it to [menu] of site.toml by hand", left_out=True)
    if settings:
        builder.site.settings["menu"] = dict(list(settings.items())[:MOST_LINKS])


def _filled(table: dict[str, Any]) -> dict[str, object]:
    return {key: value for key, value in table.items() if value not in ("", {}, None)}
