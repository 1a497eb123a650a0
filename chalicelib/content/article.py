"""An article or standing page without its text: what lists show of it, and all that its file says."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Literal

from chalicelib.content.problem import Problem

Kind = Literal["articles", "pages"]
KINDS: tuple[Kind, ...] = ("articles", "pages")


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
    """The fields of an article or standing page that lists and feeds show.

    `id` never changes, even where file and slug do: comments are stored under it. Times carry a zone.
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
    """The day of the last change, as its author writes it."""
    edited: datetime | None = None
    """When the present text was uploaded, where the bucket had another one after `date`."""
    expires: datetime | None = None
    appears: datetime | None = None
    """When readers see it at the earliest, where that is not `date`."""
    draft: bool = False
    author: str = ""
    tags: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    series: str = ""

    def is_public(self, now: datetime) -> bool:
        """Whether readers may see it at `now`."""
        return not self.draft and self.begins <= now and (self.expires is None or now < self.expires)

    @property
    def begins(self) -> datetime:
        """The first moment at which readers may see it."""
        return max(self.date, self.appears) if self.appears else self.date

    @property
    def changed(self) -> datetime:
        """When the article that readers see last changed."""
        return max(self.begins, self.updated or self.edited or self.begins)

    @property
    def path(self) -> str:
        """The address below the root of the site."""
        return f"/{self.kind}/{self.slug}"


@dataclass(frozen=True, kw_only=True)
class Article(Summary):
    """All fields of an article or standing page; its text stays in the bucket.

    `etag` and `version` name the exact bytes in the bucket that readers get.
    """

    key: str
    etag: str
    version: str
    place: str = ""
    comments: bool = True
    order: int = 100
    unlisted: bool = False
    """Whether no list shows it: readers need its address."""
    featured: bool = False
    image: str = ""
    """The address of the picture at its head, as its file writes it."""
    image_alt: str = ""
    """What that picture shows, "" for one that says nothing the text does not."""
    favourite: str = ""
    """The article that it recommends to its readers, as its file writes it: an address, a slug or a title."""
    favourite_words: str = ""
    """What stands before the title of that article."""
    canonical: str = ""
    """The address of the original, where this is a copy."""
    translation: str = ""
    """The key that an article and its translations share."""
    aliases: tuple[str, ...] = ()
    """Its old addresses, from the root of the site: "/2013/04/lexique.html", "/?p=12"."""
    aliases_line: int = field(default=0, compare=False)
    """The line of its file that names them."""
    names: tuple[str, ...] = ()
    """Names by which a wikilink may call it, besides its title, slug and file."""
    names_id: bool = False
    """Whether its file itself names the id."""
    term_lines: tuple[int, int, int] = field(default=(0, 0, 0), compare=False)
    """The lines of its file that name tags, categories and series; 0 where none does."""
    titled_by_heading: bool = False
    titled_by_name: bool = False
    """Whether the name of its file gave it its title, for want of any other."""
    contents: bool | None = None
    """Whether its headings are listed above its text; None where its file does not say."""
    has_standfirst: bool = False
    """Whether its author wrote the excerpt, and the text does not begin with it as well."""
    dated_by_upload: bool = False
    warnings: tuple[Problem, ...] = field(default=(), compare=False)

    def summary(self) -> Summary:
        """Returns the fields that lists show."""
        return Summary(**{field.name: getattr(self, field.name) for field in fields(Summary)})


def derived_id(key: str) -> str:
    """Returns the id of an article that names none, made of the key of its file."""
    return posixpath.splitext(key)[0]


def is_derived(id: str, key: str) -> bool:
    """Returns whether an id was made of this key; where that id was another's, signs ~ tell the two apart."""
    return id.rstrip("~") == derived_id(key).rstrip("~")


SUFFIXES = (".md", ".markdown", ".mdown", ".mkd", ".mdx")


def kind_of(key: str) -> Kind | None:
    """Returns the kind of content under a bucket key, None for what is not content.

    Only Markdown below ``articles/`` and ``pages/`` is. A name that begins with a dot is an
    editor's own file, one that begins with ``_`` a generator's, such as Hugo's ``_index.md``.
    """
    if key.endswith("/"):  # S3's console makes such an object of a folder, whose slash a path drops
        return None
    # Not by `PurePosixPath`: for ten thousand keys it takes a fifth of the time of a run.
    parts = [part for part in key.split("/") if part and part != "."]
    if len(parts) < 2 or key.startswith("/") or parts[-1].startswith("_"):
        return None
    if not parts[-1].lower().endswith(SUFFIXES) or any(part.startswith(".") for part in parts):
        return None
    return next((kind for kind in KINDS if parts[0] == kind), None)
