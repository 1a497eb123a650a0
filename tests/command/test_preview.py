"""`billet preview`, against a blog on the local AWS."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from pytest_mock import MockerFixture

from billet.local.event_bus import EventBus
from billet.local.folder_watcher import FolderWatcher
from billet.preview import find_article, link
from chalicelib.errors import ConfigurationError, NotFound, Unavailable
from chalicelib.services import Services
from tests.command.conftest import Billet
from tests.conftest import Author, FrozenClock, Reader

DRAFT = "---\ntitle: Secret\nslug: en-secret\ndraft: true\n---\nDu texte.\n"
SCHEDULED = "---\ntitle: Bientôt\ndate: 2026-03-05T10:00Z\n---\nDu texte.\n"
LIVE = "---\ntitle: Public\ndate: 2026-01-05\n---\nDu texte.\n"


@pytest.fixture
def preview(billet: Billet, author: Author) -> Billet:
    """The command, and three articles to preview."""
    author.publishes(draft=DRAFT, bientot=SCHEDULED, live=LIVE)
    return partial(billet, "preview")


def path_of(url: str) -> str:
    return url.strip().removeprefix("https://blog.example.org")


def test_the_link_alone_goes_to_the_output_and_shows_the_draft(preview: Billet, reader: Reader) -> None:
    run = preview("en-secret")
    assert run.exit_code == 0
    assert run.stdout.startswith("https://blog.example.org/preview/")
    assert run.stdout.count("\n") == 1
    assert "articles/draft.md: draft. The link works until 2026-03-05" in run.stderr
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
def test_an_article_is_named_by_slug_address_or_file(preview: Billet, name: str) -> None:
    result = json.loads(preview(name, "--json").stdout)
    assert (result["key"], result["slug"], result["state"]) == ("articles/draft.md", "en-secret", "draft")


def test_a_link_is_valid_for_the_given_hours(preview: Billet, reader: Reader, clock: FrozenClock) -> None:
    result = json.loads(preview("bientot", "--hours", "2", "--json").stdout)
    assert result["state"] == "scheduled"
    assert datetime.fromisoformat(result["expires"]) == clock() + timedelta(hours=2)
    clock.advance(minutes=119, seconds=59)
    assert reader.asks(path_of(result["url"])).status == 200
    clock.advance(seconds=1)
    assert reader.asks(path_of(result["url"])).status == 404


@pytest.mark.parametrize("hours", ["0", "-1", "1000000", "soon"])
def test_invalid_hours_are_refused(preview: Billet, hours: str) -> None:
    assert preview("en-secret", "--hours", hours).exit_code == 2


def test_for_a_public_article_its_own_address_is_printed(preview: Billet) -> None:
    run = preview("live")
    assert run.stdout == "https://blog.example.org/articles/live\n"
    assert "articles/live.md is live" in run.stderr
    assert json.loads(preview("live", "--json").stdout)["expires"] is None


def test_revoking_makes_earlier_links_void(preview: Billet, reader: Reader, clock: FrozenClock) -> None:
    before, other = preview("en-secret").stdout, preview("bientot").stdout
    run = preview("en-secret", "--revoke")
    assert run.stdout == "Every link given out for articles/draft.md so far is void.\n"
    clock.advance(seconds=1)
    after = preview("en-secret").stdout
    assert [reader.asks(path_of(url)).status for url in (before, after, other)] == [404, 200, 200]
    assert json.loads(preview("en-secret", "--revoke", "--json").stdout) == {
        "key": "articles/draft.md",
        "slug": "en-secret",
        "revoked": clock().isoformat(),
    }


@pytest.mark.parametrize("more", [[], ["--revoke"], ["--json"]])
def test_an_unknown_name_is_an_error_with_a_similar_one(preview: Billet, more: list[str]) -> None:
    run = preview("en-secrte", *more)
    assert run.exit_code == 1
    assert run.stderr == "Error: there is no article or page 'en-secrte': did you mean en-secret?\n"
    assert "upload it first" in preview("xyz", *more).stderr


def test_without_a_public_address_the_path_is_printed_and_that_is_said(
    preview: Billet, blog: Services
) -> None:
    blog.settings = replace(blog.settings, base_url="")
    run = preview("en-secret")
    assert run.stdout.startswith("/preview/")
    assert "set BILLET_BASE_URL" in run.stderr
    assert preview("live").stdout == "/articles/live\n"


def test_without_a_secret_there_is_one_clear_line(preview: Billet, mocker: MockerFixture) -> None:
    mocker.patch("chalicelib.services.read_secret", side_effect=NotFound("no secret"))
    run = preview("en-secret")
    assert run.exit_code == 1
    assert "nothing to sign a link with" in run.stderr
    mocker.patch("chalicelib.services.read_secret", side_effect=Unavailable("SSM is down"))
    assert "SSM is down" in preview("en-secret").stderr


def test_an_article_comes_before_a_page_of_the_same_slug(author: Author, blog: Services) -> None:
    author.uploads("pages/x.md", "# X\n\nx")
    author.publishes(x=DRAFT.replace("slug: en-secret\n", "slug: x\n"))
    with author.index as index:
        assert find_article(index, "x").kind == "articles"
        assert find_article(index, "pages/x").kind == "pages"
        with pytest.raises(ConfigurationError, match="upload it first"):
            find_article(index, "")


def test_the_watcher_prints_links_to_what_readers_do_not_see(
    tmp_path: Path, blog: Services, reader: Reader, chalice_app: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "articles").mkdir()
    for name, text in {"draft": DRAFT, "live": LIVE, "bientot": SCHEDULED}.items():
        (tmp_path / "articles" / f"{name}.md").write_text(text, encoding="utf-8")
    FolderWatcher(tmp_path, blog, EventBus(chalice_app)).publish_all()
    lines = capsys.readouterr().err.splitlines()
    links = [line.removeprefix("  preview: ") for line in lines if line.startswith("  preview: ")]
    assert [lines[n - 1].split(":")[0] for n, line in enumerate(lines) if "preview" in line] == [
        "scheduled",
        "draft",
    ]
    assert [reader.asks(path_of(url)).status for url in links] == [200, 200]


def test_a_link_to_an_expired_article_is_valid(author: Author, blog: Services, reader: Reader) -> None:
    author.publishes(a=LIVE.replace("date", "expires: 2026-02-01\ndate"))
    with author.index as index:
        expired = link(blog, find_article(index, "a"))
    assert (expired.state, expired.expires) == ("expired", datetime(2026, 3, 5, 9, 30, tzinfo=UTC))
    assert reader.asks(path_of(expired.url)).status == 200
