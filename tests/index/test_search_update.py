"""The search file in the bucket follows the index, however little time a run has."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from math import inf
from pathlib import Path
from typing import BinaryIO

import pytest

from chalicelib.errors import Conflict, NotFound, Unavailable
from chalicelib.index.search_document import SearchDocument
from chalicelib.index.search_file import SEARCH_KEY, open_search_file
from chalicelib.index.search_update import SAVE_SECONDS, bring_up_to_date
from chalicelib.index.search_writer import origins
from tests.index.search_examples import document


@dataclass
class Bucket:
    """One object in memory, its ETag the number of the write; what another run does while ours reads."""

    data: bytes | None = None
    writes: int = 0
    others: list[bytes] = field(default_factory=list)

    def download(self, key: str, file: BinaryIO) -> str:
        assert key == SEARCH_KEY
        etag = self.etag
        if self.data is None:
            raise NotFound(key)
        file.write(self.data)
        if self.others:
            self.write(SEARCH_KEY, self.others.pop())
        return etag

    @property
    def etag(self) -> str:
        return str(self.writes) if self.data is not None else ""

    def write(self, key: str, data: bytes, *, replacing: str | None = None) -> str:
        if replacing is not None and replacing != self.etag:
            raise Conflict(key)
        self.data = data
        self.writes += 1
        return self.etag


class Author:
    """The articles of a blog, by name with their ETags, and a run that brings the search file up to date."""

    def __init__(self, bucket: Bucket, folder: Path) -> None:
        self.bucket = bucket
        self.path = folder / "search"
        self.articles: dict[str, str] = {}
        self.words = "texte"
        self.asked_keys: list[set[str]] = []

    @property
    def current_etags(self) -> dict[str, str]:
        return {f"articles/{name}.md": etag for name, etag in self.articles.items()}

    def runs(self, seconds: Iterable[float] = (), parser_version: int = 1) -> bool:
        left = iter(seconds)
        etag = bring_up_to_date(
            self.bucket,
            self.current_etags,
            self._documents_of,
            lambda: next(left, inf),
            parser_version=parser_version,
        )
        assert etag in ("", self.bucket.etag)
        return bool(etag)

    def _documents_of(self, keys: set[str]) -> Iterator[SearchDocument]:
        self.asked_keys.append(keys)
        for name, etag in self.articles.items():
            example = document(name, f"{self.words} {name}", etag=etag)
            if example.key in keys:
                yield example

    @property
    def searched_etags(self) -> dict[str, str]:
        assert self.bucket.data is not None
        self.path.write_bytes(self.bucket.data)
        return {key: origin.etag for key, origin in origins(self.path).items()}

    @property
    def searched_texts(self) -> list[str]:
        keys = sorted(self.searched_etags)
        search_file = open_search_file(self.path)
        return [document.text for key in keys if (document := search_file.document(key))]


@pytest.fixture
def author(tmp_path: Path) -> Author:
    return Author(Bucket(), tmp_path)


def test_only_what_changed_is_read_and_nothing_is_saved_where_nothing_did(author: Author) -> None:
    author.articles = {"a": "1", "b": "1", "c": "1"}
    assert author.runs()
    assert author.searched_etags == author.current_etags
    assert author.runs()
    author.articles = {"a": "1", "b": "2", "d": "1"}
    assert author.runs()
    assert author.searched_etags == author.current_etags
    del author.articles["a"]
    assert author.runs()
    assert author.searched_etags == author.current_etags
    assert author.bucket.writes == 3
    assert author.asked_keys == [
        {"articles/a.md", "articles/b.md", "articles/c.md"},
        {"articles/b.md", "articles/d.md"},
    ]


def test_a_blog_without_articles_has_a_file_too(author: Author) -> None:
    assert author.runs()
    assert author.runs()
    assert author.searched_etags == {}
    assert author.bucket.writes == 1


def test_what_there_is_no_time_for_is_done_by_the_next_run(author: Author) -> None:
    author.articles = {"a": "1", "b": "1", "c": "1"}
    assert not author.runs(seconds=[60, SAVE_SECONDS - 1])
    assert author.searched_etags.keys() == {"articles/a.md", "articles/b.md"}
    assert author.runs(seconds=[60, 60])
    assert author.searched_etags == author.current_etags
    assert author.asked_keys[1] == {"articles/c.md"}


def test_all_is_read_anew_by_other_rules_and_searched_meanwhile(author: Author) -> None:
    author.articles = {"a": "1", "b": "1", "c": "1"}
    author.runs()
    author.words = "mot"
    assert not author.runs(seconds=[60, SAVE_SECONDS - 1], parser_version=2)
    assert author.searched_texts == ["mot a", "mot b", "texte c"]
    assert author.runs(parser_version=2)
    assert author.searched_texts == ["mot a", "mot b", "mot c"]
    assert author.asked_keys[2] == {"articles/c.md"}


def test_an_article_that_cannot_be_read_is_left_for_the_next_run(author: Author) -> None:
    author.articles = {"a": "1"}
    current_etags = {**author.current_etags, "articles/lost.md": "1"}
    assert not bring_up_to_date(author.bucket, current_etags, author._documents_of, lambda: inf)
    assert author.searched_etags == author.current_etags


@pytest.mark.parametrize("harm", [b"", b"<html>", "cut", "inside"])
def test_a_damaged_file_is_made_anew(author: Author, harm: bytes | str) -> None:
    author.articles = dict.fromkeys("abcdefgh", "1")
    author.runs()
    data = author.bucket.data
    assert data is not None
    if isinstance(harm, bytes):
        author.bucket.data = harm
    else:
        author.bucket.data = data[:-8192] if harm == "cut" else data[:8192] + bytes(len(data) - 8192)
    author.articles["a"] = "2"
    assert author.runs()
    assert author.searched_etags == author.current_etags


def test_of_two_runs_the_second_to_save_gives_way(author: Author) -> None:
    author.articles = {"a": "1"}
    author.runs()
    assert author.bucket.data is not None
    author.bucket.others.append(author.bucket.data)
    author.articles = {"a": "1", "b": "1"}
    assert not author.runs()
    assert author.searched_etags.keys() == {"articles/a.md"}
    assert author.runs()
    assert author.searched_etags == author.current_etags


def test_the_folder_of_a_run_that_was_stopped_is_removed(
    author: Author, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    for name in ("billet-search-old", "billet-search-now"):
        (tmp_path / name).mkdir()
    os.utime(tmp_path / "billet-search-old", (0, 0))
    author.runs()
    assert [path.name for path in tmp_path.iterdir()] == ["billet-search-now"]


def test_a_disk_without_room_is_unavailable(author: Author, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("tempfile.mkdtemp", refuse)
    with pytest.raises(Unavailable, match="No space left"):
        author.runs()
