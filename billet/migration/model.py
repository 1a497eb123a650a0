"""A site on its way from one tool to another: texts, media, comments, redirects, and what could not be
taken.

Addresses of the old site are whole (``https://old.example.org/2013/04/x.html``) or begin with ``/``; those
in a query are as the tool wrote them (``/?p=12``). Text is NFC and without NUL. Order is that of the
source.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Literal

from chalicelib.content.article import Kind
from chalicelib.conversation.comment import Comment, State
from chalicelib.conversation.message import Message

Markup = Literal["markdown", "html", "text"]
"""How a text is written. In "text" each character is what readers see, and each line break a line's end."""


TargetOf = Callable[[str], str | None]
"""Returns what the address of a link or picture becomes, None where it stays."""

Date = datetime | date
"""An instant, with its zone, or a day."""


@dataclass(frozen=True)
class Origin:
    """The place of an item in its source, for messages: a file, its line (0 where none is known), and what
    the tool calls the item ("post 12", "comment 7")."""

    file: str
    line: int = 0
    item: str = ""

    def __str__(self) -> str:
        line = f", line {self.line}" if self.line else ""
        return f"{self.file}{line}" + (f" ({self.item})" if self.item else "")


@dataclass(frozen=True)
class Notice:
    """What the author should know of an item.

    `left_out` tells whether it did not come, or a part of it; else it came otherwise than the source has
    it.
    """

    origin: Origin
    message: str
    remedy: str = ""
    left_out: bool = False


@dataclass(frozen=True, kw_only=True)
class Entry:
    """An article or standing page.

    `path` is its file in the content folder, such as "articles/2013/lexique.md": different for each entry,
    also where a file system ignores case, and the same in each run. `text` has no front matter and does not
    repeat the title. Its links and pictures are as the source has them, where they are among the addresses
    of an entry or medium, relative to `path`, or to other sites: import makes them lead to the files of the
    content folder.
    """

    kind: Kind
    path: str
    id: str
    """What comments hang on: the same in each run, and different for each entry, such as "wordpress-12"."""
    origin: Origin
    title: str
    """Plain text: no markup, no entities."""
    text: str
    markup: Markup = "markdown"
    date: Date | None = None
    """With a zone where it is a time. A time is the instant that the tool meant; None where it has none."""
    zone: str = ""
    """The IANA name of the zone in which `date` and `updated` are to be written, "" for the site's."""
    updated: Date | None = None
    expires: datetime | None = None
    draft: bool = False
    unlisted: bool = False
    slug: str = ""
    """Where it is to be other than the one Billet would make of the file's name."""
    language: str = ""
    """A tag of BCP 47, "" for the site's."""
    translation: str = ""
    """The key that texts share which say the same in different languages."""
    summary: str = ""
    """Plain text or Markdown on one line, where the author wrote one."""
    tags: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    series: str = ""
    author: str = ""
    """Where it is not the site's."""
    image: str = ""
    """The picture at the head: an address as those in the text."""
    image_alt: str = ""
    canonical: str = ""
    featured: bool = False
    comments_open: bool | None = None
    addresses: tuple[str, ...] = ()
    """Where readers found it, the newest first. A draft has none."""
    fields: Mapping[str, object] = field(default_factory=dict)
    """Other fields of its front matter, which Billet passes over or reads by the same name: values of JSON,
    dates and times."""
    source: bytes | None = None
    """The file as it is to be written, for what came out of a Billet: the fields above say the same."""


@dataclass(frozen=True, kw_only=True)
class Medium:
    """A picture, sound, film or document.

    `path` is its file in the content folder, such as "media/2022/06/falaise.png". `content` is where its
    bytes are, None where the source has none: it may be fetched from `url` then, if the author asks for it.
    `addresses` are those under which texts and readers know it: whole, from the root, or as texts write
    them.
    """

    path: str
    origin: Origin
    content: Path | bytes | None
    url: str = ""
    addresses: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ImportedComment:
    """A comment on an entry. `id` is the same in each run and different for each comment of the site;
    `parent` is such an id, "" where it answers none or nobody knows which. It hangs on the entry whose
    `Entry.id` is `entry`; where a source holds comments alone, `entry` is "" and `page` is the address of
    what they are on."""

    id: str
    origin: Origin
    name: str
    text: str
    markup: Markup
    posted: datetime
    entry: str = ""
    page: str = ""
    state: State = "approved"
    parent: str = ""
    email: str = ""
    website: str = ""
    by_author: bool = False
    edited: datetime | None = None
    is_deleted: bool = False
    """Whether its text is gone, and it only keeps its place for its answers: name and text are "" then."""
    original: Comment | None = None
    """The comment as a Billet had it, with its expiry and decisions: the fields above say the same."""


@dataclass(frozen=True)
class OldAddress:
    """An address of the old site that is no entry's and no medium's: `new` is a path of the blog, such as
    "/categories/velo", or an ``https://`` address. `old` may end in ``/*``; then `new` may, too."""

    old: str
    new: str


@dataclass(kw_only=True)
class Site:
    """All that was read of a source. `settings` are keys of ``site.toml`` as nested tables; they are
    proposed, and change nothing where the folder has a ``site.toml`` that says otherwise."""

    tool: str
    """The tool's name for people, with its version where it is known: "WordPress 6.1.9"."""
    address: str = ""
    """The address of its home page, without a slash at the end: "https://old.example.org/blog"."""
    settings: dict[str, object] = field(default_factory=dict)
    settings_file: bytes = b""
    """The ``site.toml`` of what came out of a Billet, which has `settings` and `redirects`: a folder that has
    none gets it as it is."""
    entries: list[Entry] = field(default_factory=list)
    media: list[Medium] = field(default_factory=list)
    comments: list[ImportedComment] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    redirects: list[OldAddress] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
