"""Keeps a bucket equal to the content folder, and calls what AWS would call."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click
import watchfiles

from billet import preview
from billet.author.image_variants import may_have_copies
from billet.author.uploader import Uploader
from billet.folder import Change, Folder
from billet.local.event_bus import EventBus, object_event
from billet.parallel import silent
from chalicelib.content.receipt import Receipt, path_of
from chalicelib.errors import BilletError
from chalicelib.services import Services

log = logging.getLogger("billet.publisher")

SCHEDULE_SECONDS = 5
"""The clock strikes more often here than on AWS: an upload by another tool shows sooner."""


class FolderWatcher:
    """One folder, one bucket, one bus."""

    def __init__(self, folder: Path, blog: Services, bus: EventBus) -> None:
        self._folder = Folder(folder)
        self._blog = blog
        self._bus = bus
        self._turn = threading.Lock()
        self._has_pictures = threading.Event()

    def publish_all(self) -> None:
        """The first upload: one look at the bucket sees to all of it."""
        for change in self._folder.upload(self._blog.bucket):
            self._note(change)
        self._strike()

    def watch(self, stop: threading.Event) -> None:
        """Upload whatever is saved, renamed or deleted, until `stop` is set."""
        while not stop.is_set():
            try:
                self._watch_one_folder(stop)
            except (BilletError, OSError, RuntimeError) as error:
                log.error("the folder cannot be watched just now: %s", error)
                stop.wait(1)

    def run_schedule(self, stop: threading.Event) -> None:
        """Let the schedule strike, until `stop` is set; look at the folder as well, in case a
        change of it was missed."""
        while not stop.wait(SCHEDULE_SECONDS):
            for work in (self._publish, self._strike):
                try:
                    work()
                except (BilletError, OSError) as error:
                    log.error("the schedule could not do its work: %s", error)

    def make_copies(self, stop: threading.Event) -> None:
        """Make smaller copies of new pictures when nobody waits for it, until `stop` is set."""
        while not stop.is_set():
            if self._has_pictures.wait(0.5):
                self._has_pictures.clear()
                try:
                    self._copy_pictures(stop)
                except (BilletError, OSError) as error:
                    log.error("pictures have no smaller copies just now: %s", error)

    def _copy_pictures(self, stop: threading.Event) -> None:
        work = Uploader(self._folder.path, self._blog.bucket, silent)
        for picture in work.plan().pictures:
            if stop.is_set():
                return
            work.copy(picture)
        for problem in work.warnings:
            click.echo(f"  {problem}", err=True)
        for failure in work.failures:
            log.error("no smaller copies of %s: %s", failure.key, failure.message)
        if work.copied:
            self._strike()

    def _watch_one_folder(self, stop: threading.Event) -> None:
        """Until another folder stands in its place, which the system does not tell a watcher."""
        path = self._folder.path
        watched = path.stat().st_ino
        # What was saved before the watch stood is seen at its first tick.
        missed = True
        for changes in watchfiles.watch(
            path,
            stop_event=stop,
            debounce=200,
            rust_timeout=300,
            yield_on_timeout=True,
            raise_interrupt=False,
        ):
            if path.stat().st_ino != watched:
                return
            if changes or missed:
                self._publish()
                missed = False

    def _strike(self) -> None:
        self._tell(self._bus.fire_schedule())

    def _publish(self) -> None:
        with self._turn:
            changes = self._folder.upload(self._blog.bucket)
        for change in changes:
            self._note(change)
        for change in changes:
            kind = "Object Deleted" if change.deleted else "Object Created"
            answers = self._bus.put(object_event(kind, self._blog.settings.bucket, change.key))
            self._tell(answers)
            if any(answers):
                break  # AWS sends one event for each; the first has already seen to them all

    def _note(self, change: Change) -> None:
        if may_have_copies(change.key) and not change.deleted:
            self._has_pictures.set()

    def _tell(self, answers: Iterable[Any]) -> None:
        """Tell the author what became of each file."""
        for answer in answers:
            for key in (answer or {}).get("receipts", {}):
                receipt = Receipt.from_json(self._blog.bucket.read(path_of(key)).data)
                click.echo(f"{receipt.state}: {key} {receipt.url}".rstrip(), err=True)
                for problem in (*receipt.errors, *receipt.warnings):
                    click.echo(f"  {problem}", err=True)
                self._tell_preview(receipt)

    def _tell_preview(self, receipt: Receipt) -> None:
        """Where the author can see what readers do not see yet."""
        if receipt.state in ("draft", "scheduled"):
            article = self._blog.reader.index(self._blog.reader.newest().value.front).by_key.get(receipt.key)
            if article:  # else it was deleted meanwhile, of which its own receipt is on its way
                click.echo(f"  preview: {preview.link(self._blog, article).url}", err=True)
