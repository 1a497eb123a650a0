"""Posts and pages as entries."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from html import escape
from urllib.parse import unquote
from zoneinfo import ZoneInfo

from billet.migration.file_paths import FilePaths
from billet.migration.model import Entry, Notice
from billet.migration.sources.cleaning import update_of
from billet.migration.sources.html_text import first_words, plain
from billet.migration.sources.lenient_addresses import urlsplit
from billet.migration.sources.wordpress.dates import moment
from billet.migration.sources.wordpress.media import Attachment, MediaLibrary
from billet.migration.sources.wordpress.php import NotSerialised, Value, unserialise
from billet.migration.sources.wordpress.records import Export, Post
from billet.migration.sources.wordpress.terms import Terms
from billet.migration.sources.wordpress.text import Text
from chalicelib.content.article import Kind
from chalicelib.content.key_aliases import MEANING_OF, squeezed
from chalicelib.content.slug import slugify

_READ_ELSEWHERE = ("lang", "language", "footnotes")
_SEEN_BY_READERS = ("publish", "future")
_STATES = {"private": "it was private", "draft": "", "auto-draft": "", "pending": "it waited for review"}


@dataclass
class Entries:
    """Makes entries of posts. `site` is the address of the home page, `author` who writes it as a rule."""

    export: Export
    library: MediaLibrary
    terms: Terms
    paths: FilePaths
    zone: ZoneInfo
    site: str
    author: str
    notices: list[Notice]
    featured: int = 0
    slugs: set[tuple[Kind, str]] = field(default_factory=set)

    def entry(self, post: Post) -> Entry:
        """Returns the entry of a post or page. Items of the types of plugins are drafts: nobody knows whether
        readers saw them."""
        kind: Kind = "articles" if post.type == "post" else "pages"
        date = moment(post.date, post.date_gmt, self.zone, post.published)
        is_draft = self._is_draft(post, date)
        if post.status in ("draft", "auto-draft", "pending") and not post.date_gmt.strip("0-: "):
            date = None  # it has the day on which it was saved, and will have that on which it appears
        text = self._text(post)
        path, slug = self._names(post, kind, date)
        picture = self._picture(post)
        return Entry(
            kind=kind,
            path=path,
            slug=slug,
            id=f"wordpress-{post.id}",
            origin=post.origin,
            title=self._title(post, text),
            text=text,
            markup="html",
            date=date,
            updated=update_of(date, moment(post.modified, post.modified_gmt, self.zone)),
            draft=is_draft,
            language=self._language(post),
            translation=next((term.slug for term in post.terms if term.taxonomy == "post_translations"), ""),
            summary=plain(post.excerpt),
            tags=self.terms.labels(post, "post_tag"),
            categories=self.terms.labels(post, "category"),
            author=self._author(post),
            image=picture.address if picture else "",
            image_alt=picture.alt if picture else "",
            featured=post.id == self.featured,
            comments_open=False if kind == "articles" and post.comment_status == "closed" else None,
            addresses=()
            if is_draft or post.status == "future"
            else tuple(dict.fromkeys(self._addresses(post))),
            fields=dict(self._fields(post)),
        )

    def _is_draft(self, post: Post, date: datetime | None) -> bool:
        reason = ""
        if post.has_password:
            reason = "readers needed a password, which is not taken over"
        elif post.type not in ("post", "page"):
            reason = f"it is a {post.type}, a type of the blog's own, and comes as a page"
        elif post.status == "future" and date is None:
            reason = "it was to appear, and nobody knows when"
        elif post.status not in _SEEN_BY_READERS:
            reason = _STATES.get(post.status, f"its state was {post.status!r}")
        if reason:
            remedy = "Take draft: true out of its file if all may read it"
            self.notices.append(Notice(post.origin, f"it comes as a draft: {reason}", remedy))
        return bool(reason) or post.status not in _SEEN_BY_READERS

    def _text(self, post: Post) -> str:
        text = Text(post.id, self.library, self._reused, post.value("footnotes"))
        shown = text.shown(post.content)
        self._page_count = text.pages
        self.library.mention(shown, post.origin)
        for message in dict.fromkeys(text.reports):
            self.notices.append(Notice(post.origin, message))
        for message in dict.fromkeys(text.losses):
            self.notices.append(Notice(post.origin, message, left_out=True))
        self.notices.extend(self.terms.report_others(post))
        return shown

    def _title(self, post: Post, text: str) -> str:
        """Returns the title of a post: Billet shows none without one."""
        title = post.title or first_words(text)
        if title != post.title:
            self.notices.append(
                Notice(post.origin, f"it has no title: its first words are one now ({title})")
            )
        return title

    def _reused(self, number: int) -> str | None:
        block = self.export.posts.get(number)
        return block.content if block and block.type == "wp_block" else None

    def _names(self, post: Post, kind: Kind, date: datetime | None) -> tuple[str, str]:
        """Returns the path of an entry, and its slug where another has that of its file's name."""
        name = unquote(post.name.removesuffix("__trashed")).strip() or post.title or f"{post.type}-{post.id}"
        slug = slugify(name) or f"{post.type}-{post.id}"
        folders = (str(date.year),) if kind == "articles" and date else tuple(self._folders(post))
        path = self.paths.entry(kind, slug, *folders)
        is_taken = (kind, slug) in self.slugs
        self.slugs.add((kind, slug))
        return path, f"{slug}-{post.id}" if is_taken else ""

    def _folders(self, post: Post) -> list[str]:
        """Returns the slugs of the pages above one."""
        folders: list[str] = []
        parent = self.export.posts.get(post.parent)
        while parent and parent.type == "page" and len(folders) < 5:
            folders.insert(0, slugify(unquote(parent.name)))
            parent = self.export.posts.get(parent.parent)
        return folders if post.type == "page" else []

    def _language(self, post: Post) -> str:
        """Returns the language that a plugin (Polylang) or the author's own field gives a post."""
        term = next((term.slug for term in post.terms if term.taxonomy == "language"), "")
        return term or next((value for key in ("lang", "language") if (value := post.value(key).strip())), "")

    def _author(self, post: Post) -> str:
        user = self.export.authors.get(post.creator)
        name = user.name if user else post.creator
        return "" if name == self.author else name

    def _picture(self, post: Post) -> Attachment | None:
        """Returns the featured picture."""
        number = post.value("_thumbnail_id").strip()
        if not number.isdecimal() or not int(number):
            return None
        picture = self.library.attachments.get(int(number))
        if picture is None:
            message = f"the export does not have the medium {number}, its featured picture"
            self.notices.append(Notice(post.origin, message, left_out=True))
        return picture

    def _addresses(self, post: Post) -> Iterator[str]:
        yield post.link
        path = post.link.rstrip("/")
        if "?" not in post.link:
            yield from (f"{path}/{page}/" for page in range(2, self._page_count + 1))
            yield from (
                f"{path.rpartition('/')[0]}/{slug}/" for slug in post.meta.get("_wp_old_slug", ()) if slug
            )
        yield f"{self.site}/?{'page_id' if post.type == 'page' else 'p'}={post.id}"
        if urlsplit(post.guid).netloc == urlsplit(self.site).netloc and urlsplit(post.guid).path.strip("/"):
            yield post.guid

    def _fields(self, post: Post) -> Iterator[tuple[str, Value | list[Value]]]:
        """Yields the author's own fields: those of WordPress and its plugins begin with a line."""
        for key, written in post.meta.items():
            if not key or key.startswith("_") or squeezed(key) in _READ_ELSEWHERE:
                continue
            values = [_value(text) for text in written]
            if squeezed(key) in MEANING_OF:
                message = (
                    f"its field {key} is left out: it would mean {MEANING_OF[squeezed(key)]!r} to Billet"
                )
                self.notices.append(Notice(post.origin, message, left_out=True))
                continue
            yield key, values[0] if len(values) == 1 else values


def caption_html(post: Post) -> str:
    """Returns the caption of an attachment."""
    return post.excerpt.strip() if "<" in post.excerpt else escape(plain(post.excerpt), quote=False)


def _value(text: str) -> Value:
    try:
        return unserialise(text) if text[:2] in ("a:", "s:", "b:", "i:", "d:") else text
    except NotSerialised:
        return text
