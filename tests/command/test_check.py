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


def results(*words: str | Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in check(*words, "--json").stdout.splitlines()]


def codes(result: dict[str, Any]) -> list[str]:
    return [problem["code"] for problem in (*result["errors"], *result["warnings"])]


def save(content: Path, name: str, text: str) -> Path:
    path = content / "articles" / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_good_folder_exits_with_0_and_counts(content: Path) -> None:
    shown = check("--content", content)
    assert (shown.exit_code, shown.stdout) == (0, "3 files, 0 errors, 0 warnings\n")


def test_problems_are_printed_as_a_compiler_prints_them(content: Path) -> None:
    save(content, "b.md", BROKEN)
    save(content, "c.md", ARTICLE + "\n[x](nowhere.md)\n")
    shown = check("--content", content)
    assert shown.exit_code == 1
    refused, *_, last = shown.stdout.splitlines()
    assert refused.startswith(f"{content}/articles/b.md:")
    assert ": error: " in refused
    assert refused.endswith("]")
    assert last.startswith("5 files, 1 error, ")


def test_programs_get_one_object_a_line(content: Path) -> None:
    file = content / "articles" / "a.md"
    assert results(file) == [
        {
            "file": str(file),
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
        save(content, f"{name}.md", text)
        author.uploads(f"articles/{name}.md", text)
    for name in ("site.toml", "pages/moi.md"):
        author.uploads(name, (content / name).read_bytes())
    receipts = author.reconciles()
    for result in results("--content", content):
        receipt = receipts[str(Path(result["file"]).relative_to(content))]
        assert codes(result) == [problem.code for problem in (*receipt.errors, *receipt.warnings)]
        assert (result["url"] or "") == receipt.url
        if receipt.title:
            assert (result["title"], result["slug"] or "") == (receipt.title, receipt.slug)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("---\ndate: soon\ntitle: B\n---\nx", (None, "B", "b", None)),
        (ARTICLE.replace("title", "slug: a\ntitle"), (None, "A", "a", "2026-01-01T00:00:00+01:00")),
        ("# B\n\nx", ("/articles/b", "B", "b", None)),  # its date would be that of the upload
    ],
)
def test_of_a_file_all_is_shown_that_could_be_read(
    text: str, expected: tuple[str | None, ...], content: Path
) -> None:
    (result,) = results(save(content, "b.md", text))
    assert tuple(result[name] for name in ("url", "title", "slug", "date")) == expected


def test_only_the_named_files_are_shown_and_the_others_are_what_they_refer_to(content: Path) -> None:
    Image.new("RGB", (9, 9)).save(content / "media" / "p.webp")
    save(content, "c.md", BROKEN)
    text = ARTICLE + "\n[a](a.md), ![p](../media/p.webp), [n](nowhere.md)"
    (result,) = results(save(content, "b.md", text))
    assert result["errors"] == []
    assert all("nowhere" in problem["message"] for problem in result["warnings"])


def test_an_address_that_another_file_of_the_folder_has_is_found(content: Path) -> None:
    text = ARTICLE.replace("2026", "2027").replace("title", "slug: a\ntitle")
    (result,) = results(save(content, "b.md", text))
    assert codes(result) == ["address-taken"]


def test_files_of_no_content_folder_are_articles_as_they_are_called(tmp_path: Path) -> None:
    posts = tmp_path / "blog" / "_posts"
    (posts / "voyage" / "japon").mkdir(parents=True)
    (posts / "2013-04-02-lexique.md").write_text("# Lexique\n\nx", encoding="utf-8")
    (posts / "voyage" / "japon" / "index.md").write_text("# Japon\n\nx", encoding="utf-8")
    first, second = results(tmp_path / "blog")
    assert (first["slug"], first["errors"], first["date"]) == ("lexique", [], "2013-04-02T00:00:00+02:00")
    assert all(result["file"].startswith(f"{posts}/") for result in (first, second))


def test_a_file_named_twice_is_checked_once(content: Path) -> None:
    file = content / "articles" / "a.md"
    assert len(results(file, file, content / "articles")) == 1


def test_nothing_is_written(content: Path, tmp_path: Path) -> None:
    before = sorted(tmp_path.rglob("*"))
    check("--content", content)
    assert sorted(tmp_path.rglob("*")) == before


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


def test_whatever_is_called_md_gets_a_result_and_no_traceback(oddities: Path) -> None:
    shown = check(oddities, "--json")
    assert shown.exit_code == 1
    assert shown.stderr == ""
    by_name = {Path(file["file"]).name: codes(file) for file in map(json.loads, shown.stdout.splitlines())}
    assert by_name == {
        "broken.md": ["cannot-be-read"],
        "caf\\xe9.md": ["name-not-utf-8"],
        "empty.md": by_name["empty.md"],
        "folder.md": ["not-a-file"],
        "garbage.md": ["not-utf-8"],
        "good.md": [],
        "huge.md": ["too-large"],
        "loop.md": ["cannot-be-read"],
    }
    assert all(json.loads(line)["file"].startswith(str(oddities)) for line in shown.stdout.splitlines())


def test_a_file_whose_rights_are_missing_is_named(content: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read = Path.read_bytes

    def fail(path: Path) -> bytes:
        if path.name == "a.md":
            raise PermissionError(13, "Permission denied")
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", fail)
    (result,) = results(content / "articles" / "a.md")
    assert result["errors"][0]["message"] == "it cannot be read (Permission denied)"


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
def test_a_file_that_publishing_would_leave_out_is_named(name: str, code: str, content: Path) -> None:
    if code != "cannot-be-read":
        (content / name).parent.mkdir(parents=True, exist_ok=True)
        (content / name).write_text("x", encoding="utf-8")
    (result,) = results(content / name)
    assert codes(result) == [code]


def test_a_picture_and_the_settings_are_checked_too(content: Path) -> None:
    (content / "media" / "p.heic").write_bytes(b"x")
    (content / "site.toml").write_text("titre = 1", encoding="utf-8")
    (content / "theme.css").write_text("a {", encoding="utf-8")
    by_name = {Path(result["file"]).name: codes(result) for result in results("--content", content)}
    assert (by_name["p.heic"], by_name["site.toml"], by_name["theme.css"]) == (["heic"], ["site"], ["theme"])


def test_a_folder_that_does_not_exist_is_a_misuse(
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
