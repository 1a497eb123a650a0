"""The search file in the bucket, brought up to date with the index."""

from __future__ import annotations

import logging
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, NamedTuple, Protocol

from chalicelib.content.article_parser import PARSER_VERSION
from chalicelib.errors import Conflict, Corrupt, NotFound, Unavailable
from chalicelib.index.search_document import SearchDocument
from chalicelib.index.search_file import SEARCH_KEY
from chalicelib.index.search_writer import Origin, origins, update

log = logging.getLogger("billet")

SAVE_SECONDS = 10.0
"""What saving the file of the largest blog may take: so much time is left when reading ends."""

_PREFIX = "billet-search-"

_ABANDONED_SECONDS = 1200
"""After which a folder is one of a run that was stopped: Lambda gives it 900 seconds, and keeps its files."""

DocumentsOf = Callable[[set[str]], Iterable[SearchDocument]]


class SearchBucket(Protocol):
    """What writing the search file needs of a bucket. Both methods raise `Unavailable`."""

    def download(self, key: str, file: BinaryIO) -> str | None:
        """Copies an object into a file and returns its ETag. Raises `NotFound`."""

    def write(self, key: str, data: bytes, *, replacing: str | None = None) -> str:
        """Puts an object over ETag `replacing`, "" for none. Raises `Conflict`."""


def bring_up_to_date(
    bucket: SearchBucket,
    current_etags: Mapping[str, str],
    documents_of: DocumentsOf,
    time_left: Callable[[], float],
    *,
    parser_version: int = PARSER_VERSION,
) -> str:
    """Saves the search file where its documents are not those of `current_etags`, ETags by key, or were read
    by other rules than those of `parser_version`.

    `documents_of` is handed the keys of those it lacks, and is asked for more as long as there are seconds
    left; the others are for the next run. Returns the ETag of the file in the bucket where it has all
    documents, else "": so too where another run saved it meanwhile. Raises `Unavailable`.
    """
    with _folder() as folder:
        path = folder / "search.sqlite"
        etag = _download(bucket, path)
        try:
            state = _updated(path, current_etags, documents_of, time_left, parser_version)
        except Corrupt as error:
            log.error("making the search file anew: %s", error)
            path.unlink(missing_ok=True)
            state = _updated(path, current_etags, documents_of, time_left, parser_version)
        if state.is_changed:
            try:
                etag = bucket.write(SEARCH_KEY, path.read_bytes(), replacing=etag)
            except Conflict as error:
                log.info("another run has saved the search file: %s", error)
                return ""
        return etag if state.is_complete else ""


class _State(NamedTuple):
    """What became of a file."""

    is_changed: bool
    is_complete: bool


def _updated(
    path: Path,
    current_etags: Mapping[str, str],
    documents_of: DocumentsOf,
    time_left: Callable[[], float],
    parser_version: int,
) -> _State:
    held = origins(path) if path.exists() else {}
    stale = {key for key, etag in current_etags.items() if held.get(key) != Origin(etag, parser_version)}
    gone = held.keys() - current_etags.keys()
    if path.exists() and not stale and not gone:
        return _State(is_changed=False, is_complete=True)
    added: dict[str, str] = {}

    def in_time() -> Iterator[SearchDocument]:
        for document in documents_of(stale) if stale else ():
            yield document
            added[document.key] = document.etag
            if time_left() < SAVE_SECONDS:
                return

    # Without a file, one is made even of nothing: readers are then told that there is nothing.
    is_changed = update(path, in_time(), gone, parser_version=parser_version)
    is_complete = all(added.get(key) == current_etags[key] for key in stale)
    return _State(is_changed=is_changed, is_complete=is_complete)


def _download(bucket: SearchBucket, path: Path) -> str:
    """Copies the file there is, and returns its ETag, "" where there is none."""
    try:
        with path.open("wb") as file:
            return bucket.download(SEARCH_KEY, file) or ""
    except NotFound:
        path.unlink()
        return ""


@contextmanager
def _folder() -> Iterator[Path]:
    """A folder for the copy. A full disk is an `Unavailable`: what runs left that were stopped goes first."""
    try:
        for left in Path(tempfile.gettempdir()).glob(_PREFIX + "*"):
            with suppress(FileNotFoundError):  # another run was faster
                if left.is_dir() and time.time() - left.stat().st_mtime > _ABANDONED_SECONDS:
                    shutil.rmtree(left, ignore_errors=True)
        with tempfile.TemporaryDirectory(prefix=_PREFIX) as folder:
            yield Path(folder)
    except OSError as error:
        what = f"the search file cannot be kept here: {error.strerror}"
        raise Unavailable(what, log_summary=what) from error
