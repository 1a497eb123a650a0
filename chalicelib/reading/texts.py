"""Texts as HTML, kept warm and served even when S3 fails."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from chalicelib.caching import Cache, Cached, Clock
from chalicelib.content.edition.record import Record
from chalicelib.errors import Conflict, Outdated
from chalicelib.markdown.link_resolver import LinkResolver
from chalicelib.reading.objects import Bucket

if TYPE_CHECKING:
    from chalicelib.markdown.renderer import Rendered

KEPT = 256
"""How many rendered articles a warm instance keeps: at 30 KB each, some 8 MB."""


@dataclass
class _Text:
    """A rendered text; `library` is the last one it was seen to hold in."""

    etag: str
    frames: tuple[str, ...]
    rendered: Rendered
    library: LinkResolver

    def is_good(self, record: Record, frames: tuple[str, ...]) -> bool:
        """Whether the author's file and all it refers to are what they were."""
        if (self.etag, self.frames) != (record.article.etag, frames):
            return False
        if self.library is not record.library:
            if not self.rendered.holds(record.library, record.article.key):
                return False
            self.library = record.library
        return True


class Texts:
    """The rendered texts of articles. A record that names another version, or leads a link elsewhere,
    makes one old; time alone does not."""

    def __init__(self, bucket: Bucket, clock: Clock) -> None:
        self._bucket = bucket
        self._texts: Cache[tuple[str, str, str], _Text] = Cache(KEPT, clock, what="text")

    def proof(self, record: Record, frames: tuple[str, ...], base: str) -> str:
        """The text of an article that readers do not see yet. It is not kept: were it the last that was
        read of its file, readers would be served it the day S3 fails. Raises `NotFound`, `Unavailable`."""
        return self._render(record, frames, base).rendered.html

    def html(self, record: Record, frames: tuple[str, ...], base: str) -> Cached[str]:
        """The text of an article as HTML, its own links below `base`; `frames` are the hosts it may show
        pages of.

        Where S3 fails, the text rendered last. Raises `NotFound` where the file is gone and
        `Unavailable` where S3 fails and there is no such text.
        """
        article = record.article
        held = self._texts.get(
            (article.key, article.language, base),
            lambda _: self._render(record, frames, base),
            good=lambda text: text.is_good(record, frames),
        )
        return Cached(held.value.rendered.html, held.checked, held.stale)

    def _render(self, record: Record, frames: tuple[str, ...], base: str) -> _Text:
        # Imported here: a request for a list or a picture does without.
        from chalicelib.content.article_parser import body_of
        from chalicelib.markdown.renderer import render

        article, library = record.article, record.library
        only = "" if article.version else article.etag
        try:
            fetched = self._bucket.fetch(article.key, version=article.version, only=only)
        except Conflict as error:
            what = "has changed, and the index has not yet"
            raise Outdated(f"{article.key} {what}", log_summary=f"an article {what}") from error
        assert fetched is not None, "the request was not conditional"
        rendered = render(
            body_of(article, fetched.data),
            article.language,
            key=article.key,
            resolver=library,
            base=base,
            frames=frames,
            without_title=article.titled_by_heading,
        )
        return _Text(article.etag, frames, rendered, library)
