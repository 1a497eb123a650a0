"""What is told of a Hugo site as a whole: settings, the menu, and where its lists lead on."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from billet.migration.model import OldAddress
from billet.migration.sources.generators.builder import Builder
from billet.migration.sources.generators.configuration import Configuration
from billet.migration.sources.generators.folder import joined
from billet.migration.sources.generators.lists import home_redirects, list_redirects
from billet.migration.sources.generators.site_settings import add_menu, site_settings
from billet.migration.sources.hugo.addresses import urlize
from billet.migration.sources.hugo.configuration import TAXONOMY_NAMES, Language
from chalicelib.index.taxonomy import TAXONOMIES


def add_settings(builder: Builder, settings: Configuration, languages: Sequence[Language]) -> None:
    """Adds the settings of a site, those of its first language before the common ones."""
    name = languages[0].name
    params = settings.table(f"languages.{name}.params").with_defaults_of(settings.table("params"))
    networks = {
        **{key: str(value) for key, value in settings.keys("social").items()},
        **{item.text("name"): item.text("url") for item in params.tables("socialIcons")},
        **{key: value for key, value in params.keys("social").items() if isinstance(value, str)},
    }
    builder.site.settings.update(
        site_settings(
            title=settings.text(f"languages.{name}.title", "title"),
            tagline=params.text("subtitle", "description", "tagline"),
            language=settings.text(f"languages.{name}.languageCode", "languageCode", "locale", default=name),
            timezone=settings.text("timeZone"),
            author=params.text("author.name", "author") or settings.text("author.name", "author"),
            email=params.text("author.email", "email"),
            networks=networks,
        )
    )
    lines = []
    for table in (f"languages.{name}.menus", f"languages.{name}.menu", "menus", "menu"):
        items = sorted(settings.tables(f"{table}.main"), key=_weight)
        lines += [
            (_address(builder, item.text("url", "pageRef")), item.text("name", "title")) for item in items
        ]
    add_menu(builder, lines, "menu")


def redirects(
    builder: Builder,
    settings: Configuration,
    languages: Sequence[Language],
    sections: Collection[tuple[str, str]],
) -> Iterator[OldAddress]:
    """Yields where the home pages of languages, sections, tags and categories lead on. `sections` are pairs
    of language and section."""
    taxonomies = settings.keys("taxonomies") or {"tag": "tags", "category": "categories"}
    lists = {TAXONOMY_NAMES.get(key, key): urlize(str(plural)) for key, plural in taxonomies.items()}
    for language in languages:
        root = joined(builder.base, language.prefix)
        pages = [page for page in builder.pages if page.entry["language"] in ("", language.name)]
        patterns = {name: f"/{joined(root, folder)}/{{slug}}" for name, folder in lists.items()}
        yield from list_redirects(pages, patterns, urlize)
        for name, folder in lists.items():
            yield OldAddress(f"/{joined(root, folder)}", f"/{name}" if name in TAXONOMIES else "/tags")
            yield OldAddress(f"/{joined(root, folder, 'index.xml')}", "/feed.xml")
            yield OldAddress(
                f"/{joined(root, folder, 'page')}/*", f"/{name}" if name in TAXONOMIES else "/tags"
            )
        for section in sorted({urlize(name) for tag, name in sections if tag == language.name} - {""}):
            yield OldAddress(f"/{joined(root, section)}", "/archive")
            yield OldAddress(f"/{joined(root, section, 'page')}/*", "/archive")
            yield OldAddress(f"/{joined(root, section, 'index.xml')}", "/feed.xml")
        yield from home_redirects(root)
    if len(languages) > 1 and not languages[0].prefix:
        yield from home_redirects(joined(builder.base, languages[0].name))


def _address(builder: Builder, written: str) -> str:
    return written if "://" in written else builder.rooted(written)


def _weight(item: Configuration) -> int:
    weight = item.text("weight", default="0")
    return int(weight) if weight.isdecimal() else 0
