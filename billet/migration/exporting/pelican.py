"""The format ``pelican``: a content folder and settings that Pelican builds, with the theme it comes with.

The addresses are those of the blog, with a slash at the end.
"""

from __future__ import annotations

import html
import logging
from pprint import pformat

import markdown

from billet.migration.exporting import files
from billet.migration.exporting.blog_content import BlogContent, Text
from billet.migration.exporting.export_folder import ExportFolder
from billet.migration.exporting.generator import losses, redirect_lines, shown_of
from billet.migration.exporting.plain_markdown import plain_markdown
from chalicelib.content.article_parser import body_of
from chalicelib.content.media import url_path
from chalicelib.content.old_address import decoded

_EXTENSIONS: dict[str, dict[str, object]] = {
    f"markdown.extensions.{name}": {} for name in ("codehilite", "extra", "meta", "sane_lists")
}


def write(content: BlogContent, folder: ExportFolder) -> dict[str, object]:
    """Writes the folder. Returns nothing more for the manifest; what Pelican cannot hold is a notice."""
    folder.write("pelicanconf.py", _configuration(content).encode())
    for text in content.texts():
        article, shown = text.article, shown_of(content, text)
        values = _metadata(content, text)
        body = plain_markdown(body_of(article, text.data), shown, _rendered)
        suffix, written = ("html", _page(values, shown)) if body is None else ("md", _lines(values) + body)
        folder.write(f"content/{article.kind}/{article.slug}.{suffix}", written.encode())
    lines = "".join(redirect_lines(content, with_aliases=True))
    folder.write("content/extra/_redirects", lines.encode())
    media = {"content/" + decoded(url_path(m.key)).lstrip("/"): m for m in content.media}
    files.write_media(content, folder, media)
    content.notices += losses(content, with_comments=False)
    return {}


def _rendered(text: str) -> str:
    return markdown.markdown(text, extensions=list(_EXTENSIONS), output_format="html")


def _configuration(content: BlogContent) -> str:
    site = content.site
    feeds = {} if content.base else dict.fromkeys(("FEED_ALL_ATOM", "CATEGORY_FEED_ATOM"))
    settings = {
        "SITENAME": site.title,
        "SITESUBTITLE": site.tagline,
        "SITEURL": content.base,
        "AUTHOR": site.author.name or site.title,
        "TIMEZONE": site.timezone,
        "DEFAULT_LANG": site.language,
        "DEFAULT_CATEGORY": site.title,
        "PATH": "content",
        "ARTICLE_PATHS": ["articles"],
        "PAGE_PATHS": ["pages"],
        "STATIC_PATHS": ["media", "extra"],
        "EXTRA_PATH_METADATA": {"extra/_redirects": {"path": "_redirects"}},
        "USE_FOLDER_AS_CATEGORY": False,
        **_addresses(),
        "ARTICLE_TRANSLATION_ID": None,
        "PAGE_TRANSLATION_ID": None,
        "AUTHOR_FEED_ATOM": None,
        "AUTHOR_FEED_RSS": None,
        "TRANSLATION_FEED_ATOM": None,
        # A picture that says nothing is marked so, rightly.
        "LOG_FILTER": [(logging.WARNING, "Empty alt attribute for image %s in %s")],
        "MARKDOWN": {"extension_configs": _EXTENSIONS, "output_format": "html"},
        **feeds,
    }
    return "".join(f"{name} = {pformat(value, sort_dicts=False)}\n" for name, value in settings.items())


def _addresses() -> dict[str, str]:
    """Returns the settings that give each kind of page the address it has in the blog."""
    kinds = {
        "articles": ("ARTICLE", "ARTICLE_LANG"),
        "pages": ("PAGE", "PAGE_LANG"),
        "tags": ("TAG",),
        "categories": ("CATEGORY",),
    }
    addresses = {name: f"{folder}/{{slug}}/" for folder, names in kinds.items() for name in names}
    return {
        **{f"{name}_URL": address for name, address in addresses.items()},
        **{f"{name}_SAVE_AS": f"{address}index.html" for name, address in addresses.items()},
    }


def _metadata(content: BlogContent, text: Text) -> dict[str, str]:
    """Returns the fields of a text, each in one line."""
    article, zone = text.article, content.site.zone
    updated = article.updated or article.edited
    values = {
        "title": article.title,
        "date": f"{article.date.astimezone(zone):%Y-%m-%d %H:%M:%S}",
        "modified": f"{updated.astimezone(zone):%Y-%m-%d %H:%M:%S}" if updated else "",
        "category": next(iter(article.categories), ""),
        "tags": ", ".join(tag.replace(",", " ") for tag in article.tags),
        "slug": article.slug,
        "lang": article.language,
        "authors": article.author.replace(", ", "; "),
        "status": "draft" if article.draft else "hidden" if article.unlisted else "",
        "summary": article.excerpt,
    }
    return {name: " ".join(value.split()) for name, value in values.items() if value.strip()}


def _lines(values: dict[str, str]) -> str:
    return "".join(f"{name.title()}: {value}\n" for name, value in values.items()) + "\n"


def _page(values: dict[str, str], body: str) -> str:
    """Returns a page whose head has the fields."""
    title = html.escape(values["title"], quote=False)
    fields = "".join(
        f'<meta name="{name}" content="{html.escape(value)}">\n'
        for name, value in values.items()
        if name != "title"
    )
    # Without its encoding: Pelican, which reads UTF-8, warns of what has no name.
    head = f"<title>{title}</title>\n{fields}"
    return f"<!doctype html>\n<html>\n<head>\n{head}</head>\n<body>\n{body}\n</body>\n</html>\n"
