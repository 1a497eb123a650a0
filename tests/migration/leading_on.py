"""Which old addresses lead to something: those of entries and media, the redirects of a site, and what Billet
leads on by itself."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import quote

from billet.migration.model import Site
from chalicelib.content import file_name, redirect_reader
from chalicelib.content.front_matter.key_positions import KeyPositions
from chalicelib.content.media import url_path
from chalicelib.content.old_address import decoded, old_address, old_path
from chalicelib.content.redirects import RedirectTable
from chalicelib.content.setting_problems import SettingProblems
from chalicelib.content.slug import slugify
from chalicelib.content.term_slug import term_slug
from chalicelib.feeds.old_feed_addresses import feed_at
from chalicelib.markdown.link_resolver import OWN_ADDRESSES


class Addresses:
    """The addresses that a blog has once a site is imported. Its redirects may stand in ``site.toml``."""

    def __init__(self, site: Site) -> None:
        problems = SettingProblems("site.toml", KeyPositions("site.toml", ""))
        written = {redirect.old: redirect.new for redirect in site.redirects}
        self._table = RedirectTable(redirect_reader.read(("redirects",), written, problems))
        assert list(problems) == []
        assert len(written) == len(site.redirects)
        public = [entry for entry in site.entries if not entry.draft]
        self._old = {old_address(decoded(a)) for entry in public for a in entry.addresses}
        self._media = {decoded(url_path(medium.path)) for medium in site.media}
        self._living = {
            *OWN_ADDRESSES,
            *(f"/{e.kind}/{e.slug or slugify(file_name.read(e.path).stem)}" for e in public),
            *(f"/tags/{term_slug(tag)}" for entry in public for tag in entry.tags),
            *(f"/categories/{term_slug(label)}" for entry in public for label in entry.categories),
            *(f"/series/{term_slug(entry.series)}" for entry in public if entry.series),
            *(f"/archive/{entry.date.year}" for entry in public if entry.date),
        }

    def lead_nowhere(self, addresses: Iterable[str]) -> list[str]:
        """Returns those that lead to nothing."""
        return [address for address in addresses if not self._leads("/" + address.lstrip("/"))]

    def _leads(self, address: str) -> bool:
        path = decoded(address)
        redirect = self._table.exact(old_path(path))
        if redirect:
            return self._lives(redirect.new)
        if old_address(path) in self._old or self._lives(path):
            return True
        below = self._table.below(path)
        return bool(below and self._lives(below[1]))

    def _lives(self, address: str) -> bool:
        path = decoded(address).partition("#")[0]
        if path.startswith("/media/"):
            return path in self._media
        bare = re.sub(r"/page/\d+$", "", old_path(path))
        term = re.fullmatch(r"/(?:(tags?)|(categor(?:y|ies))|series)/(?:[^/]+/)*([^/]+)", bare)
        if term:
            taxonomy = "tags" if term[1] else "categories" if term[2] else "series"
            bare = f"/{taxonomy}/{term_slug(term[3])}"
        feed = feed_at(path)
        if feed and feed[0].term:
            bare = f"/{feed[0].taxonomy}/{term_slug(feed[0].term)}"
        return bool((feed and not feed[0].term) or bare in self._living or quote(path) in self._living)
