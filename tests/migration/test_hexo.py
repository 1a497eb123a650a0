"""The folder of a Hexo site. What Hexo 7.3 built of ``data/hexo/site``, on a machine in UTC, is in
``built-urls.txt``."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from billet.migration.model import Site
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
    return read_source(DATA / "hexo" / "site", "hexo")


def test_every_address_that_hexo_built_leads_on_in_whichever_zone_its_machine_was(site: Site) -> None:
    in_paris = ["uncategorized/2021/1/json.html", "archives/2021/01/index.html"]
    assert Addresses(site).lead_nowhere(f"/blog/{a}" for a in [*built("hexo"), *in_paris]) == []


def test_posts_pages_and_drafts_have_what_their_files_say(site: Site) -> None:
    cliff = entry_at(site, "tour-falaise.md")
    assert cliff.title == "Le tour de la falaise : « aller », puis retour"
    assert cliff.date == datetime(2023, 3, 26, 3, 30, tzinfo=PARIS)
    assert cliff.categories == ("Balades", "Bretagne", "Monts d’Arrée", "Carnet")
    assert (cliff.comments_open, cliff.summary) == (False, "Un extrait *à la main* & voilà.")
    assert cliff.image == "../media/images/logo.gif"
    assert entry_at(site, "crepes.md").date == date(2022, 2, 2)
    assert entry_at(site, "json.md").tags == ("récit",)
    assert [entry_at(site, name).draft for name in ("brouillon.md", "non-publie.md", "prevu.md")] == [
        True,
        True,
        False,
    ]
    assert (entry_at(site, "a-propos/index.md").kind, entry_at(site, "a-propos/index.md").path) == (
        "pages",
        "pages/a-propos.md",
    )
    english = entry_at(site, "cheat-sheet.md")
    assert (english.language, english.tags, english.author) == ("en", ("C#",), "Bertille Quéré-d’Aubrac")
    assert english.date == datetime.fromisoformat("2024-02-29T12:00:00+01:00")


def test_tags_and_files_beside_a_post_become_markdown(site: Site) -> None:
    text = entry_at(site, "tour-falaise.md").text
    for part in (
        "[recette](2022-02-02-crepes.md)",
        "![Falaise dessinée](2023-03-26-tour-falaise/falaise.png)",
        "![La même en Markdown](2023-03-26-tour-falaise/falaise.png)",
        "> Le détour est une ligne droite patiente.\n>\n> — Proverbe inventé, Carnet",
        '```cpp title="un exemple"\ntemplate<class T> T deux(T x) { return x; }\n```\n\n<https://carnet.example.org/>',
        "> Une citation *en marge*.",
        "{{ pas un gabarit }}",
    ):
        assert part in text
    assert messages_at(site, "tour-falaise.md") == []
    assert "# {{ accolades }}" in entry_at(site, "crepes.md").text


@pytest.mark.parametrize(
    ("rule", "name", "address"),
    [
        (":year/:month/:day/:title/", "sub/A Post.md", "/2013/04/02/sub/A%20Post/"),
        (":name.html", "sub/A Post.md", "/A%20Post.html"),
        ("p/:hash/", "b.md", "/p/7762797f5a43/"),
        (":mood/:post_title/", "b.md", "/calm/a-title-with-accents/"),
    ],
)
def test_each_rule_makes_the_address_that_hexo_made(
    tmp_path: Path, rule: str, name: str, address: str
) -> None:
    (tmp_path / "_config.yml").write_text(f"permalink: '{rule}'\ntimezone: UTC\n")
    (tmp_path / "package.json").write_text('{"hexo": {}}')
    post = tmp_path / "source" / "_posts" / name
    post.parent.mkdir(parents=True)
    post.write_text("title: À title, with 'Accents'\ndate: 2013-04-02 08:00:00\nmood: calm\n---\nx\n")
    assert read_source(tmp_path, "hexo").entries[0].addresses == (address,)
