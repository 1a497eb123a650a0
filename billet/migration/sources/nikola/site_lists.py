"""What is told of a Nikola site as a whole: settings, the menu, and where its lists lead on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from math import ceil

from billet.migration.model import OldAddress
from billet.migration.sources.generators.builder import Builder
from billet.migration.sources.generators.configuration import Configuration
from billet.migration.sources.generators.folder import joined
from billet.migration.sources.generators.lists import home_redirects, labels_of
from billet.migration.sources.generators.site_settings import add_menu, site_settings
from chalicelib.content.term_slug import term_slug


def add_settings(builder: Builder, settings: Configuration, language: str) -> None:
    """Adds the settings of a site."""

    def text(name: str) -> str:
        return settings.text(name) or str(settings.keys(name).get(language, ""))

    builder.site.settings.update(
        site_settings(
            title=text("BLOG_TITLE"),
            tagline=text("BLOG_DESCRIPTION"),
            language=language,
            timezone=settings.text("TIMEZONE"),
            author=text("BLOG_AUTHOR"),
            email=settings.text("BLOG_EMAIL"),
        )
    )
    items = settings.keys("NAVIGATION_LINKS").get(language)
    pairs = [item for item in items if isinstance(item, list)] if isinstance(items, list) else []
    links = [(str(pair[0]), str(pair[1])) for pair in pairs if len(pair) > 1 and isinstance(pair[0], str)]
    lines = [(url if "://" in url else builder.rooted(url), name) for url, name in links]
    add_menu(builder, lines, "conf.py")


def redirects(
    builder: Builder, settings: Configuration, languages: Mapping[str, str], slug_of: Callable[[str], str]
) -> Iterator[OldAddress]:
    """Yields where lists of tags, categories, years and further pages lead on, in each language."""
    articles = [page for page in builder.pages if page.kind == "articles" and not page.entry["draft"]]
    years = sorted({page.entry["date"].year for page in articles if page.entry["date"]})
    size = settings.text("INDEX_DISPLAY_POST_COUNT", default="10")
    further = ceil(len(articles) / int(size)) if size.isdecimal() and int(size) else 1
    folders = {
        "tags": (settings.text("TAG_PATH", default="categories"), ""),
        "categories": (
            settings.text("CATEGORY_PATH", default="categories"),
            settings.text("CATEGORY_PREFIX", default="cat_"),
        ),
    }
    pretty = settings.flag("PRETTY_URLS", default=True)
    for gallery in (page for page in builder.pages if page.document.file.endswith("/")):
        yield from (OldAddress(f"{address}rss.xml", "/feed.xml") for address in gallery.addresses)
    for prefix in languages.values():
        for taxonomy, (folder, mark) in folders.items():
            for label in labels_of(articles, taxonomy):
                place = builder.rooted(prefix, folder, mark + slug_of(label))
                new = f"/{taxonomy}/{term_slug(label)}"
                yield OldAddress(f"{place}/*" if pretty else f"{place}.html", new)
                yield OldAddress(f"{place}.xml", f"{new}/feed.xml")
            yield OldAddress(builder.rooted(prefix, folder, "*"), "/tags")
        for year in years:
            yield OldAddress(
                builder.rooted(prefix, settings.text("ARCHIVE_PATH"), f"{year}/*"), f"/archive/{year}"
            )
        yield OldAddress(
            builder.rooted(prefix, settings.text("ARCHIVE_FILENAME", default="archive.html")), "/archive"
        )
        for number in range(1, further):
            yield OldAddress(builder.rooted(prefix, settings.text("INDEX_PATH"), f"index-{number}.html"), "/")
        for folder in map(str, (settings.keys("GALLERY_FOLDERS") or {"": "galleries"}).values()):
            yield OldAddress(builder.rooted(prefix, folder), "/")
            yield OldAddress(builder.rooted(prefix, folder, "rss.xml"), "/feed.xml")
        for folder in map(str, (settings.keys("LISTINGS_FOLDERS") or {"": "listings"}).values()):
            yield OldAddress(builder.rooted(prefix, folder), "/")
        yield OldAddress(builder.rooted(prefix, "sitemapindex.xml"), "/sitemap.xml")
        yield from home_redirects(joined(builder.base, prefix))
