"""Files of the bucket on their way in: read, parsed, and rendered on trial."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Generic, TypeVar

from chalicelib import parallel
from chalicelib.caching import Clock
from chalicelib.content import article as articles
from chalicelib.content import article_parser
from chalicelib.content.article import Article, Source
from chalicelib.content.article_parser import Defaults
from chalicelib.content.problem import UNREADABLE, ContentError, Problem
from chalicelib.errors import NotFound, StoreError, TooLarge, Unreadable
from chalicelib.markdown.render_report import RenderReport
from chalicelib.publishing.bucket import Bucket
from chalicelib.publishing.history import (
    apply_history,
    apply_history_since_deletion,
    read_histories,
)
from chalicelib.publishing.render_worker import Renderer

log = logging.getLogger("billet")

WRITE_RESERVE_SECONDS = 60.0
"""Seconds that are left for settling and saving when no more files are read."""

MAX_BATCH_FILES = 2000
MAX_BATCH_CHARACTERS = 32_000_000
"""Files and characters of texts that are settled and saved together: memory bounds them, and what a crash may
cost."""


MAX_SEARCH_CHARACTERS = 64_000_000
"""Characters of texts that are kept for the search; others are read again for it."""


@dataclass(frozen=True)
class ParsedFile:
    """A file that can be published: its article, its text as it was written, and what rendering it told.

    `since_deletion` is its article without the dates of what was there before the file was deleted last.
    """

    article: Article
    text: str
    report: RenderReport
    since_deletion: Article | None = None

    @property
    def etag(self) -> str:
        """The ETag of the bytes that were read."""
        return self.article.etag


@dataclass(frozen=True)
class RejectedFile:
    """A file that cannot. `etag` is that of the bytes that were read, or of those that were too many to be;
    `article` is what could be understood of them."""

    etag: str
    problems: tuple[Problem, ...]
    article: Article | None = None


T = TypeVar("T")


@dataclass(frozen=True)
class ParsedSettings(Generic[T]):
    """What a file says that holds for the whole site, the warnings that it alone explains, and the ETag of
    the bytes it was read from."""

    value: T
    warnings: tuple[Problem, ...]
    etag: str


@dataclass
class Batch:
    """Files that are settled together. `missing` were deleted since they were listed; `deferred` are left
    for a later batch."""

    parsed: dict[str, ParsedFile] = field(default_factory=dict)
    rejected: dict[str, RejectedFile] = field(default_factory=dict)
    missing: set[str] = field(default_factory=set)
    deferred: tuple[str, ...] = ()

    def is_current(self, etags: Mapping[str, str]) -> bool:
        """Returns whether all that was read are the bytes that were listed with these ETags: a later list may
        have those again."""
        results: Mapping[str, ParsedFile | RejectedFile] = {**self.parsed, **self.rejected}
        return not self.missing and all(etags[key] == result.etag for key, result in results.items())


@dataclass
class FileParser:
    """Reads the files of one run. `max_bytes` is what a file may have, `time_left` tells the seconds
    until the function is stopped.

    The last batch is kept by key and ETag: a run that lost the race for the index need not read it again.
    """

    bucket: Bucket
    clock: Clock
    renderer: Renderer
    max_bytes: int
    time_left: Callable[[], float]
    texts: dict[tuple[str, str], str] = field(default_factory=dict)
    """The words of the texts that were read, by key and ETag, as far as memory allows: for the search."""
    _kept: dict[tuple[str, str, Defaults], ParsedFile | RejectedFile] = field(default_factory=dict)

    @property
    def has_time(self) -> bool:
        """Whether another batch can be read."""
        return self.time_left() >= WRITE_RESERVE_SECONDS

    def parse(self, keys: Sequence[str], etags: Mapping[str, str], defaults: Defaults) -> Batch:
        """Reads files, by the ETags they were listed with, as far as time and memory allow; the first
        always."""
        batch = Batch()
        characters = 0
        to_read = [key for key in keys[:MAX_BATCH_FILES] if (key, etags[key], defaults) not in self._kept]
        with parallel.prefetch(
            lambda key: self.bucket.read(key, max_bytes=self.max_bytes), to_read
        ) as sources:
            for number, key in enumerate(keys):
                is_full = number >= MAX_BATCH_FILES or characters > MAX_BATCH_CHARACTERS
                if number and (is_full or not self.has_time):
                    batch.deferred = tuple(keys[number:])
                    log.info("%d files are read, %d are left", number, len(batch.deferred))
                    break
                kept = self._kept.get((key, etags[key], defaults))
                try:
                    result = kept or self._parsed(key, etags[key], next(sources), defaults)
                except NotFound:
                    batch.missing.add(key)
                    continue
                if isinstance(result, RejectedFile):
                    batch.rejected[key] = result
                else:
                    batch.parsed[key] = result
                    characters += len(result.text)
        fresh = {key for key in batch.parsed if (key, etags[key], defaults) not in self._kept}
        for key, versions in read_histories(self.bucket, fresh).items():
            file = batch.parsed[key]
            batch.parsed[key] = replace(
                file,
                article=apply_history(file.article, versions, self.clock()),
                since_deletion=apply_history_since_deletion(file.article, versions, self.clock()),
            )
        room = MAX_SEARCH_CHARACTERS - sum(map(len, self.texts.values()))
        for key, file in batch.parsed.items():
            room -= len(file.report.text)
            if room > 0:
                self.texts[key, file.etag] = file.report.text
        results: Mapping[str, ParsedFile | RejectedFile] = {**batch.parsed, **batch.rejected}
        self._kept = {(key, result.etag, defaults): result for key, result in results.items()}
        return batch

    def settings(
        self, key: str, etag: str, parse: Callable[[bytes], tuple[T, tuple[Problem, ...]]], max_bytes: int
    ) -> ParsedSettings[T] | RejectedFile | None:
        """Returns what `parse` makes of a file that holds for the whole site and was listed with `etag`, with
        warnings, or why it cannot be used; None where it has just been deleted."""
        try:
            with _problems_of(key, max_bytes):
                source = self.bucket.read(key, max_bytes=max_bytes)
                etag = source.etag
                return ParsedSettings(*parse(source.data), etag)
        except ContentError as error:
            return _rejected(key, etag, error)
        except NotFound:
            return None

    def _parsed(
        self, key: str, etag: str, fetch: Callable[[], Source], defaults: Defaults
    ) -> ParsedFile | RejectedFile:
        kind = articles.kind_of(key)
        assert kind is not None, "only content is listed"
        article: Article | None = None
        try:
            with _problems_of(key, self.max_bytes):
                source = fetch()
                etag = source.etag
                # S3's clock may run ahead of ours: what is dated by its upload must not wait for itself.
                source = replace(source, uploaded=min(source.uploaded, self.clock()))
                article = article_parser.parse(source, kind, defaults)
                report = report_on(self.renderer, article, source.data)
                article = article_parser.complete(article, report, defaults)
                return ParsedFile(article, article_parser.decode(key, source.data), report)
        except ContentError as error:
            return _rejected(key, etag, error, article)


def report_on(renderer: Renderer, article: Article, data: bytes) -> RenderReport:
    """Returns what rendering the file of an article tells of its text. Raises `ContentError`."""
    body = article_parser.body_of(article, data)
    math = article_parser.has_math(article, data)
    return renderer.report(body, article.language, article.key, article.title, article.excerpt, math=math)


def _rejected(key: str, etag: str, error: ContentError, article: Article | None = None) -> RejectedFile:
    if isinstance(error.__cause__, TooLarge):  # its bytes may not be those that were listed
        etag = error.__cause__.etag
    for problem in error.problems:  # which may quote the file: its receipt says the rest
        log.warning("not published: %s, line %d", key, problem.line)
    return RejectedFile(etag, tuple(error.problems), article)


@contextmanager
def _problems_of(key: str, max_bytes: int) -> Iterator[None]:
    """Turns all that one file may do to us into its own `ContentError`: no file must ever keep the others
    from being published. What the store does flies as it is."""
    try:
        yield
    except TooLarge as error:
        remedy = f"Split it: {max_bytes} bytes are read at the most"
        problem = Problem(key, 1, f"the file is too large ({error})", remedy, code="too-large")
        raise ContentError(problem) from error
    except Unreadable as error:
        remedy = "Upload it again, in the storage class STANDARD and without a key of your own"
        problem = Problem(key, 1, f"S3 does not give the file ({error})", remedy, code=UNREADABLE)
        raise ContentError(problem) from error
    except (ContentError, StoreError):
        raise
    except Exception as error:
        log.exception("%s cannot be read", key)
        message = f"the file cannot be read ({type(error).__name__}: {error})"
        remedy = "This is a defect of Billet: please report it"
        raise ContentError(Problem(key, 1, message, remedy, code="defect")) from error
