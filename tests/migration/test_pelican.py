"""The folder of a Pelican site. What Pelican 4.12 built of ``data/pelican/site`` is in ``built-urls.txt``."""

from __future__ import annotations

from datetime import date, datetime

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
    return read_source(DATA / "pelican" / "site", "pelican")


def test_every_address_that_pelican_built_leads_on_but_for_those_of_drafts(site: Site) -> None:
    assert Addresses(site).lead_nowhere(built("pelican")) == ["brouillons/brouillon-de-printemps/index.html"]


def test_metadata_in_each_markup_become_an_entry(site: Site) -> None:
    cliff = entry_at(site, "falaise.md")
    assert cliff.title == "Le tour de la falaise : « aller », puis retour"
    assert cliff.date == datetime(2023, 3, 26, 3, 30, tzinfo=PARIS)
    assert cliff.updated == datetime(2023, 4, 2, 18, 5, tzinfo=PARIS)
    assert cliff.tags == ("randonnée", "C++", "été", "Où manger ?")
    assert cliff.author == "Ysaure Lemoël, Bertille Quéré-d’Aubrac"
    assert (cliff.slug, cliff.fields) == ("tour-falaise", {"humeur": "contente"})
    fenced = entry_at(site, "anglais.md")
    assert (fenced.title, fenced.tags) == ("Cheat sheet: C++ & C#", ("C++", "C#", ".NET"))
    html = entry_at(site, "vieux.html")
    assert (html.markup, html.title, html.summary) == ("html", "Un billet en HTML", "Résumé du billet HTML")
    rst = entry_at(site, "crepes.rst")
    assert (rst.markup, rst.title, rst.categories) == ("html", "Crêpes de l’hiver", ("desserts",))
    assert (rst.date, rst.summary) == (date(2022, 2, 2), "La recette, sans détour.")


def test_status_language_and_translation_are_kept(site: Site) -> None:
    assert entry_at(site, "brouillon.md").draft
    assert (entry_at(site, "cache.md").unlisted, entry_at(site, "fantome.md").unlisted) == (True, True)
    french, english = entry_at(site, "crepes.rst"), entry_at(site, "crepes-en.rst")
    assert french.translation == english.translation == "crepes"
    assert (french.language, english.language) == ("", "en")


def test_links_lead_to_files_lists_and_anchors(site: Site) -> None:
    text = entry_at(site, "falaise.md").text
    for part in (
        "[les crêpes](desserts/2022-02-02-crepes.md)",
        "[une ancre](desserts/2022-02-02-crepes.md#la-pate)",
        "[un fichier joint](../media/pieces/notes.txt)",
        "[la page](../pages/a-propos.md)",
        "[l'ancienne syntaxe](anglais.md)",
        "[l'étiquette](/tags/randonnee), [la catégorie](/categories/balades), [l'autrice](/)",
        '![Falaise dessinée](../media/images/falaise.png "Le soir")',
        '```python\nprint("bloc de code à l\'ancienne de Pelican")\n```',
    ):
        assert part in text
    assert '<img src="../media/images/falaise.png" alt="Falaise">' in entry_at(site, "vieux.html").text
    rst = entry_at(site, "crepes.rst").text
    assert '<a href="../falaise.md">la falaise</a>' in rst
    assert '<pre><code class="language-python">for i in range(3):' in rst
    assert "<!-- more -->" in rst


@pytest.fixture(scope="module")
def odd_site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    folder = tmp_path_factory.mktemp("pelican")
    content = folder / "content" / "two words"
    content.mkdir(parents=True)
    (folder / "pelicanconf.py").write_text(
        "import os\nSITENAME = 'A ' + 'B'\nSITEURL = os.environ['X']\nTIMEZONE = open('/etc/passwd').read()\n"
        "SLUG_SUBSTITUTIONS = (('C++', 'cpp'),)\nDEFAULT_METADATA = {'mood': 'calm'}\nSTATIC_PATHS = ['.']\n"
        "EXTRA_PATH_METADATA = {'two words/x.pdf': {'path': 'x.pdf'}}\n"
    )
    (content / "a b.md").write_text(
        "Title: A\nDate: 2020-01-02\n\n[x]({filename}c.md) [y]({filename}a%20b.md)\n"
    )
    (content / "c.md").write_text("Title: On C++ & C#\nDate: 2020-01-03\n\nx\n")
    (content / "none.md").write_text("Title: No date\n\nx\n")
    (content / "skip.md").write_text("Title: Skip\nStatus: skip\n\nx\n")
    (content / "bad.rst").write_text(
        "Bad\n###\n\n:date: 2020-01-04\n\n.. unknown:: x\n\n.. include:: /etc/passwd\n"
    )
    (content / "x.pdf").write_bytes(b"pdf")
    return read_source(folder, "pelican")


def test_names_with_spaces_old_substitutions_and_paths_of_files(odd_site: Site) -> None:
    text = entry_at(odd_site, "a b.md")
    assert text.text == "[x](c.md) [y](a-b.md)\n"
    assert (text.categories, text.fields) == (("two words",), {"mood": "calm"})
    assert entry_at(odd_site, "c.md").addresses == ("/on-cpp-c.html",)
    (medium,) = odd_site.media
    assert medium.addresses == ("/x.pdf",)


def test_nothing_is_executed_or_included_and_what_does_not_come_is_told(odd_site: Site) -> None:
    assert (odd_site.address, odd_site.settings["title"]) == ("", "A B")
    assert messages_at(odd_site, "pelicanconf.py") == [
        "3: SITEURL would have to be executed, and is read as if it were not set",
        "4: TIMEZONE would have to be executed, and is read as if it were not set",
    ]
    assert messages_at(odd_site, "skip.md") == ["0: its status says that Pelican passes it over"]
    assert entry_at(odd_site, "none.md").draft
    lines = [message.partition(":")[0] for message in messages_at(odd_site, "bad.rst")]
    assert lines == ["6", "8"]
    assert "root:" not in entry_at(odd_site, "bad.rst").text
