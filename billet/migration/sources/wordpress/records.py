"""What a WordPress export holds, as it is written there."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from billet.migration.model import Notice, Origin


@dataclass(frozen=True)
class Term:
    """A category, tag or term of another taxonomy. `parent` is the `slug` of another one of it. `name` is
    plain text."""

    taxonomy: str
    slug: str
    name: str
    id: int = 0
    parent: str = ""


@dataclass(frozen=True)
class Author:
    """A user. `name` is the one that readers see, `login` what posts name the user by."""

    id: int
    login: str
    name: str


@dataclass(frozen=True)
class CommentRecord:
    """A comment, a pingback or what else plugins keep as comments. Times are as written."""

    id: int
    origin: Origin
    author: str
    email: str
    url: str
    date: str
    date_gmt: str
    content: str
    approved: str
    type: str
    parent: int
    user: int


@dataclass(kw_only=True)
class Post:
    """An item of any type: a post, page, attachment, line of a menu, and so on. Of a password it is only
    known that there is one."""

    id: int
    origin: Origin
    type: str
    status: str
    title: str
    link: str
    guid: str
    creator: str
    content: str
    excerpt: str
    name: str
    date: str
    date_gmt: str
    published: str
    modified: str
    modified_gmt: str
    parent: int
    order: int
    has_password: bool
    is_sticky: bool
    comment_status: str
    attachment_url: str
    terms: list[Term] = field(default_factory=list)
    meta: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    comments: list[CommentRecord] = field(default_factory=list)

    def value(self, key: str) -> str:
        """Returns the first value of a custom field, "" where there is none."""
        return next(iter(self.meta.get(key, ())), "")


@dataclass(kw_only=True)
class Export:
    """All that one or several files hold, each item once. `channel` has the settings of the site by the names
    of their elements."""

    channel: dict[str, str] = field(default_factory=dict)
    authors: dict[str, Author] = field(default_factory=dict)
    terms: dict[tuple[str, str], Term] = field(default_factory=dict)
    posts: dict[int, Post] = field(default_factory=dict)
    notices: list[Notice] = field(default_factory=list)
