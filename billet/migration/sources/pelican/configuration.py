"""The settings of a Pelican site, with what it says where they say nothing (docs: "Settings")."""

from __future__ import annotations

from typing import Any

from billet.migration.sources.generators.configuration import Configuration
from billet.migration.sources.generators.folder import Folder
from billet.migration.sources.generators.python_settings import read_python

_DEFAULTS: dict[str, Any] = {
    "PATH": "content",
    "OUTPUT_PATH": "output",
    "ARTICLE_PATHS": [""],
    "PAGE_PATHS": ["pages"],
    "STATIC_PATHS": ["images"],
    "USE_FOLDER_AS_CATEGORY": True,
    "DEFAULT_CATEGORY": "misc",
    "DEFAULT_LANG": "en",
    "TIMEZONE": "UTC",
    "FILENAME_METADATA": r"(?P<date>\d{4}-\d{2}-\d{2}).*",
    "SLUGIFY_SOURCE": "title",
    "ARTICLE_URL": "{slug}.html",
    "ARTICLE_LANG_URL": "{slug}-{lang}.html",
    "DRAFT_URL": "drafts/{slug}.html",
    "PAGE_URL": "pages/{slug}.html",
    "PAGE_LANG_URL": "pages/{slug}-{lang}.html",
    "CATEGORY_URL": "category/{slug}.html",
    "TAG_URL": "tag/{slug}.html",
    "AUTHOR_URL": "author/{slug}.html",
    "ARCHIVES_SAVE_AS": "archives.html",
    "AUTHORS_SAVE_AS": "authors.html",
    "CATEGORIES_SAVE_AS": "categories.html",
    "TAGS_SAVE_AS": "tags.html",
    "FEED_ALL_ATOM": "feeds/all.atom.xml",
    "CATEGORY_FEED_ATOM": "feeds/{slug}.atom.xml",
    "AUTHOR_FEED_ATOM": "feeds/{slug}.atom.xml",
    "AUTHOR_FEED_RSS": "feeds/{slug}.rss.xml",
    "TRANSLATION_FEED_ATOM": "feeds/all-{lang}.atom.xml",
    "SLUG_REGEX_SUBSTITUTIONS": [
        [r"[^\w\s-]", ""],
        [r"(?u)\A\s*", ""],
        [r"(?u)\s*\Z", ""],
        [r"[-\s]+", "-"],
    ],
}


def read_configuration(folder: Folder) -> tuple[Configuration, dict[str, tuple[str, int]]]:
    """Returns the settings of a site, those for publishing over the others, and where those stand that
    cannot be read."""
    files = [name for name in ("pelicanconf.py", "publishconf.py") if name in folder.files]
    settings, unreadable = read_python(folder, *files)
    for kind in ("ARTICLE", "ARTICLE_LANG", "PAGE", "PAGE_LANG", "CATEGORY", "TAG", "AUTHOR", "DRAFT"):
        # One of the two says where it was, the other where it is written.
        url, file = settings.get(f"{kind}_URL"), settings.get(f"{kind}_SAVE_AS")
        if url is None and file:
            settings.values[f"{kind}_url".lower()] = file
    known = {name for name in unreadable if name in _DEFAULTS or name in ("SITENAME", "SITEURL", "AUTHOR")}
    return settings.with_defaults_of(Configuration(_DEFAULTS)), {name: unreadable[name] for name in known}
