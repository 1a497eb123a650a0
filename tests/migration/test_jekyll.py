"""The folder of a Jekyll site. What Jekyll 4.3.1 built of ``data/jekyll/site`` is in ``built-urls.txt``."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from billet.migration.model import OldAddress, Site
from tests.migration.leading_on import Addresses
from tests.migration.reading_sources import (
    DATA,
    PARIS,
    built,
    entry_at,
    messages_at,
    read_source,
)


@pytest.fixture(scope="module")
def site() -> Site:
    return read_source(DATA / "jekyll" / "site", "jekyll")


def test_every_address_that_jekyll_built_leads_on(site: Site) -> None:
    assert Addresses(site).lead_nowhere(f"/journal/{address}" for address in built("jekyll")) == []


def test_settings_become_those_of_site_toml(site: Site) -> None:
    assert (site.address, site.settings) == (
        "https://old.example.org/journal",
        {
            "title": "Le jekyll d'Aubin",
            "tagline": "Vélos & crêpes",
            "language": "fr",
            "timezone": "Europe/Paris",
            "author": {"name": "Aubin Kervella"},
            "contact": {"email": "aubin@example.org", "networks": {"github": "https://github.com/aubin"}},
            "menu": {"/pages/a-propos": "Moi", "home": "Billets"},
        },
    )


def test_a_post_has_what_its_name_folder_and_front_matter_say(site: Site) -> None:
    lexicon = entry_at(site, "chef-de-projet.md")
    assert lexicon.path == "articles/2013-04-02-lexique-du-chef-de-projet.md"
    assert (lexicon.date, lexicon.tags) == (date(2013, 4, 2), ("jekyll", "c++", "été"))
    assert lexicon.addresses == (
        "/journal/métier/mots/2013/04/02/lexique-du-chef-de-projet.html",
        "/journal/vieux/lexique.html",
        "/journal/lex/",
    )
    untitled = entry_at(site, "Un-Velo.markdown")
    assert (untitled.title, untitled.categories) == ("Un Velo", ("Balades",))
    assert untitled.date == datetime(2014, 1, 6, 0, 30, tzinfo=PARIS)
    wheel = entry_at(site, "roue.md")
    assert (wheel.categories, wheel.series, wheel.fields) == (
        ("velo", "Technique"),
        "Roues",
        {"mood": "calm"},
    )
    assert entry_at(site, "html.html").markup == "html"


def test_drafts_are_drafts_and_what_jekyll_passes_over_is_told(site: Site) -> None:
    assert [entry_at(site, name).draft for name in ("idee.md", "cache.md", "futur.md")] == [
        True,
        True,
        False,
    ]
    assert messages_at(site, "sans-date.md") == ["0: its name has no day, so that Jekyll passes it over"]
    assert messages_at(site, "_notes/n.md") == ["0: the collection 'notes' has no pages of its own"]
    assert messages_at(site, "tags/index.html") == [
        "0: it is a template that lists other pages, which Billet has itself"
    ]


def test_tags_become_markdown_and_what_is_raw_is_shown(site: Site) -> None:
    lexicon = entry_at(site, "chef-de-projet.md")
    for part in (
        "[TOC]\n",
        "[le vélo](2014/2014-01-05-un-velo.md), [la page](../pages/a-propos.md)",
        "[le PDF](../media/assets/doc.pdf) et ![moulin](../media/assets/img/moulin.png)",
        "\n<!-- more -->\n",
        '```ruby linenums="1"\nputs "{{ x }}"\n```',
        "{{ pas un gabarit }} et `{{ x }}`",
        '![Un moulin](../media/assets/img/moulin.png "Le moulin")',
        "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ",
        "> calm : Le jekyll d'Aubin",
        "~~~liquid\n{% if x %}\n~~~",
    ):
        assert part in lexicon.text
    (message,) = messages_at(site, "chef-de-projet.md")
    assert message.startswith("29: {% include inconnu.html %} stays as it is written")
    assert "\n## Roues {: #les-roues}\n\n" in entry_at(site, "Un-Velo.markdown").text
    assert '<a href="../pages/a-propos.md">' in entry_at(site, "html.html").text


def test_a_page_that_leads_elsewhere_is_a_redirect(site: Site) -> None:
    assert OldAddress("/journal/ancien/", "/pages/a-propos") in site.redirects


@pytest.mark.parametrize(
    ("rule", "address"),
    [
        ("pretty", "/a-b/2013/04/02/Post_1/"),
        ("ordinal", "/a-b/2013/092/Post_1.html"),
        ("none", "/a-b/Post_1.html"),
        ("weekdate", "/a-b/2013/W14/Tue/Post_1.html"),
        ("/:slugified_categories/:short_year/:i_month/:i_day/:slug", "/a-b/13/4/2/post-1"),
        ("/blog/:year_:month/:title", "/blog/2013_04/Post_1"),
    ],
)
def test_each_rule_makes_the_address_that_jekyll_made(tmp_path: Path, rule: str, address: str) -> None:
    (tmp_path / "_config.yml").write_text(f"permalink: {rule}\n")
    (tmp_path / "_posts").mkdir()
    (tmp_path / "_posts" / "2013-04-02-Post_1.md").write_text("---\ntitle: A\ncategory: A-B\n---\nx\n")
    assert read_source(tmp_path, "jekyll").entries[0].addresses == (address,)
