"""`billet new`: an article begun."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_mock import MockerFixture

from chalicelib.services import Services
from tests.command.conftest import Billet
from tests.conftest import Author, FrozenClock


@pytest.fixture(autouse=True)
def now(mocker: MockerFixture, clock: FrozenClock) -> None:
    mocker.patch("billet.commands.author.utc_now", side_effect=clock)


def test_a_draft_is_begun_under_the_name_its_address_will_have(billet: Billet, content: Path) -> None:
    shown = billet("new", "L'été à Marseille : « non »", "--content", content)
    path = content / "articles" / "l-ete-a-marseille-non.md"
    assert (shown.exit_code, shown.stdout) == (0, f"{path}\n")
    lines = path.read_text(encoding="utf-8").splitlines()
    assert lines[:4] == [
        "---",
        "title: 'L''été à Marseille : « non »'",
        "date: 2026-03-02 10:30",  # in Paris
        "draft: true  # supprimez cette ligne pour publier",
    ]


def test_a_new_article_is_published_as_a_draft(billet: Billet, content: Path, author: Author) -> None:
    billet("new", "A: [b] #c", "--content", content, "--lang", "en")
    author.uploads("articles/a-b-c.md", (content / "articles" / "a-b-c.md").read_text(encoding="utf-8"))
    receipt = author.reconciles()["articles/a-b-c.md"]
    assert (receipt.state, receipt.title, receipt.errors) == ("draft", "A: [b] #c", ())
    assert receipt.date == "2026-03-02T10:30:00+01:00"


def test_the_zone_and_the_language_are_those_of_the_site(billet: Billet, content: Path) -> None:
    (content / "site.toml").write_text('timezone = "Asia/Tokyo"\nlanguage = "en"', encoding="utf-8")
    billet("new", "Hello", "--content", content)
    text = (content / "articles" / "hello.md").read_text(encoding="utf-8")
    assert "date: 2026-03-02 18:30\n" in text
    assert "delete this line to publish" in text


def test_a_page_has_no_date(billet: Billet, content: Path) -> None:
    billet("new", "À propos", "--page", "--content", content)
    assert "date" not in (content / "pages" / "a-propos.md").read_text(encoding="utf-8")


def test_an_existing_file_is_not_overwritten(billet: Billet, content: Path) -> None:
    before = (content / "articles" / "a.md").read_bytes()
    shown = billet("new", "A", "--content", content)
    assert shown.exit_code == 1
    assert "a.md is there already (title: A): choose another title" in shown.stderr
    assert (content / "articles" / "a.md").read_bytes() == before


@pytest.mark.parametrize(
    ("title", "why"),
    [
        ("  ", "the title is empty"),
        ("!?", "no file name can be made of '!?'"),
        ("a\x1bb", "which nobody can see"),
        ("x" * 300, "makes an address of 300 bytes"),
    ],
)
def test_a_title_no_name_can_be_made_of_is_an_error(
    title: str, why: str, billet: Billet, content: Path
) -> None:
    shown = billet("new", title, "--content", content)
    assert shown.exit_code == 1
    assert why in shown.stderr
    assert len(list((content / "articles").iterdir())) == 1


def test_unreadable_settings_and_a_missing_folder_are_errors(
    billet: Billet, content: Path, blog: Services
) -> None:
    assert "there is no folder" in billet("new", "A", "--content", content / "x").stderr
    (content / "site.toml").write_text("title = ", encoding="utf-8")
    assert "says the time zone, and cannot be read" in billet("new", "B", "--content", content).stderr
