"""Disqus's comments: an export of XML with threads, which are pages of the site, and posts, which are
comments."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC
from html import escape, unescape
from pathlib import Path
from urllib.parse import parse_qs

from lxml import etree

from billet.migration.model import ImportedComment, Notice, Origin, Site
from billet.migration.sources import Options, Source
from billet.migration.sources.cleaning import clean, instant_of, line_of
from billet.migration.sources.lenient_addresses import urlsplit
from billet.migration.sources.xml_files import has_mark, xml_files
from billet.migration.sources.xml_items import local_name, xml_items
from chalicelib.conversation.comment import State

_ID = "{http://disqus.com/disqus-internals}id"
_ADDRESS = re.compile(r"https?://\S+")
_LINK = re.compile(r"""(\bhref=["'])(https?://disq\.us/url\?[^"']*)""", re.IGNORECASE)
_MENTION = re.compile(r"@([\w.-]+):disqus\b")


@dataclass(frozen=True)
class _Thread:
    """A page with comments. `author` is the name by which Disqus knows who made it: the site's owner."""

    page: str
    author: str


@dataclass
class _Post:
    """A comment as it is written. `parent` is the number of that which it answers."""

    origin: Origin
    number: str
    thread: str
    parent: str
    values: dict[str, str] = field(default_factory=dict)
    author: dict[str, str] = field(default_factory=dict)

    def says(self, name: str) -> bool:
        return self.values.get(name) == "true"


def read(path: Path, options: Options) -> Site:
    """Returns the comments of an export, each on the page of its thread."""
    site = Site(tool="Disqus", address=options.address)
    threads: dict[str, _Thread] = {}
    posts: dict[str, _Post] = {}
    for file in xml_files(path):
        for line, element in xml_items(file, site.notices, depth=2, end=b"</disqus>"):
            number, name = element.get(_ID, ""), local_name(element)
            if name == "thread":
                threads[number] = _thread(element)
            elif name == "post":
                posts.setdefault(number, _post(Origin(file.name, line, f"comment {number}"), number, element))
    taken = _taken(posts, threads, site.notices)
    site.comments = list(_comments(taken, posts, threads, site.notices))
    return site


def _values(element: etree._Element) -> dict[str, str]:
    return {local_name(child): clean("".join(child.itertext())).strip() for child in element}


def _thread(element: etree._Element) -> _Thread:
    """Returns a thread. One without an address has it in its identifier, as that of WordPress's plugin,
    "12 https://example.org/?p=12"."""
    values = _values(element)
    identified = _ADDRESS.search(values.get("id", ""))
    page = values.get("link", "") or (identified[0] if identified else values.get("id", ""))
    return _Thread(page, _author(element).get("username", ""))


def _post(origin: Origin, number: str, element: etree._Element) -> _Post:
    references = {local_name(child): child.get(_ID, "") for child in element if child.get(_ID)}
    return _Post(
        origin,
        number,
        references.get("thread", ""),
        references.get("parent", ""),
        _values(element),
        _author(element),
    )


def _author(element: etree._Element) -> dict[str, str]:
    return next((_values(child) for child in element if local_name(child) == "author"), {})


def _taken(posts: dict[str, _Post], threads: dict[str, _Thread], notices: list[Notice]) -> dict[str, _Post]:
    """Returns the comments that come. A deleted one comes where others that come answer it."""
    taken = dict(posts)
    for number, post in posts.items():
        if not (threads.get(post.thread) or _Thread("", "")).page:
            notices.append(Notice(post.origin, "nobody knows the page it is on", left_out=True))
            del taken[number]
        elif instant_of(post.values.get("createdAt", ""), UTC) is None:
            notices.append(Notice(post.origin, "it has no time", left_out=True))
            del taken[number]
    while unanswered := _unanswered(taken):
        notices.extend(Notice(taken.pop(n).origin, "it was deleted", left_out=True) for n in unanswered)
    return taken


def _unanswered(posts: dict[str, _Post]) -> list[str]:
    answered = {post.parent for post in posts.values()}
    return [number for number, post in posts.items() if post.says("isDeleted") and number not in answered]


def _comments(
    taken: dict[str, _Post], posts: dict[str, _Post], threads: dict[str, _Thread], notices: list[Notice]
) -> Iterator[ImportedComment]:
    for post in taken.values():
        posted = instant_of(post.values.get("createdAt", ""), UTC)
        assert posted is not None, "those without a time are left out"
        thread = threads[post.thread]
        parent = _parent(post, taken, posts)
        if post.parent and not parent:
            notices.append(Notice(post.origin, f"it answers comment {post.parent}, which does not come"))
        is_deleted = post.says("isDeleted")
        username = post.author.get("username", "")
        yield ImportedComment(
            id=f"disqus-{post.number}",
            origin=post.origin,
            page=thread.page,
            name="" if is_deleted else line_of(unescape(post.author.get("name", ""))),
            text="" if is_deleted else _text(post.values.get("message", "")),
            markup="html",
            posted=posted,
            state=_state(post),
            parent=f"disqus-{parent}" if parent else "",
            email="" if is_deleted else post.author.get("email", ""),
            by_author=bool(username) and username == thread.author and not is_deleted,
            is_deleted=is_deleted,
        )


def _parent(post: _Post, taken: dict[str, _Post], posts: dict[str, _Post]) -> str:
    """Returns the number of the comment that one answers; where that does not come, of that which it
    answers, on the same page."""
    number, passed = post.parent, {post.number}
    while number in posts and number not in taken and number not in passed:
        passed.add(number)
        number = posts[number].parent
    is_there = number in taken and number not in passed and taken[number].thread == post.thread
    return number if is_there else ""


def _state(post: _Post) -> State:
    if post.says("isSpam"):
        return "spam"
    return "pending" if post.values.get("isApproved") == "false" else "approved"


def _text(message: str) -> str:
    """Returns a comment's HTML, its links as their writer meant them: Disqus leads them through its own."""
    return _MENTION.sub(r"@\1", _LINK.sub(_direct, message))


def _direct(match: re.Match[str]) -> str:
    addresses: Iterable[str] = parse_qs(urlsplit(unescape(match[2])).query).get("url", [])
    address = next(iter(addresses), "")
    return match[1] + escape(re.sub(r":[\w-]{20,40}$", "", address)) if address else match[0]


def _is_marked(first: bytes) -> bool:
    return b"http://disqus.com/disqus-internals" in first


SOURCE = Source("disqus", "Disqus", lambda path: has_mark(path, _is_marked), read)
