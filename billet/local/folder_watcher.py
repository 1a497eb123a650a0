"""Keeps a bucket equal to the content folder, and calls what AWS would call."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Iterable, Set
from functools import partial
from pathlib import Path
from typing import Any

import click
import watchfiles

from billet import preview
from billet.author.cards.planning import lacking_cards, planned_cards
from billet.author.image_variants import has_variants
from billet.author.upload import Upload
from billet.author.uploader import Uploader, lacking_variants
from billet.folder import Change, Folder, files
from billet.local.event_bus import EventBus, object_event
from billet.parallel import silent
from billet.translation import problem_text, state_in_words
from chalicelib.content.listing import is_text
from chalicelib.content.site import FILE
from chalicelib.errors import BilletError
from chalicelib.index.articles import by_key
from chalicelib.index.receipts import receipt_of
from chalicelib.index.storage import load
from chalicelib.services import Services

log = logging.getLogger("billet.folder_watcher")

SCHEDULE_SECONDS = 5
"""The schedule fires more often here than on AWS: an upload by another tool shows sooner."""


class FolderWatcher:
    """One folder, one bucket, one bus."""

    def __init__(self, folder: Path, blog: Services, bus: EventBus) -> None:
        self._folder = Folder(folder)
        self._blog = blog
        self._bus = bus
        # Runs of publishing one after the other: two at once would only race for the index.
        self._publishing = threading.Lock()
        self._new_files: queue.SimpleQueue[str] = queue.SimpleQueue()

    def publish_all(self) -> None:
        """Upload the folder; the schedule publishes all of it at once."""
        self._upload()
        self._fire_schedule()

    def watch(self, stop: threading.Event) -> None:
        """Upload whatever is saved, renamed or deleted, until `stop` is set."""
        while not stop.is_set():
            try:
                self._watch_one_folder(stop)
            except (BilletError, OSError, RuntimeError) as error:
                log.error("the folder cannot be watched just now: %s", error)
                stop.wait(1)

    def run_schedule(self, stop: threading.Event) -> None:
        """Fire the schedule until `stop` is set; look at the folder as well, in case the watch missed a
        change."""
        while not stop.wait(SCHEDULE_SECONDS):
            for work in (self._publish, self._fire_schedule):
                try:
                    work()
                except (BilletError, OSError) as error:
                    log.error("the schedule could not do its work: %s", error)

    def make_copies(self, stop: threading.Event) -> None:
        """Make smaller copies of new pictures and cards of new articles, for which nobody waits, until `stop`
        is set."""
        while not stop.is_set():
            try:
                keys = {self._new_files.get(timeout=0.5)}
            except queue.Empty:
                continue
            while not self._new_files.empty():
                keys.add(self._new_files.get())
            try:
                self._upload_copies(keys, stop)
            except (BilletError, OSError) as error:
                log.error("pictures have no smaller copies, or articles no cards just now: %s", error)

    def _upload_copies(self, keys: Set[str], stop: threading.Event) -> None:
        uploader = Uploader(self._folder.path, self._blog.bucket, silent)
        if FILE in keys:  # it is on all cards
            keys |= {key for key, _ in files(self._folder.path) if is_text(key)}
        paths = {key: self._folder.path / key for key in sorted(keys)}
        uploads = [Upload.of(key, path) for key, path in paths.items() if path.is_file()]
        existing_keys = {stored.key for stored in self._blog.bucket.objects()}
        pictures = lacking_variants(uploads, existing_keys)
        cards = lacking_cards(planned_cards(self._folder.path, uploads, self._blog.bucket), existing_keys)
        tasks = [
            *(partial(uploader.upload_variants, picture) for picture in pictures),
            *(partial(uploader.upload_card, card) for card in cards),
        ]
        for work in tasks:
            if stop.is_set():
                return
            work()
        for problem in uploader.warnings:
            click.echo(f"  {problem_text(problem)}", err=True)
        for failure in uploader.failures:
            log.error("no smaller copies, or no card, of %s: %s", failure.key, failure.message)
        if uploader.variants or uploader.cards:
            self._fire_schedule()

    def _watch_one_folder(self, stop: threading.Event) -> None:
        """Upload changes until another folder takes its place, which the system does not tell a watcher."""
        path = self._folder.path
        inode = path.stat().st_ino
        is_first = True  # what was saved before the watch began is found at its first tick
        for changes in watchfiles.watch(
            path,
            stop_event=stop,
            debounce=200,
            rust_timeout=300,
            yield_on_timeout=True,
            raise_interrupt=False,
        ):
            if path.stat().st_ino != inode:
                return
            if changes or is_first:
                self._publish()
                is_first = False

    def _publish(self) -> None:
        """Upload what has changed, and send its events as one batch."""
        if changes := self._upload():
            bucket = self._blog.settings.bucket
            events = [
                object_event("Object Deleted" if change.deleted else "Object Created", bucket, change.key)
                for change in changes
            ]
            with self._publishing:
                self._print_receipts(self._bus.send(events))

    def _upload(self) -> list[Change]:
        with self._publishing:
            changes = self._folder.upload(self._blog.bucket)
        for change in changes:
            if (has_variants(change.key) or is_text(change.key)) and not change.deleted:
                self._new_files.put(change.key)
        return changes

    def _fire_schedule(self) -> None:
        with self._publishing:
            self._print_receipts(self._bus.fire_schedule())

    def _print_receipts(self, results: Iterable[Any]) -> None:
        """Print the receipts of the files that runs of publishing looked at."""
        keys = [key for result in results for key in (result or {}).get("receipts", {})]
        if not keys:
            return
        with load(self._blog.bucket) as index:
            candidates = [receipt_of(index, key, self._blog.clock()) for key in keys]
            receipts = [receipt for receipt in candidates if receipt]
            hidden = [receipt.key for receipt in receipts if receipt.state in ("draft", "scheduled")]
            articles = {key: by_key(index, key) for key in hidden}
        for receipt in receipts:
            click.echo(f"{state_in_words(receipt.state)}: {receipt.key} {receipt.url}".rstrip(), err=True)
            for problem in (*receipt.errors, *receipt.warnings):
                click.echo(f"  {problem_text(problem)}", err=True)
            if article := articles.get(receipt.key):
                click.echo(f"  preview: {preview.link(self._blog, article).url}", err=True)
