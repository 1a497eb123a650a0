"""The folder of a Hugo site. What Hugo 0.111.3 built of ``data/hugo/site`` is in ``built-urls.txt``, written
by ``tests/migration/record/generators.py``."""

from __future__ import annotations

import shutil
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from billet.migration.model import Site
from tests.migration.leading_on import Addresses
from tests.migration.reading_sources import DATA, built, entry_at, messages_at, read_source


@pytest.fixture(scope="module")
def site() -> Site:
    return read_source(DATA / "hugo" / "site", "hugo")


def test_every_address_that_hugo_built_leads_on(site: Site) -> None:
    addresses = [f"/blog/{address}" for address in built("hugo")]
    assert Addresses(site).lead_nowhere(addresses) == []


def test_settings_become_those_of_site_toml(site: Site) -> None:
    assert site.address == "https://old.example.org/blog"
    assert site.settings == {
        "title": "Ada's notebook",
        "tagline": "Engines & flowers",
        "language": "en-GB",
        "author": {"name": "Ada Byron"},
        "contact": {
            "email": "ada@example.org",
            "networks": {"github": "https://github.com/ada", "mastodon": "https://mastodon.example.org/@ada"},
        },
        "menu": {"home": "Home", "/pages/about": "About"},
    }
    assert messages_at(site, "menu") == [
        "0: the line 'Gone' of the menu leads to '/blog/gone/', which has no page here"
    ]


def test_front_matter_in_each_dialect_becomes_an_entry(site: Site) -> None:
    first = entry_at(site, "posts/first.md")
    assert (first.path, first.slug, first.title) == (
        "articles/first.md",
        "the-first",
        "First: “quotes” & ampersands",
    )
    assert first.date == datetime(2013, 4, 2, 8, 30, tzinfo=timezone(timedelta(hours=2)))
    assert (first.tags, first.categories) == (("C++", "Été", "two words"), ("Engines",))
    assert (first.image, first.image_alt) == ("../media/img/mill.png", "The mill")
    assert first.fields == {"place": "London", "mood": "happy", "weight": "3"}
    assert first.addresses == ("/blog/2013/04/the-first/", "/blog/old/first.html", "/blog/2013/04/premier")
    assert entry_at(site, "lot/index.md").title == "A lot: with 'pictures'"
    assert entry_at(site, "second.md").date == date(2014, 1, 31)


def test_a_date_is_read_and_an_address_made_in_the_zone_that_is_written(site: Site) -> None:
    deep = entry_at(site, "deep.md")
    assert deep.addresses == ("/blog/2019/12/deep/",)
    assert deep.date == datetime(2019, 12, 31, 23, 30, tzinfo=timezone(timedelta(hours=-2)))


def test_drafts_have_no_address_and_what_is_to_come_or_has_expired_keeps_its_dates(site: Site) -> None:
    assert (entry_at(site, "draft.md").draft, entry_at(site, "draft.md").addresses) == (True, ())
    assert entry_at(site, "future.md").date == date(2099, 1, 1)
    expires = entry_at(site, "expired.md").expires
    assert expires is not None
    assert expires.year == 2011


def test_languages_have_files_and_addresses_of_their_own(site: Site) -> None:
    french = entry_at(site, "first.fr.md")
    assert (french.path, french.language) == ("articles/first.fr.md", "fr")
    assert french.addresses == ("/blog/fr/2013/04/le-premier/",)
    assert "[le second](second.fr.md)" in french.text


def test_links_shortcodes_and_pictures_lead_to_files_and_code_stays(site: Site) -> None:
    text = entry_at(site, "posts/first.md").text
    for part in (
        "[the second](second.md#end), [the lot](lot/index.md), [by file](second.md)",
        '[by address](second.md), `{{< figure src="x" >}}` and [whole](../pages/about.md)',
        '![A mill](../media/img/mill.png "Our mill")',
        'src="https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ"',
        '```python hl_lines="2" linenums="1"\nprint("{{< no >}}")\nx = 1\n```',
        '```go\n{{< ref "x" >}} and {{< raw >}}\n```',
        '{{< my-own thing="1" >}}',
    ):
        assert part in text
    bundle = entry_at(site, "lot/index.md")
    assert "](pic.png) and [notes](../../media/articles/lot/files/notes.txt)" in bundle.text
    assert "![beside](../media/posts/mill2.png)" in entry_at(site, "second.md").text


def test_what_does_not_come_or_is_not_known_is_told_with_its_line(site: Site, tmp_path: Path) -> None:
    assert messages_at(site, "posts/first.md") == [
        '30: {{< my-own thing="1" >}} stays as it is written: what it stands for is not known'
    ]
    assert messages_at(site, "lot/part.md") == [
        "0: it is a part of the bundle it lies in, and has no page of its own"
    ]
    assert messages_at(site, "headless.md") == ["0: it has no page of its own (it is not rendered)"]
    shutil.copytree(DATA / "hugo" / "site" / "content" / "notes", tmp_path / "content" / "notes")
    (tmp_path / "config.yaml").write_text(
        "title: T\npermalinks:\n  notes: /:year/:nonsense/\n", encoding="utf-8"
    )
    (tmp_path / "content" / "notes" / "bad.md").write_text("---\ntitle: A\ndate: 03/04/2015\n---\nx\n")
    (tmp_path / "content" / "notes" / "doc.adoc").write_text("= Title\n")
    (tmp_path / "content" / "notes" / "out.md").symlink_to("/etc/hostname")
    other = read_source(tmp_path, "hugo")
    (bad,) = messages_at(other, "bad.md")
    assert bad.startswith("3: 'date' is '03/04/2015', which may be")
    assert (entry_at(other, "bad.md").draft, entry_at(other, "bad.md").date) == (True, None)
    assert messages_at(other, "doc.adoc") == ["0: its markup is not read"]
    assert messages_at(other, "out.md") == ["0: it is a link to another place, which is not followed"]
    assert messages_at(other, "à-part.md") == [
        "0: the rule for its address has ':nonsense', which is not known"
    ]


@pytest.mark.parametrize(
    ("title", "address"),
    [
        ("Lorem dolor/consectetur do example.org", "/p/lorem-dolor/consectetur-do-example.org/"),
        ("C++ & C# — it's 100% [done]", "/p/c-c%23-its-100-done/"),
        ("L'été: où? (là)", "/p/lété-où-là/"),
        ("a  b---c -- d", "/p/a-b---c--d/"),
        ("50%25 off @home ~x", "/p/50-off-@home-~x/"),
    ],
)
def test_titles_become_the_addresses_that_hugo_made_of_them(tmp_path: Path, title: str, address: str) -> None:
    posts = tmp_path / "content" / "posts"
    posts.mkdir(parents=True)
    (tmp_path / "hugo.toml").write_text("[permalinks.page]\nposts = '/p/:title/'\n")
    (posts / "a.md").write_text(f'---\ntitle: "{title}"\ndate: 2020-01-01\n---\nx\n', encoding="utf-8")
    assert address in read_source(tmp_path, "hugo").entries[0].addresses
