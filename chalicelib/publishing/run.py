"""One attempt to bring the index up to what the bucket holds."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, replace
from datetime import datetime

from chalicelib import parallel
from chalicelib.caching import Clock
from chalicelib.content import address, identity, site_file
from chalicelib.content import receipt as receipts
from chalicelib.content import site as sites
from chalicelib.content.article_parser import RULES, Defaults
from chalicelib.content.gist import Gist, gist_of
from chalicelib.content.index import Index
from chalicelib.content.listing import is_text
from chalicelib.content.problem import ContentError
from chalicelib.content.receipt import Receipt
from chalicelib.content.site import Site
from chalicelib.errors import NotFound
from chalicelib.publishing import link_warnings, media
from chalicelib.publishing.bucket import Bucket
from chalicelib.publishing.edition import Edition, looked_at
from chalicelib.publishing.intake import problems_of
from chalicelib.publishing.link_warnings import LinkContexts
from chalicelib.publishing.pile import Pile
from chalicelib.publishing.report import Report, Told
from chalicelib.publishing.stocking import Stocked, Stocking
from chalicelib.searching.database import is_supported

log = logging.getLogger("billet")


@dataclass
class Run:
    """`pile` is where files are read. `told` maps files to what receipts were written about, in this attempt
    and in those before it that lost the race."""

    bucket: Bucket
    clock: Clock
    pile: Pile
    told: dict[str, Told]

    def finish(self) -> Report:
        """Do all of it. Raises `Conflict` where another run was faster, and `Unavailable`."""
        edition = Edition.current(self.bucket)
        now = self.clock()  # all is made for one moment: what is listed can then be searched
        entries = [entry for entry in self.bucket.entries() if _has_room_for_a_receipt(entry.key)]
        looked = looked_at(entries)
        if not self.told and edition.holds(looked, RULES, now):
            return Report(generation=edition.front.generation)
        before = edition.index(self.bucket)
        shown = media.known(self.bucket, entries, before.media if before.rules == RULES else {})
        listed = {entry.key: entry.etag for entry in entries if is_text(entry.key)}
        changed = {key for key, tag in listed.items() if before.seen.get(key) != tag}
        # The winner of the race may have seen more than we told of, and its receipt is not the last.
        overtaken = {key for key, told in self.told.items() if told != _told(key, before)}
        changed |= overtaken & listed.keys()
        site = self._site(before, listed, changed)
        if (site.language, site.zone, RULES) != (before.site.language, before.site.zone, before.rules):
            changed |= listed.keys()  # what files say would be understood in another way today
        anything = changed or before.seen.keys() - listed.keys()
        retried = set(before.crowded) & listed.keys() if anything else set()
        after = replace(self._index_of(before, site, listed, changed | retried), media=shown, rules=RULES)
        shelves = LinkContexts(after, now)
        after = replace(after, unmet=self._unmet(before, after, shelves))
        met = self._met(before, after)
        # Of more than could be remembered others may be missing still, and who was not read is asked again.
        if met or self.pile.unread:
            after = replace(after, unmet=self._unmet(before, after, shelves))
        answered = changed | (retried - set(after.crowded)) | met
        pictures = {k for k, m in shown.items() if before.media.get(k) != m or before.rules != RULES}
        pictures |= overtaken & shown.keys()
        there = after.seen.keys() | shown.keys() | self.pile.unread
        gone = tuple(sorted((before.seen.keys() | before.media.keys() | self.told.keys()) - there))
        written = tuple(self._receipts(after, shelves, (answered & after.seen.keys()) | pictures))
        after = replace(after, gists=self._gists(before, after))
        stocked = self._stocked(edition, before, after, now)
        looked = "" if self.pile.unread or stocked.is_lost else looked
        generation = edition.succeed(self.bucket, after, before, stocked, now, looked)
        # Last of all: a crash may leave a receipt too many, and never takes one from a file that
        # comes back as it was.
        for key in gone:
            self.bucket.delete(receipts.path_of(key))
        return Report(written, gone, generation, len(self.pile.unread))

    def _site(self, before: Index, listed: Mapping[str, str], changed: set[str]) -> Site:
        """The settings, or those before where the file is wrong."""
        if sites.FILE not in listed:
            return Site()
        if sites.FILE in changed:
            try:
                with problems_of(sites.FILE, site_file.LARGEST):
                    return site_file.parse(self.bucket.read(sites.FILE, largest=site_file.LARGEST).data)
            except ContentError as error:
                self.pile.refuse(sites.FILE, *error.problems)
            except NotFound:
                pass  # deleted since it was listed: the event of that is on its way
        return before.site

    def _index_of(self, before: Index, site: Site, listed: Mapping[str, str], to_read: set[str]) -> Index:
        """The articles of the bucket as it is now."""
        seen = {sites.FILE: listed[sites.FILE]} if sites.FILE in listed else {}
        candidates = []
        read = self.pile.read(to_read & listed.keys() - {sites.FILE}, Defaults(site.language, site.zone))
        for key in sorted(listed.keys() - {sites.FILE}):
            article, etag = before.by_key.get(key), read.get(key, listed[key])
            if key not in self.pile.unread:  # these are the next run's, and are what they were until then
                if not etag:  # deleted since it was listed
                    continue
                seen[key] = etag
            if copy := self.pile.copies.get(key):
                article = copy.article
            if article:
                candidates.append(article)
        there = seen.keys() | self.pile.unread
        departed = [article for article in before.articles if article.key not in there]
        if self.pile.unread - before.by_key.keys():
            # One that is not read yet may be one of these renamed, whose id and address it then has: until
            # all are read those that nobody is yet stay as they were.
            renamed = identity.renamed(candidates, before.by_key, departed, before.gone, before.generation)
            staying = [article for article in departed if article.key not in renamed]
            candidates += staying
            departed = [article for article in departed if article.key in renamed]
        identities = identity.settle(candidates, before.by_key, departed, before.gone, before.generation)
        addresses = address.settle(identities.articles, before.by_key)
        for key, problem in addresses.refused.items():
            self.pile.refuse(key, problem)
        nowhere = addresses.refused.keys() - before.by_key.keys()
        waiting = {article.key: article.id for article in identities.articles if article.key in nowhere}
        # A run in which nothing changed does not ask again, and forgets nobody who waits.
        unasked = {key for key in before.crowded if key in seen and key not in to_read}
        published = tuple(sorted(addresses.published, key=lambda article: article.key))
        gone = identities.gone | waiting  # who waits for an address has its id when it gets one
        return Index(
            before.generation,
            site,
            published,
            seen,
            tuple(sorted(addresses.refused.keys() | unasked)),
            gone,
            moved=address.moved(before.articles, published, before.moved, set(gone.values())),
        )

    def _stocked(self, edition: Edition, before: Index, after: Index, now: datetime) -> Stocked:
        """What a search goes through. Texts that did not change are read for it only where they were not
        listed before."""
        if not is_supported():
            log.error("nothing can be searched: this Python's SQLite has no FTS5")
            return Stocked()
        stocking = Stocking(before, edition.front.made, after, now)
        wanted = [after.by_key[key] for key in sorted(stocking.wanted)]
        elsewhere = {article.key for article in wanted if self.pile.text_of(article) is None}
        self.pile.read(elsewhere, Defaults(after.site.language, after.site.zone))
        texts = {one.key: text for one in wanted if (text := self.pile.text_of(one)) is not None}
        return stocking.done(self.bucket, texts)

    def _gists(self, before: Index, after: Index) -> dict[str, Gist]:
        """What is remembered of each published text."""
        found = {}
        for key, article in after.by_key.items():
            copy = self.pile.copies.get(key)
            if copy and copy.article.etag == article.etag:
                found[key] = gist_of(article, copy.proof)
            elif key in before.gists:
                found[key] = before.gists[key]
        return found

    def _unmet(self, before: Index, after: Index, shelves: LinkContexts) -> dict[str, tuple[str, ...]]:
        """What each text refers to and nobody has uploaded, where there is such a thing."""
        found = {}
        for key, article in after.by_key.items():
            if key in self.pile.unread:
                wanted = before.unmet.get(key, ())
            elif key in self.pile.copies and key not in self.pile.problems:
                wanted = link_warnings.unmet(article, self.pile.copies[key].proof, shelves)
            else:
                wanted = tuple(
                    w for w in before.unmet.get(key, ()) if not link_warnings.is_met(w, article, shelves)
                )
            if wanted:
                found[key] = wanted
        return found

    def _met(self, before: Index, after: Index) -> set[str]:
        """Texts that did not change, and whose receipts do: something they refer to has come."""
        met = {
            key
            for key, wanted in before.unmet.items()
            if key in after.by_key and key in after.seen and key not in self.pile.copies
            if after.unmet.get(key, ()) != wanted
        }
        zone = Defaults(after.site.language, after.site.zone)
        etags = self.pile.read({key for key in met if after.by_key[key].etag == after.seen[key]}, zone)
        # One that has changed just now is the next run's.
        return {key for key in met if etags.get(key) == after.seen[key]}

    def _receipts(self, after: Index, shelves: LinkContexts, answered: Set[str]) -> Iterator[Receipt]:
        def write(receipt: Receipt) -> Receipt:
            self.bucket.write(receipt.path, receipt.to_json())
            self.told[receipt.key] = _told(receipt.key, after)
            return receipt

        wanted = [self._receipt(key, after, shelves) for key in sorted(answered - self.pile.unread)]
        with parallel.prefetch(write, wanted) as written:
            yield from (outcome() for outcome in written)

    def _receipt(self, key: str, after: Index, shelves: LinkContexts) -> Receipt:
        if key in after.media:
            return media.receipt(key, after.media[key])
        article, copy = after.by_key.get(key), self.pile.copies.get(key)
        if key in self.pile.problems:
            read = copy.article if copy else self.pile.refused.get(key)
            return receipts.refused(key, after.seen[key], self.pile.problems[key], article, read)
        if article is None:
            found = link_warnings.unknown_choices(after)
            return Receipt(key, "live", "/", after.site.title, etag=after.seen[key], warnings=found)
        if copy is None:
            return receipts.accepted(article, self.clock(), after.site.zone)
        # The index keeps no warnings, and an article that only its picture made new is from there.
        own = [warning for warning in copy.article.warnings if warning not in article.warnings]
        more = link_warnings.warnings(article, copy.text, copy.proof, shelves)
        return receipts.accepted(article, self.clock(), after.site.zone, [*own, *more])


def _told(key: str, index: Index) -> Told:
    """What a receipt says that is written with this index."""
    medium = index.media.get(key)
    return Told(medium.etag if medium else index.seen.get(key, ""), index.unmet.get(key, ()), medium)


def _has_room_for_a_receipt(key: str) -> bool:
    if receipts.has_room(key):
        return True
    log.error("not published, the name is too long: %s", key)
    return False
