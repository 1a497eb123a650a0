"""From the bucket to the index: what an upload event and the schedule both set off."""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol

from chalicelib.caching import Clock
from chalicelib.content import article as articles
from chalicelib.content import index as indexes
from chalicelib.content import receipt as receipts
from chalicelib.content import site as sites
from chalicelib.content.article import KINDS, Article, Defaults, Source
from chalicelib.content.index import Index
from chalicelib.content.problem import ContentError, Problem
from chalicelib.content.receipt import Receipt
from chalicelib.content.site import Site
from chalicelib.errors import Conflict, Missing

log = logging.getLogger("billet")

ATTEMPTS = 8
"""How often a run that lost the race for the index starts again before the schedule must."""


class Bucket(Protocol):
    """What publishing needs of a bucket; `chalicelib.storage.s3.Bucket` is the one there is."""

    def etags(self, prefix: str) -> Iterator[tuple[str, str]]:
        """Key and ETag of every object below `prefix`."""

    def read(self, key: str) -> Source:
        """An object. Raises `Missing`."""

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

    Safe to call at any time, twice, or by several at once: the index is written last and only
    over the one that was read first. Raises `Conflict` when the race was lost `ATTEMPTS` times.
    """
    answered: frozenset[str] = frozenset()
    for attempt in range(ATTEMPTS):
        run = _Run(bucket, clock, answered)
        try:
            return run.finish()
        except Conflict:
            # Receipts written in vain may tell of an older version: write them again.
            answered |= run.answered
            pause(random.uniform(0, 0.1 * 2**attempt))  # noqa: S311  # jitter, no secret
    raise Conflict(f"another run wrote {indexes.KEY} first, {ATTEMPTS} times")


@dataclass
class _Run:
    bucket: Bucket
    clock: Clock
    again: frozenset[str]
    problems: dict[str, list[Problem]] = field(default_factory=dict)
    answered: frozenset[str] = frozenset()

    def finish(self) -> Report:
        before, etag = self._index()
        listed = self._listed()
        site = self._site(before, listed)
        changed = {k for k, e in listed.items() if before.seen.get(k) != e} | (self.again & listed.keys())
        if site.language != before.site.language or site.timezone != before.site.timezone:
            changed |= listed.keys()  # what articles leave out is taken from these two
        gone = before.seen.keys() - listed.keys()
        if changed or gone:  # a file refused before may be good now that another made room
            changed |= listed.keys() - before.by_key.keys() - {sites.FILE}
        published, seen = self._articles(before, site, listed, changed - {sites.FILE})
        published, losers = indexes.with_unique_addresses(published, before)
        for loser, holder in losers:
            self._refuse(loser.key, _address_taken(loser, holder))
            last_good = before.by_key.get(loser.key)
            if last_good and not any(_same_address(last_good, article) for article in published):
                published.append(last_good)
        after = Index(before.generation, site, tuple(published), seen)
        written = self._receipts(after, changed)
        for key in gone:
            self.bucket.delete(Receipt(key, "live").path)
        if changed or gone or before.generation == 0:
            after = replace(after, generation=before.generation + 1)
            self.bucket.write(indexes.KEY, indexes.dump(after), replacing=etag)
        return Report(tuple(written), tuple(sorted(gone)), after.generation)

    def _index(self) -> tuple[Index, str]:
        """The index and its ETag, read before the bucket is listed: whoever writes in between
        makes our own write fail, and we start again."""
        try:
            source = self.bucket.read(indexes.KEY)
        except Missing:
            return Index(), ""
        return indexes.load(source.data), source.etag

    def _listed(self) -> dict[str, str]:
        listed = {
            key: etag
            for kind in KINDS
            for key, etag in self.bucket.etags(f"{kind}/")
            if articles.kind_of(key)
        }
        return listed | {k: e for k, e in self.bucket.etags(sites.FILE) if k == sites.FILE}

    def _site(self, before: Index, listed: Mapping[str, str]) -> Site:
        if sites.FILE not in listed:
            return Site()
        if before.seen.get(sites.FILE) == listed[sites.FILE] and sites.FILE not in self.again:
            return before.site
        try:
            return sites.parse(self.bucket.read(sites.FILE).data)
        except sites.InvalidSite as error:
            self.problems[sites.FILE] = error.problems
        except Missing:
            pass
        return before.site

    def _articles(
        self, before: Index, site: Site, listed: Mapping[str, str], changed: set[str]
    ) -> tuple[list[Article], dict[str, str]]:
        """Every article to publish, and the ETags they were read at."""
        defaults = Defaults(site.language, site.zone)
        kept = [a for a in before.articles if a.key in listed and a.key not in changed]
        seen = {key: before.seen.get(key, etag) for key, etag in listed.items() if key not in changed}
        if sites.FILE in listed:
            seen[sites.FILE] = listed[sites.FILE]
        moved = {a.etag: a for a in before.articles if a.key not in listed}
        taken = {a.id for a in kept} | {a.id for a in before.articles if a.key in changed}
        for key in sorted(changed):
            last_good = before.by_key.get(key)
            try:
                source = self.bucket.read(key)
            except Missing:  # deleted since it was listed: the event of that is on its way
                continue
            seen[key] = source.etag
            known = last_good or moved.get(source.etag)
            try:
                fresh = self._parsed(source, defaults)
                others = frozenset(taken - {known.id} if known else taken)
                article = indexes.remembering(fresh, known, others)
            except ContentError as error:
                self._refuse(key, error.problem)
                if last_good is None:
                    continue
                article = last_good
            taken.add(article.id)
            kept.append(article)
        return kept, seen

    def _parsed(self, source: Source, defaults: Defaults) -> Article:
        kind = articles.kind_of(source.key)
        assert kind is not None, "only content is listed"
        # S3's clock may run ahead of ours: what is dated by its upload must not wait for itself.
        uploaded = min(source.uploaded, self.clock())
        return articles.parse(replace(source, uploaded=uploaded), kind, defaults)

    def _refuse(self, key: str, problem: Problem) -> None:
        log.warning("not published: %s", problem)
        self.problems.setdefault(key, []).append(problem)

    def _receipts(self, after: Index, changed: set[str]) -> list[Receipt]:
        written = []
        for key in sorted(changed | self.problems.keys()):
            receipt = self._receipt(key, after)
            self.bucket.write(receipt.path, receipt.to_json())
            written.append(receipt)
        self.answered = frozenset(receipt.key for receipt in written)
        return written

    def _receipt(self, key: str, after: Index) -> Receipt:
        if key in self.problems:
            return receipts.refused(key, self.problems[key], after.by_key.get(key))
        if key == sites.FILE:
            return Receipt(key, "live", url="/", title=after.site.title, problems=_unknown_choices(after))
        if article := after.by_key.get(key):
            return receipts.accepted(article, self.clock())
        return Receipt(key, "refused", note="The file was deleted while it was read.")


def _same_address(one: Article, other: Article) -> bool:
    return (one.kind, one.slug) == (other.kind, other.slug)


def _address_taken(loser: Article, holder: Article) -> Problem:
    return Problem(
        loser.key,
        0,
        f"the address /{loser.kind}/{loser.slug} belongs to {holder.key}",
        "Give one of the two another 'slug' in its front matter",
    )


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
            fatal=False,
        )
        for name, kind in wanted
        if (slug := getattr(index.site, name)) and (kind, slug) not in addresses
    )
