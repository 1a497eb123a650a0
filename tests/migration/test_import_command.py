"""``billet import`` as its author types it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pytest_mock import MockerFixture

from billet import stages
from billet.commands import main
from chalicelib.errors import ConfigurationError, Unavailable
from chalicelib.services import Services

DATA = Path(__file__).parent / "data"
COMMENTS = DATA / "isso" / "comments.db"
ARTICLE = (
    "---\ntitle: Le tour\ndate: 2022-06-03\n"
    "aliases: [/2022/06/03/tour-de-la-falaise-sans-une-balise-de-paragraphe/, /?p=19]\n---\nUn texte.\n"
)


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A content folder with an article that names its old addresses."""
    (tmp_path / "content" / "articles").mkdir(parents=True)
    (tmp_path / "content" / "articles" / "tour.md").write_text(ARTICLE, encoding="utf-8")
    return tmp_path / "content"


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(main, ["import", *map(str, words)])


def without_blog(mocker: MockerFixture) -> None:
    mocker.patch.object(stages, "blog_of", side_effect=ConfigurationError("no Billet is running here"))


def test_comments_go_into_the_blog_once(content: Path, blog: Services, mocker: MockerFixture) -> None:
    mocker.patch.object(stages, "blog_of", return_value=blog)
    first, second = (run(COMMENTS, "--content", content) for _ in range(2))
    assert "9 comments stored, 0 existed." in first.output
    assert "0 comments stored, 9 existed." in second.output
    assert len(blog.comments.in_state("approved")) == 7
    assert [comment.email for comment in blog.comments.in_state("pending")] == ["", ""]


def test_where_the_table_fails_half_way_the_report_stands_and_the_second_run_completes(
    content: Path, blog: Services, mocker: MockerFixture
) -> None:
    mocker.patch.object(stages, "blog_of", return_value=blog)
    add = blog.comments.add
    failure = mocker.patch.object(blog.comments, "add", side_effect=[None, Unavailable("the table is away")])
    first = run(COMMENTS, "--content", content)
    assert (first.exit_code, first.output.strip()) == (1, "Error: the table is away")
    assert (content / ".import" / "isso-report.md").exists()
    failure.side_effect = add
    assert "9 comments stored, 0 existed." in run(COMMENTS, "--content", content).output


def test_without_a_blog_comments_wait_and_the_command_says_how_they_come_in(
    content: Path, mocker: MockerFixture
) -> None:
    without_blog(mocker)
    result = run(COMMENTS, "--content", content, "--emails")
    waiting = content / ".import" / "isso-comments.jsonl"
    assert f"'billet comments import {waiting}'" in " ".join(result.output.split())
    records = [json.loads(line) for line in waiting.read_text(encoding="utf-8").splitlines()]
    assert {record["article"] for record in records} == {"articles/tour"}
    assert sum("email" in record for record in records) == 2


def test_a_dry_run_shows_everything_and_writes_nothing(content: Path, mocker: MockerFixture) -> None:
    without_blog(mocker)
    before = sorted(path.name for path in content.rglob("*"))
    result = run(DATA / "wordpress" / "plain.xml", "--content", content, "--dry-run")
    assert result.exit_code == 0, result.output
    assert "Nothing was written: run the same without --dry-run." in result.output
    assert sorted(path.name for path in content.rglob("*")) == before


def test_what_is_the_same_of_several_items_is_said_once(content: Path, tmp_path: Path) -> None:
    pages = tmp_path / "pages"
    pages.mkdir()
    for name in ("un", "deux"):
        text = f"<title>{name}</title><h1>{name}</h1><p style='color: red'>Un texte assez long.</p>"
        (pages / f"{name}.html").write_text(f"<html><body>{text}</body></html>", encoding="utf-8")
    result = run(pages, "--content", content, "--dry-run")
    (line,) = (line for line in result.output.splitlines() if "style=" in line)
    assert line.endswith("(2 times)")


def test_the_report_names_each_file_each_old_address_and_what_was_left_out(
    content: Path, mocker: MockerFixture
) -> None:
    without_blog(mocker)
    result = run(COMMENTS, "--content", content, "--json")
    report = json.loads(result.output)
    assert report["comments"] == {"approved": 7, "pending": 2}
    left_out = [notice for notice in report["notices"] if notice["left_out"]]
    assert "/page-disparue.html" in left_out[-1]["message"]
    text = Path(report["report"]).read_text(encoding="utf-8")
    assert "## What was left out" in text
    assert "/page-disparue.html" in text


def test_the_demo_takes_nothing(tmp_path: Path) -> None:
    (tmp_path / ".demo").touch()
    result = run(COMMENTS, "--content", tmp_path)
    assert result.exit_code == 1
    assert "is the demo blog" in result.output


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["nowhere.xml"], "there is no nowhere.xml: name the file or folder"),
        ([__file__], "is of no kind that is known: name it with --from"),
        ([COMMENTS, "--from", "myspace"], "there is no source 'myspace': write one of billet, "),
        ([COMMENTS, "--timezone", "Paris"], "there is no time zone 'Paris'"),
        ([COMMENTS, "--stage", "no such stage"], "stage"),
    ],
)
def test_what_cannot_be_imported_is_said_in_one_line(
    content: Path, words: list[str | Path], message: str
) -> None:
    result = run(*words, "--content", content)
    assert result.exit_code == 1
    assert message in " ".join(result.output.split())


def test_notices_and_the_report_are_in_the_language_of_the_locale(
    content: Path, mocker: MockerFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_blog(mocker)
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    result = run(COMMENTS, "--content", content)
    report = (content / ".import" / "isso-report.md").read_text(encoding="utf-8")
    for text in (result.output, report):
        assert "où il n’y a pas d’article" in " ".join(text.split())
    assert "laissé de côté" in report
