"""SPIP's dumps: XML as SPIP 2 writes it, SQLite as SPIP 3 and 4 do."""

from __future__ import annotations

import gzip
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from datetime import UTC, date, datetime
from html import escape
from pathlib import Path

import pytest

from billet.migration.model import Entry, OldAddress, Site
from billet.migration.sources import Options, recognise
from chalicelib.errors import ConfigurationError
from tests.migration.reading_sources import PARIS, comment_of, entry_of, messages_of, read_source

Row = Mapping[str, str]
JPEG = b"\xff\xd8\xff\xe0"


def article(**values: str) -> dict[str, str]:
    return {
        "id_article": "12",
        "titre": "10. L&#8217;été & la mer",
        "id_rubrique": "3",
        "surtitre": "",
        "soustitre": "",
        "descriptif": "",
        "chapo": "",
        "texte": "Bonjour {{vous}}.",
        "ps": "",
        "date": "2004-07-14 00:30:00",
        "date_redac": "0000-00-00 00:00:00",
        "date_modif": "2004-07-14 01:00:00",
        "statut": "publie",
        "lang": "fr",
        "id_trad": "0",
        "accepter_forum": "pos",
        "url_site": "",
        "nom_site": "",
        **values,
    }


RUBRIQUES = (
    {"id_rubrique": "3", "id_parent": "0", "titre": "1. Voyages"},
    {"id_rubrique": "4", "id_parent": "3", "titre": "Mer"},
)
META = (
    {"nom": "adresse_site", "valeur": "http://www.old.example"},
    {"nom": "nom_site", "valeur": "Le Carnet"},
)


def write_xml(path: Path, encoding: str = "utf-8", /, **tables: list[Row]) -> Path:
    head = (
        f'<?xml version="1.0" encoding="{encoding}"?>\n<SPIP\n\tversion="2.1.10"\n\tversion_archive="1.3"\n'
    )
    parts = [f'{head}\tadresse_site="http://www.old.example"\n\tdir_img="IMG/"\n>\n']
    for table, rows in tables.items():
        for row in rows:
            fields = "".join(
                f"<{name}>{escape(value, quote=False)}</{name}>\n" for name, value in row.items()
            )
            parts.append(f"<spip_{table}>\n{fields}</spip_{table}>\n\n")
    data = "".join([*parts, "</SPIP>\n"]).encode(encoding)
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)
    return path


def write_database(path: Path, **tables: list[Row]) -> Path:
    with closing(sqlite3.connect(path)) as connection, connection:
        for table, rows in tables.items():
            connection.execute(f"CREATE TABLE spip_{table} ({', '.join(rows[0])})")
            marks = ", ".join("?" * len(rows[0]))
            connection.executemany(
                f"INSERT INTO spip_{table} VALUES ({marks})", [(*row.values(),) for row in rows]
            )
    return path


def read(folder: Path, *articles: Row, address: str = "", **tables: list[Row]) -> Site:
    path = write_xml(
        folder / "dump.xml", articles=[*articles], rubriques=[*RUBRIQUES], meta=[*META], **tables
    )
    return read_source(path, "spip", address)


def read_article(folder: Path, **values: str) -> tuple[Entry, list[str]]:
    site = read(folder, article(**values))
    return site.entries[0], [message.partition(": ")[2] for message in messages_of(site)]


OF_2: dict[str, list[Row]] = {
    "auteurs": [{"id_auteur": "1", "nom": "Léa", "email": "lea@old.example", "pass": "x"}],
    "auteurs_articles": [{"id_auteur": "1", "id_article": "12"}],
    "mots": [{"id_mot": "5", "titre": "été", "type": "Saisons"}],
    "mots_articles": [{"id_mot": "5", "id_article": "12"}],
}
OF_3: dict[str, list[Row]] = {
    "auteurs": OF_2["auteurs"],
    "auteurs_liens": [{"id_auteur": "1", "id_objet": "12", "objet": "article"}],
    "mots": OF_2["mots"],
    "mots_liens": [{"id_mot": "5", "id_objet": "12", "objet": "article"}],
}


@pytest.mark.parametrize("name", ["dump.xml", "dump.xml.gz", "dump-latin-1.xml", "carnet.sqlite"])
def test_an_article_comes_with_all_that_belongs_to_it(tmp_path: Path, name: str) -> None:
    urls = [
        {
            "id_objet": "12",
            "type": "article",
            "url": "L-ete-et-la-mer",
            "date": "2009-01-01",
            "id_parent": "3",
        },
        {"id_objet": "12", "type": "article", "url": "vieux", "date": "2006-01-01", "id_parent": "0"},
        {"id_objet": "3", "type": "rubrique", "url": "voyages", "date": "2006-01-01", "id_parent": "0"},
    ]
    tables: dict[str, list[Row]] = {
        "articles": [article()],
        "rubriques": [*RUBRIQUES],
        "meta": [*META],
        "urls": [*urls],
    }
    if name.endswith(".sqlite"):
        path = write_database(tmp_path / name, **tables, **OF_3)
    else:
        path = write_xml(tmp_path / name, "iso-8859-1" if "latin" in name else "utf-8", **tables, **OF_2)
    site = read_source(path, "spip")
    (entry,) = site.entries
    assert (entry.title, entry.path) == ("L’été & la mer", "articles/2004/l-ete-la-mer.md")
    assert entry.text == "<p>Bonjour <strong>vous</strong>.</p>"
    assert (entry.date, entry.updated) == (datetime(2004, 7, 13, 22, 30, tzinfo=UTC), None)
    assert (entry.tags, entry.categories, entry.author) == (("été",), ("Voyages",), "")
    assert entry.addresses == (
        "/voyages/L-ete-et-la-mer",
        "/L-ete-et-la-mer",
        "/vieux",
        "/spip.php?article12",
        "/?article12",
        "/article12.html",
        "/article.php3?id_article=12",
        "/spip.php?page=article&id_article=12",
    )
    assert site.address == "http://www.old.example"
    assert site.settings == {
        "title": "Le Carnet",
        "language": "fr",
        "timezone": "Europe/Paris",
        "author": {"name": "Léa"},
    }
    assert {
        OldAddress("/spip.php?rubrique3", "/categories/voyages"),
        OldAddress("/spip.php?mot5", "/tags/ete"),
        OldAddress("/spip.php?auteur1", "/archive"),
        OldAddress("/backend.php3", "/feed.xml"),
        OldAddress("/IMG/*", "/media/*"),
    } <= {*site.redirects}
    assert "lea@old.example" not in repr(site)


@pytest.mark.parametrize(
    ("state", "is_draft", "messages"),
    [
        ("publie", False, []),
        ("prepa", True, []),
        ("prop", True, []),
        ("refuse", None, ["it was refused"]),
        ("poubelle", None, ["it is in the bin"]),
    ],
)
def test_states_are_kept_and_what_was_thrown_away_is_named(
    tmp_path: Path, state: str, is_draft: bool | None, messages: list[str]
) -> None:
    site = read(tmp_path, article(statut=state))
    assert [entry.draft for entry in site.entries] == ([] if is_draft is None else [is_draft])
    assert [message.partition(": ")[2] for message in messages_of(site)] == messages


@pytest.mark.parametrize(
    "links",
    [
        {"zones_liens": [{"id_zone": "1", "id_objet": "3", "objet": "rubrique"}]},
        {"zones_rubriques": [{"id_zone": "1", "id_rubrique": "3"}]},
    ],
)
def test_what_was_kept_for_members_comes_as_a_draft(tmp_path: Path, links: dict[str, list[Row]]) -> None:
    zones: list[Row] = [{"id_zone": "1", "titre": "Membres", "publique": "oui"}]
    below = article(id_article="13", id_rubrique="4", titre="Dessous")
    free = article(id_article="14", id_rubrique="9", titre="Libre")
    tables: dict[str, list[Row]] = {"articles": [article(), below, free], "rubriques": [*RUBRIQUES]}
    site = read_source(write_xml(tmp_path / "dump.xml", **tables, zones=zones, **links), "spip")
    assert [(entry.draft, bool(entry.addresses)) for entry in site.entries] == [
        *((True, False), (True, False), (False, True))
    ]
    assert sum("its section was not for all readers" in message for message in messages_of(site)) == 2


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"date": "2004-05-00 00:00:00"}, date(2004, 5, 1)),
        ({"date": "2004-00-00 00:00:00"}, date(2004, 1, 1)),
        ({"date": "0000-00-00 00:00:00"}, None),
        (
            {"date": "0000-00-00 00:00:00", "date_redac": "1999-12-31 12:00:00"},
            datetime(1999, 12, 31, 11, tzinfo=UTC),
        ),
    ],
)
def test_dates_are_as_precise_as_they_were(tmp_path: Path, values: dict[str, str], expected: object) -> None:
    assert read_article(tmp_path, **values)[0].date == expected


def test_a_text_is_all_that_its_page_shows(tmp_path: Path) -> None:
    entry, messages = read_article(
        tmp_path,
        chapo="Chapô[[Un]]",
        texte="{{{Titre}}}\nTexte[[Deux]]",
        ps="Fin",
        descriptif="En {bref}",
        surtitre="Sur",
        url_site="http://x.example/?a=1&b=2",
        nom_site="X",
    )
    assert entry.text.startswith(
        '<p>Chapô<sup><a id="nh1" href="#nb1">1</a></sup></p>\n<!-- more -->\n<h2>Titre</h2>'
    )
    assert '<p>Fin</p>\n<p><a href="http://x.example/?a=1&amp;b=2">X</a></p>\n<hr><ol>' in entry.text
    assert '<li id="nb2">Deux <a href="#nh2">↩</a></li></ol>' in entry.text
    assert (entry.summary, entry.fields, messages) == ("En bref", {"surtitre": "Sur"}, [])


def test_links_lead_to_the_files_and_lists_of_the_blog(tmp_path: Path) -> None:
    text = "[a->art13] [b->rub4] [c->mot5] [d->14#x] [->art13] <art13|left>"
    other = article(id_article="13", titre="Autre", date="2005-01-01 00:00:00")
    site = read(tmp_path, article(texte=text), other, mots=[{"id_mot": "5", "titre": "été"}])
    assert entry_of(site, "L’été & la mer").text == (
        '<p><a href="../2005/autre.md">a</a> <a href="/categories/mer">b</a> <a href="/tags/ete">c</a>'
        ' <a href="/spip.php?article14">d</a> <a href="../2005/autre.md">Autre</a>'
        ' <a href="../2005/autre.md">Autre</a></p>'
    )
    assert messages_of(site) == ["article 12: a link leads to article 14, which is not in the dump"]


DOCUMENTS = [
    {
        "id_document": "1",
        "fichier": "jpg/mer.jpg",
        "extension": "jpg",
        "titre": "La mer",
        "descriptif": "Un soir",
    },
    {"id_document": "2", "fichier": "IMG/pdf/carte.pdf", "extension": "pdf", "titre": "", "descriptif": ""},
    {
        "id_document": "3",
        "fichier": "http://x.example/son.mp3",
        "extension": "mp3",
        "titre": "Son",
        "descriptif": "",
    },
]


def test_documents_are_shown_where_texts_have_them_and_listed_where_they_have_not(tmp_path: Path) -> None:
    (tmp_path / "IMG/jpg").mkdir(parents=True)
    (tmp_path / "IMG/jpg/mer.jpg").write_bytes(JPEG)
    (tmp_path / "IMG/arton12.jpg").write_bytes(JPEG)
    links = [{"id_document": id, "id_objet": "12", "objet": "article"} for id in "123"]
    text = "<doc1|center>\n\n<emb3>\n\n<img9>"
    site = read(tmp_path, article(texte=text), documents=[*DOCUMENTS], documents_liens=[*links])
    (entry,) = site.entries
    assert entry.text == (
        '<figure><img src="/IMG/jpg/mer.jpg" alt="La mer">'
        "<figcaption>La mer – Un soir</figcaption></figure>\n"
        '<figure><audio controls="" src="http://x.example/son.mp3"></audio>'
        "<figcaption>Son</figcaption></figure>\n"
        '<ul><li><a href="/IMG/pdf/carte.pdf">carte.pdf</a></li></ul>'
    )
    assert entry.image == "/IMG/arton12.jpg"
    assert [(medium.path, medium.content) for medium in site.media] == [
        ("media/jpg/mer.jpg", tmp_path / "IMG/jpg/mer.jpg"),
        ("media/pdf/carte.pdf", None),
        ("media/arton12.jpg", tmp_path / "IMG/arton12.jpg"),
    ]
    assert site.media[1].url == "http://www.old.example/IMG/pdf/carte.pdf"
    assert messages_of(site) == [
        "article 12: it shows document 9, which is not in the dump",
        "document 3: it is at http://x.example/son.mp3, and stays there",
    ]


def forum(**values: str) -> dict[str, str]:
    return {
        "id_forum": "1",
        "id_parent": "0",
        "id_article": "12",
        "date_heure": "2004-07-15 10:00:00",
        "titre": "> L'autre",
        "texte": "Très {bien}",
        "auteur": "Zoé",
        "email_auteur": "zoe@x.example",
        "url_site": "http://zoe.example",
        "statut": "publie",
        **values,
    }


def test_messages_of_forums_are_comments(tmp_path: Path) -> None:
    states = ("publie", "prop", "off", "spam", "prive")
    rows = [forum(id_forum=str(n), statut=state) for n, state in enumerate(states, start=1)]
    answer = forum(id_forum="6", id_parent="1", titre="Re : L’été & la mer")
    site = read(tmp_path, article(), forum=[*rows, answer, forum(id_forum="7", id_article="99")])
    assert [comment.state for comment in site.comments] == [
        "approved",
        "pending",
        "rejected",
        "spam",
        "approved",
    ]
    first = comment_of(site, "spip-1")
    assert first.text == "<p><strong>L'autre</strong></p>\n<p>Très <em>bien</em></p>"
    assert (first.name, first.entry, first.posted) == ("Zoé", "spip-12", datetime(2004, 7, 15, 8, tzinfo=UTC))
    assert comment_of(site, "spip-6").text == "<p>Très <em>bien</em></p>"
    assert comment_of(site, "spip-6").parent == "spip-1"
    assert messages_of(site) == [
        "forum 7: it is on article 99, which did not come",
        "forum: 1 messages that only the editors of the site could read do not come",
    ]


def test_breves_translations_and_articles_that_only_led_elsewhere_come(tmp_path: Path) -> None:
    breve = {
        "id_breve": "2",
        "titre": "Brève",
        "texte": "Court",
        "date_heure": "2004-01-01 12:00:00",
        "statut": "publie",
    }
    english = article(id_article="13", titre="Summer", lang="en", id_trad="12", chapo="=http://x.example/")
    site = read(tmp_path, article(id_trad="12"), english, breves=[breve])
    assert [entry.id for entry in site.entries] == ["spip-12", "spip-13", "spip-breve-2"]
    summer = entry_of(site, "Summer")
    assert (summer.language, summer.translation) == ("en", "spip-12")
    assert summer.text.startswith('<p><a href="http://x.example/">http://x.example/</a></p>')
    assert entry_of(site, "Brève").addresses[0] == "/spip.php?breve2"
    assert messages_of(site) == ["article 13: it only led to http://x.example/, and comes with that link"]


def test_two_sections_of_one_name_are_told_apart(tmp_path: Path) -> None:
    sections = [
        {"id_rubrique": "3", "id_parent": "0", "titre": "Mer"},
        {"id_rubrique": "4", "id_parent": "3", "titre": "Photos"},
        {"id_rubrique": "5", "id_parent": "9", "titre": "Photos"},
    ]
    path = write_xml(tmp_path / "dump.xml", articles=[article(id_rubrique="4")], rubriques=[*sections])
    assert read_source(path, "spip").entries[0].categories == ("Mer: Photos",)


def test_texts_of_sections_and_keywords_are_named(tmp_path: Path) -> None:
    site = read(tmp_path, article(), mots=[{"id_mot": "5", "titre": "été", "texte": "Saison chaude"}])
    assert messages_of(site) == ["keyword 'été': the keyword has a text of its own, which does not come"]


def test_a_dump_that_was_cut_gives_what_is_whole_and_says_so(tmp_path: Path) -> None:
    path = write_xml(tmp_path / "dump.xml", articles=[article(), article(id_article="13", titre="Perdu")])
    data = path.read_bytes()
    path.write_bytes(data[: data.index(b"Perdu")])
    site = read_source(path, "spip")
    assert entry_of(site, "L’été & la mer")
    assert "the dump ends before its end" in messages_of(site)[0]


def test_entities_of_a_dump_are_never_expanded(tmp_path: Path) -> None:
    path = write_xml(tmp_path / "dump.xml", articles=[article()])
    (tmp_path / "secret").write_text("sésame", encoding="utf-8")
    document = '<!DOCTYPE SPIP [<!ENTITY x SYSTEM "secret"><!ENTITY y "yy">]>\n<SPIP'
    text = path.read_text(encoding="utf-8").replace("<SPIP", document, 1).replace("Bonjour", "&x;&y;")
    path.write_text(text, encoding="utf-8")
    assert not {"sésame", "yy"} & {*recognise(path).read(path, Options(PARIS)).entries[0].text.split()}


def test_a_dump_without_tables_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="holds no table of SPIP"):
        recognise(write_xml(tmp_path / "dump.xml")).read(tmp_path / "dump.xml", Options(PARIS))
