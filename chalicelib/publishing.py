"""From the bucket to the index: what an upload event and the schedule both set off."""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Callable, Iterator, Mapping, Set
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Protocol

from chalicelib.caching import Clock
from chalicelib.content import address, identity, manuscript, site_file
from chalicelib.content import article as articles
from chalicelib.content import index as indexes
from chalicelib.content import receipt as receipts
from chalicelib.content import site as sites
from chalicelib.content.article import KINDS, Article, Source
from chalicelib.content.index import Index
from chalicelib.content.manuscript import Defaults
from chalicelib.content.problem import ContentError, Problem
from chalicelib.content.receipt import Receipt
from chalicelib.content.site import Site
from chalicelib.errors import Conflict, Missing, StoreError, TooLarge

log = logging.getLogger("billet")

ATTEMPTS = 8
"""How often a run that lost the race for the index starts again before the schedule must."""


LONGEST_KEY = 1024
"""Bytes of an object's key (Amazon S3 user guide, "Naming Amazon S3 objects")."""


class Bucket(Protocol):
    """What publishing needs of a bucket; `chalicelib.storage.s3.Bucket` is the one there is."""

    def etags(self, prefix: str) -> Iterator[tuple[str, str]]:
        """Key and ETag of every object below `prefix`."""

    def read(self, key: str, *, largest: int = 0) -> Source:
        """An object. Raises `Missing`, and `TooLarge` for more bytes than `largest`."""

    def write(self, key: str, data: bytes, *, replacing: str | None = None) -> None:
        """Put an object: only over ETag `replacing`, only where there is none if it is "".

        Raises `Conflict` where that does not hold.
        """

    def delete(self, key: str) -> None:
        """Delete an object, if it is there."""


@dataclass(frozen=True)
class Report:
    """What a run did: the receipts it wrote and the content files that are gone."""

    receipts: tuple[Receipt, ...] = ()
    deleted: tuple[str, ...] = ()
    generation: int = 0


def reconcile(bucket: Bucket, clock: Clock, pause: Callable[[float], None] = time.sleep) -> Report:
    """Bring the index up to what the bucket holds, reading only what changed.

    Safe to call at any time, twice, or by several at once: the index is written last, and only
    over the one that was read first. Raises `Unavailable` when S3 fails, and `Conflict` when the
    race for the index was lost `ATTEMPTS` times; the index is then as it was.
    """
    told: dict[str, str] = {}
    for attempt in range(ATTEMPTS):
        run = _Run(bucket, clock, told)
        try:
            return run.finish()
        except Conflict:
            pause(random.uniform(0, 0.1 * 2**attempt))  # noqa: S311  # jitter, no secret
    what = f"another run wrote {indexes.KEY} first, {ATTEMPTS} times"
    raise Conflict(what, fault=what)


@dataclass
class _Run:
    """One attempt. `told` maps files to the ETags that receipts were written about, in this
    attempt and in those before it that lost the race."""

    bucket: Bucket
    clock: Clock
    told: dict[str, str]
    problems: dict[str, list[Problem]] = field(default_factory=dict)

    def finish(self) -> Report:
        before, etag = self._index()
        listed = self._listed()
        changed = {key for key, tag in listed.items() if before.seen.get(key) != tag}
        # The winner of the race may have read a newer file than we told of.
        changed |= {k for k, tag in self.told.items() if k in listed and before.seen.get(k) != tag}
        site = self._site(before, listed, changed)
        if (site.language, site.zone) != (before.site.language, before.site.zone):
            changed |= listed.keys()  # what articles leave out is taken from these two
        anything = changed or before.seen.keys() - listed.keys()
        retried = set(before.crowded) & listed.keys() if anything else set()
        after = self._index_of(before, site, listed, changed | retried)
        answered = changed | (retried - set(after.crowded))
        gone = tuple(sorted((before.seen.keys() | self.told.keys()) - after.seen.keys()))
        written = tuple(self._receipts(after, answered & after.seen.keys()))
        if after != before or before.generation == 0:
            after = replace(after, generation=before.generation + 1)
            self.bucket.write(indexes.KEY, indexes.dump(after), replacing=etag)
        # Last of all: a crash may leave a receipt too many, and never takes one from a file that
        # comes back as it was.
        for key in gone:
            self.bucket.delete(receipts.path_of(key))
        return Report(written, gone, after.generation)

    def _index(self) -> tuple[Index, str]:
        """The index and its ETag, read before the bucket is listed: whoever writes in between
        makes our own write fail, and we start again."""
        try:
            source = self.bucket.read(indexes.KEY)
        except Missing:
            return Index(), ""
        try:
            return indexes.load(source.data), source.etag
        except indexes.Unreadable as error:
            log.error("building the index anew: %s", error)
            return Index(), source.etag

    def _listed(self) -> dict[str, str]:
        listed = {
            key: etag
            for kind in KINDS
            for key, etag in self.bucket.etags(f"{kind}/")
            if articles.kind_of(key) and _has_room_for_a_receipt(key)
        }
        return listed | {k: e for k, e in self.bucket.etags(sites.FILE) if k == sites.FILE}

    def _site(self, before: Index, listed: Mapping[str, str], changed: set[str]) -> Site:
        """The settings, or those before where the file is wrong."""
        if sites.FILE not in listed:
            return Site()
        if sites.FILE in changed:
            try:
                with _problems_of(sites.FILE, site_file.LARGEST):
                    return site_file.parse(self.bucket.read(sites.FILE, largest=site_file.LARGEST).data)
            except ContentError as error:
                self._refuse(sites.FILE, *error.problems)
            except Missing:
                pass  # deleted since it was listed: the event of that is on its way
        return before.site

    def _index_of(self, before: Index, site: Site, listed: Mapping[str, str], to_read: set[str]) -> Index:
        """The index of the bucket as it is now."""
        seen = {sites.FILE: listed[sites.FILE]} if sites.FILE in listed else {}
        candidates = []
        for key in sorted(listed.keys() - {sites.FILE}):
            article, seen[key] = before.by_key.get(key), listed[key]
            if key in to_read:
                try:
                    article, seen[key] = self._read(key, Defaults(site.language, site.zone))
                except Missing:  # deleted since it was listed
                    del seen[key]
                    continue
                except ContentError as error:
                    self._refuse(key, *error.problems)
            if article:
                candidates.append(article)
        departed = [article for article in before.articles if article.key not in seen]
        identities = identity.settle(candidates, before.by_key, departed, before.gone, before.generation)
        addresses = address.settle(identities.articles, before.by_key)
        for key, problem in addresses.refused.items():
            self._refuse(key, problem)
        nowhere = addresses.refused.keys() - before.by_key.keys()
        waiting = {article.key: article.id for article in identities.articles if article.key in nowhere}
        # A run in which nothing changed does not ask again, and forgets nobody who waits.
        unasked = {key for key in before.crowded if key in seen and key not in to_read}
        return Index(
            before.generation,
            site,
            tuple(sorted(addresses.published, key=lambda article: article.key)),
            seen,
            tuple(sorted(addresses.refused.keys() | unasked)),
            identities.gone | waiting,  # who waits for an address has its id when it gets one
        )

    def _read(self, key: str, defaults: Defaults) -> tuple[Article, str]:
        """A file as an article, and its ETag. Raises `ContentError`, `Missing`."""
        kind = articles.kind_of(key)
        assert kind is not None, "only content is listed"
        with _problems_of(key, manuscript.LARGEST):
            source = self.bucket.read(key, largest=manuscript.LARGEST)
            # S3's clock may run ahead of ours: what is dated by its upload must not wait for itself.
            source = replace(source, uploaded=min(source.uploaded, self.clock()))
            return manuscript.parse(source, kind, defaults), source.etag

    def _refuse(self, key: str, *problems: Problem) -> None:
        for problem in problems:  # which may quote the file: its receipt says the rest
            log.warning("not published: %s, line %d", key, problem.line)
        self.problems.setdefault(key, []).extend(problems)

    def _receipts(self, after: Index, answered: Set[str]) -> Iterator[Receipt]:
        for key in sorted(answered):
            receipt = self._receipt(key, after)
            self.bucket.write(receipt.path, receipt.to_json())
            self.told[key] = after.seen[key]
            yield receipt

    def _receipt(self, key: str, after: Index) -> Receipt:
        article = after.by_key.get(key)
        if key in self.problems:
            return receipts.refused(key, after.seen[key], self.problems[key], article)
        if article is None:
            return Receipt(
                key,
                "live",
                url="/",
                title=after.site.title,
                etag=after.seen[key],
                warnings=_unknown_choices(after),
            )
        return receipts.accepted(article, self.clock(), after.site.zone)


def _has_room_for_a_receipt(key: str) -> bool:
    if len(receipts.path_of(key).encode()) <= LONGEST_KEY:
        return True
    log.error("not published, the name is too long: %s", key)
    return False


@contextmanager
def _problems_of(key: str, largest: int) -> Iterator[None]:
    """Turn all that one file may do to us into its own `ContentError`: no file must ever keep the
    others from being published. What the store does flies as it is."""
    try:
        yield
    except TooLarge as error:
        remedy = f"Split it: {largest} bytes are read at the most"
        problem = Problem(key, 0, f"the file is too large ({error})", remedy, code="too-large")
        raise ContentError(problem) from error
    except (ContentError, StoreError):
        raise
    except Exception as error:
        log.exception("%s cannot be read", key)
        what = f"the file cannot be read ({type(error).__name__}: {error})"
        remedy = "This is a defect of Billet: please report it"
        raise ContentError(Problem(key, 0, what, remedy, code="defect")) from error


def _unknown_choices(index: Index) -> tuple[Problem, ...]:
    """Warnings for the articles and pages ``site.toml`` names and nobody wrote."""
    wanted = (("featured", "articles"), ("favourite", "articles"), ("legal", "pages"))
    addresses = {(article.kind, article.slug) for article in index.articles}
    return tuple(
        Problem(
            sites.FILE,
            0,
            f"'{name}' is {slug!r}, and there is no such {kind.removesuffix('s')}",
            "Write the last part of its address",
            code="unknown-choice",
            fatal=False,
        )
        for name, kind in wanted
        if (slug := getattr(index.site, name)) and (kind, slug) not in addresses
    )
