"""Reads the files of a WordPress export (WXR 1.0 to 1.2, which is RSS 2.0 with elements of its own)."""

from __future__ import annotations

import html
import unicodedata

from lxml import etree

from billet.migration.model import Notice, Origin
from billet.migration.sources.html_text import plain
from billet.migration.sources.wordpress.records import Author, CommentRecord, Export, Post, Term
from billet.migration.sources.xml_files import SourceFile
from billet.migration.sources.xml_items import xml_items
from chalicelib.errors import ConfigurationError

_NAMESPACES = (("/export/", "wp"), ("content", "content"), ("dc/elements", "dc"))
_TEXTS = ("content:encoded", "excerpt:encoded", "wp:comment_content", "wp:meta_value")
_OF_ANOTHER = 1_000_000_000
"""What is added to the number of an item where another has it: files put together by hand have such."""

_TERMS = {
    "wp:category": ("category", "category", "cat"),
    "wp:tag": ("post_tag", "tag", "tag"),
    "wp:term": ("", "term", "term"),
}


def read_wxr(files: list[SourceFile]) -> Export:
    """Returns what the files hold. Raises `ConfigurationError` where none holds anything."""
    export = Export()
    for file in files:
        for line, element in xml_items(file, export.notices, depth=3, end=b"</rss>"):
            _add(export, file.name, line, element)
    if not export.posts and not export.channel:
        raise ConfigurationError(
            f"{files[0].name if files else 'the source'} holds nothing that WordPress exports"
        )
    return export


def _add(export: Export, file: str, line: int, element: etree._Element) -> None:
    name = _name(element)
    if name == "item":
        post = _post(file, line, element)
        if (other := export.posts.get(post.id)) and (other.guid, other.title) == (post.guid, post.title):
            return  # parts of an export may overlap
        while post.id in export.posts:
            post.id += _OF_ANOTHER
        if other:
            message = f"another item has the number {other.id}, too: this one is {post.id} now"
            export.notices.append(Notice(post.origin, message))
        export.posts[post.id] = post
    elif name == "wp:author":
        author = _author(element)
        export.authors.setdefault(author.login, author)
    elif name in _TERMS:
        term = _term(name, element)
        export.terms.setdefault((term.taxonomy, term.slug), term)
    elif text := (element.text or "").strip():
        export.channel.setdefault(name, text)


def _name(element: etree._Element) -> str:
    """Returns the name of an element with a short prefix: that of the namespace differs by version."""
    if not isinstance(element.tag, str):
        return ""
    space, _, name = element.tag.rpartition("}")
    if space.endswith("excerpt/"):
        return f"excerpt:{name}"
    return next((f"{prefix}:{name}" for mark, prefix in _NAMESPACES if mark in space), name)


def _author(element: etree._Element) -> Author:
    values = _values(element)
    login = values.get("wp:author_login", "")
    return Author(
        _number(values.get("wp:author_id")), login, plain(values.get("wp:author_display_name", "")) or login
    )


def _term(element_name: str, element: etree._Element) -> Term:
    taxonomy, prefix, short = _TERMS[element_name]
    values = _values(element)
    slug = values.get(f"wp:{prefix}_nicename") or values.get(f"wp:{prefix}_slug", "")
    return Term(
        taxonomy or values.get("wp:term_taxonomy", ""),
        slug,
        plain(values.get(f"wp:{short}_name", "")) or slug,
        _number(values.get("wp:term_id")),
        values.get(f"wp:{prefix}_parent", ""),
    )


def _post(file: str, line: int, element: etree._Element) -> Post:
    values = _values(element)
    get = values.get
    id_ = _number(get("wp:post_id"))
    type_ = get("wp:post_type", "") or "post"
    post = Post(
        id=id_,
        origin=Origin(file, line, f"{type_} {id_}"),
        type=type_,
        status=get("wp:status", "") or "publish",
        title=plain(get("title", "")),
        link=get("link", "").strip(),
        guid=get("guid", "").strip(),
        creator=get("dc:creator", ""),
        content=get("content:encoded", ""),
        excerpt=get("excerpt:encoded", ""),
        name=get("wp:post_name", ""),
        date=get("wp:post_date", ""),
        date_gmt=get("wp:post_date_gmt", ""),
        published=get("pubDate", ""),
        modified=get("wp:post_modified", ""),
        modified_gmt=get("wp:post_modified_gmt", ""),
        parent=_number(get("wp:post_parent")),
        order=_number(get("wp:menu_order")),
        has_password=bool(get("wp:post_password")),
        is_sticky=get("wp:is_sticky") == "1",
        comment_status=get("wp:comment_status", ""),
        attachment_url=get("wp:attachment_url", "").strip(),
    )
    for child in element:
        _add_part(post, file, line, child)
    return post


def _add_part(post: Post, file: str, line: int, child: etree._Element) -> None:
    name = _name(child)
    if name == "category" and child.get("nicename"):  # WXR 1.0 names each category a second time, without
        taxonomy = {"tag": "post_tag"}.get(domain := child.get("domain", "category"), domain)
        post.terms.append(Term(taxonomy, child.get("nicename", ""), plain(child.text or "")))
    elif name == "wp:postmeta":
        values = _values(child)
        post.meta[values.get("wp:meta_key", "")].append(values.get("wp:meta_value", ""))
    elif name == "wp:comment":
        post.comments.append(_comment(file, line, child))


def _comment(file: str, line: int, element: etree._Element) -> CommentRecord:
    values = _values(element)
    id_ = _number(values.get("wp:comment_id"))

    def get(name: str) -> str:
        return values.get(f"wp:comment_{name}", "")

    return CommentRecord(
        id=id_,
        origin=Origin(file, line, f"comment {id_}"),
        author=plain(get("author")),
        email=get("author_email"),
        url=html.unescape(get("author_url")),
        date=get("date"),
        date_gmt=get("date_gmt"),
        content=get("content"),
        approved=get("approved"),
        type=get("type") or "comment",
        parent=_number(get("parent")),
        user=_number(get("user_id")),
    )


def _values(element: etree._Element) -> dict[str, str]:
    """Returns the texts of the children of an element by name, the first of each name; without blanks around
    them, where they are no texts of an author's."""
    values: dict[str, str] = {}
    for child in element:
        name, text = _name(child), unicodedata.normalize("NFC", "".join(child.itertext()))
        values.setdefault(name, text if name in _TEXTS else text.strip())
    return values


def _number(text: str | None) -> int:
    return int(text) if text and text.strip().isdecimal() else 0
