"""Sources read as `billet import` reads them, for tests."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from zoneinfo import ZoneInfo

from billet.migration.model import Entry, ImportedComment, Site
from billet.migration.sources import Options, recognise

PARIS = ZoneInfo("Europe/Paris")
DATA = Path(__file__).parent / "data"


def read_source(path: Path, name: str, address: str = "", pictures: Path | None = None) -> Site:
    """Returns the site at `path`, of which the source called `name` is the one that recognises it, and
    which keeps the rules of the model."""
    source = recognise(path)
    assert source.name == name
    before = _bytes_of(path)
    site = source.read(path, Options(PARIS, address, pictures))
    assert _bytes_of(path) == before, "a source is never changed"
    _check_rules(site)
    return site


def entry_of(site: Site, title: str) -> Entry:
    """Returns the only entry of a title."""
    (entry,) = (entry for entry in site.entries if entry.title == title)
    return entry


def entry_at(site: Site, file: str) -> Entry:
    """Returns the only entry that was made of a file of the source."""
    (entry,) = (entry for entry in site.entries if entry.origin.file.endswith(file))
    return entry


def comment_of(site: Site, id: str) -> ImportedComment:
    """Returns the comment of an id."""
    (comment,) = (comment for comment in site.comments if comment.id == id)
    return comment


def messages_of(site: Site) -> list[str]:
    """Returns what each notice says of which item."""
    return [f"{notice.origin.item}: {notice.message}" for notice in site.notices]


def messages_at(site: Site, file: str) -> list[str]:
    """Returns what notices say of a file, with its lines."""
    return [f"{n.origin.line}: {n.message}" for n in site.notices if n.origin.file.endswith(file)]


def built(name: str) -> list[str]:
    """Returns the addresses that a generator has built of its recorded site."""
    return (DATA / name / "built-urls.txt").read_text(encoding="utf-8").splitlines()


def _bytes_of(path: Path) -> dict[str, bytes]:
    files = [path] if path.is_file() else [file for file in path.rglob("*") if file.is_file()]
    return {str(file): file.read_bytes() for file in files}


def _check_rules(site: Site) -> None:
    for values in (
        [entry.id for entry in site.entries],
        [
            path.casefold()
            for path in [*(entry.path for entry in site.entries), *(medium.path for medium in site.media)]
        ],
        [comment.id for comment in site.comments],
    ):
        assert len(values) == len(set(values))
    for entry in site.entries:
        assert len(entry.id) <= 60, entry.id
        assert "/" not in entry.id
        assert not (entry.draft and entry.addresses), "a draft has no address"
        assert all(address.startswith(("/", "http")) for address in entry.addresses)
        assert entry.text == unicodedata.normalize("NFC", entry.text).replace("\0", "")
    for comment in site.comments:
        assert comment.parent != comment.id
        assert comment.posted.tzinfo is not None
        assert not (comment.is_deleted and (comment.name or comment.text))
        assert bool(comment.entry) != bool(comment.page)
