"""All that a blog holds, as an export reads it: the exact bytes that readers get, and what no page shows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from billet import parallel
from billet.author.upload_status import published_index
from billet.migration.exporting.completion import Additions, complete
from billet.migration.model import Notice, Origin
from billet.terminal import progress
from chalicelib.content import site as sites
from chalicelib.content import site_file, theme_file
from chalicelib.content import theme as themes
from chalicelib.content.article import Article, derived_id
from chalicelib.content.article_parser import Defaults, body_of, has_math
from chalicelib.content.listing import ListedObject, is_content_file, is_text
from chalicelib.content.media import COPIES
from chalicelib.content.problem import ContentError, Problem
from chalicelib.conversation.comment import STATES, Comment
from chalicelib.conversation.message import BOXES, Message
from chalicelib.errors import Conflict, NotFound
from chalicelib.index.articles import all_articles
from chalicelib.index.links import resolver
from chalicelib.index.publishing_queries import former_paths
from chalicelib.index.receipts import receipt_of
from chalicelib.markdown.link_resolver import LinkResolver
from chalicelib.markdown.renderer import render
from chalicelib.parallel import prefetch
from chalicelib.services import Services
from chalicelib.storage.s3 import Bucket


@dataclass(frozen=True)
class UnpublishedFile:
    """A text whose newest bytes are not what readers get: it was refused, with these problems, or is not read
    yet. Its good version, if there is one, is an article of its own."""

    key: str
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class Text:
    """An article, the bytes of its file, and the same with what the file does not say."""

    article: Article
    data: bytes
    completed: bytes


@dataclass
class BlogContent:
    """The content of one blog at one moment. Nothing of it is changed. `notices` grow while it is read.

    Each method raises `Unavailable` where AWS fails.
    """

    blog: Services
    notices: list[Notice] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.now: datetime = self.blog.clock()
        self.bucket = Bucket(parallel.client("s3"), self.blog.settings.bucket)
        self.index = published_index(self.bucket)
        self.site = self.index.site
        self.articles: list[Article] = all_articles(self.index)
        listed = self.bucket.objects()
        self._files = {
            stored.key: stored
            for stored in listed
            if is_content_file(stored.key) and not stored.key.endswith("/")
        }

    @property
    def base(self) -> str:
        """The address of the home page, without a slash at its end; "" where nobody knows it."""
        return self.blog.settings.base_url.rstrip("/")

    @property
    def media(self) -> list[ListedObject]:
        """All files that are no texts, but for smaller copies, which are made again."""
        return [
            stored for key, stored in self._files.items() if not is_text(key) and not key.startswith(COPIES)
        ]

    @property
    def copies(self) -> list[ListedObject]:
        """The smaller copies of pictures, and the cards of articles."""
        return [stored for key, stored in self._files.items() if key.startswith(COPIES)]

    @cached_property
    def comments(self) -> list[Comment]:
        """The comments of all states, oldest first."""
        comments = [comment for state in STATES for comment in self.blog.comments.in_state(state)]
        return sorted(comments, key=lambda comment: (comment.posted, comment.id))

    @cached_property
    def messages(self) -> list[Message]:
        """The messages of all boxes."""
        return [message for box in BOXES for message in self.blog.messages.in_box(box)]

    @cached_property
    def former_addresses(self) -> Mapping[str, list[str]]:
        """The addresses that articles had, by their ids."""
        return former_paths(self.index)

    def texts(self) -> Iterator[Text]:
        """Yields all articles and pages with their files, by key. One that was replaced since gives a notice,
        where the bucket keeps no versions."""
        with (
            progress("Reading", len(self.articles)) as advance,
            prefetch(self._fetch, self.articles) as fetched,
        ):
            for article, data_of in zip(self.articles, fetched, strict=True):
                data = data_of()
                advance(1)
                if data is None:
                    message = "the file was replaced or deleted while it was read"
                    self._note(article.key, message, "Export again in a minute")
                else:
                    yield Text(article, data, self._completed(article, data))

    def settings(self) -> Iterator[tuple[str, bytes]]:
        """Yields the files that hold for the whole site, of the version that holds."""
        readers: tuple[tuple[str, Callable[[bytes], object], object], ...] = (
            (sites.FILE, site_file.parse, self.site),
            (themes.FILE, theme_file.parse, self.index.theme),
        )
        for key, parse, value in readers:
            if key in self._files and (data := self._version_that_says(key, parse, value)) is not None:
                yield key, data

    def unpublished(self) -> Iterator[tuple[UnpublishedFile, bytes]]:
        """Yields the texts in the bucket that are not what readers get."""
        published = {article.key: article.etag for article in self.articles}
        for key, stored in self._files.items():
            if not is_text(key) or published.get(key) == stored.etag:
                continue
            receipt = receipt_of(self.index, key, self.now)
            is_current = receipt is not None and receipt.etag == stored.etag
            if receipt and is_current and not receipt.errors:
                continue  # the settings
            problems = receipt.errors if receipt and is_current else ()
            yield UnpublishedFile(key, problems), self.bucket.read(key).data

    def html_of(self, text: Text, base: str) -> str:
        """Returns the text of an article as pages show it, its links below `base`."""
        article = text.article
        return render(
            body_of(article, text.data),
            article.language,
            site_language=self.site.language,
            key=article.key,
            resolver=self.resolver,
            base=base,
            frames=self.site.frames,
            without_title=article.titled_by_heading,
            math=has_math(article, text.data),
        ).html

    @cached_property
    def resolver(self) -> LinkResolver:
        """What finds out where addresses in texts lead."""
        return resolver(self.index, self.now)

    def _fetch(self, article: Article) -> bytes | None:
        """Returns the bytes that readers get, None where they are gone."""
        if_match = "" if article.version else article.etag
        try:
            fetched = self.bucket.fetch(article.key, version=article.version, if_match=if_match)
        except (Conflict, NotFound):
            return None
        assert fetched is not None, "the request was not conditional"
        return fetched.data

    def _completed(self, article: Article, data: bytes) -> bytes:
        additions = Additions(
            id=article.id,
            date=article.date.isoformat() if article.dated_by_upload else "",
            updated=article.edited.isoformat() if article.edited and not article.updated else "",
            addresses=tuple(self.former_addresses.get(article.id, ())),
        )
        defaults = Defaults(self.site.language, self.site.zone)
        completed = complete(article, data, additions, defaults)
        if completed is not None:
            return completed
        is_id_known = article.names_id or article.id == derived_id(article.key)
        written = [name for name in additions.keys if name != "id" or not is_id_known]
        missing = [*written, *(["aliases"] if additions.addresses else [])]
        if missing:
            message = f"its front matter cannot be completed: {', '.join(missing)} stand in the list alone"
            self._note(article.key, message, "Add them by hand, or import the export into a Billet")
        return data

    def _version_that_says(self, key: str, parse: Callable[[bytes], object], value: object) -> bytes | None:
        """Returns the newest version of a file that was read as `value`: a newer one was refused."""
        newest = self.bucket.read(key).data
        versions = (v for v in self.bucket.versions(key) if v.key == key and not v.deleted and not v.latest)
        for data in (newest, *(f.data for v in versions if (f := self.bucket.fetch(key, version=v.id)))):
            try:
                if parse(data) == value:
                    return data
            except ContentError:
                continue
        self._note(key, "no version in the bucket says what holds now", "See what billet status tells of it")
        return None

    def _note(self, key: str, message: str, remedy: str) -> None:
        self.notices.append(Notice(Origin(key), message, remedy, left_out=True))
