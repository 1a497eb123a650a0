"""`billet init`: a blog of one's own, begun; and the demo, which is nobody's."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_mock import MockerFixture

from billet.folder import DEMO
from chalicelib.content import site_file
from tests.command.conftest import Billet
from tests.conftest import NOW, Author, FrozenClock, Reader

NAME = 'Zoë "Z" *Étoile*'


@pytest.fixture(autouse=True)
def now(mocker: MockerFixture, clock: FrozenClock) -> None:
    mocker.patch("billet.commands.init.utc_now", side_effect=clock)


@pytest.mark.parametrize(
    ("language", "article", "legal"),
    [
        ("fr", "premier-article", "mentions-legales"),
        ("en", "first-article", "legal-notice"),
    ],
)
def test_what_is_begun_can_be_published_as_it_is(
    billet: Billet, reader: Reader, author: Author, tmp_path: Path, language: str, article: str, legal: str
) -> None:
    folder = tmp_path / "my blog"
    shown = billet("init", folder, "--author", NAME, "--title", "É & co", "--lang", language)
    assert shown.exit_code == 0, shown.output
    assert f"billet deploy --content '{folder}'" in shown.stdout
    assert billet("check", "--content", folder).stdout == "3 files, 0 errors, 0 warnings\n"
    author.uploads("site.toml", (folder / "site.toml").read_bytes())
    page = folder / "pages" / f"{legal}.md"
    kept = [line for line in page.read_text(encoding="utf-8").splitlines() if not line.startswith("draft:")]
    page.write_text("\n".join(kept), encoding="utf-8")
    for path in (page, folder / "articles" / f"{article}.md"):
        author.uploads(path.relative_to(folder).as_posix(), path.read_bytes())
    author.reconciles()
    home = reader.asks("/")
    assert "É &amp; co" in home.text
    assert f'href="/articles/{article}"' in home.text
    assert f'href="/pages/{legal}"' in home.text
    notice = reader.asks(f"/pages/{legal}")
    assert "*Étoile*" in notice.words
    assert "<table" in notice.text


@pytest.mark.parametrize(("title", "shown_title"), [("1984", "1984"), ("²", "²"), (" ", "007")])
def test_a_name_of_digits_is_a_text_and_a_title_that_is_blank_is_the_name(
    billet: Billet, tmp_path: Path, title: str, shown_title: str
) -> None:
    folder = tmp_path / "blog"
    assert billet("init", folder, "--author", "007", "--title", title).exit_code == 0
    site = site_file.parse((folder / "site.toml").read_bytes())
    assert (site.title, site.author.name, site.first_year) == (shown_title, "007", NOW.year)


def test_a_folder_with_anything_in_it_stays_as_it_is(billet: Billet, content: Path, tmp_path: Path) -> None:
    before = sorted(content.rglob("*"))
    shown = billet("init", content, "--author", "Ada")
    assert (shown.exit_code, "content is not empty (articles is there)" in shown.stderr) == (1, True)
    assert sorted(content.rglob("*")) == before
    (tmp_path / "cloned" / ".git").mkdir(parents=True)
    assert billet("init", tmp_path / "cloned", "--author", "Ada").exit_code == 0


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ([], "add --author"),
        (["--author", " "], "it is empty"),
        (["--author", "A\u200bda"], "a character that nobody can see"),
        (["--author", "Ada", "--email", "ada"], "no e-mail address"),
    ],
)
def test_what_cannot_be_a_name_is_said_and_nothing_is_made(
    billet: Billet, tmp_path: Path, options: list[str], words: str
) -> None:
    shown = billet("init", tmp_path / "blog", *options)
    assert shown.exit_code != 0
    assert words in shown.stderr
    assert not (tmp_path / "blog").exists()


def test_the_demo_is_published_here_and_to_no_stage(billet: Billet, content: Path) -> None:
    (content / DEMO).touch()
    assert billet("publish", "--content", content).exit_code == 0
    shown = billet("publish", "--content", content, "--stage", "prod")
    assert shown.exit_code == 1
    assert "is the demo blog: begin your own with 'billet init FOLDER'" in shown.stderr
