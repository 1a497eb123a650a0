"""Isso's ``comments.db``: a file as Isso 0.14.0 writes it."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from billet.migration.model import ImportedComment, Site
from billet.migration.sources import Options, recognise
from chalicelib.errors import ConfigurationError
from tests.migration.reading_sources import PARIS, comment_of, messages_of, read_source

DATABASE = Path(__file__).parent / "data" / "isso" / "comments.db"


@pytest.fixture(scope="module")
def site() -> Site:
    return read_source(DATABASE, "isso")


def test_each_comment_comes_as_it_was(site: Site) -> None:
    assert [comment.id for comment in site.comments] == [
        f"isso-{n}" for n in (1, 2, 3, 4, 5, 6, *range(8, 13))
    ]
    assert site.notices == []
    first = comment_of(site, "isso-1")
    assert (first.name, first.email, first.website) == (
        "Loïc B.",
        "loic@lecteurs.example",
        "https://loic.example.net",
    )
    assert first.text.startswith("Beau tour ! Et la **fontaine**")
    assert first.edited
    assert first.edited > first.posted
    assert comment_of(site, "isso-2").edited is None


def test_names_and_sites_are_decoded_once_and_texts_are_as_readers_wrote_them(site: Site) -> None:
    comment = comment_of(site, "isso-8")
    assert (comment.name, comment.website) == ("Zoé <script>", "http://zoe.example.net/?a=1&b=2")
    assert "<script>alert(1)</script> <b>gras</b> [lien](javascript:alert(1))" in comment.text
    assert comment.markup == "markdown"


def test_what_waits_waits_and_what_was_deleted_keeps_its_place(site: Site) -> None:
    assert [comment.id for comment in site.comments if comment.state == "pending"] == [
        "isso-10",
        "isso-11",
        "isso-12",
    ]
    deleted = comment_of(site, "isso-5")
    assert (deleted.is_deleted, deleted.name, deleted.text) == (True, "", "")
    assert comment_of(site, "isso-6").parent == "isso-5"


def test_comments_are_on_the_addresses_of_their_threads(site: Site) -> None:
    pages = {comment.id: comment.page for comment in site.comments}
    assert pages["isso-8"] == "/2023/08/15/%e5%b1%b1%e3%81%ae%e9%81%93/"
    assert pages["isso-9"] == "/?p=19"


def read_changed(folder: Path, statement: str) -> Site:
    path = folder / "comments ? #1%.db"
    shutil.copy(DATABASE, path)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(statement)
    return read_source(path, "isso")


def changed(folder: Path, statement: str) -> tuple[ImportedComment | None, list[str]]:
    site = read_changed(folder, f"{statement} WHERE id = 2")
    return next((comment for comment in site.comments if comment.id == "isso-2"), None), messages_of(site)


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        ("UPDATE comments SET created = 0", "comment 2: the comment has no date"),
        ("UPDATE comments SET created = 1e300", "comment 2: the comment has no date"),
        ("UPDATE comments SET tid = 99", "comment 2: the comment has no page"),
    ],
)
def test_a_comment_that_cannot_be_placed_is_named(tmp_path: Path, statement: str, message: str) -> None:
    assert changed(tmp_path, statement) == (None, [message])


def test_a_state_of_no_meaning_waits_and_is_said(tmp_path: Path) -> None:
    comment, messages = changed(tmp_path, "UPDATE comments SET mode = 9")
    assert comment
    assert comment.state == "pending"
    assert len(messages) == 1


@pytest.mark.parametrize(
    ("text", "markup"),
    [
        ("<p>Vu sur <a href='https://x.example'>x</a></p>", "html"),
        ("Deux<br />lignes", "html"),
        ("x < y et **gras**", "markdown"),
    ],
)
def test_html_that_isso_took_over_is_html(tmp_path: Path, text: str, markup: str) -> None:
    comment, _ = changed(tmp_path, "UPDATE comments SET text = '{}'".format(text.replace("'", '"')))
    assert comment
    assert comment.markup == markup


def test_what_is_only_in_the_log_beside_the_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "comments.db"
    shutil.copy(DATABASE, path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("DELETE FROM comments WHERE id = 12")
        connection.commit()
        before = sorted(file.name for file in tmp_path.iterdir())
        assert len(read_source(path, "isso").comments) == 10
        assert sorted(file.name for file in tmp_path.iterdir()) == before


def test_a_damaged_file_is_told_with_a_remedy(tmp_path: Path) -> None:
    path = tmp_path / "comments.db"
    data = bytearray(DATABASE.read_bytes())
    data[4096:] = b"\xff" * len(data[4096:])
    path.write_bytes(data)
    with pytest.raises(ConfigurationError, match=r"damaged.*\.recover"):
        recognise(path, "isso").read(path, Options(PARIS))
