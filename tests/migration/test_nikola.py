"""The folder of a Nikola site. What Nikola 8.3 built of ``data/nikola/site`` is in ``built-urls.txt``."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from billet.migration.model import Site
from tests.migration.leading_on import Addresses
from tests.migration.reading_sources import DATA, built, entry_at, messages_at, read_source


@pytest.fixture(scope="module")
def site() -> Site:
    return read_source(DATA / "nikola" / "site", "nikola")


def test_every_address_that_nikola_built_leads_on_but_for_those_of_drafts(site: Site) -> None:
    nowhere = Addresses(site).lead_nowhere(f"/waves/{address}" for address in built("nikola"))
    assert nowhere == ["/waves/fr/posts/sub/third/index.html", "/waves/posts/sub/third/index.html"]


def test_metadata_in_comments_yaml_and_files_beside_become_an_entry(site: Site) -> None:
    first = entry_at(site, "first.rst")
    assert (first.title, first.date) == (
        "First hop: “quotes” & more",
        datetime.fromisoformat("2014-08-30T23:30:00-03:00"),
    )
    assert (first.tags, first.categories, first.summary) == (
        ("radio", "C++", "Été"),
        ("Science",),
        "About hops.",
    )
    assert entry_at(site, "second.md").image == "../media/images/wave.png"
    assert (entry_at(site, "third.md").draft, entry_at(site, "third.md").tags) == (True, ("yaml",))
    two = entry_at(site, "two.html")
    assert (two.title, two.markup, two.tags, two.fields) == ("Two files", "html", (), {"math": "true"})
    assert (entry_at(site, "private.rst").unlisted, entry_at(site, "private.rst").draft) == (True, False)


def test_languages_share_a_text_or_have_their_own(site: Site) -> None:
    assert entry_at(site, "first.rst").addresses == (
        "/waves/posts/first-hop/",
        "/waves/fr/posts/first-hop/",
    )
    french = entry_at(site, "second.fr.md")
    assert (french.language, french.addresses) == ("fr", ("/waves/fr/posts/deuxieme/",))


def test_links_shortcodes_and_directives_become_markdown_or_html(site: Site) -> None:
    rst = entry_at(site, "first.rst").text
    assert '<a href="second.md">second</a> and <a href="second.md">second-post</a>' in rst
    assert "<!-- more -->" in rst
    assert '<img alt="A wave" src="../media/images/wave.png" />' in rst
    text = entry_at(site, "posts/second.md").text
    assert "embed/dQw4w9WgXcQ" in rst
    assert "embed/dQw4w9WgXcQ" in text
    assert "and {{% x %}}.\n\n<!-- more -->\n\n[First hop: “quotes” & more](first.md)" in text
    assert "[first](../articles/first.md)" in entry_at(site, "about.md").text
    assert entry_at(site, "galleries/trip/").text == "![](../../media/galleries/trip/a.jpg)\n"


def test_old_metadata_rules_and_settings_that_run_are_read_or_told(tmp_path: Path) -> None:
    (tmp_path / "conf.py").write_text(
        "BLOG_TITLE = 'T'\nPRETTY_URLS = False\nSITE_URL = input()\n"
        "POSTS = (('stories/*.txt', 'blog', 'p'),)\n"
    )
    (tmp_path / "stories").mkdir()
    (tmp_path / "stories" / "old.meta").write_text("Old way\nold-way\n2012-01-02\nradio, draft\n")
    (tmp_path / "stories" / "old.txt").write_text("Text.\n")
    (tmp_path / "stories" / "new.txt").write_text(
        ".. title: New\n.. date: 2012-01-03\n.. tags: a b\n\nText.\n"
    )
    site = read_source(tmp_path, "nikola")
    old = entry_at(site, "old.txt")
    assert (old.title, old.date, old.tags, old.draft) == ("Old way", date(2012, 1, 2), ("radio",), True)
    assert entry_at(site, "new.txt").addresses == ("/blog/new.html",)
    assert Addresses(site).lead_nowhere(["/categories/a-b.html", "/categories/a-b.xml", "/2012/"]) == []
    assert messages_at(site, "conf.py") == [
        "3: SITE_URL would have to be executed, and is read as if it were not set"
    ]
