"""The map of the site for robots."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest

from chalicelib.feeds.sitemap import PART
from chalicelib.web import sitemap_urls
from tests.conftest import Answer, Author, Reader

MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
BASE = "https://blog.example.org"
ENOUGH = 6 * 1024 * 1024


def locations(answer: Answer) -> list[str]:
    return [node.text or "" for node in ET.fromstring(answer.body).iter(f"{MAP}loc")]


@pytest.fixture
def seven(author: Author) -> Author:
    """Home, archive, contact, feeds, a standing page and seven articles: twelve addresses."""
    author.uploads("pages/p.md", "---\ntitle: P\ndate: 2025-01-01\nupdated: 2025-02-03\n---\nx")
    for number in range(7):
        author.uploads(f"articles/n{number}.md", f"---\ntitle: N\ndate: 2026-01-{number + 1:02}\n---\nx")
    author.uploads("articles/hidden.md", "---\ndate: 2026-01-01\nunlisted: true\n---\nx")
    author.reconciles()
    return author


def test_the_map_has_every_page_readers_are_led_to(reader: Reader, seven: Author) -> None:
    answer = reader.asks("/sitemap.xml")
    assert answer.headers["content-type"] == "application/xml"
    articles = [f"/articles/n{number}" for number in range(7)]
    expected = ["/", "/archive", "/contact", "/follow", "/pages/p", *articles]
    assert locations(answer) == [BASE + path for path in expected]
    assert f"<loc>{BASE}/pages/p</loc><lastmod>2025-02-02T23:00:00Z</lastmod>" in answer.text
    for path in locations(answer):
        assert reader.asks(path.removeprefix(BASE)).status == 200


@pytest.mark.parametrize("size", range(1, 10))
def test_a_large_map_comes_in_parts_that_have_it_all(
    reader: Reader, seven: Author, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    whole = locations(reader.asks("/sitemap.xml"))
    monkeypatch.setattr(sitemap_urls, "PART", size)
    parts = [f"{BASE}/sitemap/{number}" for number in range(1, -(-12 // size) + 1)]
    # The settings are not what the whole map was kept by.
    seven.publishes(site='title = "Again"')
    seven.blog.clock.advance(minutes=2)  # type: ignore[attr-defined]  # it is the frozen one
    index = reader.asks("/sitemap.xml")
    assert ET.fromstring(index.body).tag == f"{MAP}sitemapindex"
    assert locations(index) == parts
    addresses = [locations(reader.asks(part.removeprefix(BASE))) for part in parts]
    assert [address for part in addresses for address in part] == whole
    assert all(len(part) <= size for part in addresses)
    named = [line for line in reader.asks("/robots.txt").text.splitlines() if line.startswith("Sitemap")]
    assert named == [f"Sitemap: {BASE}/sitemap.xml", *(f"Sitemap: {part}" for part in parts)]


@pytest.mark.parametrize("name", ["0", "1", "2", "x", "1.xml", "01", "%D9%A1", "99999"])
def test_there_are_no_other_parts(reader: Reader, seven: Author, name: str) -> None:
    assert reader.asks(f"/sitemap/{name}").status == 404


def test_a_part_can_be_sent_by_a_function_however_long_its_addresses_are() -> None:
    place = f"<url><loc>{BASE * 3}/articles/{'%AB' * 200}</loc><lastmod>2026-01-01T00:00:00Z</lastmod></url>"
    assert len(place) * PART * 4 / 3 < ENOUGH
    assert PART <= 50_000


def test_a_new_article_changes_the_last_part_alone(
    reader: Reader, seven: Author, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sitemap_urls, "PART", 5)
    before = [reader.asks(f"/sitemap/{number}").body for number in (2, 3)]
    seven.publishes(new="---\ntitle: New\ndate: 2026-02-01\n---\nx")
    seven.blog.clock.advance(minutes=2)  # type: ignore[attr-defined]  # as above
    after = [reader.asks(f"/sitemap/{number}").body for number in (2, 3)]
    assert before[0] == after[0]
    assert before[1] != after[1]
