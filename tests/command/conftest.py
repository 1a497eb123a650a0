"""A content folder, and the command as its author types it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pytest_mock import MockerFixture

from billet import stages
from billet.author import upload_status
from billet.commands import main
from chalicelib.publishing import reconcile
from chalicelib.services import Services

Billet = Callable[..., Result]
"""Runs a command for the test's blog."""

ARTICLE = "---\ntitle: A\ndate: 2026-01-01\n---\nUn texte.\n"


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A folder with an article, a page and settings."""
    folder = tmp_path / "content"
    for name in ("articles", "pages", "media"):
        (folder / name).mkdir(parents=True)
    (folder / "articles" / "a.md").write_text(ARTICLE, encoding="utf-8")
    (folder / "pages" / "moi.md").write_text("# Moi\n\nC'est moi.\n", encoding="utf-8")
    (folder / "site.toml").write_text('title = "Essai"\n', encoding="utf-8")
    return folder


@pytest.fixture
def billet(blog: Services, mocker: MockerFixture) -> Billet:
    """The command; while it waits for receipts the blog publishes what there is, as AWS would."""
    mocker.patch.object(stages, "blog_of", return_value=blog)

    def pause(seconds: float) -> None:
        reconcile(blog.bucket, blog.clock, blog.render_worker)

    mocker.patch.object(upload_status, "ReceiptWait", partial(upload_status.ReceiptWait, pause=pause))

    def run(*words: str | Path, input: str | None = None) -> Result:
        return CliRunner().invoke(main, [str(word) for word in words], input=input)

    return run
