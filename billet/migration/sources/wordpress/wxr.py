"""Reads the files of a WordPress export (WXR 1.0 to 1.2, which is RSS 2.0 with elements of its own)."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator

from lxml import etree

from billet.migration.model import Notice, Origin
from billet.migration.sources.wordpress.cleaning import Cleaner
from billet.migration.sources.wordpress.files import SourceFile
from billet.migration.sources.wordpress.records import Author, CommentRecord, Export, Post, Term
from chalicelib.errors import ConfigurationError

Elements = Iterator[tuple[int, etree._Element]]

_NAMESPACES = (("/export/", "wp"), ("content", "content"), ("dc/elements", "dc"))
_OF_ANOTHER = 1_000_000_000
"""What is added to the number of an item where another has it: files put together by hand have such."""

_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_TERMS = {
    "wp:category": ("category", "category", "cat"),
    "wp:tag": ("post_tag", "tag", "tag"),
    "wp:term": ("", "term", "term"),
}
_DAMAGED = "part of the file could not be read as XML ({problem}), and text after it may be missing"
_EXPORT_AGAIN = "Compare the report with the blog; Tools > Export of WordPress writes the file again"


def read_wxr(files: list[SourceFile]) -> Export:
    """Returns what the files hold. Raises `ConfigurationError` where none holds anything."""
    export = Export()
    for file in files:
        for line, element in _children(file, export.notices):
            _add(export, file.name, line, element)
    if not export.posts and not export.channel:
        raise ConfigurationError(
            f"{files[0].name if files else 'the source'} holds nothing that WordPress exports"
        )
    return export


def plain(text: str) -> str:
    """Returns a title or name as WordPress shows it, which keeps them as HTML."""
    return " ".join(html.unescape(_TAG.sub("", text)).split())


def _children(file: SourceFile, notices: list[Notice]) -> Elements:
    """Yields each child of the channel with the line it begins in, and forgets it afterwards."""
    parser = etree.XMLPullParser(
        events=("start", "end"),
        recover=True,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
    )
    cleaner = Cleaner()
    begins, depth, line, tail = 0, 0, 0, b""
    for line, data in cleaner.lines(file.lines()):
        if not data.strip() and not depth:
            continue
        parser.feed(data)
        tail = data if data.strip() else tail
        for event, element in parser.read_events():
            depth += 1 if event == "start" else -1
            if event == "start" and depth == 3:
                begins = line
            elif event == "end" and depth == 2:
                yield begins, element
                element.clear()
                if (channel := element.getparent()) is not None:
                    del channel[:-1]
    notices.extend(_faults(file.name, cleaner, parser, is_whole=b"</rss>" in tail, last=line))


def _faults(
    name: str, cleaner: Cleaner, parser: etree.XMLPullParser[etree._Element], *, is_whole: bool, last: int
) -> Iterator[Notice]:
    for kind, (line, count) in cleaner.repairs.items():
        message = f"the file has {kind}" + (f" (in {count} lines, this is the first)" if count > 1 else "")
        yield Notice(Origin(name, line), message)
    errors = [error for error in parser.feed_error_log if error.domain_name != "NAMESPACE"]
    for error in errors[:10]:
        problem = error.message.strip().splitlines()[0]
        yield Notice(Origin(name, error.line), _DAMAGED.format(problem=problem), _EXPORT_AGAIN, left_out=True)
    if not is_whole:
        message = "the file ends before its </rss>: what stood behind this line is missing"
        yield Notice(Origin(name, last), message, _EXPORT_AGAIN, left_out=True)


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
    """Returns the texts of the children of an element by name, the first of each name."""
    values: dict[str, str] = {}
    for child in element:
        values.setdefault(_name(child), unicodedata.normalize("NFC", "".join(child.itertext())))
    return values


def _number(text: str | None) -> int:
    return int(text) if text and text.strip().isdecimal() else 0
