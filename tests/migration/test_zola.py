"""The folder of a Zola site, with the addresses that Zola's documentation gives to its texts ("Content",
"Multilingual sites", "Configuration")."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from billet.migration.model import Site
from tests.migration.leading_on import Addresses
from tests.migration.reading_sources import entry_at, messages_at, read_source

_FILES = {
    "config.toml": """
base_url = "https://old.example.org"
title = "Log"
description = "Of rust"
default_language = "en"
taxonomies = [{name = "tags", feed = true}, {name = "people"}]
[languages.fr]
title = "Journal"
[extra]
author = "Ada"
menu_items = [{name = "Me", url = "$BASE_URL/about"}]
""",
    "content/_index.md": "+++\nsort_by = 'date'\n+++\n",
    "content/blog/_index.md": "+++\ntitle = 'Blog'\npaginate_by = 5\n+++\n",
    "content/blog/2018-10-10-Été Indien.md": """+++
title = "Été"
updated = 2019-01-02
aliases = ["old/ete.html"]
[taxonomies]
tags = ["C++", "Rust lang"]
people = ["Bob"]
[extra]
image = "/img/a.png"
mood = "calm"
+++
[two](@/blog/two/index.md#end) {{ youtube(id="dQw4w9WgXcQ") }} `{{/* no() */}}`

{% quote(author="Vincent") %}
A *quote*.
{% end %}

{{ mine(x=1) }}
""",
    "content/blog/two/index.md": "+++\ntitle = 'Two'\ndate = 2019-01-01\nslug = 'deux'\n+++\n![p](pic.png)\n",
    "content/blog/two/index.fr.md": "+++\ntitle = 'Deux'\ndate = 2019-01-01\n+++\nTexte\n",
    "content/blog/draft.md": "+++\ntitle = 'D'\ndate = 2019-01-01\ndraft = true\n+++\nx\n",
    "content/about.md": "+++\ntitle = 'About'\npath = 'who/am/i'\n+++\nMe\n",
    "content/blog/two/pic.png": "png",
    "static/img/a.png": "png",
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    folder = tmp_path_factory.mktemp("zola")
    for name, text in _FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return read_source(folder, "zola")


def test_texts_have_the_addresses_of_their_files_and_fields(site: Site) -> None:
    summer = entry_at(site, "Indien.md")
    assert (summer.date, summer.updated, summer.tags) == (
        date(2018, 10, 10),
        date(2019, 1, 2),
        ("C++", "Rust lang"),
    )
    assert summer.addresses == ("/blog/ete-indien/", "/old/ete.html")
    assert summer.image == "../media/img/a.png"
    assert summer.fields == {
        "taxonomies": {"people": ["Bob"]},
        "extra": {"image": "/img/a.png", "mood": "calm"},
    }
    assert entry_at(site, "two/index.md").addresses == ("/blog/deux/",)
    french = entry_at(site, "two/index.fr.md")
    assert (french.path, french.language, french.addresses) == (
        "articles/two/index.fr.md",
        "fr",
        ("/fr/blog/two/",),
    )
    assert (entry_at(site, "draft.md").draft, entry_at(site, "draft.md").addresses) == (True, ())
    assert (entry_at(site, "about.md").kind, entry_at(site, "about.md").addresses) == (
        "pages",
        ("/who/am/i/",),
    )


def test_links_and_shortcodes_become_markdown(site: Site) -> None:
    text = entry_at(site, "Indien.md").text
    assert "[two](two/index.md#end)" in text
    assert "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ" in text
    assert "`{{ no() }}`\n\n> A *quote*.\n>\n> — Vincent\n" in text
    assert messages_at(site, "Indien.md") == [
        "18: {{ mine(x=1) }} stays as it is written: what it stands for is not known"
    ]
    assert entry_at(site, "two/index.md").text == "![p](pic.png)\n"


def test_lists_files_and_feeds_lead_on(site: Site) -> None:
    old = [
        "/tags/c/",
        "/tags/rust-lang/",
        "/fr/tags/",
        "/people/",
        "/blog/page/2/",
        "/blog/",
        "/fr/",
        "/atom.xml",
    ]
    files = ["/blog/deux/pic.png", "/img/a.png", "/tags/rust-lang/atom.xml", "/blog/rss.xml"]
    assert Addresses(site).lead_nowhere([*old, *files]) == []
    assert site.settings == {
        "title": "Log",
        "tagline": "Of rust",
        "language": "en",
        "author": {"name": "Ada"},
    }
    assert messages_at(site, "config.toml") == [
        "0: the line 'Me' of the menu leads to '/about', which has no page here"
    ]


@pytest.mark.parametrize(("rule", "address"), [("on", "/ete-1/"), ("safe", "/Été_1/"), ("off", "/Été%201/")])
def test_the_settings_say_how_names_become_addresses(tmp_path: Path, rule: str, address: str) -> None:
    (tmp_path / "content").mkdir()
    (tmp_path / "zola.toml").write_text(f"base_url = '/'\n[slugify]\npaths = '{rule}'\n")
    (tmp_path / "content" / "Été 1.md").write_text("+++\ntitle = 'A'\n+++\nx\n", encoding="utf-8")
    assert read_source(tmp_path, "zola").entries[0].addresses == (address,)
