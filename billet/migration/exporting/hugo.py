"""The format ``hugo``: a site that Hugo builds, with plain layouts of its own.

The addresses are those of the blog, with a slash at the end.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import tomlkit
import yaml

from billet.migration.exporting import files
from billet.migration.exporting.blog_content import BlogContent, Text
from billet.migration.exporting.export_folder import ExportFolder
from billet.migration.exporting.generator import losses, redirect_lines, shown_of, written_in
from billet.migration.exporting.plain_markdown import plain_markdown
from billet.migration.model import Notice, Origin
from chalicelib.content.article import Article
from chalicelib.content.article_parser import body_of
from chalicelib.content.media import url_path
from chalicelib.content.old_address import decoded
from chalicelib.web.templating import comment_html
from chalicelib.web.words import catalogue

SKELETON = Path(__file__).parent / "hugo_skeleton"

_ONLY_FOR_HUGO = re.compile(
    r"\{\{[<%]|^\s*(?:`{3,}|~{3,})\s*goat|\{[^{}\n]*[#.=][^{}\n]*\}[ \t#]*$", re.MULTILINE
)
"""What Hugo runs wherever it stands, in code as well, or does not show: shortcodes, drawings, and attributes
at the end of a heading."""


def write(content: BlogContent, folder: ExportFolder) -> dict[str, object]:
    """Writes the site. Returns nothing more for the manifest; what Hugo cannot hold is a notice."""
    for path in sorted(SKELETON.rglob("*")):
        if path.is_file():
            folder.write(path.relative_to(SKELETON).as_posix(), path.read_bytes())
    folder.write("hugo.toml", _configuration(content).encode())
    discussions = _discussions(content)
    for text in content.texts():
        body = plain_markdown(body_of(text.article, text.data), shown := shown_of(content, text))
        is_markdown = body is not None and not _ONLY_FOR_HUGO.search(body)
        article = text.article
        suffix, written = ("md", body or "") if is_markdown else ("html", shown.replace("{{", "&#123;&#123;"))
        data = f"---\n{_front_matter(content, text, discussions)}---\n{written}"
        # A file called index would make all others of its folder its own.
        name = f"{article.slug}-" if article.slug == "index" else article.slug
        folder.write(f"content/{article.kind}/{name}.{suffix}", data.encode())
    folder.write("static/_redirects", "".join(redirect_lines(content, with_aliases=False)).encode())
    media = {"static/" + decoded(url_path(m.key)).lstrip("/"): m for m in content.media}
    files.write_media(content, folder, media)
    content.notices += losses(content)
    if hidden := [a.key for a in content.articles if a.unlisted and (a.tags or a.categories or a.series)]:
        message = f"Hugo would list the tags of what no list shows: they stay here ({len(hidden)} articles)"
        content.notices.append(Notice(Origin(hidden[0]), message, left_out=True))
    return {}


def _configuration(content: BlogContent) -> str:
    site = content.site
    _ = catalogue(site.interface_language).gettext
    document = {
        "baseURL": f"{content.base}/" if content.base else "/",
        "title": site.title,
        "defaultContentLanguage": site.language.lower(),
        "timeZone": site.timezone,
        "taxonomies": {"tag": "tags", "category": "categories", "series": "series"},
        "security": {"allowContent": [".*"]},
        "markup": {"goldmark": {"renderer": {"unsafe": True}}},
        "params": {
            "language": site.language,
            "description": site.tagline,
            "author": site.author.name,
            "mainSections": ["articles"],
            "words": {"articles": _("All articles"), "tags": _("Tags"), "comments": _("Comments")},
        },
    }
    return tomlkit.dumps(document)


def _front_matter(content: BlogContent, text: Text, discussions: Mapping[str, list[dict[str, str]]]) -> str:
    article, zone = text.article, content.site.zone
    former = content.former_addresses.get(article.id, [])
    order = article.order if article.kind == "pages" else 0
    values: dict[str, object] = {
        "title": article.title,
        "date": written_in(article.date, zone),
        "publishDate": written_in(article.appears, zone),
        "lastmod": written_in(article.updated or article.edited, zone),
        "expiryDate": written_in(article.expires, zone),
        "url": f"{article.path}/" if article.slug == "index" else "",
        "draft": article.draft,
        "id": article.id,
        "description": article.excerpt,
        **({} if article.unlisted else _terms(article)),
        "aliases": [alias for alias in (*article.aliases, *former) if "?" not in alias],
        "author": article.author,
        "lang": article.language if article.language != content.site.language else "",
        "translationKey": article.translation,
        "images": [article.image] if article.image else [],
        "canonical": article.canonical,
        "unlisted": article.unlisted,
        "weight": order,
        "discussion": discussions.get(article.id, []),
    }
    kept = {name: value for name, value in values.items() if value}
    return yaml.safe_dump(kept, allow_unicode=True, sort_keys=False, width=10**9)


def _terms(article: Article) -> Mapping[str, object]:
    """Returns the terms of an article, for each of which Hugo makes a page that all may find."""
    return {
        "tags": list(article.tags),
        "categories": list(article.categories),
        "series": [article.series] if article.series else [],
    }


def _discussions(content: BlogContent) -> Mapping[str, list[dict[str, str]]]:
    """Returns the published comments by the ids of their articles."""
    by_article: dict[str, list[dict[str, str]]] = {}
    for comment in content.comments:
        if comment.state == "approved" and not comment.is_erased:
            record = {
                "id": comment.id,
                "name": comment.name,
                "posted": written_in(comment.posted, content.site.zone),
                "parent": comment.parent,
                "html": str(comment_html(comment.text)),
            }
            by_article.setdefault(comment.article, []).append(record)
    return by_article
