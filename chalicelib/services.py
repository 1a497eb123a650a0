"""The wiring: one `Services` for each instance, its clients made when they are first needed."""

from __future__ import annotations

import os
import tempfile
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from chalicelib.caching import Cache, Clock
from chalicelib.conversation.commenting import CommentCache
from chalicelib.index import sqlite_features
from chalicelib.index.cache import IndexCache
from chalicelib.settings import Settings
from chalicelib.storage import aws
from chalicelib.storage.comments import Comments
from chalicelib.storage.s3 import Bucket
from chalicelib.storage.secret import read_secret
from chalicelib.web.html_cache import HtmlCache
from chalicelib.web.snapshot import SnapshotCache

if TYPE_CHECKING:
    from chalicelib.conversation.submission import Policy
    from chalicelib.index.search_cache import SearchCache
    from chalicelib.publishing.render_worker import RenderWorker
    from chalicelib.storage.expiring_threads import ExpiringThreads
    from chalicelib.storage.limits import Limits
    from chalicelib.storage.mail import Mailer
    from chalicelib.storage.messages import Messages
    from chalicelib.storage.outbox import Outboxes
    from chalicelib.storage.public_address import PublicAddress
    from chalicelib.storage.signed_urls import SignedUrls
    from chalicelib.storage.subscriptions import Subscriptions

T = TypeVar("T")


def utc_now() -> datetime:
    """Returns the time."""
    return datetime.now(UTC)


class _Shared(Generic[T]):
    """A property that is made once, and an attribute from then on.

    One lock for all: boto3 must not make two clients at once, which `functools.cached_property` allows.
    """

    def __init__(self, make: Callable[[Services], T]) -> None:
        self._make = make
        self.__doc__ = make.__doc__

    def __get__(self, services: Services, owner: type[Services]) -> T:
        name = self._make.__name__
        with services.lock:
            if name not in vars(services):
                vars(services)[name] = self._make(services)
            value: T = vars(services)[name]
            return value


class Services:
    """Stores and use cases of one deployment, put together."""

    is_static = False
    """Whether its pages are written into files, from where nothing can be sent and nothing searched."""

    def __init__(self, settings: Settings, clock: Clock = utc_now) -> None:
        self.settings = settings
        self.clock = clock
        self.freshness = timedelta(seconds=settings.freshness_seconds)
        self.lock = threading.RLock()
        self._policies: Cache[str, Policy] = Cache(1, self._now)

    @_Shared
    def bucket(self) -> Bucket:
        """The bucket of articles, pages, media and index."""
        return Bucket(self._s3, self.settings.bucket)

    @_Shared
    def signed_urls(self) -> SignedUrls:
        """The addresses at which S3 itself sends the media that a function cannot."""
        from chalicelib.storage.signed_urls import SignedUrls

        return SignedUrls(self._s3, self.settings.bucket)

    @_Shared
    def comments(self) -> Comments:
        """The table of comments."""
        return Comments(self._dynamodb, self.settings.comments_table, self._now)

    @_Shared
    def messages(self) -> Messages:
        """The table of messages."""
        # Imported late, as below: most pages have neither a message to store nor a form to sign.
        from chalicelib.storage.messages import Messages

        return Messages(self._dynamodb, self.settings.messages_table, self._now)

    @_Shared
    def limits(self) -> Limits:
        """How much may be sent, in the table of comments."""
        from chalicelib.storage.limits import Limits

        return Limits(self._dynamodb, self.settings.comments_table, self._now)

    @_Shared
    def subscriptions(self) -> Subscriptions:
        """The subscriptions to answers, in the table of comments."""
        from chalicelib.storage.subscriptions import Subscriptions

        return Subscriptions(self._dynamodb, self.settings.comments_table, self._now)

    @_Shared
    def expiring_threads(self) -> ExpiringThreads:
        """The comments of deleted articles, in the table of comments."""
        from chalicelib.storage.expiring_threads import ExpiringThreads

        return ExpiringThreads(self._dynamodb, self.settings.comments_table, self._now)

    @_Shared
    def outboxes(self) -> Outboxes:
        """The record of the mails to the author, in the table of comments."""
        from chalicelib.storage.outbox import Outboxes

        return Outboxes(self._dynamodb, self.settings.comments_table)

    @_Shared
    def public_address(self) -> PublicAddress:
        """The address of the home page, for mails."""
        from chalicelib.storage.public_address import PublicAddress

        settings = self.settings
        return PublicAddress(self._dynamodb, settings.comments_table, settings.base_url.rstrip("/"))

    @_Shared
    def mailer(self) -> Mailer:
        """What sends mails."""
        from chalicelib.storage.mail import Mailer

        topic, sender = self.settings.news_topic, self.settings.sender
        return Mailer(aws.client("sns"), aws.client("sesv2"), topic, sender, self.settings.author_email)

    @_Shared
    def index_cache(self) -> IndexCache:
        """The index as readers see it."""
        return IndexCache(self.bucket, self._now, self.freshness)

    @_Shared
    def snapshot_cache(self) -> SnapshotCache:
        """What the index answers until the next change."""
        return SnapshotCache()

    @_Shared
    def html_cache(self) -> HtmlCache:
        """The texts of articles as readers see them."""
        return HtmlCache(self.bucket, self._now)

    @_Shared
    def search_cache(self) -> SearchCache:
        """The search file as readers see it."""
        from chalicelib.index.search_cache import SearchCache

        return SearchCache(self.bucket, self._now, self.freshness, Path(tempfile.gettempdir()))

    @_Shared
    def comment_cache(self) -> CommentCache:
        """The comments as readers see them."""
        return CommentCache(self.comments, self._now, self.freshness)

    @property
    def render_worker(self) -> RenderWorker:
        """The process that renders texts on trial."""
        from chalicelib.publishing.render_worker import RenderWorker  # readers do without

        return _render_worker(RenderWorker, self.settings.render_seconds)

    @property
    def policy(self) -> Policy:
        """How forms are signed and how long things are kept. Raises `NotFound`, `Unavailable`."""
        return self._policies.get("policy", lambda _: self._read_policy()).value

    @_Shared
    def _s3(self) -> Any:
        return aws.client("s3")

    @_Shared
    def _dynamodb(self) -> Any:
        return aws.client("dynamodb")

    @_Shared
    def _ssm(self) -> Any:
        return aws.client("ssm")

    def _read_policy(self) -> Policy:
        from chalicelib.conversation.submission import Policy

        return Policy(
            secret=read_secret(self._ssm, self.settings.secret_parameter),
            lifetime=timedelta(hours=self.settings.form_hours),
            retention=timedelta(days=self.settings.retention_days),
        )

    def _now(self) -> datetime:
        return self.clock()


@cache
def _render_worker(make: Callable[[float], RenderWorker], seconds: float) -> RenderWorker:
    """Returns one process, however many blogs there are: it holds nothing of any."""
    return make(seconds)


@cache
def services() -> Services:
    """Returns the services of this instance, after the environment. Raises `ConfigurationError`, also where
    this Python's SQLite cannot read the index."""
    sqlite_features.require_index_features()
    return Services(Settings.from_environment(os.environ))
