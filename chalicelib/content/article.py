"""An article or standing page: what its file says of it, without its text."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import datetime
from pathlib import PurePosixPath
from typing import Literal

from chalicelib.content.problem import Problem

Kind = Literal["articles", "pages"]
KINDS: tuple[Kind, ...] = ("articles", "pages")
LANGUAGES = ("fr", "en")


@dataclass(frozen=True)
class Source:
    """A Markdown file as the bucket holds it. `version` is "" where the bucket keeps none."""

    key: str
    data: bytes
    etag: str
    version: str
    uploaded: datetime


@dataclass(frozen=True, kw_only=True)
class Summary:
    """What lists and feeds show of an article or standing page.

    `id` never changes, whatever becomes of file and slug: comments hang on it. Times carry a zone.
    """

    kind: Kind
    id: str
    slug: str
    title: str
    date: datetime
    language: str
    excerpt: str = ""
    minutes: int = 0
    updated: datetime | None = None
    """The day its author names."""
    edited: datetime | None = None
    """When the bucket got the text as it is now, where it had another after `date`."""
    expires: datetime | None = None
    appears: datetime | None = None
    """Readers see it from then on at the earliest, where that is not `date`."""
    draft: bool = False
    author: str = ""
    tags: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    series: str = ""

    def is_public(self, now: datetime) -> bool:
        """The one rule of what readers may see at `now`."""
        return not self.draft and self.begins <= now and (self.expires is None or now < self.expires)

    def is_over(self, now: datetime) -> bool:
        """Whether readers will not see it, now or later, unless its author changes something."""
        return self.draft or (self.expires is not None and self.expires <= now)

    @property
    def begins(self) -> datetime:
        """The first moment at which readers may see it."""
        return max(self.date, self.appears) if self.appears else self.date

    @property
    def changed(self) -> datetime:
        """When what readers see last changed."""
        return max(self.begins, self.updated or self.edited or self.begins)

    @property
    def path(self) -> str:
        """Its address below the root of the site."""
        return f"/{self.kind}/{self.slug}"


@dataclass(frozen=True, kw_only=True)
class Article(Summary):
    """All that is known of an article or standing page; the text itself stays in the bucket.

    `etag` and `version` name the exact bytes in the bucket that readers get.
    """

    key: str
    etag: str
    version: str
    place: str = ""
    comments: bool = True
    order: int = 100
    unlisted: bool = False
    """Whether it is left out of every list, and found by its address alone."""
    featured: bool = False
    image: str = ""
    """The picture at its head, as its file writes it."""
    canonical: str = ""
    """The address of the original, where this is a copy."""
    translation: str = ""
    """What the articles have in common, and no other has, that say the same in other languages."""
    aliases: tuple[str, ...] = ()
    """Old addresses of it, from the root of the site: "/2013/04/lexique.html"."""
    names: tuple[str, ...] = ()
    """What a wikilink may call it besides its title, slug and file."""
    titled_by_heading: bool = False
    dated_by_upload: bool = False
    warnings: tuple[Problem, ...] = field(default=(), compare=False)

    def summary(self) -> Summary:
        """What lists show of it."""
        return Summary(**{one.name: getattr(self, one.name) for one in fields(Summary)})


def derived_id(key: str) -> str:
    """The id of an article that names none: from its file."""
    return str(PurePosixPath(key).with_suffix(""))


SUFFIXES = (".md", ".markdown", ".mdown", ".mkd", ".mdx")


def kind_of(key: str) -> Kind | None:
    """The kind of content under a bucket key; None for what is not content.

    Only Markdown below ``articles/`` and ``pages/`` is. A name that begins with a dot is an
    editor's own file, one that begins with ``_`` a generator's, such as Hugo's ``_index.md``.
    """
    if key.endswith("/"):  # S3's console makes such an object of a folder, whose slash a path drops
        return None
    # By hand: a `PurePosixPath` of each of ten thousand keys is a fifth of what a run takes.
    parts = [part for part in key.split("/") if part and part != "."]
    if len(parts) < 2 or key.startswith("/") or parts[-1].startswith("_"):
        return None
    if not parts[-1].lower().endswith(SUFFIXES) or any(part.startswith(".") for part in parts):
        return None
    return next((kind for kind in KINDS if parts[0] == kind), None)
