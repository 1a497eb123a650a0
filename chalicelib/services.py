"""The wiring: one `Services` for each instance, its clients made when they are first needed."""

from __future__ import annotations

import os
import tempfile
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from chalicelib.caching import Cache, Clock
from chalicelib.conversation.commenting import CommentCache
from chalicelib.index.cache import IndexCache
from chalicelib.settings import Settings
from chalicelib.storage import aws
from chalicelib.storage.comments import Comments
from chalicelib.storage.s3 import Bucket
from chalicelib.storage.secret import read_secret
from chalicelib.web.html_cache import HtmlCache

if TYPE_CHECKING:
    from chalicelib.conversation.submission import Policy
    from chalicelib.publishing.render_worker import RenderWorker
    from chalicelib.searching.searcher import Searcher
    from chalicelib.storage.messages import Messages

T = TypeVar("T")


def utc_now() -> datetime:
    """Returns the time."""
    return datetime.now(UTC)


class Services:
    """Stores and use cases of one deployment, put together."""

    def __init__(self, settings: Settings, clock: Clock = utc_now) -> None:
        self.settings = settings
        self.clock = clock
        self.freshness = timedelta(seconds=settings.freshness_seconds)
        self._instances: dict[str, Any] = {}
        self._policies: Cache[str, Policy] = Cache(1, self._now)
        self._lock = threading.RLock()

    @property
    def bucket(self) -> Bucket:
        """The bucket of articles, pages, media and index."""
        return self._once("bucket", lambda: Bucket(aws.client("s3"), self.settings.bucket))

    @property
    def comments(self) -> Comments:
        """The table of comments."""
        return self._once("comments", lambda: Comments(self._dynamodb, self.settings.comments_table))

    @property
    def messages(self) -> Messages:
        """The table of messages."""
        # Imported here, as below: most pages have neither a message to keep nor a form to sign.
        from chalicelib.storage.messages import Messages

        return self._once("messages", lambda: Messages(self._dynamodb, self.settings.messages_table))

    @property
    def index_cache(self) -> IndexCache:
        """The index as readers see it."""
        return self._once("index_cache", lambda: IndexCache(self.bucket, self._now, self.freshness))

    @property
    def html_cache(self) -> HtmlCache:
        """The texts of articles as readers see them."""
        return self._once("html_cache", lambda: HtmlCache(self.bucket, self._now))

    @property
    def searcher(self) -> Searcher:
        """What readers search."""
        from chalicelib.searching.searcher import Searcher  # SQLite, which only a search needs

        folder = Path(tempfile.gettempdir())
        return self._once("searcher", lambda: Searcher(self.bucket, self._now, folder))

    @property
    def render_worker(self) -> RenderWorker:
        """Where texts are rendered on trial."""
        from chalicelib.publishing.render_worker import RenderWorker  # readers do without

        return _render_worker(RenderWorker, self.settings.render_seconds)

    @property
    def comment_cache(self) -> CommentCache:
        """The comments as readers see them."""
        return self._once("comment_cache", lambda: CommentCache(self.comments, self._now, self.freshness))

    @property
    def policy(self) -> Policy:
        """How forms are signed and how long things are kept. Raises `NotFound`, `Unavailable`."""
        return self._policies.get("policy", lambda _: self._read_policy()).value

    @property
    def _dynamodb(self) -> Any:
        return self._once("dynamodb", lambda: aws.client("dynamodb"))

    @property
    def _ssm(self) -> Any:
        return self._once("ssm", lambda: aws.client("ssm"))

    def _read_policy(self) -> Policy:
        from chalicelib.conversation.submission import Policy

        return Policy(
            secret=read_secret(self._ssm, self.settings.secret_parameter),
            lifetime=timedelta(hours=self.settings.form_hours),
            retention=timedelta(days=self.settings.retention_days),
        )

    def _now(self) -> datetime:
        return self.clock()

    def _once(self, name: str, make: Callable[[], T]) -> T:
        # One lock for all: boto3 must not make two clients at once.
        with self._lock:
            if name not in self._instances:
                self._instances[name] = make()
            instance: T = self._instances[name]
            return instance


@cache
def _render_worker(make: Callable[[float], RenderWorker], seconds: float) -> RenderWorker:
    """Returns one process, however many blogs there are: it holds nothing of any."""
    return make(seconds)


@cache
def services() -> Services:
    """Returns the services of this instance, after the environment. Raises `ConfigurationError`."""
    return Services(Settings.from_environment(os.environ))
