"""`billet check`: the receipts of files before they are uploaded."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from PIL import Image

from billet.commands import main
from tests.command.conftest import ARTICLE
from tests.conftest import Author

BROKEN = "---\ntitle: A\nslug: [\n---\nx"


def check(*words: str | Path) -> Result:
    return CliRunner().invoke(main, ["check", *(str(word) for word in words)])


def told(*words: str | Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in check(*words, "--json").stdout.splitlines()]


def codes(one: dict[str, Any]) -> list[str]:
    return [problem["code"] for problem in (*one["errors"], *one["warnings"])]


def test_a_good_folder_ends_in_nought_with_counts(content: Path) -> None:
    shown = check("--content", content)
    assert (shown.exit_code, shown.stdout) == (0, "3 files, 0 errors, 0 warnings\n")


def test_problems_are_told_as_a_compiler_tells_them(content: Path) -> None:
    (content / "articles" / "b.md").write_text(BROKEN, encoding="utf-8")
    (content / "articles" / "c.md").write_text(ARTICLE + "\n[x](nowhere.md)\n", encoding="utf-8")
    shown = check("--content", content)
    assert shown.exit_code == 1
    refused, *_, last = shown.stdout.splitlines()
    assert refused.startswith(f"{content}/articles/b.md:")
    assert ": error: " in refused
    assert refused.endswith("]")
    assert last.startswith("5 files, 1 error, ")


def test_programs_get_one_object_a_line(content: Path) -> None:
    found = told(content / "articles" / "a.md")
    assert found == [
        {
            "file": str(content / "articles" / "a.md"),
            "url": "/articles/a",
            "title": "A",
            "date": "2026-01-01T00:00:00+01:00",
            "slug": "a",
            "warnings": [],
            "errors": [],
        }
    ]


def test_it_says_what_publishing_says(content: Path, author: Author) -> None:
    texts = {
        "a": ARTICLE,
        "b": BROKEN,
        "c": ARTICLE.replace("title", "slug: a\ntitle"),
        "d": ARTICLE + "![](../media/no.webp)\n\n#### Bas\n\n[l](a.md)",
        "e": "",
    }
    for name, text in texts.items():
        (content / "articles" / f"{name}.md").write_text(text, encoding="utf-8")
        author.uploads(f"articles/{name}.md", text)
    for name in ("site.toml", "pages/moi.md"):
        author.uploads(name, (content / name).read_bytes())
    receipts = author.reconciles()
    for one in told("--content", content):
        receipt = receipts[str(Path(one["file"]).relative_to(content))]
        assert codes(one) == [p.code for p in (*receipt.errors, *receipt.warnings)]
        assert (one["url"] or "") == receipt.url
        if receipt.title:
            assert (one["title"], one["slug"] or "") == (receipt.title, receipt.slug)


def test_of_a_refused_file_all_is_told_that_could_be_read(content: Path) -> None:
    (content / "articles" / "b.md").write_text("---\ndate: soon\ntitle: B\n---\nx", encoding="utf-8")
    (one,) = told(content / "articles" / "b.md")
    assert (one["url"], one["title"], one["slug"], one["date"]) == (None, "B", "b", None)
    (content / "articles" / "c.md").write_text(ARTICLE.replace("title", "slug: a\ntitle"), encoding="utf-8")
    (one,) = told(content / "articles" / "c.md")
    assert (one["url"], one["title"], one["slug"], one["date"]) == (
        None,
        "A",
        "a",
        "2026-01-01T00:00:00+01:00",
    )


def test_only_what_is_asked_for_is_shown_and_the_rest_is_what_it_refers_to(content: Path) -> None:
    Image.new("RGB", (9, 9)).save(content / "media" / "p.webp")
    text = ARTICLE + "\n[a](a.md), ![p](../media/p.webp), [n](nowhere.md)"
    (content / "articles" / "b.md").write_text(text, encoding="utf-8")
    (content / "articles" / "c.md").write_text(BROKEN, encoding="utf-8")
    (one,) = told(content / "articles" / "b.md")
    assert one["errors"] == []
    assert [problem["message"] for problem in one["warnings"] if "nowhere" not in problem["message"]] == []


def test_an_address_that_another_file_of_the_folder_has_is_found(content: Path) -> None:
    (content / "articles" / "b.md").write_text(
        ARTICLE.replace("2026", "2027").replace("title", "slug: a\ntitle"), encoding="utf-8"
    )
    (one,) = told(content / "articles" / "b.md")
    assert codes(one) == ["address-taken"]


def test_a_date_that_would_be_that_of_the_upload_is_null(content: Path) -> None:
    (content / "articles" / "b.md").write_text("# B\n\nx", encoding="utf-8")
    (one,) = told(content / "articles" / "b.md")
    assert (one["date"], one["title"], one["url"]) == (None, "B", "/articles/b")


def test_files_of_no_content_folder_are_articles_as_they_are_called(tmp_path: Path) -> None:
    posts = tmp_path / "blog" / "_posts"
    (posts / "voyage" / "japon").mkdir(parents=True)
    (posts / "2013-04-02-lexique.md").write_text("# Lexique\n\nx", encoding="utf-8")
    (posts / "voyage" / "japon" / "index.md").write_text("# Japon\n\nx", encoding="utf-8")
    found = told(tmp_path / "blog")
    assert (found[0]["slug"], found[0]["errors"]) == ("lexique", [])
    assert found[0]["date"] == "2013-04-02T00:00:00+02:00"
    assert all(one["file"].startswith(f"{posts}/") for one in found)
    assert len(found) == 2


def test_a_file_named_twice_is_checked_once(content: Path) -> None:
    file = content / "articles" / "a.md"
    assert len(told(file, file, content / "articles")) == 1


def test_nothing_is_written(content: Path, tmp_path: Path) -> None:
    before = sorted(tmp_path.rglob("*"))
    check("--content", content)
    assert sorted(tmp_path.rglob("*")) == before


# What is no article.


@pytest.fixture
def oddities(tmp_path: Path) -> Path:
    folder = tmp_path / "odd"
    (folder / "folder.md").mkdir(parents=True)
    (folder / "empty.md").write_bytes(b"")
    (folder / "garbage.md").write_bytes(os.urandom(5000) + b"\xff\0")
    (folder / "huge.md").write_bytes(b"x" * 5_000_000)
    (folder / "broken.md").symlink_to(folder / "nowhere")
    (folder / "loop.md").symlink_to(folder / "loop.md")
    (folder / "caf\udce9.md").write_text("# A\n\nx", encoding="utf-8")
    (folder / "good.md").write_text(ARTICLE, encoding="utf-8")
    return folder


def test_whatever_is_called_md_is_answered_without_a_traceback(oddities: Path) -> None:
    shown = check(oddities, "--json")
    assert shown.exit_code == 1
    assert shown.stderr == ""
    found = {Path(one["file"]).name: codes(one) for one in map(json.loads, shown.stdout.splitlines())}
    assert found == {
        "broken.md": ["cannot-be-read"],
        "caf\\xe9.md": ["name-not-utf-8"],
        "empty.md": found["empty.md"],
        "folder.md": ["not-a-file"],
        "garbage.md": ["not-utf-8"],
        "good.md": [],
        "huge.md": ["too-large"],
        "loop.md": ["cannot-be-read"],
    }
    assert all(json.loads(line)["file"].startswith(str(oddities)) for line in shown.stdout.splitlines())


def test_a_file_whose_rights_are_missing_is_answered(content: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read = Path.read_bytes

    def fail(path: Path) -> bytes:
        if path.name == "a.md":
            raise PermissionError(13, "Permission denied")
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", fail)
    (one,) = told(content / "articles" / "a.md")
    assert one["errors"][0]["message"] == "it cannot be read (Permission denied)"


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("nowhere.md", "cannot-be-read"),
        ("notes.md", "not-content"),
        ("articles/_index.md", "not-published"),
        ("articles/photo.xyz", "not-content"),
        (f"articles/{'/'.join(['x' * 200] * 6)}.md", "name-too-long"),
    ],
)
def test_what_would_not_be_published_is_told(name: str, code: str, content: Path) -> None:
    if code != "cannot-be-read":
        (content / name).parent.mkdir(parents=True, exist_ok=True)
        (content / name).write_text("x", encoding="utf-8")
    (one,) = told(content / name)
    assert codes(one) == [code]


def test_a_picture_and_the_settings_are_checked_too(content: Path) -> None:
    (content / "media" / "p.webp").write_bytes(b"x" * 5_000_000)
    (content / "site.toml").write_text("titre = 1", encoding="utf-8")
    found = {Path(one["file"]).name: codes(one) for one in told("--content", content)}
    assert found["p.webp"] == ["medium-too-large"]
    assert found["site.toml"] == ["site"]


# Misuse.


def test_a_folder_that_is_none_is_a_misuse(
    content: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert check("--content", tmp_path / "nowhere").exit_code == 2
    monkeypatch.chdir(tmp_path / "content")
    shown = check()
    assert shown.exit_code == 2
    assert "there is no folder 'content' here: name FILES" in shown.stderr


def test_each_of_many_files_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(300):
        (tmp_path / f"n{number}.md").write_text(f"# N {number}\n\nx", encoding="utf-8")
    read = Path.read_bytes
    reads = []

    def count(path: Path) -> bytes:
        if path.parent == tmp_path:
            reads.append(path)
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", count)
    assert check(tmp_path).exit_code == 0
    assert len(reads) == len(set(reads)) == 300
