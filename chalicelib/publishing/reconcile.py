"""From the bucket to the index: what an upload event and the schedule both set off."""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from math import inf

from chalicelib.caching import Clock
from chalicelib.content import article_parser
from chalicelib.content.article_parser import PARSER_VERSION, Defaults
from chalicelib.content.card import card_at
from chalicelib.content.listing import SETTINGS, ListedObject
from chalicelib.content.media import MediaFile
from chalicelib.content.receipt import Receipt
from chalicelib.errors import Conflict, Corrupt
from chalicelib.index.cards import known_cards
from chalicelib.index.file import IndexFile
from chalicelib.index.publishing_queries import has_unread
from chalicelib.index.receipts import receipt_of
from chalicelib.index.storage import INDEX_KEY
from chalicelib.index.writer import IndexWriter
from chalicelib.publishing.bucket import Bucket
from chalicelib.publishing.changes import Changes, compare, merge
from chalicelib.publishing.index_store import StoredIndex
from chalicelib.publishing.media import media_in
from chalicelib.publishing.parsing import FileParser
from chalicelib.publishing.render_worker import Renderer
from chalicelib.publishing.report import Report
from chalicelib.publishing.settings_files import Settings, read_settings
from chalicelib.publishing.settling import Settling

log = logging.getLogger("billet")

ATTEMPTS = 8
"""How often a run that lost the race for the index starts again before the schedule must."""


def reconcile(
    bucket: Bucket,
    clock: Clock,
    renderer: Renderer,
    *,
    max_bytes: int = article_parser.LARGEST,
    time_left: Callable[[], float] = lambda: inf,
    pause: Callable[[float], None] = time.sleep,
) -> Report:
    """Brings the index up to what the bucket holds, reading only what changed.

    `renderer` renders each text on trial; `max_bytes` is what a file may have; `time_left` tells the
    seconds until the function is stopped. Safe to call at any time, twice, or by several at once: the index
    is saved over the one that was loaded, or not at all.

    Raises `Unavailable` when S3 fails, and `Conflict` when the race for the index was lost `ATTEMPTS` times.
    """
    parser = FileParser(bucket, clock, renderer, max_bytes, time_left)
    load = StoredIndex.load
    for attempt in range(ATTEMPTS):
        try:
            return _reconcile_once(load(bucket), bucket, clock, parser)
        except Conflict:
            pause(random.uniform(0, 0.1 * 2**attempt))  # noqa: S311  # jitter, no secret
        except Corrupt as error:
            if load == StoredIndex.anew:
                raise
            log.error("making the index anew: %s", error)
            load = StoredIndex.anew
    what = f"another run wrote {INDEX_KEY} first, {ATTEMPTS} times"
    raise Conflict(what, log_summary=what)


def _reconcile_once(stored: StoredIndex, bucket: Bucket, clock: Clock, parser: FileParser) -> Report:
    """Lists, compares, parses, settles and saves: thousands of files a batch at a time, and what no
    time is left for is a later run's. Raises `Conflict` where another run was faster."""
    changes = compare(stored.writer.index, list(bucket.objects()))
    if changes.gone:
        # Of a file that is renamed while its list comes a page at a time, the list may have neither name.
        changes = compare(stored.writer.index, merge(changes.listing, bucket.objects()))
    if changes.is_same and stored.is_whole:
        return Report(generation=changes.generation, index=stored.writer.index)
    media, all_measured = media_in(bucket, changes.listing, changes.measured_media)
    settings = read_settings(parser, stored.writer.index, changes)
    touched = changes.changed & set(SETTINGS) | {
        key for key, medium in media.items() if changes.known_media.get(key) != medium
    }
    keys: Sequence[str] = changes.texts_to_parse(stored.writer.index, settings.site)
    is_current = all_measured and settings.is_current(changes)
    while True:
        batch = parser.parse(keys, changes.etags, Defaults(settings.site.language, settings.site.zone))
        with stored.writer.transaction():
            settings.write_files(stored.writer, changes)
            _write_media(stored.writer, changes.known_media, media)
            _write_cards(stored.writer, changes.listing)
            Settling(stored.writer, settings.site.zone, changes.generation).settle(batch, changes.gone)
            stored.writer.mark_unread(batch.deferred)
            is_current = is_current and batch.is_current(changes.etags)
            is_complete = is_current and not batch.deferred and not has_unread(stored.writer.index)
            _write_state(stored.writer, changes, settings, complete=is_complete)
        touched |= batch.parsed.keys() | batch.rejected.keys()
        keys = batch.deferred
        goes_on = bool(keys) and parser.has_time
        if stored.is_whole or not goes_on:
            stored.save()
        if not goes_on:
            receipts = _receipts(stored.writer.index, touched, clock())
            texts, index = parser.texts, stored.writer.index
            return Report(receipts, changes.deleted, changes.generation, len(keys), index, texts)


def _write_media(
    writer: IndexWriter, before: Mapping[str, MediaFile], after: Mapping[str, MediaFile]
) -> None:
    for key, medium in after.items():
        if before.get(key) != medium:
            writer.write_medium(key, medium)
    for key in before.keys() - after.keys():
        writer.delete_medium(key)


def _write_cards(writer: IndexWriter, listing: Iterable[ListedObject]) -> None:
    listed = set(filter(None, (card_at(listed.key) for listed in listing)))
    known = known_cards(writer.index)
    for card in listed - known:
        writer.write_card(*card)
    for card in known - listed:
        writer.delete_card(*card)


def _write_state(writer: IndexWriter, changes: Changes, settings: Settings, *, complete: bool) -> None:
    writer.write_state(
        generation=changes.generation,
        listing_digest=changes.digest,
        complete=complete,
        parser_version=PARSER_VERSION,
        site=settings.site,
        theme=settings.theme,
    )


def _receipts(index: IndexFile, keys: Iterable[str], now: datetime) -> tuple[Receipt, ...]:
    return tuple(filter(None, (receipt_of(index, key, now) for key in sorted(keys))))
