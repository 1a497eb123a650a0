"""One file on its way in: read, understood, and rendered on trial."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace

from chalicelib import parallel
from chalicelib.caching import Clock
from chalicelib.content import article as articles
from chalicelib.content import article_parser
from chalicelib.content.article import Article, Source
from chalicelib.content.article_parser import Defaults
from chalicelib.content.problem import ContentError, Problem
from chalicelib.errors import StoreError, TooLarge
from chalicelib.markdown.render_report import RenderReport
from chalicelib.publishing.bucket import Bucket
from chalicelib.publishing.render_worker import Renderer

log = logging.getLogger("billet")


@dataclass(frozen=True)
class Copy:
    """What an author handed in: the article, its whole file as text, and the proof of it."""

    article: Article
    text: str
    proof: RenderReport


@dataclass(frozen=True)
class Intake:
    """How files are read in one run; `largest` is what one may have in bytes."""

    bucket: Bucket
    clock: Clock
    prover: Renderer
    largest: int

    def fetch(self, keys: Sequence[str]) -> AbstractContextManager[Iterator[Callable[[], Source]]]:
        """The files of the bucket, for `read`, the next ones being on their way meanwhile."""
        return parallel.prefetch(lambda key: self.bucket.read(key, largest=self.largest), keys)

    def read(self, key: str, defaults: Defaults, fetched: Callable[[], Source]) -> Copy:
        """A file of the bucket. Raises `Refused` for what cannot be published, and `NotFound`."""
        kind = articles.kind_of(key)
        assert kind is not None, "only content is listed"
        article: Article | None = None
        etag = ""
        try:
            with problems_of(key, self.largest):
                source = fetched()
                etag = source.etag
                # S3's clock may run ahead of ours: what is dated by its upload must not wait for itself.
                source = replace(source, uploaded=min(source.uploaded, self.clock()))
                article = article_parser.parse(source, kind, defaults)
                body = article_parser.body_of(article, source.data)
                proof = self.prover.report(
                    body, article.language, key, title=article.title, summary=article.excerpt
                )
                article = article_parser.complete(article, proof, defaults)
                return Copy(article, article_parser.decode(key, source.data), proof)
        except ContentError as error:
            raise Refused(etag, article, error) from error


class Refused(ContentError):
    """A file cannot be published. `etag` is that of the bytes that were read, "" where none were;
    `article` is what could be understood of them."""

    def __init__(self, etag: str, article: Article | None, error: ContentError) -> None:
        super().__init__(*error.problems)
        self.etag = etag
        self.article = article


@contextmanager
def problems_of(key: str, largest: int) -> Iterator[None]:
    """Turn all that one file may do to us into its own `ContentError`: no file must ever keep the
    others from being published. What the store does flies as it is."""
    try:
        yield
    except TooLarge as error:
        remedy = f"Split it: {largest} bytes are read at the most"
        problem = Problem(key, 1, f"the file is too large ({error})", remedy, code="too-large")
        raise ContentError(problem) from error
    except (ContentError, StoreError):
        raise
    except Exception as error:
        log.exception("%s cannot be read", key)
        what = f"the file cannot be read ({type(error).__name__}: {error})"
        remedy = "This is a defect of Billet: please report it"
        raise ContentError(Problem(key, 1, what, remedy, code="defect")) from error
