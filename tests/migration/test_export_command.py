"""``billet export`` as its author types it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pytest_mock import MockerFixture

from billet import stages
from billet.commands import main
from billet.migration.exporting.formats import FORMATS
from chalicelib.conversation.comment import Comment
from chalicelib.services import Services
from tests.conftest import NOW, Author


@pytest.fixture(autouse=True)
def stage(blog: Services, author: Author, mocker: MockerFixture) -> None:
    """The blog that the command finds, with an article, a refused one and a comment."""
    mocker.patch.object(stages, "blog_of", return_value=blog)
    author.publishes(one="---\ntitle: One\n---\nA text.\n", bad="---\ndate: soon\n---\n")
    blog.comments.add(Comment("c1", "articles/one", "Ada", "Yes.", NOW, state="approved"))


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(main, ["export", *map(str, words)])


@pytest.mark.parametrize("name", FORMATS)
def test_each_format_is_written_and_may_be_written_again(name: str, tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    first, second = (run(tmp_path, "--format", name) for _ in range(2))

    assert (first.exit_code, second.exit_code) == (0, 0)
    assert f"1 comments and 0 messages, as {name}" in " ".join(first.output.split())
    assert "0 deleted" in second.output
    manifest = json.loads((tmp_path / "billet-export.json").read_text(encoding="utf-8"))
    assert manifest["format"] == name
    assert all((tmp_path / file["path"]).is_file() for file in manifest["files"])
    assert (tmp_path.stat().st_mode & 0o77 == 0) is ("keep it to yourself" in first.output)
    assert ("keep it to yourself" in first.output) is (name in ("markdown", "json", "wxr"))
    assert ("but billet-export.json" in first.output) is (name == "html")


def test_what_is_not_published_is_named_with_its_line_and_what_to_do(tmp_path: Path) -> None:
    result = run(tmp_path)

    line = next(line for line in result.output.splitlines() if line.startswith("articles/bad.md"))
    assert line.startswith("articles/bad.md, line 2: the newest version was refused")
    assert "unpublished/" in line


def test_of_many_notices_the_first_are_printed_and_the_list_has_all(
    blog: Services, author: Author, tmp_path: Path
) -> None:
    author.publishes(**{f"bad_{number}": "---\ndate: soon\n---\n" for number in range(24)})
    result = run(tmp_path)

    assert sum(line.startswith("articles/bad") for line in result.output.splitlines()) == 20
    assert "and 5 others, all of them in billet-export.json" in " ".join(result.output.split())
    manifest = json.loads((tmp_path / "billet-export.json").read_text(encoding="utf-8"))
    assert len(manifest["notices"]) == 25


def test_programs_get_json(tmp_path: Path) -> None:
    report = json.loads(run(tmp_path, "--json").output)

    assert report["articles"] == 1
    assert report["notices"][0]["origin"] == {"file": "articles/bad.md", "line": 2, "item": ""}


def test_a_folder_with_something_else_is_refused_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "thesis.md").write_text("mine", encoding="utf-8")
    result = run(tmp_path)

    assert result.exit_code == 1
    assert result.output.startswith("Error: ")
    assert "name an empty folder" in result.output
