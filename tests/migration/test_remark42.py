"""Remark42's backup."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from billet.migration.model import Site
from tests.migration.reading_sources import comment_of, messages_of, read_source

SITE = {
    "version": 1,
    "users": [{"id": "github_9", "blocked": {"status": True, "until": "2120-01-01T00:00:00Z"}}],
    "posts": [{"url": "https://old.example/velo/"}],
}


def line(id: str, **values: object) -> str:
    record = {
        "id": id,
        "pid": "",
        "text": "<p>Bien <em>vu</em></p>\n",
        "orig": "Bien *vu*",
        "user": {"name": "Zo&eacute; &lt;3", "id": "anonymous_1", "admin": False, "ip": "a1b2"},
        "locator": {"site": "old", "url": "https://old.example/velo/?a=1"},
        "time": "2019-03-31T02:30:00.123456789+02:00",
        "votes": {},
    }
    return json.dumps(record | values, ensure_ascii=False)


def read(folder: Path, *lines: str, name: str = "backup-old.gz") -> Site:
    path, data = folder / name, "\n".join([json.dumps(SITE), *lines, ""]).encode()
    path.write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    return read_source(path, "remark42")


@pytest.mark.parametrize("name", ["backup-old.gz", "backup.json"])
def test_comments_come_with_threads_and_dates(tmp_path: Path, name: str) -> None:
    edit = {"time": "2019-04-01T10:00:00Z", "summary": ""}
    site = read(tmp_path, line("a1"), line("b2", pid="a1", edit=edit), name=name)
    first, second = site.comments
    assert (first.id, first.name, first.page) == ("remark42-a1", "Zoé <3", "https://old.example/velo/?a=1")
    assert (first.text, first.markup) == ("<p>Bien <em>vu</em></p>\n", "html")
    assert first.posted == datetime(2019, 3, 31, 0, 30, 0, 123456, UTC)
    assert (second.parent, second.edited) == (first.id, datetime(2019, 4, 1, 10, tzinfo=UTC))
    assert site.notices == []


def test_states_are_those_of_the_old_site(tmp_path: Path) -> None:
    deleted = line("a", delete=True, text="", orig="", user={"name": "deleted", "id": "deleted"})
    blocked = line("b", pid="a", user={"name": "Vendeur", "id": "github_9"})
    author = line("c", user={"name": "Moi", "id": "google_1", "admin": True})
    site = read(tmp_path, deleted, blocked, author)
    assert [comment.is_deleted for comment in site.comments] == [True, False, False]
    assert [comment.state for comment in site.comments] == ["approved", "rejected", "approved"]
    assert [comment.by_author for comment in site.comments] == [False, False, True]
    assert comment_of(site, "remark42-b").parent == "remark42-a"


def test_lines_are_told_apart_and_the_one_about_the_site_may_be_missing(tmp_path: Path) -> None:
    path = tmp_path / "backup.json"
    path.write_text(f"{line('a', pid='root')} {line('b', pid='a')}\n{line('c')}", encoding="utf-8")
    site = read_source(path, "remark42")
    assert [comment.parent for comment in site.comments] == ["", "remark42-a", ""]


@pytest.mark.parametrize(
    ("bad_line", "message"),
    [
        (line("b")[:-20], ": the line is no comment, as it is no object of JSON"),
        ("[]", ": the line is no comment, as it is no object of JSON"),
        (line("b", time="0001-01-01T00:00:00Z"), "comment b: the comment has no date"),
        (line("b", locator={}), "comment b: the comment has no page"),
    ],
)
def test_what_is_odd_in_a_line_is_told_with_it(tmp_path: Path, bad_line: str, message: str) -> None:
    site = read(tmp_path, line("a"), bad_line)
    assert messages_of(site) == [message]
    assert site.notices[0].origin.line == 3
    assert len(site.comments) == 1
