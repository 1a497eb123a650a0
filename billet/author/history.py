"""The versions of one file that the bucket has kept, and one of them put back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from billet.author import upload as uploads
from billet.author.upload_status import published_index
from chalicelib.content import article as articles
from chalicelib.content import article_parser, file_name, site_file, theme_file
from chalicelib.content import site as sites
from chalicelib.content import theme as themes
from chalicelib.content.article import KINDS, Article, Source
from chalicelib.content.article_parser import Defaults
from chalicelib.content.listing import PREFIXES, Version, is_content_file, is_text
from chalicelib.content.media import COPIES
from chalicelib.content.problem import ContentError
from chalicelib.content.site import Site
from chalicelib.errors import ConfigurationError, Conflict, NotFound
from chalicelib.index.articles import all_articles
from chalicelib.storage.aws import translated
from chalicelib.storage.s3 import Bucket

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client


@dataclass(frozen=True)
class Restored:
    """A version that was put back: its bytes, the ETag they have now, and the one of the bytes before."""

    key: str
    data: bytes
    etag: str
    etag_before: str


@dataclass
class History:
    """The versions in one bucket. Raises `ConfigurationError` where it keeps none."""

    s3: S3Client
    name: str
    bucket: Bucket = field(init=False)
    articles: dict[str, Article] = field(init=False)
    """The published articles and pages, by key."""
    site: Site = field(init=False)

    def __post_init__(self) -> None:
        self.bucket = Bucket(self.s3, self.name)
        with translated(f"s3://{self.name}"):
            state = self.s3.get_bucket_versioning(Bucket=self.name).get("Status")
        if state is None:
            raise ConfigurationError(
                f"the bucket {self.name} keeps no versions: billet setup turns that on for later uploads"
            )
        with published_index(self.bucket) as index:
            self.articles = {article.key: article for article in all_articles(index)}
            self.site = index.site

    def key_of(self, name: str) -> str:
        """The file that a person means by a slug, a key, a file's path or its name, also where it is
        deleted. Raises `NotFound`, and `ConfigurationError` where it may be several."""
        path = name.replace("\\", "/").strip("/")
        for matches in (self._by_address(path), self._by_path(path), self._by_name(path)):
            keys = sorted(set(matches))
            if len(keys) > 1:
                raise ConfigurationError(f"{name!r} may be {' or '.join(keys)}: name one of these")
            if keys:
                return keys[0]
        raise NotFound(f"no version of {name!r} was ever in the bucket: billet status lists what is there")

    def versions(self, key: str) -> list[Version]:
        """All versions of a file, newest first. Raises `NotFound`."""
        versions = [version for version in self.bucket.versions(key) if version.key == key]
        if not versions:
            raise NotFound(f"no version of {key} is in the bucket")
        return versions

    def public_version(self, key: str, now: datetime) -> str:
        """The id of the version that readers see at `now`, "" where they see none."""
        article = self.articles.get(key)
        return article.version if article and article.is_public(now) else ""

    def deleted(self) -> list[Version]:
        """The marks of the files that are deleted, the last one first."""
        newest = (
            version for prefix in PREFIXES for version in self.bucket.versions(prefix) if version.latest
        )
        marks = (version for version in newest if version.deleted and is_content_file(version.key))
        return sorted(
            (mark for mark in marks if not mark.key.startswith(COPIES)), key=lambda mark: mark.uploaded
        )[::-1]

    def text(self, key: str, id: str = "") -> str:
        """The text of a version, whose `id` may be the beginning of one; by default of the newest that is
        none of its deletion. Raises `NotFound`, and `ConfigurationError` for what is no text."""
        if not is_text(key):
            raise ConfigurationError(f"{key} is no text: billet restore puts a version of it back")
        versions = self.versions(key)
        newest = next((version for version in versions if not version.deleted), versions[0])
        chosen = _choose(versions, key, id) if id else newest
        fetched = self.bucket.fetch(key, version=chosen.id)
        assert fetched is not None, "the request was not conditional"
        try:
            return article_parser.decode(key, fetched.data)
        except ContentError:  # it was refused for that, and is shown as far as it can be read
            return fetched.data.decode("utf-8", "replace")

    def restore(self, key: str, id: str) -> Restored:
        """Put the bytes of a version back as the newest.

        `id` may be the beginning of one. Raises `NotFound`, `ContentError` where it cannot be
        published, `ConfigurationError` where it is the newest already, and `Conflict` where another one has
        come since it was looked at.
        """
        versions = self.versions(key)
        newest, chosen = versions[0], _choose(versions, key, id)
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
        return Restored(key, fetched.data, fetched.etag, newest.etag)

    def _check(self, key: str, data: bytes, version: Version) -> None:
        """Raise `ContentError` for what could not be published."""
        kind, site = articles.kind_of(key), self.site
        if key == sites.FILE:
            site_file.parse(data)
        elif key == themes.FILE:
            theme_file.parse(data)
        elif kind and len(data) > article_parser.LARGEST:
            raise ConfigurationError(f"that version of {key} has {len(data)} bytes, which is too large")
        elif kind:
            source = Source(key, data, version.etag, version.id, version.uploaded)
            article_parser.parse(source, kind, Defaults(site.language, site.zone))

    def _by_address(self, path: str) -> Iterator[str]:
        for article in self.articles.values():
            if path in (article.slug, article.path.strip("/")):
                yield article.key

    def _by_path(self, path: str) -> Iterator[str]:
        """A key, or a path on somebody's disk that ends with one: the longest that has a version."""
        parts = PurePosixPath(path).parts
        for n in range(len(parts)):
            key = "/".join(parts[n:])
            if is_content_file(key) and any(version.key == key for version in self.bucket.versions(key)):
                yield key
                return

    def _by_name(self, name: str) -> Iterator[str]:
        """Among all files that ever were: a deleted one has no address."""
        for kind in KINDS:
            for version in self.bucket.versions(f"{kind}/"):
                file = PurePosixPath(version.key.removeprefix(f"{kind}/"))
                stem = file_name.read(version.key).stem
                if name in (file.name, file.stem, str(file), str(file.with_suffix("")), stem):
                    yield version.key


def _choose(versions: Iterable[Version], key: str, id: str) -> Version:
    if any(version.id == id and version.deleted for version in versions):
        raise NotFound(f"{id} is no version of {key} but the mark that it was deleted: choose an older one")
    readable = [version for version in versions if not version.deleted]
    matches = [version for version in readable if version.id == id]
    matches = matches or [version for version in readable if id and version.id.startswith(id)]
    if len(matches) > 1:
        raise ConfigurationError(f"{len(matches)} versions of {key} begin with {id}: write more of it")
    if not matches:
        raise NotFound(f"there is no version {id} of {key}: billet history {key} lists those there are")
    return matches[0]
