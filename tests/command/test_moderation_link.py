"""`billet moderation-link`, against a blog on the local AWS."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import pytest

from chalicelib.services import Services
from tests.command.conftest import Billet
from tests.conftest import Answer, Author, FrozenClock, Reader


@pytest.fixture
def published(author: Author) -> None:
    author.publishes(a="---\ntitle: A\ndate: 2026-01-01\n---\nText.\n")


def follows(reader: Reader, url: str) -> Answer:
    path, _, query = url.strip().removeprefix("https://blog.example.org").partition("?")
    return reader.asks(path, query=query)


def test_the_link_opens_the_page_for_as_many_days_as_are_asked_for(
    billet: Billet, reader: Reader, clock: FrozenClock, published: None
) -> None:
    run = billet("moderation-link", "--days", "2")
    assert follows(reader, run.stdout).status == 200
    assert "Who has it may judge all comments" in run.stderr
    printed = json.loads(billet("moderation-link", "--json").stdout)
    clock.advance(days=2)
    assert follows(reader, run.stdout).status == 404
    assert follows(reader, printed["url"]).status == 200
    assert datetime.fromisoformat(printed["expires"]) - clock() > timedelta(days=27)


def test_links_are_taken_back(billet: Billet, reader: Reader, clock: FrozenClock, published: None) -> None:
    before = billet("moderation-link").stdout
    assert "void" in billet("moderation-link", "--revoke").stdout
    assert follows(reader, before).status == 404
    clock.advance(seconds=1)
    assert follows(reader, billet("moderation-link").stdout).status == 200


def test_without_a_public_address_the_command_says_so(
    billet: Billet, blog: Services, published: None
) -> None:
    blog.settings = type(blog.settings)(**{**vars(blog.settings), "base_url": ""})
    run = billet("moderation-link")
    assert run.stdout.startswith("/moderation?key=")
    assert "BILLET_BASE_URL" in run.stderr
