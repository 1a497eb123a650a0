"""Ghost's posts and pages as entries."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from billet.migration.file_paths import FilePaths
from billet.migration.model import Entry, Notice, Origin
from billet.migration.sources.cleaning import clean, instant_of, line_of, update_of
from billet.migration.sources.ghost.addresses import Permalinks, Post
from billet.migration.sources.ghost.export_file import ExportFile, Row
from billet.migration.sources.ghost.lexical import lexical_html
from billet.migration.sources.ghost.mobiledoc import mobiledoc_html
from billet.migration.sources.ghost.rendered_html import plain_html
from billet.migration.sources.html_text import plain

ROOT = "__GHOST_URL__"
"""What Ghost's exports have in the place of the site's address, since its version 4."""


@dataclass
class Posts:
    """Makes entries of the rows of an export. `base` is the path of the site on its host, "" for the root,
    `zone` that of the site, `main_author` the name of whom the blog is of."""

    export: ExportFile
    permalinks: Permalinks
    base: str
    zone: ZoneInfo
    main_author: str
    notices: list[Notice]
    paths: FilePaths = field(default_factory=FilePaths)

    def __post_init__(self) -> None:
        self._meta = {str(row.get("post_id")): row for row in self.export.rows("posts_meta")}
        tags = {str(row.get("id")): row for row in self.export.rows("tags")}
        users = {str(row.get("id")): row for row in self.export.rows("users")}
        self._tags = _related(self.export.rows("posts_tags"), "tag_id", tags)
        self._authors = _related(self.export.rows("posts_authors"), "author_id", users)
        self._users = users

    def entries(self) -> list[Entry]:
        """Returns an entry for each post, in the order of the export."""
        entries = []
        for row in self.export.rows("posts"):
            if row.get("id"):
                entries.append(self._entry(row))
            else:
                origin = Origin(self.export.name, item=f"post {line_of(row.get('title'))!r}")
                self.notices.append(Notice(origin, "the post has no id", "Export once more", left_out=True))
        return entries

    def authors(self, row: Row) -> list[Row]:
        """Returns the users who wrote a post, the first one first."""
        authors = self._authors[str(row.get("id"))]
        owner = self._users.get(str(row.get("author_id") or row.get("author")))
        return authors or ([owner] if owner else [])

    def _entry(self, row: Row) -> Entry:
        meta = {
            **row,
            **{key: value for key, value in self._meta.get(str(row.get("id")), {}).items() if value},
        }
        title = line_of(row.get("title"))
        origin = Origin(self.export.name, item=f"post {row.get('id')} {title!r}")
        kind, tags = (
            "pages" if row.get("type") == "page" or row.get("page") else "articles",
            self._tags[str(row["id"])],
        )
        published, draft = self._instant(row, "published_at"), self._is_draft(row, meta, origin)
        post = Post(
            id=str(row.get("id")),
            slug=clean(row.get("slug")),
            published=published,
            featured=bool(row.get("featured")),
            tags=[clean(tag.get("slug")) for tag in tags if not _is_internal(tag)],
            author=next((clean(author.get("slug")) for author in self.authors(row)), ""),
        )
        address = self.base + (f"/{post.slug}/" if kind == "pages" else self.permalinks.address(post))
        names = ", ".join(line_of(author.get("name")) for author in self.authors(row))
        year = f"{published:%Y}" if published and kind == "articles" else ""
        return Entry(
            kind="pages" if kind == "pages" else "articles",
            path=self.paths.entry("pages" if kind == "pages" else "articles", post.slug or title, year),
            id=f"ghost-{post.id}",
            origin=origin,
            title=title,
            text=self._html(row, origin),
            markup="html",
            date=published,
            updated=update_of(published, self._instant(row, "updated_at")),
            draft=draft,
            language=clean(row.get("locale") or ""),
            summary=line_of(meta.get("custom_excerpt")),
            tags=tuple(line_of(tag.get("name")) for tag in tags if not _is_internal(tag)),
            author="" if names == self.main_author else names,
            image=rooted(meta.get("feature_image") or meta.get("image"), self.base),
            image_alt=line_of(meta.get("feature_image_alt")),
            canonical=clean(meta.get("canonical_url"))
            if str(meta.get("canonical_url")).startswith("https://")
            else "",
            featured=post.featured,
            addresses=() if draft or not post.slug else (address,),
            fields=_other_fields(meta, [line_of(tag.get("name")) for tag in tags if _is_internal(tag)]),
        )

    def _instant(self, row: Row, name: str) -> datetime | None:
        moment = instant_of(row.get(name), UTC)
        return moment.astimezone(self.zone) if moment else None

    def _is_draft(self, row: Row, meta: Row, origin: Origin) -> bool:
        """Whether a post is to be a draft, with a notice where readers could not tell from its state."""
        status, visibility = row.get("status") or "published", row.get("visibility") or "public"
        if status == "draft":
            return True
        if status not in ("published", "scheduled", "sent"):
            message = f"its state was {status!r}, and it comes as a draft"
        elif status == "scheduled" and self._instant(row, "published_at") is None:
            message = "it was to appear, and nobody knows when: it comes as a draft"
        elif status == "sent" or meta.get("email_only"):
            message = "it went out by mail alone, and comes as a draft"
        elif visibility != "public":
            message = f"only members could read it ({visibility}), and it comes as a draft"
        else:
            return False
        self.notices.append(Notice(origin, message, "Take draft: true out of its file where all may read it"))
        return True

    def _html(self, row: Row, origin: Origin) -> str:
        losses: list[str] = []
        html = clean(row.get("html"))
        for name, to_html in (("lexical", lexical_html), ("mobiledoc", mobiledoc_html)):
            if not html.strip() and row.get(name):
                try:
                    html = clean(to_html(json.loads(str(row[name])), losses))
                except (ValueError, TypeError, LookupError, AttributeError, RecursionError):
                    message = f"its text ({name}) is damaged, and nothing of it came"
                    self.notices.append(Notice(origin, message, "Export once more", left_out=True))
        text = rooted(plain_html(html, losses), self.base)
        scripts = (row.get("codeinjection_head"), row.get("codeinjection_foot"))
        if any(str(script or "").strip() for script in scripts):
            losses.append("the code that was put into the page")
        self.notices += (Notice(origin, f"{loss} does not come", left_out=True) for loss in losses)
        return text


def rooted(value: object, base: str) -> str:
    """Returns text of Ghost with addresses of its own site from the root of its host."""
    return clean(value).replace(f"{ROOT}/", f"{base}/").replace(ROOT, f"{base}/")


def _related(rows: Sequence[Row], key: str, items: dict[str, Row]) -> defaultdict[str, list[Row]]:
    """Returns the items that belong to each post, in their order."""
    related: defaultdict[str, list[Row]] = defaultdict(list)
    for row in sorted(rows, key=_order):
        if item := items.get(str(row.get(key))):
            related[str(row.get("post_id"))].append(item)
    return related


def _order(row: Row) -> float:
    place = row.get("sort_order")
    return place if isinstance(place, int | float) else 0


def _is_internal(tag: Row) -> bool:
    return tag.get("visibility") == "internal" or str(tag.get("name")).startswith("#")


def _other_fields(meta: Row, internal_tags: list[str]) -> dict[str, object]:
    caption = plain(clean(meta.get("feature_image_caption")))
    fields: dict[str, Any] = {
        "image_caption": caption,
        "meta_title": line_of(meta.get("meta_title")),
        "meta_description": line_of(meta.get("meta_description")),
        "internal_tags": internal_tags,
    }
    return {name: value for name, value in fields.items() if value}
