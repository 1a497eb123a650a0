"""The folder of an Eleventy site. What Eleventy 3.1 built of ``data/eleventy/site`` is recorded beside it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from billet.migration.model import Site
from tests.migration.leading_on import Addresses
from tests.migration.reading_sources import DATA, built, entry_at, messages_at, read_source


@pytest.fixture(scope="module")
def site() -> Site:
    return read_source(DATA / "eleventy" / "site", "eleventy")


def test_every_address_that_eleventy_built_leads_on(site: Site) -> None:
    assert Addresses(site).lead_nowhere(f"/eleven/{address}" for address in built("eleventy")) == []


def test_settings_and_menu_are_read_of_data_and_never_run(site: Site) -> None:
    assert (site.address, site.settings) == (
        "https://old.example.org/eleven",
        {
            "title": "Grace's log",
            "tagline": 'It\'s a "log".',
            "language": "en",
            "author": {"name": "Grace Murray"},
            "contact": {"email": "grace@example.org"},
            "menu": {"/pages/about": "Me"},
        },
    )


def test_texts_have_their_fields_and_no_collections_for_tags(site: Site) -> None:
    first = entry_at(site, "first.md")
    assert (first.kind, first.date, first.tags) == ("articles", date(2018, 3, 4), ("cobol", "machine code"))
    assert entry_at(site, "second.md").addresses == ("/eleven/p/second-and-last/index.html",)
    assert entry_at(site, "about/index.md").path == "pages/about.md"
    assert messages_at(site, "part.md") == ["0: it has no page of its own ('permalink' is false)"]


def test_links_filters_and_raw_text_become_markdown(site: Site) -> None:
    text = entry_at(site, "first.md").text
    assert "[the second](second.md), [about](../pages/about.md), ![bug](../media/img/bug.png)" in text
    assert "{{ shown }} and First\n\n```njk\n{% for x in y %}\n```" in text


@pytest.mark.parametrize(
    ("permalink", "address"),
    [
        ("/{{ page.date | date: '%Y/%m/%d' }}/{{ page.fileSlug }}/", "/2018/03/04/my-text/"),
        ("/{{ page.date | date('yyyy/LL') }}/{{ title | slugify }}.html", "/2018/03/l-ete-and-co.html"),
        ("{{ page.filePathStem }}.html", "/blog/my-text.html"),
        ("/{{ something | myFilter }}/", "/blog/2018-03-04-my-text/"),
    ],
)
def test_a_permalink_is_filled_or_told(tmp_path: Path, permalink: str, address: str) -> None:
    (tmp_path / "eleventy.config.js").write_text("export default () => {}")
    (tmp_path / "blog").mkdir()
    text = f'---\ntitle: "L\'été & Co"\npermalink: "{permalink}"\n---\nx\n'
    (tmp_path / "blog" / "2018-03-04-my-text.md").write_text(text, encoding="utf-8")
    site = read_source(tmp_path, "eleventy")
    assert site.entries[0].addresses == (address,)
    assert [notice.origin.line for notice in site.notices if notice.origin.line] == [3] * (
        "something" in permalink
    )
