"""Ghost's export: its posts, pages, tags, settings and redirects, of the versions 0.4 to 6."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo

from billet.migration.file_paths import FilePaths
from billet.migration.model import Entry, Medium, Notice, OldAddress, Origin, Site
from billet.migration.sources import Options, Source
from billet.migration.sources.cleaning import clean, line_of, most_frequent
from billet.migration.sources.ghost.addresses import permalinks
from billet.migration.sources.ghost.export_file import ExportFile, recognises
from billet.migration.sources.ghost.posts import Posts, rooted
from billet.migration.sources.ghost.redirects import read_redirects
from chalicelib.content import zones
from chalicelib.content.language_tag import canonical_tag
from chalicelib.content.slug import slugify
from chalicelib.content.term_slug import term_slug

_MEDIUM = re.compile(r"""(?:https?://[^\s"'<>()]+?)?/content/((?:images|media|files)/[^\s"'<>)?#\\]+)""")
_PERSONAL = ("members", "subscribers", "newsletters", "emails")


def read(path: Path, options: Options) -> Site:
    """Returns the site of an export."""
    export = ExportFile(path, options.pictures)
    settings = {str(row.get("key")): row.get("value") for row in export.rows("settings")}
    site = Site(tool=f"Ghost {export.version}".strip(), address=options.address)
    zone = _zone(settings, options.zone)
    name, routes = export.text("routes.yaml", "routes.yml")
    rules = permalinks(routes, name, clean(settings.get("permalinks")), zone, site.notices)
    posts = Posts(export, rules, "", site.notices)
    writers = (posts.authors(row)[:1] for row in export.rows("posts"))
    posts.main_author = most_frequent(
        line_of(author.get("name")) for authors in writers for author in authors
    )
    site.entries = posts.entries()
    site.media = list(_media(export, site, settings))
    site.settings = _settings(settings, site, posts.main_author, zone)
    site.redirects = list(_redirects(export, site))
    for table in _PERSONAL:
        if rows := export.rows(table):
            message = f"{len(rows)} rows of {table} do not come, as they are personal data or of mails"
            site.notices.append(Notice(Origin(export.name, item=table), message, left_out=True))
    return site


def _zone(settings: dict[str, object], default: ZoneInfo) -> ZoneInfo:
    name = clean(
        settings.get("timezone") or settings.get("active_timezone") or settings.get("activeTimezone")
    )
    zone = zones.find(name) if name else None
    return zone if isinstance(zone, ZoneInfo) else default


def _settings(settings: dict[str, object], site: Site, author: str, zone: ZoneInfo) -> dict[str, object]:
    locale = settings.get("locale") or settings.get("lang") or settings.get("default_locale")
    values = {
        "title": line_of(settings.get("title")),
        "tagline": line_of(settings.get("description")),
        "language": canonical_tag(clean(locale or settings.get("defaultLang"))),
        "timezone": zone.key,
        "author": {"name": author} if author else {},
        "menu": dict(_menu(settings.get("navigation"), site)),
    }
    return {name: value for name, value in values.items() if value}


def _menu(navigation: object, site: Site) -> Iterator[tuple[str, object]]:
    """Yields the keys and values of a menu's lines; those that lead to nothing here become notices."""
    try:
        lines = json.loads(str(navigation or "[]"))
    except ValueError:
        lines = []
    new_paths = _new_paths(site.entries)
    for line in lines if isinstance(lines, list) else ():
        address, label = (
            rooted(line.get("url")).removeprefix(site.address or "\0"),
            line_of(line.get("label")),
        )
        path = new_paths.get(address.rstrip("/"), address if address.startswith("https://") else "")
        if address in ("", "/"):
            yield "home", True
        elif path and label:
            yield path, label
        else:
            message = f"the line {label!r} of the menu leads to {address}, which is no page here"
            remedy = "Write it into [menu] of site.toml where it is to stay"
            site.notices.append(Notice(Origin("settings"), message, remedy, left_out=True))


def _new_paths(entries: list[Entry]) -> dict[str, str]:
    """Returns the new address of each entry by its old ones."""
    return {
        address.rstrip("/"): f"/{entry.kind}/{entry.path.rpartition('/')[2].removesuffix('.md')}"
        for entry in entries
        for address in entry.addresses
    }


def _redirects(export: ExportFile, site: Site) -> Iterator[OldAddress]:
    name, text = export.text("redirects.yaml", "redirects.json")
    yield from read_redirects(text, name, _new_paths(site.entries), site.notices)
    for tag in export.rows("tags"):
        label, slug = line_of(tag.get("name")), clean(tag.get("slug"))
        is_used = any(label in entry.tags for entry in site.entries)
        if is_used and slug and slugify(slug) != term_slug(label):
            yield OldAddress(f"/tag/{slug}", f"/tags/{term_slug(label)}")
    yield OldAddress("/author/*", "/archive")
    yield OldAddress("/page/*", "/archive")
    for folder in ("images", "media", "files"):
        if any(
            address.startswith(f"/content/{folder}/") for medium in site.media for address in medium.addresses
        ):
            yield OldAddress(f"/content/{folder}/*", "/media/*")


def _media(export: ExportFile, site: Site, settings: dict[str, object]) -> Iterator[Medium]:
    """Yields each file of Ghost's own that a text, a post or a setting names, once."""
    paths, known = FilePaths(), set[str]()
    texts = [(entry.origin, f'{entry.text}\n"{entry.image}"') for entry in site.entries]
    named = "\n".join(f'"{rooted(settings.get(key))}"' for key in ("logo", "icon", "cover_image", "cover"))
    for origin, text in [*texts, (Origin(export.name, item="settings"), named)]:
        for match in _MEDIUM.finditer(text):
            path = unquote(match[1])
            if path in known or not _is_own(match[0], site.address):
                continue
            known.add(path)
            whole = f"{site.address.rstrip('/')}/content/{match[1]}" if site.address else ""
            yield Medium(
                path=paths.medium(path.partition("/")[2]),
                origin=origin,
                content=export.medium(path),
                url=match[0] if match[0].startswith("http") else whole,
                addresses=(f"/content/{match[1]}",)
                if match[0].startswith("/")
                else (match[0], f"/content/{match[1]}"),
            )


def _is_own(address: str, home: str) -> bool:
    """Whether an address is of the site itself: from its root, or below the address of its home page."""
    host = urlsplit(address).netloc.removeprefix("www.")
    return not host or host == urlsplit(home).netloc.removeprefix("www.")


SOURCE = Source(name="ghost", title="Ghost", recognises=recognises, read=read)
