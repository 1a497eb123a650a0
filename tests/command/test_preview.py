"""`billet preview`, against a blog on the local AWS."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from pytest_mock import MockerFixture

from billet import stages
from billet.commands import main
from billet.local.event_bus import EventBus
from billet.local.folder_watcher import FolderWatcher
from billet.preview import find_article, link
from chalicelib.errors import ConfigurationError, NotFound, Unavailable
from chalicelib.services import Services
from tests.conftest import Author, FrozenClock, Reader

DRAFT = "---\ntitle: Secret\nslug: en-secret\ndraft: true\n---\nDu texte.\n"
SCHEDULED = "---\ntitle: Bientôt\ndate: 2026-03-05T10:00Z\n---\nDu texte.\n"
LIVE = "---\ntitle: Public\ndate: 2026-01-05\n---\nDu texte.\n"


Billet = Callable[..., Result]


@pytest.fixture
def billet(blog: Services, author: Author, mocker: MockerFixture) -> Billet:
    """The command, and three articles to preview."""
    author.publishes(draft=DRAFT, bientot=SCHEDULED, live=LIVE)
    mocker.patch.object(stages, "blog_of", return_value=blog)

    def run(*words: str) -> Result:
        return CliRunner().invoke(main, ["preview", *words])

    return run


def path_of(url: str) -> str:
    return url.strip().removeprefix("https://blog.example.org")


def test_the_link_alone_goes_to_the_output_and_shows_the_draft(billet: Billet, reader: Reader) -> None:
    run = billet("en-secret")
    assert run.exit_code == 0
    assert run.stdout.startswith("https://blog.example.org/preview/")
    assert run.stdout.count("\n") == 1
    assert "articles/draft.md is a draft. The link works until 2026-03-05" in run.stderr
    assert "Secret" in reader.asks(path_of(run.stdout)).words


@pytest.mark.parametrize(
    "name",
    [
        "en-secret",
        "articles/en-secret",
        "/articles/en-secret/",
        "https://blog.example.org/articles/en-secret",
        "articles/draft.md",
    ],
)
def test_an_article_is_meant_by_slug_address_or_file(billet: Billet, name: str) -> None:
    found = json.loads(billet(name, "--json").stdout)
    assert (found["key"], found["slug"], found["state"]) == ("articles/draft.md", "en-secret", "draft")


def test_a_link_is_good_for_as_long_as_was_said(billet: Billet, reader: Reader, clock: FrozenClock) -> None:
    found = json.loads(billet("bientot", "--hours", "2", "--json").stdout)
    assert found["state"] == "scheduled"
    assert datetime.fromisoformat(found["expires"]) == clock() + timedelta(hours=2)
    clock.advance(minutes=119, seconds=59)
    assert reader.asks(path_of(found["url"])).status == 200
    clock.advance(seconds=1)
    assert reader.asks(path_of(found["url"])).status == 404


@pytest.mark.parametrize("hours", ["0", "-1", "1000000", "soon"])
def test_hours_that_are_none_are_refused(billet: Billet, hours: str) -> None:
    assert billet("en-secret", "--hours", hours).exit_code == 2


def test_of_what_readers_see_the_address_is_told(billet: Billet) -> None:
    run = billet("live")
    assert run.stdout == "https://blog.example.org/articles/live\n"
    assert "articles/live.md is live" in run.stderr
    assert json.loads(billet("live", "--json").stdout)["expires"] is None


def test_taking_back_ends_the_links_given_out(billet: Billet, reader: Reader, clock: FrozenClock) -> None:
    before, other = billet("en-secret").stdout, billet("bientot").stdout
    run = billet("en-secret", "--revoke")
    assert run.stdout == "Every link given out for articles/draft.md so far is void.\n"
    clock.advance(seconds=1)
    after = billet("en-secret").stdout
    assert [reader.asks(path_of(url)).status for url in (before, after, other)] == [404, 200, 200]
    assert json.loads(billet("en-secret", "--revoke", "--json").stdout) == {
        "key": "articles/draft.md",
        "slug": "en-secret",
        "revoked": clock().isoformat(),
    }


@pytest.mark.parametrize("more", [[], ["--revoke"], ["--json"]])
def test_what_is_not_there_is_named_with_what_is_like_it(billet: Billet, more: list[str]) -> None:
    run = billet("en-secrte", *more)
    assert run.exit_code == 1
    assert run.stderr == "Error: there is no article or page 'en-secrte': did you mean en-secret?\n"
    assert "upload it first" in billet("xyz", *more).stderr


def test_without_a_public_address_the_path_is_printed_and_that_is_said(
    billet: Billet, blog: Services
) -> None:
    blog.settings = replace(blog.settings, base_url="")
    run = billet("en-secret")
    assert run.stdout.startswith("/preview/")
    assert "set BILLET_BASE_URL" in run.stderr
    assert billet("live").stdout == "/articles/live\n"


def test_without_a_secret_there_is_one_line_that_says_so(billet: Billet, mocker: MockerFixture) -> None:
    mocker.patch("chalicelib.services.read_secret", side_effect=NotFound("no secret"))
    run = billet("en-secret")
    assert run.exit_code == 1
    assert "nothing to sign a link with" in run.stderr
    mocker.patch("chalicelib.services.read_secret", side_effect=Unavailable("SSM is down"))
    assert "SSM is down" in billet("en-secret").stderr


def test_an_article_comes_before_a_page_of_the_same_slug(author: Author, blog: Services) -> None:
    author.uploads("pages/x.md", "# X\n\nx")
    author.publishes(x=DRAFT.replace("slug: en-secret\n", "slug: x\n"))
    index = author.index
    assert find_article(index, "x").kind == "articles"
    assert find_article(index, "pages/x").kind == "pages"
    with pytest.raises(ConfigurationError, match="upload it first"):
        find_article(index, "")


def test_who_writes_here_is_told_where_to_see_what_readers_do_not(
    tmp_path: Path, blog: Services, reader: Reader, chalice_app: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "articles").mkdir()
    for name, text in {"draft": DRAFT, "live": LIVE, "bientot": SCHEDULED}.items():
        (tmp_path / "articles" / f"{name}.md").write_text(text, encoding="utf-8")
    FolderWatcher(tmp_path, blog, EventBus(chalice_app)).publish_all()
    told = capsys.readouterr().err.splitlines()
    links = [line.removeprefix("  preview: ") for line in told if line.startswith("  preview: ")]
    assert [told[n - 1].split(":")[0] for n, line in enumerate(told) if "preview" in line] == [
        "scheduled",
        "draft",
    ]
    assert [reader.asks(path_of(url)).status for url in links] == [200, 200]


def test_a_link_to_an_article_that_is_over_is_good(author: Author, blog: Services, reader: Reader) -> None:
    author.publishes(a=LIVE.replace("date", "expires: 2026-02-01\ndate"))
    one = link(blog, author.index.by_key["articles/a.md"])
    assert one.state == "expired"
    assert one.expires == datetime(2026, 3, 5, 9, 30, tzinfo=UTC)
    assert reader.asks(path_of(one.url)).status == 200
