"""The format ``hugo``: a site that Hugo builds, with plain layouts of its own.

The addresses are those of the blog, with a slash at the end.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime, tzinfo
from pathlib import Path

import tomlkit
import yaml

from billet.migration.exporting import files
from billet.migration.exporting.blog_content import BlogContent, Text
from billet.migration.exporting.export_folder import ExportFolder
from billet.migration.exporting.plain_markdown import plain_markdown
from billet.migration.exporting.redirect_lines import redirect_line
from billet.migration.model import Notice, Origin
from chalicelib.content.article_parser import body_of
from chalicelib.content.media import url_path
from chalicelib.content.old_address import decoded
from chalicelib.web.templating import comment_html
from chalicelib.web.words import catalogue

SKELETON = Path(__file__).parent / "hugo_skeleton"

_BASE = "https://billet.invalid"
"""Stands for the site while its links are told from others."""

_COPIES = re.compile(r'\s(?:srcset|sizes)="[^"]*"')
_PAGE = re.compile(rf'(?<="){re.escape(_BASE)}(/(?:articles|pages|tags|categories|series)/[^/"#?]+)(?=["#])')


def write(content: BlogContent, folder: ExportFolder) -> dict[str, object]:
    """Writes the site. Returns nothing more for the manifest; what Hugo cannot hold is a notice."""
    for path in sorted(SKELETON.rglob("*")):
        if path.is_file():
            folder.write(path.relative_to(SKELETON).as_posix(), path.read_bytes())
    folder.write("hugo.toml", _configuration(content).encode())
    for text in content.texts():
        body = plain_markdown(body_of(text.article, text.data), shown := _shown(content, text))
        # Hugo runs shortcodes wherever they stand, in code as well.
        is_markdown = body is not None and not re.search(r"\{\{[<%]", body)
        article = text.article
        suffix, written = ("md", body or "") if is_markdown else ("html", shown.replace("{{", "&#123;&#123;"))
        data = f"---\n{_front_matter(content, text)}---\n{written}"
        folder.write(f"content/{article.kind}/{article.slug}.{suffix}", data.encode())
    folder.write("data/comments.json", _comments(content))
    folder.write("static/_redirects", "".join(_redirects(content)).encode())
    media = {"static/" + decoded(url_path(m.key)).lstrip("/"): m for m in content.media}
    files.write_media(content, folder, media)
    content.notices += _losses(content)
    return {}


def _losses(content: BlogContent) -> Iterator[Notice]:
    """Yields a notice for each kind of thing that Hugo has no place for."""
    for file, _ in content.unpublished():
        message = "the newest version is not published: it is left out"
        yield Notice(Origin(file.key), message, left_out=True)
    waiting = sum(comment.state != "approved" for comment in content.comments)
    if waiting:
        message = f"comments that are not published stay here ({waiting} comments)"
        yield Notice(Origin("comments"), message, left_out=True)
    if content.messages:
        message = f"messages of the contact form stay here ({len(content.messages)} messages)"
        yield Notice(Origin("messages"), message, left_out=True)


def _shown(content: BlogContent, text: Text) -> str:
    """Returns the HTML of a text, the links of the site from its root."""
    html = _COPIES.sub("", content.html_of(text, _BASE)).replace(f'"{_BASE}{text.article.path}#', '"#')
    return _PAGE.sub(r"\1/", html).replace(f'"{_BASE}/', '"/').replace(f'"{_BASE}"', '"/"')


def _configuration(content: BlogContent) -> str:
    site = content.site
    _ = catalogue(site.interface_language).gettext
    document = {
        "baseURL": f"{content.base}/" if content.base else "/",
        "title": site.title,
        "languageCode": site.language,
        "timeZone": site.timezone,
        "taxonomies": {"tag": "tags", "category": "categories", "series": "series"},
        "markup": {"goldmark": {"renderer": {"unsafe": True}}},
        "params": {
            "description": site.tagline,
            "author": site.author.name,
            "mainSections": ["articles"],
            "words": {"articles": _("All articles"), "tags": _("Tags"), "comments": _("Comments")},
        },
    }
    return tomlkit.dumps(document)


def _front_matter(content: BlogContent, text: Text) -> str:
    article, zone = text.article, content.site.zone
    former = content.former_addresses.get(article.id, [])
    order = article.order if article.kind == "pages" else 0
    values: dict[str, object] = {
        "title": article.title,
        "date": _written(article.date, zone),
        "publishDate": _written(article.appears, zone),
        "lastmod": _written(article.updated or article.edited, zone),
        "expiryDate": _written(article.expires, zone),
        "draft": article.draft,
        "id": article.id,
        "description": article.excerpt,
        "tags": list(article.tags),
        "categories": list(article.categories),
        "series": [article.series] if article.series else [],
        "aliases": [alias for alias in (*article.aliases, *former) if "?" not in alias],
        "author": article.author,
        "lang": article.language if article.language != content.site.language else "",
        "translationKey": article.translation,
        "images": [article.image] if article.image else [],
        "canonical": article.canonical,
        "unlisted": article.unlisted,
        "weight": order,
    }
    kept = {name: value for name, value in values.items() if value}
    return yaml.safe_dump(kept, allow_unicode=True, sort_keys=False, width=10**9)


def _written(moment: datetime | None, zone: tzinfo) -> str:
    """Returns a moment as the site's clocks show it, "" for none."""
    return moment.astimezone(zone).isoformat(timespec="seconds") if moment else ""


def _redirects(content: BlogContent) -> Iterator[str]:
    """Yields the lines of old addresses that no page of Hugo's can have."""
    for article in content.articles:
        for alias in article.aliases:
            if "?" in alias and not article.draft:
                yield redirect_line(alias, f"{article.path}/")
    for redirect in content.site.redirects:
        yield redirect_line(redirect.old, redirect.new)


def _comments(content: BlogContent) -> bytes:
    """Returns the published comments by the ids of their articles."""
    by_article: dict[str, list[dict[str, str]]] = {}
    for comment in content.comments:
        if comment.state == "approved" and not comment.is_erased:
            record = {
                "id": comment.id,
                "name": comment.name,
                "posted": comment.posted.isoformat(),
                "parent": comment.parent,
                "html": str(comment_html(comment.text)),
            }
            by_article.setdefault(comment.article, []).append(record)
    return (json.dumps(by_article, ensure_ascii=False, indent=1) + "\n").encode()
