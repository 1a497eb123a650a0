"""robots.txt, humans.txt and security.txt."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from chalicelib.services import Services
from tests.conftest import Answer, Author, FrozenClock, Reader

SITE = """
title = "Carnet"
place = "Toulouse"
language = "fr"
[author]
name = "Camille"
[contact]
email = "camille@example.org"
"""
BASE = "https://blog.example.org"


def fields(answer: Answer) -> dict[str, str]:
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    return dict(line.split(": ", 1) for line in answer.text.splitlines() if ": " in line)


def test_robots_are_asked_to_leave_what_is_private_and_shown_the_map(reader: Reader, author: Author) -> None:
    author.publishes(site=SITE)
    assert reader.asks("/robots.txt").text == (
        f"User-agent: *\nDisallow: /preview/\nDisallow: /search?\n\nSitemap: {BASE}/sitemap.xml\n"
    )


def test_an_author_may_ask_for_more(reader: Reader, author: Author) -> None:
    author.publishes(site=SITE + '[robots]\ndisallow = ["/pages/playlist"]\nai = false\n')
    rules, collectors, _ = reader.asks("/robots.txt").text.split("\n\n")
    assert "Disallow: /pages/playlist" in rules
    assert "User-agent: GPTBot\n" in collectors
    assert collectors.endswith("\nDisallow: /")


def test_without_a_public_address_no_map_is_named(
    reader: Reader, author: Author, blog: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(blog, "settings", type(blog.settings)(**{**vars(blog.settings), "base_url": ""}))
    assert "Sitemap" not in reader.asks("/robots.txt").text


def test_people_are_told_who_makes_the_site(reader: Reader, author: Author) -> None:
    author.publishes(a="---\ntitle: A\ndate: 2026-01-15\n---\nx", site=SITE)
    humans = fields(reader.asks("/humans.txt"))
    assert (humans["Author"], humans["Location"], humans["Language"]) == ("Camille", "Toulouse", "fr")
    assert humans["Last update"] == "2026/01/15"
    assert humans["Contact"] == f"{BASE}/contact"


def test_a_site_that_says_nothing_has_a_humans_txt(reader: Reader, author: Author) -> None:
    author.reconciles()
    assert fields(reader.asks("/humans.txt"))["Author"] == "Billet"


def test_no_setting_adds_a_line(reader: Reader, author: Author) -> None:
    author.publishes(site='[author]\nname = """Camille\nAdmin: me"""')
    assert "Author: Camille Admin: me\n" in reader.asks("/humans.txt").text


def test_who_finds_a_weakness_is_told_where_to_report_it(
    reader: Reader, author: Author, clock: FrozenClock
) -> None:
    author.publishes(site=SITE + '[security]\npolicy = "https://example.org/policy"\n')
    security = fields(reader.asks("/.well-known/security.txt"))
    assert security["Contact"] == "mailto:camille@example.org"
    assert security["Canonical"] == f"{BASE}/.well-known/security.txt"
    assert security["Preferred-Languages"] == "fr, en"
    assert security["Policy"] == "https://example.org/policy"
    expires = datetime.fromisoformat(security["Expires"])
    assert timedelta(days=30) < expires - clock() < timedelta(days=365)


def test_it_is_the_same_text_all_day_and_never_out_of_date(
    reader: Reader, author: Author, clock: FrozenClock
) -> None:
    author.publishes(site=SITE)
    first = reader.asks("/.well-known/security.txt")
    clock.advance(hours=5)
    assert reader.asks("/.well-known/security.txt").text == first.text
    clock.advance(days=400)
    expires = fields(reader.asks("/.well-known/security.txt"))["Expires"]
    assert datetime.fromisoformat(expires) > clock()


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("security@example.org", "mailto:security@example.org"),
        ("mailto:security@example.org", "mailto:security@example.org"),
        ("https://example.org/report", "https://example.org/report"),
    ],
)
def test_an_author_may_name_another_place(reader: Reader, author: Author, written: str, shown: str) -> None:
    author.publishes(site=SITE + f'[security]\ncontact = "{written}"\n')
    assert fields(reader.asks("/.well-known/security.txt"))["Contact"] == shown


def test_where_nobody_is_named_there_is_none(reader: Reader, author: Author) -> None:
    author.publishes(site='title = "Carnet"')
    assert reader.asks("/.well-known/security.txt").status == 404
