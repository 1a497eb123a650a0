"""The index: all that publishing knows of the bucket, so that it reads only what changed."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from typing import Any

from chalicelib.content import site as sites
from chalicelib.content.article import Article, Kind
from chalicelib.content.edition.flat import flat, packed, restored
from chalicelib.content.edition.front import Unreadable
from chalicelib.content.edition.kinship import Nearest
from chalicelib.content.gist import Gist
from chalicelib.content.site import Site
from chalicelib.markdown.link_resolver import LinkResolver, MediaFile, old_path

FORMAT = 2
FORMER = 1


@dataclass(frozen=True)
class Stock:
    """The state of the full-text index. `base` is the name of its database; `recent` are the documents that
    came or changed since that was built, by path; `gone` the paths of those in it that no longer hold."""

    base: str = ""
    recent: Mapping[str, Any] = field(default_factory=dict)
    gone: Sequence[str] = ()
    lacking: Sequence[str] = ()
    """The keys of listed articles whose texts it should have, and that could not be read in time."""


@dataclass(frozen=True)
class Index:
    """The site and every published article and page, by key.

    `seen` maps each content file in the bucket to the ETag it was last read at, good or not:
    what differs is what changed. `crowded` are the files refused only for an address that
    another has, `gone` the ids of deleted files by their keys, `moved` the ids of articles by
    addresses they had. `media` are the files texts may show, by key; `unmet` what an article refers
    to and nobody has uploaded. `generation` counts the writes, since an ETag can come back; `rules`
    tells by which rules the files were read.
    """

    generation: int = 0
    site: Site = field(default_factory=Site)
    articles: tuple[Article, ...] = ()
    seen: Mapping[str, str] = field(default_factory=dict)
    crowded: tuple[str, ...] = ()
    gone: Mapping[str, str] = field(default_factory=dict)
    moved: Mapping[str, str] = field(default_factory=dict)
    media: Mapping[str, MediaFile] = field(default_factory=dict)
    unmet: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    rules: int = 0
    gists: Mapping[str, Gist] = field(default_factory=dict)
    """What is remembered of each text, by key."""
    kin: Mapping[str, Nearest] = field(default_factory=dict)
    """The articles related to each listed one, as far as its record has them."""
    tables: Mapping[str, str] = field(default_factory=dict)
    """Directories and manifests of the edition that was bound of it, by the names the front has for them."""
    kept: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The names of that edition's objects, each with those it refers to."""
    stock: Stock = field(default_factory=Stock)
    """What the full-text index holds."""

    @cached_property
    def by_key(self) -> dict[str, Article]:
        """Articles and pages by their key in the bucket."""
        return {article.key: article for article in self.articles}

    def at(self, kind: Kind, slug: str) -> Article | None:
        """The article or page at an address, whether readers may see it or not."""
        return self._by_address.get((kind, slug))

    @cached_property
    def library(self) -> LinkResolver:
        """What texts may refer to."""
        return LinkResolver(self.articles, self.media)

    @cached_property
    def _by_address(self) -> dict[tuple[Kind, str], Article]:
        return {(article.kind, article.slug): article for article in self.articles}

    @cached_property
    def former(self) -> dict[str, tuple[str, ...]]:
        """The addresses of those who may be meant by an old address: first who says so, the older before the
        newer, then who was there, then who is there under a name such as ``x.html``. Drafts are nobody's
        business."""
        found: dict[str, list[str]] = {}
        shown = [article for article in self.articles if not article.draft]
        for article in sorted((a for a in shown if a.aliases), key=lambda one: (one.date, one.key)):
            for alias in article.aliases:
                found.setdefault(old_path(alias), []).append(article.path)
        if self.moved:
            by_id = {article.id: article for article in shown}
            for path, whose in self.moved.items():
                if whose in by_id:
                    found.setdefault(old_path(path), []).append(by_id[whose].path)
        for article in shown:
            if (path := old_path(article.path)) != article.path:
                found.setdefault(path, []).append(article.path)
        return {path: tuple(dict.fromkeys(those)) for path, those in found.items()}


def dump(index: Index) -> bytes:
    """The index as JSON: the same bytes for the same content, in whatever order it was read."""
    document = {
        "format": FORMAT,
        "generation": index.generation,
        "site": asdict(index.site),
        "articles": [flat(a) for a in sorted(index.articles, key=lambda a: a.key)],
        "media": {key: _facts(medium) for key, medium in sorted(index.media.items())},
        "gists": {key: _facts_of(gist) for key, gist in sorted(index.gists.items())},
        "stock": asdict(index.stock),
        "crowded": sorted(index.crowded),
        "rules": index.rules,
        **{name: dict(sorted(getattr(index, name).items())) for name in _MAPPINGS},
    }
    # No time in it: the same content must give the same bytes. Its articles resemble each other much.
    return gzip.compress(packed(document), compresslevel=1, mtime=0)


def load(data: bytes) -> Index:
    """Read what `dump` wrote, in this or a neighbouring version: while a deployment is under way
    old and new code read the same index, and each passes over what it does not know.

    Raises `Unreadable` for anything else.
    """
    try:
        document = json.loads(gzip.decompress(data))
        if document["format"] != FORMAT:
            raise Unreadable(
                f"the index has format {document['format']}, and this code reads {FORMAT}",
                log_summary="the index is of another format",
            )
        return _index(document)
    except (OSError, EOFError, ValueError, KeyError, TypeError, AttributeError, zlib.error) as error:
        raise Unreadable(f"the index cannot be read: {error}", log_summary="the index is damaged") from error


def load_former(data: bytes) -> Index:
    """The index that versions of old wrote where the front is now: what it says of articles, and of their ids
    above all, is to be kept, and every file read again. An empty one where it is anything else."""
    try:
        document = json.loads(data)
        return replace(_index(document), rules=0) if document["format"] == FORMER else Index()
    except (ValueError, KeyError, TypeError, AttributeError):
        return Index()


_MAPPINGS = ("seen", "gone", "moved", "unmet", "kin", "tables", "kept")


def _index(document: Mapping[str, Any]) -> Index:
    return Index(
        generation=document["generation"],
        site=sites.restore(document["site"]),
        articles=tuple(restored(Article, table) for table in document["articles"]),
        seen=document["seen"],
        crowded=tuple(document.get("crowded", ())),
        gone=document.get("gone", {}),
        moved=document.get("moved", {}),
        media={key: _medium(facts) for key, facts in document.get("media", {}).items()},
        unmet={key: tuple(names) for key, names in document.get("unmet", {}).items()},
        rules=document.get("rules", 0),
        gists={key: Gist(*map(tuple, facts)) for key, facts in document.get("gists", {}).items()},
        kin={
            key: tuple((score, other) for score, other in those)
            for key, those in document.get("kin", {}).items()
        },
        tables=document.get("tables", {}),
        kept={name: tuple(others) for name, others in document.get("kept", {}).items()},
        stock=_stock(document.get("stock", {})),
    )


def _stock(table: Mapping[str, Any]) -> Stock:
    gone, lacking = (tuple(table.get(name, ())) for name in ("gone", "lacking"))
    return Stock(table.get("base", ""), table.get("recent", {}), gone, lacking)


def _facts_of(gist: Gist) -> tuple[tuple[str, ...], ...]:
    return gist.mentions, gist.handles, gist.keywords


def _facts(medium: MediaFile) -> list[Any]:
    return [medium.etag, medium.size, medium.width, medium.height, *medium.widths]


def _medium(facts: list[Any]) -> MediaFile:
    etag, size, width, height, *widths = facts
    return MediaFile(etag, size, width, height, tuple(widths))
