"""Ghost's export: its posts, pages, tags, settings and redirects, of the versions 0.4 to 6."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

from billet.migration.model import Entry, Notice, OldAddress, Origin, Site
from billet.migration.sources import Options, Source
from billet.migration.sources.cleaning import clean, line_of, most_frequent
from billet.migration.sources.ghost.addresses import permalinks
from billet.migration.sources.ghost.export_file import ExportFile, recognises
from billet.migration.sources.ghost.media import media_of
from billet.migration.sources.ghost.posts import ROOT, Posts, rooted
from billet.migration.sources.ghost.redirects import read_redirects
from billet.migration.sources.lenient_addresses import urlsplit
from chalicelib.content import zones
from chalicelib.content.language_tag import canonical_tag
from chalicelib.content.slug import slugify
from chalicelib.content.term_slug import term_slug

_PICTURE = re.compile(r"""["'](https?://[^\s"'<>]+?)/content/images/\d{4}/\d\d/""")
_PERSONAL = ("members", "subscribers", "newsletters", "emails")


def read(path: Path, options: Options) -> Site:
    """Returns the site of an export."""
    export = ExportFile(path, options.pictures)
    settings = {str(row.get("key")): row.get("value") for row in export.rows("settings")}
    site = Site(tool=f"Ghost {export.version}".strip())
    site.address = options.address or _address_of_pictures(export, site.notices)
    zone = _zone(settings, options.zone)
    name, routes = export.text("routes.yaml", "routes.yml")
    rules = permalinks(routes, name, clean(settings.get("permalinks")), zone, site.notices)
    base = urlsplit(site.address).path.rstrip("/")
    posts = Posts(export, rules, base, zone, "", site.notices)
    writers = (posts.authors(row)[:1] for row in export.rows("posts"))
    posts.main_author = most_frequent(
        line_of(author.get("name")) for authors in writers for author in authors
    )
    site.entries = posts.entries()
    site.media = list(media_of(export, site, settings, base))
    site.settings = _settings(settings, site, posts, zone)
    site.redirects = list(_redirects(export, site, base))
    for table in _PERSONAL:
        if rows := export.rows(table):
            message = f"{len(rows)} rows of {table} do not come, as they are personal data or of mails"
            site.notices.append(Notice(Origin(export.name, item=table), message, left_out=True))
    return site


def _address_of_pictures(export: ExportFile, notices: list[Notice]) -> str:
    """Returns the address of the site that an export of Ghost 1 to 3 has its pictures at, "" for none: later
    ones have a mark in its place, and none tells it otherwise."""
    texts = [f'{row.get("html")} "{row.get("feature_image")}"' for row in export.rows("posts")]
    address = most_frequent(match[1] for text in texts for match in _PICTURE.finditer(text))
    if not address or any(ROOT in text for text in texts):
        return ""
    message = f"the old site is taken to be {address}, where its pictures are"
    notices.append(Notice(Origin(export.name), message, "Name another with --address"))
    return address


def _zone(settings: dict[str, object], default: ZoneInfo) -> ZoneInfo:
    name = clean(
        settings.get("timezone") or settings.get("active_timezone") or settings.get("activeTimezone")
    )
    zone = zones.find(name) if name else None
    return zone if isinstance(zone, ZoneInfo) else default


def _settings(settings: dict[str, object], site: Site, posts: Posts, zone: ZoneInfo) -> dict[str, object]:
    locale = settings.get("locale") or settings.get("lang") or settings.get("default_locale")
    values = {
        "title": line_of(settings.get("title")),
        "tagline": line_of(settings.get("description")),
        "language": canonical_tag(clean(locale or settings.get("defaultLang"))),
        "timezone": zone.key,
        "author": {"name": posts.main_author} if posts.main_author else {},
        "menu": dict(_menu(settings.get("navigation"), site, posts.base)),
    }
    return {name: value for name, value in values.items() if value}


def _menu(navigation: object, site: Site, base: str) -> Iterator[tuple[str, object]]:
    """Yields the keys and values of a menu's lines; those that lead to nothing here become notices."""
    try:
        lines = json.loads(str(navigation or "[]"))
    except (ValueError, RecursionError):
        lines = []
    new_paths = _new_paths(site.entries)
    for line in filter(_is_table, lines if isinstance(lines, list) else ()):
        address, label = rooted(line.get("url"), base), line_of(line.get("label"))
        old = (address.removeprefix(site.address) if site.address else address).rstrip("/").removeprefix(base)
        path = new_paths.get(base + old, address if address.startswith("https://") else "")
        if not old:
            yield "home", True
        elif path and label:
            yield path, label
        else:
            message = f"the line {label!r} of the menu leads to {address}, which is no page here"
            remedy = "Write it into [menu] of site.toml where it is to stay"
            site.notices.append(Notice(Origin("settings"), message, remedy, left_out=True))


def _is_table(line: object) -> bool:
    return isinstance(line, dict)


def _new_paths(entries: list[Entry]) -> dict[str, str]:
    """Returns the new address of each entry by its old ones."""
    return {
        address.rstrip("/"): f"/{entry.kind}/{entry.path.rpartition('/')[2].removesuffix('.md')}"
        for entry in entries
        for address in entry.addresses
    }


def _redirects(export: ExportFile, site: Site, base: str) -> Iterator[OldAddress]:
    name, text = export.text("redirects.yaml", "redirects.json")
    yield from read_redirects(text, name, base, _new_paths(site.entries), site.notices)
    for tag in export.rows("tags"):
        label, slug = line_of(tag.get("name")), clean(tag.get("slug"))
        is_used = any(label in entry.tags for entry in site.entries)
        if is_used and slug and slugify(slug) != term_slug(label):
            yield OldAddress(f"{base}/tag/{slug}", f"/tags/{term_slug(label)}")
    if base:
        yield OldAddress(base, "/")
        yield OldAddress(f"{base}/tag/*", "/tags/*")
    yield OldAddress(f"{base}/author/*", "/archive")
    yield OldAddress(f"{base}/page/*", "/archive")
    addresses = [address for medium in site.media for address in medium.addresses]
    for folder in (f"{base}/content/{name}/" for name in ("images", "media", "files")):
        if any(address.startswith(folder) for address in addresses):
            yield OldAddress(f"{folder}*", "/media/*")


SOURCE = Source(name="ghost", title="Ghost", recognises=recognises, read=read)
