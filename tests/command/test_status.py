"""`billet status`, `billet history` and one version restored: what became of files, and what they were."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import boto3
import pytest

from chalicelib.services import Services
from tests.command.conftest import ARTICLE, Billet
from tests.conftest import Author, FrozenClock

BROKEN = "---\ntitle: [\n---\nx"


def states(billet: Billet, *words: str) -> dict[str, str]:
    return {
        status["key"]: status["state"] for status in json.loads(billet("status", *words, "--json").stdout)
    }


def test_states_are_the_current_ones(billet: Billet, author: Author, clock: FrozenClock) -> None:
    author.publishes(
        soon=ARTICLE.replace("2026-01-01", "2026-03-03"),
        going=ARTICLE.replace("date", "expires: 2026-03-03\ndate"),
        draft=ARTICLE.replace("date", "draft: true\ndate"),
        broken=BROKEN,
        site='title = "S"',
    )
    assert states(billet) == {
        "articles/broken.md": "refused",
        "articles/draft.md": "draft",
        "articles/going.md": "live",
        "articles/soon.md": "scheduled",
        "site.toml": "live",
    }
    clock.advance(days=1)
    after = states(billet)
    assert (after["articles/soon.md"], after["articles/going.md"]) == ("live", "expired")


def test_a_file_that_has_changed_or_is_new_is_waiting(billet: Billet, author: Author) -> None:
    author.publishes(a=ARTICLE, b=ARTICLE)
    author.uploads("articles/a.md", ARTICLE + "more")
    author.uploads("articles/c.md", ARTICLE)
    assert states(billet) == {
        "articles/a.md": "waiting",
        "articles/b.md": "live",
        "articles/c.md": "waiting",
    }


def test_the_table_has_addresses_and_counts_and_problems_below(billet: Billet, author: Author) -> None:
    author.publishes(a=ARTICLE + "[x](nowhere.md)", broken=BROKEN)
    shown = billet("status")
    assert shown.exit_code == 0
    assert "/articles/a " in shown.stdout
    assert "\nAddresses begin with https://blog.example.org\n" in shown.stdout
    assert "REFUSED" in shown.stdout
    assert "\narticles/broken.md:" in shown.stdout


@pytest.mark.parametrize(
    "name", ["articles/a.md", "x", "a", "/home/me/blog/articles/a.md", "a.md", "articles/x"]
)
def test_a_file_is_found_by_its_key_slug_path_or_name(name: str, billet: Billet, author: Author) -> None:
    author.publishes(a=ARTICLE.replace("title", "slug: x\ntitle"), b=ARTICLE)
    assert list(states(billet, name)) == ["articles/a.md"]
    shown = billet("status", name)
    assert "State:   live\n" in shown.stdout
    assert "URL:     https://blog.example.org/articles/x\n" in shown.stdout


def test_an_unknown_file_and_an_empty_bucket_are_reported(billet: Billet, blog: Services) -> None:
    assert billet("status").stdout == "Nothing has been uploaded: billet publish does that.\n"
    shown = billet("status", "x")
    assert (shown.exit_code, shown.stdout) == (1, "")
    assert "there is no article, page, site.toml or theme.css 'x'" in shown.stderr


@pytest.fixture
def thrice(author: Author) -> Author:
    """An article that was good, then better, then broken."""
    for text in (ARTICLE, ARTICLE + "Mieux.", BROKEN):
        author.publishes(a=text)
    return author


def versions(billet: Billet, name: str = "a") -> list[dict[str, object]]:
    versions: list[dict[str, object]] = json.loads(billet("history", name, "--json").stdout)
    return versions


def test_versions_are_listed_newest_first_with_the_public_one(billet: Billet, thrice: Author) -> None:
    rows = [(version["size"], version["seen"], version["latest"]) for version in versions(billet)]
    assert rows == [
        (len(BROKEN), False, True),
        (len(ARTICLE) + 6, True, False),
        (len(ARTICLE), False, False),
    ]
    lines = billet("history", "a").stdout.splitlines()
    assert lines[0] == "articles/a.md"
    assert lines[4].endswith("newest")
    assert lines[5].endswith("readers see it")


@pytest.mark.parametrize(
    "lines", ["draft: true", "date: 2999-01-01", "date: 2020-01-01\nexpires: 2021-01-01"]
)
def test_no_version_of_an_article_that_is_not_public_is_the_public_one(
    billet: Billet, author: Author, lines: str
) -> None:
    author.publishes(a=f"---\n{lines}\n---\nUn texte.\n")
    assert [version["seen"] for version in versions(billet)] == [False]


@pytest.mark.parametrize("name", ["articles/a.md", "a.md", "a", "/home/me/blog/articles/a.md"])
def test_a_deleted_article_has_a_history_too(name: str, billet: Billet, thrice: Author) -> None:
    thrice.deletes("articles/a.md")
    thrice.reconciles()
    assert [version["deleted"] for version in versions(billet, name)] == [True, False, False, False]
    assert "deleted, newest" in billet("history", name).stdout


def test_an_ambiguous_name_is_an_error_with_the_choices(billet: Billet, author: Author) -> None:
    author.uploads("pages/a.md", "# A")
    author.publishes(a=ARTICLE)
    shown = billet("history", "a")
    assert shown.exit_code == 1
    assert "'a' may be articles/a.md or pages/a.md: name one of these" in shown.stderr


def test_a_name_without_versions_is_an_error(billet: Billet, blog: Services) -> None:
    shown = billet("history", "x")
    assert shown.exit_code == 1
    assert "no version of 'x' was ever in the bucket" in shown.stderr


def test_a_bucket_that_keeps_no_versions_is_an_error(
    billet: Billet, blog: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    region = {"LocationConstraint": "eu-west-3"}
    boto3.client("s3").create_bucket(Bucket="plain", CreateBucketConfiguration=region)  # type: ignore[arg-type]  # a text
    monkeypatch.setattr(blog, "settings", replace(blog.settings, bucket="plain"))
    shown = billet("history", "a")
    assert shown.exit_code == 1
    assert "the bucket plain keeps no versions" in shown.stderr


def test_a_version_is_put_back_and_published(billet: Billet, thrice: Author, blog: Services) -> None:
    first = str(versions(billet)[2]["id"])
    shown = billet("restore", "a", first)
    assert shown.exit_code == 0, shown.output
    assert f"articles/a.md is as it was in version {first}" in shown.stdout
    assert "live" in shown.stdout
    assert blog.bucket.read("articles/a.md").data == ARTICLE.encode()
    assert len(versions(billet)) == 4, "nothing is lost"


def test_a_deleted_article_comes_back_into_the_folder_too(
    billet: Billet, author: Author, tmp_path: Path
) -> None:
    author.publishes(a=ARTICLE)
    author.deletes("articles/a.md")
    author.reconciles()
    _, kept = versions(billet)
    shown = billet("restore", "articles/a.md", str(kept["id"])[:12], "--content", tmp_path)
    assert shown.exit_code == 0
    assert (tmp_path / "articles" / "a.md").read_text(encoding="utf-8") == ARTICLE
    assert states(billet) == {"articles/a.md": "live"}


@pytest.mark.parametrize(
    ("text", "outcome", "written"),
    [
        (BROKEN, "is that version too", True),
        (ARTICLE, "is the same", True),
        ("# Other", "holds something else than the blog had and was not written", False),
        (None, "is not there and was not written", False),
    ],
)
def test_the_folder_gets_the_version_where_it_had_what_the_blog_had(
    billet: Billet, thrice: Author, tmp_path: Path, text: str | None, outcome: str, written: bool
) -> None:
    path = tmp_path / "articles" / "a.md"
    path.parent.mkdir()
    if text is not None:
        path.write_text(text, encoding="utf-8")
    shown = billet("restore", "a", str(versions(billet)[2]["id"]), "--content", tmp_path)
    assert f"{path} {outcome}" in shown.stdout
    assert (path.exists() and path.read_text(encoding="utf-8") == ARTICLE) == written
    assert [file.name for file in path.parent.iterdir()] == ([] if text is None else ["a.md"])


def test_a_version_is_back_in_the_blog_where_the_folder_cannot_be_written(
    billet: Billet, thrice: Author, tmp_path: Path
) -> None:
    (tmp_path / "articles" / "a.md").mkdir(parents=True)
    shown = billet("restore", "a", str(versions(billet)[2]["id"]), "--content", tmp_path)
    assert f"{tmp_path / 'articles' / 'a.md'} was not written" in shown.stdout
    assert "live" in shown.stdout
    assert len(versions(billet)) == 4


def test_a_version_is_shown_in_whatever_it_was_written(billet: Billet, author: Author) -> None:
    author.uploads("articles/a.md", b"\xff\xfe" + ARTICLE.encode("utf-16-le"))
    author.uploads("articles/b.md", b"# Et\xe9")
    author.reconciles()
    for key, text in (("articles/a.md", ARTICLE), ("articles/b.md", "# Et\ufffd")):
        assert billet("history", key, str(versions(billet, key)[0]["id"])).stdout == text


def test_what_was_deleted_is_listed_and_found_by_its_address(billet: Billet, author: Author) -> None:
    assert billet("history").stdout == "Nothing was deleted.\n"
    author.uploads("articles/2013-04-02-lexique.md", "# Lexique\n\nUn.")
    author.publishes(a=ARTICLE)
    author.deletes("articles/2013-04-02-lexique.md")
    author.reconciles()
    assert [mark["key"] for mark in json.loads(billet("history", "--json").stdout)] == [
        "articles/2013-04-02-lexique.md"
    ]
    assert versions(billet, "lexique")[0]["deleted"]


def test_a_version_is_shown_with_what_changed_since(billet: Billet, thrice: Author) -> None:
    thrice.publishes(a=ARTICLE + "Mieux.\n")
    first = str(versions(billet)[3]["id"])
    assert billet("history", "a", first).stdout == ARTICLE
    as_json = json.loads(billet("history", "a", first, "--json").stdout)
    assert as_json == {"key": "articles/a.md", "version": first, "text": ARTICLE}
    difference = billet("history", "a", first, "--diff").stdout.splitlines()
    assert difference[:2] == [f"--- version {first}", "+++ the newest"]
    assert [line for line in difference[2:] if line[0] in "+-"] == ["+Mieux."]
    assert billet("history", "a", "--diff").exit_code == 2


def test_a_version_that_cannot_be_restored_changes_nothing(billet: Billet, thrice: Author) -> None:
    thrice.publishes(a=ARTICLE + "Encore mieux.")
    newest, broken, *_ = versions(billet)
    for version, message in (
        (str(broken["id"]), "articles/a.md:"),
        (str(newest["id"]), "is the newest version of articles/a.md already"),
        ("nope", "there is no version nope of articles/a.md: billet history articles/a.md lists"),
    ):
        shown = billet("restore", "a", version)
        assert shown.exit_code == 1
        assert message in shown.stderr
    assert len(versions(billet)) == 4


def test_a_version_only_replaces_the_one_that_was_the_newest(
    billet: Billet, thrice: Author, monkeypatch: pytest.MonkeyPatch
) -> None:
    from billet.author.history import History

    first = str(versions(billet)[2]["id"])
    check = History._check

    def meanwhile(self: History, *words: object) -> None:
        check(self, *words)  # type: ignore[arg-type]  # as they came
        thrice.uploads("articles/a.md", "# Somebody else's")

    monkeypatch.setattr(History, "_check", meanwhile)
    shown = billet("restore", "a", first)
    assert shown.exit_code == 1
    assert "was uploaded or deleted meanwhile" in shown.stderr
    assert thrice.blog.bucket.read("articles/a.md").data == b"# Somebody else's"


def test_the_two_ways_to_restore_are_told_apart(billet: Billet, blog: Services, tmp_path: Path) -> None:
    shown = billet("restore", "a", "1", "--over")
    assert shown.exit_code == 2
    assert "--over goes with a backup's folder" in shown.stderr
    shown = billet("restore", "a")
    assert shown.exit_code == 1
    assert "there is no finished backup in a, which is no folder" in shown.stderr
    assert "name the version too" in shown.stderr
