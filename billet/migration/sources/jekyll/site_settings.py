"""The settings of a Jekyll site, as it and its widespread themes have them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase

from billet.migration.model import OldAddress
from billet.migration.sources.generators.builder import Builder
from billet.migration.sources.generators.configuration import Configuration
from billet.migration.sources.generators.lists import home_redirects, list_redirects
from billet.migration.sources.generators.site_settings import add_menu, site_settings
from billet.migration.sources.jekyll.addresses import slugified
from chalicelib.content.front_matter import Field
from chalicelib.errors import ConfigurationError


def add_settings(builder: Builder, settings: Configuration) -> None:
    """Adds the settings of a site, and its menu where a theme has one."""
    names = ("twitter", "github", "linkedin", "instagram", "facebook", "mastodon", "gitlab", "stackoverflow")
    networks = {
        name: settings.text(f"{name}_username", f"{name}.username", f"author.{name}") for name in names
    }
    for item in [*settings.tables("social_links"), *settings.tables("minima.social_links")]:
        networks[item.text("title", "platform", "name")] = item.text("url", "user_url")
    for item in [*settings.tables("author.links"), *settings.tables("minima.social")]:
        networks[item.text("label", "platform", "title")] = item.text("url", "user_url")
    builder.site.settings.update(
        site_settings(
            title=settings.text("title", "name"),
            tagline=settings.text("tagline", "subtitle", "description"),
            language=settings.text("lang", "locale", "language"),
            timezone=settings.text("timezone"),
            author=settings.text("author.name", "author"),
            email=settings.text("email", "author.email"),
            networks=networks,
        )
    )
    file = builder.folder.first(
        "_data/navigation.yml", "_data/menu.yml", "_data/nav.yml", "_data/navigation.yaml"
    )
    if not file:
        return
    try:
        data = Configuration.read(builder.folder, file)
    except ConfigurationError:  # a list at its head, which names no menu
        return
    items = next((items for key in ("main", "menu", "nav", "header") if (items := data.tables(key))), [])
    lines = [(item.text("url", "link", "href"), item.text("title", "name", "text")) for item in items]
    lines = [(url if "://" in url else builder.rooted(url), name) for url, name in lines]
    add_menu(builder, lines, file)


def redirects(builder: Builder, settings: Configuration, pages: Iterable[OldAddress]) -> Iterator[OldAddress]:
    """Yields where lists lead on: `pages` of the site itself, those of plugins and of Octopress."""
    yield from pages
    archives = settings.table("jekyll-archives")
    rules = {"tags": archives.text("permalinks.tag"), "categories": archives.text("permalinks.category")}
    if archives.values:
        rules = {
            "tags": rules["tags"] or "/tag/:name/",
            "categories": rules["categories"] or "/category/:name/",
        }
    elif folder := settings.text("category_dir"):
        rules = {"categories": f"{folder}/:name/"}
    patterns = {name: builder.rooted(rule.replace(":name", "{slug}")) for name, rule in rules.items() if rule}
    yield from list_redirects(builder.pages, patterns, slugified)
    if further := settings.text("paginate_path").strip("/").rpartition("/")[0]:
        yield OldAddress(builder.rooted(further) + "/*", "/")
    yield from home_redirects(builder.base)


def field_defaults(settings: Configuration, kind: str, path: str) -> dict[str, Field]:
    """Returns the fields that the settings give to all files of a `kind`, such as "posts", or in a folder."""
    fields: dict[str, Field] = {}
    for rule in settings.tables("defaults"):
        folder, of = rule.text("scope.path").strip("/"), rule.text("scope.type")
        in_scope = not folder or f"{path}/".startswith(f"{folder}/") or fnmatchcase(path, folder)
        if in_scope and of in ("", kind, "posts" if kind == "drafts" else kind):
            for key, value in rule.keys("values").items():
                if isinstance(value, str) or (isinstance(value, list) and all(map(_is_text, value))):
                    fields[key.casefold()] = Field(value, 0)
    return fields


def _is_text(value: object) -> bool:
    return isinstance(value, str)
