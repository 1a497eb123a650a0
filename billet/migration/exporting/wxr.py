"""The format ``wxr``: one file that WordPress imports, and the media beside it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from html import escape
from posixpath import basename, splitext
from typing import BinaryIO

from billet.migration.exporting import files
from billet.migration.exporting.blog_content import BlogContent, Text
from billet.migration.exporting.export_folder import ExportFolder
from billet.migration.exporting.wxr_elements import (
    HEAD,
    TAIL,
    Item,
    Values,
    block_of,
    element,
    group,
    item_element,
    local_time,
    numbers,
)
from billet.migration.exporting.wxr_losses import losses
from chalicelib.content.article import Article
from chalicelib.content.media import url_path
from chalicelib.content.slug import slugify
from chalicelib.content.term_slug import term_slug
from chalicelib.conversation.comment import Comment, State
from chalicelib.markdown.comment_renderer import render_comment
from chalicelib.version import VERSION

DOCUMENT = "wordpress.xml"

_STATES: dict[State, str] = {"approved": "1", "pending": "0", "spam": "spam", "rejected": "trash"}


def write(content: BlogContent, folder: ExportFolder) -> dict[str, object]:
    """Writes the document and the media, and a notice for each kind of thing that WordPress has no place for.
    Returns nothing more for the manifest."""
    files.write_media(content, folder, {stored.key: stored for stored in content.media})
    folder.fill(DOCUMENT, _Document(content).write)
    files.write_unpublished(content, folder)
    content.notices.extend(losses(content))
    return {}


class _Document:
    def __init__(self, content: BlogContent) -> None:
        self._content = content
        self._zone = content.site.zone
        self._media = {stored.key: url_path(stored.key) for stored in content.media}
        self._comments: dict[str, list[Comment]] = defaultdict(list)
        for comment in content.comments:
            self._comments[comment.article].append(comment)
        self._ids = numbers([*(article.id for article in content.articles), *self._media])
        self._comment_ids = numbers(comment.id for comment in content.comments)
        self._images = {article.id: self._image(article) for article in content.articles if article.image}
        self._alts = {self._images[a.id]: a.image_alt for a in content.articles if a.id in self._images}
        self._author = content.site.author.name or content.site.title

    def write(self, file: BinaryIO) -> None:
        """Writes the document, item by item."""
        file.write(HEAD.encode())
        for part in self._channel():
            file.write(part.encode())
        for key, path in self._media.items():
            file.write(item_element(self._attachment(key, path), self._zone).encode())
        for text in self._content.texts():
            file.write(item_element(self._post(text), self._zone).encode())
        file.write(TAIL.encode())

    def _channel(self) -> Iterator[str]:
        site, base = self._content.site, self._content.base
        yield (
            element("title", escape(site.title, quote=False))
            + f"<link>{base}</link>\n"
            + element("description", escape(site.tagline, quote=False))
        )
        yield f"<language>{site.language}</language>\n<wp:wxr_version>1.2</wp:wxr_version>\n"
        yield element("wp:base_site_url", base) + element("wp:base_blog_url", base)
        articles = self._content.articles
        authors = dict.fromkeys([self._author, *(article.author for article in articles if article.author)])
        for number, name in enumerate(authors, 1):
            values: Values = {
                "wp:author_id": number,
                "wp:author_login": _login(name),
                "wp:author_display_name": escape(name, quote=False),
            }
            yield group("wp:author", values)
        categories = Counter(name for article in articles for name in article.categories)
        tags = Counter(name for article in articles for name in article.tags)
        for slug, name in {term_slug(name): name for name in categories}.items():
            yield group(
                "wp:category",
                {
                    "wp:category_nicename": slug,
                    "wp:category_parent": "",
                    "wp:cat_name": escape(name, quote=False),
                },
            )
        for slug, name in {term_slug(name): name for name in tags}.items():
            yield group("wp:tag", {"wp:tag_slug": slug, "wp:tag_name": escape(name, quote=False)})
        yield f"<generator>Billet {VERSION}</generator>\n"

    def _attachment(self, key: str, path: str) -> Item:
        name, _ = splitext(basename(key))
        return Item(
            id=self._ids[key],
            type="attachment",
            title=name,
            link=self._content.base + path,
            creator=_login(self._author),
            status="inherit",
            name=slugify(name),
            date=self._content.now,
            attachment_url=self._content.base + path,
            meta=(
                ("_wp_attached_file", key.removeprefix("media/")),
                *((("_wp_attachment_image_alt", alt),) if (alt := self._alts.get(key)) else ()),
            ),
        )

    def _post(self, text: Text) -> Item:
        article = text.article
        return Item(
            id=self._ids[article.id],
            type="post" if article.kind == "articles" else "page",
            title=escape(article.title, quote=False),
            link=self._content.base + article.path,
            creator=_login(article.author or self._author),
            status=self._status(article),
            name=article.slug,
            date=None if article.draft and article.dated_by_upload else article.begins,
            modified=article.changed,
            content=block_of(self._content.html_of(text, self._content.base)),
            excerpt=escape(article.excerpt, quote=False) if article.has_standfirst else "",
            order=article.order,
            comments_open=article.comments,
            is_sticky=article.featured,
            terms=tuple(_terms(article)),
            meta=tuple(self._meta(article)),
            comments=[self._comment(comment) for comment in self._comments[article.id]],
        )

    def _status(self, article: Article) -> str:
        """Returns the state of a post. What readers see only by its address, or no longer, is for its author
        alone: WordPress would list it."""
        now = self._content.now
        if article.draft:
            return "draft"
        if article.unlisted or (article.expires and article.expires <= now):
            return "private"
        return "future" if article.begins > now else "publish"

    def _image(self, article: Article) -> str:
        """Returns the key of the picture at the head, "" where it is none of the blog's."""
        return self._content.resolver.resolve(article.image, article.key).key

    def _meta(self, article: Article) -> Iterator[tuple[str, str]]:
        if number := self._ids.get(self._images.get(article.id, "")):
            yield "_thumbnail_id", str(number)
        for address in self._content.former_addresses.get(article.id, []):
            yield "_wp_old_slug", address.rpartition("/")[2]

    def _comment(self, comment: Comment) -> str:
        values: dict[str, str | int] = {
            "wp:comment_id": self._comment_ids[comment.id],
            "wp:comment_author": escape(comment.name, quote=False),
            "wp:comment_author_email": comment.email,
            "wp:comment_author_url": "",
            "wp:comment_author_IP": "",
            "wp:comment_date": local_time(comment.posted, self._zone),
            "wp:comment_date_gmt": local_time(comment.posted),
            "wp:comment_content": _comment_html(comment.text),
            "wp:comment_approved": _STATES[comment.state],
            "wp:comment_type": "comment",
            "wp:comment_parent": self._comment_ids.get(comment.parent, 0),
            "wp:comment_user_id": int(comment.by_author),
        }
        return group("wp:comment", values)


def _terms(article: Article) -> Iterator[tuple[str, str, str]]:
    yield from (("category", term_slug(name), escape(name, quote=False)) for name in article.categories)
    yield from (("post_tag", term_slug(name), escape(name, quote=False)) for name in article.tags)


def _comment_html(text: str) -> str:
    """Returns the HTML of a comment; WordPress makes a second break of a line's end behind ``<br>``."""
    html = render_comment(text).replace(' dir="auto"', "").replace("<br>\n", "<br />\n")
    return html.strip() or "…"


def _login(name: str) -> str:
    return slugify(name) or "author"
