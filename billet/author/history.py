"""The versions of one file that the bucket has kept, and one of them put back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from chalicelib.content.edition.front import Unreadable
from chalicelib.content.index import Index
from chalicelib.reading import published

from billet.author import upload as uploads
from chalicelib.content import article as articles
from chalicelib.content import article_parser, site_file
from chalicelib.content.article import KINDS, Source
from chalicelib.content.article_parser import Defaults
from chalicelib.content.listing import Version, is_authors
from chalicelib.content.site import FILE
from chalicelib.errors import ConfigurationError, Conflict, NotFound
from chalicelib.storage.aws import translated
from chalicelib.storage.s3 import Bucket

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client


@dataclass
class History:
    """The versions in one bucket. Raises `ConfigurationError` where it keeps none."""

    s3: S3Client
    name: str
    bucket: Bucket = field(init=False)

    def __post_init__(self) -> None:
        self.bucket = Bucket(self.s3, self.name)
        with translated(f"s3://{self.name}"):
            state = self.s3.get_bucket_versioning(Bucket=self.name).get("Status")
        if state is None:
            raise ConfigurationError(
                f"the bucket {self.name} keeps no versions: billet setup turns that on for later uploads"
            )

    @cached_property
    def index(self) -> Index:
        """What readers see; nothing where there is no index yet."""
        with suppress(NotFound, Unreadable):
            return published(self.bucket)[1]
        return Index()

    def key_of(self, name: str) -> str:
        """The file that a person means by a slug, a key, a file's path or its name, also where it is
        deleted. Raises `NotFound`, and `ConfigurationError` where it may be several."""
        wanted = name.replace("\\", "/").strip("/")
        for those in (self._by_address(wanted), self._by_path(wanted), self._by_name(wanted)):
            found = sorted(set(those))
            if len(found) > 1:
                raise ConfigurationError(f"{name!r} may be {' or '.join(found)}: name one of these")
            if found:
                return found[0]
        raise NotFound(f"no version of {name!r} was ever in the bucket: billet status lists what is there")

    def versions(self, key: str) -> list[Version]:
        """All versions of a file, newest first. Raises `NotFound`."""
        found = [one for one in self.bucket.versions(key) if one.key == key]
        if not found:
            raise NotFound(f"no version of {key} is in the bucket")
        return found

    def seen(self, key: str, now: datetime) -> str:
        """The id of the version that readers see at `now`, "" where they see none."""
        article = self.index.by_key.get(key)
        return article.version if article and article.is_public(now) else ""

    def restore(self, key: str, id: str) -> str:
        """Put the bytes of a version back as the newest; their ETag.

        `id` may be the beginning of one. Raises `NotFound`, `ContentError` where it cannot be
        published, `ConfigurationError` where it is the newest already, and `Conflict` where another one has
        come since it was looked at.
        """
        versions = self.versions(key)
        newest, chosen = versions[0], _chosen(versions, key, id)
        if chosen.latest:
            raise ConfigurationError(f"that is the newest version of {key} already: nothing was done")
        fetched = self.bucket.fetch(key, version=chosen.id)
        assert fetched is not None, "the request was not conditional"
        self._check(key, fetched.data, chosen)
        try:
            uploads.put(self.bucket, key, fetched.data, replacing=newest.etag)
        except Conflict as error:
            raise Conflict(
                f"{key} was uploaded or deleted meanwhile: look at billet history again"
            ) from error
        return fetched.etag

    def _check(self, key: str, data: bytes, version: Version) -> None:
        """Raises `ContentError` for what could not be published."""
        kind, site = articles.kind_of(key), self.index.site
        if key == FILE:
            site_file.parse(data)
        elif kind and len(data) > article_parser.LARGEST:
            raise ConfigurationError(f"that version of {key} has {len(data)} bytes, which is too large")
        elif kind:
            source = Source(key, data, version.etag, version.id, version.uploaded)
            article_parser.parse(source, kind, Defaults(site.language, site.zone))

    def _by_address(self, wanted: str) -> Iterator[str]:
        yield from (
            article.key
            for article in self.index.articles
            if wanted in (article.slug, article.path.strip("/"))
        )

    def _by_path(self, wanted: str) -> Iterator[str]:
        """A key, or a path on somebody's disk that ends with one: the longest there is a version of."""
        parts = PurePosixPath(wanted).parts
        for n in range(len(parts)):
            key = "/".join(parts[n:])
            if is_authors(key) and any(one.key == key for one in self.bucket.versions(key)):
                yield key
                return

    def _by_name(self, wanted: str) -> Iterator[str]:
        """Among all there ever was: who is deleted has no address."""
        for kind in KINDS:
            for one in self.bucket.versions(f"{kind}/"):
                below = PurePosixPath(one.key.removeprefix(f"{kind}/"))
                if wanted in (below.name, below.stem, str(below), str(below.with_suffix(""))):
                    yield one.key


def _chosen(versions: Iterable[Version], key: str, id: str) -> Version:
    kept = [one for one in versions if not one.deleted]
    found = [one for one in kept if one.id == id] or [one for one in kept if id and one.id.startswith(id)]
    if len(found) == 1:
        return found[0]
    if found:
        raise ConfigurationError(f"{len(found)} versions of {key} begin with {id}: write more of it")
    if any(one.id == id for one in versions):
        raise NotFound(f"{id} is no version of {key} but the mark that it was deleted: choose an older one")
    raise NotFound(f"there is no version {id} of {key}: billet history {key} lists those there are")
