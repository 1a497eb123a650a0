"""What is told of a Hexo site as a whole: settings, the menu of its theme, and where its lists lead on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from billet.migration.model import OldAddress
from billet.migration.sources.generators.builder import Builder
from billet.migration.sources.generators.configuration import Configuration
from billet.migration.sources.generators.lists import home_redirects, list_redirects, year_redirects
from billet.migration.sources.generators.site_settings import add_menu, site_settings
from billet.migration.sources.generators.terms import term_redirects
from billet.migration.sources.hexo.addresses import Rules


def add_settings(builder: Builder, settings: Configuration) -> None:
    """Adds the settings of a site, and what its theme's have besides."""
    file = builder.folder.first(f"_config.{settings.text('theme')}.yml")
    theme = Configuration.read(builder.folder, file) if file else Configuration()
    theme = theme.with_defaults_of(settings.table("theme_config"))
    social = {name: str(value).partition("||")[0].strip() for name, value in theme.keys("social").items()}
    languages = settings.texts("language")
    builder.site.settings.update(
        site_settings(
            title=settings.text("title"),
            tagline=settings.text("subtitle", "description"),
            language=languages[0] if languages else "",
            timezone=settings.text("timezone"),
            author=settings.text("author"),
            email=settings.text("email"),
            networks=social,
        )
    )
    items = {name: str(value).partition("||")[0].strip() for name, value in theme.keys("menu").items()}
    lines = [(url if "://" in url else builder.rooted(url), name.capitalize()) for name, url in items.items()]
    add_menu(builder, lines, file)


def redirects(builder: Builder, rules: Rules, categories: Sequence[Sequence[str]]) -> Iterator[OldAddress]:
    """Yields where lists of tags, categories, months and further pages lead on. `categories` are those of all
    posts, each below its parents."""

    def folder(setting: str, default: str) -> str:
        return rules.settings.text(setting, default=default).strip("/")

    root = builder.rooted().rstrip("/")
    tags, tree = folder("tag_dir", "tags"), folder("category_dir", "categories")
    yield from list_redirects(builder.pages, {"tags": f"{root}/{tags}/{{slug}}"}, rules.tag)
    lists = {
        f"{root}/{tree}/{rules.category(path[:count])}": path[count - 1]
        for path in categories
        for count in range(1, len(path) + 1)
    }
    yield from term_redirects("categories", lists)
    archives = folder("archive_dir", "archives")
    yield from year_redirects(builder.pages, f"{root}/{archives}/{{year}}")
    yield OldAddress(f"{root}/{archives}/*", "/archive")
    yield OldAddress(f"{root}/{tags}", "/tags")
    yield OldAddress(f"{root}/{tree}", "/categories")
    if (further := folder("pagination_dir", "page")) != "page":
        yield OldAddress(f"{root}/{further}/*", "/")
    yield from home_redirects(builder.base)
