"""A folder of saved HTML pages, as people wrote sites in 2004."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path

import pytest

from billet.migration.importing.preparation import prepare
from billet.migration.model import Entry, OldAddress, Site
from billet.migration.sources import Options
from billet.migration.sources.html_pages.charset import text_of_page
from chalicelib.errors import ConfigurationError
from tests.migration.reading_sources import PARIS, entry_of, read_source

LATIN = '<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-1">'
PAGE = (
    "<html><head><title>{title} - Chez Jean</title>"
    + LATIN
    + "</head><body bgcolor=white><table><tr><td colspan=2>"
    "<img src=photos/logo.gif><font size=6>Chez Jean</font><tr><td><a href=index.php>Accueil</a> | "
    "{current} | <a href=liens.html>Liens</a><br><form><input name=q></form></td><td>{text}</td>"
    "<tr><td colspan=2><hr>© 2004 Jean, fait à la main</table></body></html>"
)
LONG = "Nous sommes partis à l’aube, avec du pain, du fromage et une carte pliée en huit. "


def site_in(folder: Path, pages: Mapping[str, str], address: str = "") -> Site:
    """Returns the site of some pages, each between the banner and the foot of all."""
    for name, text in pages.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        title = text.partition("|")[0]
        page = PAGE.format(
            title=title,
            text=text.partition("|")[2],
            current="<b>Vélo</b>" if "=12" in name else "<a href='?id=12'>Vélo</a>",
        )
        path.write_bytes((text if text.startswith("<") else page).encode("cp1252"))
    return read_source(folder, "html", address)


def one_page(folder: Path, text: str, name: str = "page.html") -> Entry:
    """Returns the entry of a page that stands alone."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    (entry,) = read_source(folder, "html").entries
    return entry


@pytest.fixture
def by_hand(tmp_path: Path) -> Site:
    (tmp_path / "photos").mkdir()
    for name in ("vélo.jpg", "logo.gif"):
        (tmp_path / "photos" / name).write_bytes(b"GIF89a")
    return site_in(
        tmp_path,
        {
            "index.php": f"Accueil|{''.join(f'<a href=index.php?id={n}>{n}</a> ' for n in (12, 13, 14))}",
            "index.php?id=12": "Un tour à vélo|<h1>Un tour à vélo</h1><i>Le vendredi 12 mars 2004</i><p>"
            f"{LONG}<p>Voir <a href='?id=13#fin'>la suite</a>, <img src='photos/v%E9lo.jpg' alt=vélo>",
            "index.php?id=13": "La suite|<font size=5><b>La suite</b></font><br>Publié le 1er avril 2005 à "
            f"8 h 30<br><br>{LONG}<a href='liens.html'>Liens</a> <a href=index.php>début</a><br><br>© Jean",
            "index.php?id=14": f"Recette|<h1>Recette</h1><h2>Ingrédients</h2><p>Du pain. {LONG}",
            "liens.html": f"Liens|<h1>Mes liens</h1><p>Des amis. {LONG}<ul><li><a href='http://a.fr'>A</a></ul>",
        },
    )


def test_each_page_is_its_own_text_title_and_date(by_hand: Site) -> None:
    assert [(entry.path, entry.title, entry.date) for entry in by_hand.entries] == [
        ("articles/2004/un-tour-a-velo.md", "Un tour à vélo", date(2004, 3, 12)),
        ("articles/2005/la-suite.md", "La suite", datetime(2005, 4, 1, 8, 30, tzinfo=PARIS)),
        ("pages/recette.md", "Recette", None),
        ("pages/mes-liens.md", "Mes liens", None),
    ]
    for entry in by_hand.entries:
        assert LONG.strip() in entry.text
        for furniture in ("Accueil", "Vélo |", "Chez Jean", "fait à la main", "logo.gif", entry.title + "<"):
            assert furniture not in entry.text
    assert by_hand.settings == {"title": "Chez Jean"}
    assert "<h2>Ingrédients</h2>" in entry_of(by_hand, "Recette").text


def test_links_and_old_addresses_lead_on(by_hand: Site, tmp_path: Path) -> None:
    assert entry_of(by_hand, "Un tour à vélo").addresses == ("/index.php?id=12", "/?id=12")
    assert by_hand.redirects == [OldAddress("/photos/*", "/media/photos/*")]
    files = prepare(by_hand, tmp_path / "content").files
    text = files["articles/2004/un-tour-a-velo.md"]
    assert isinstance(text, bytes)
    assert "[la suite](../2005/la-suite.md#fin)" in text.decode()
    assert "![vélo](../../media/photos/v%C3%A9lo.jpg)" in text.decode()
    text = files["articles/2005/la-suite.md"]
    assert isinstance(text, bytes)
    assert "[Liens](../../pages/mes-liens.md) [début](/)" in text.decode()
    assert [notice.origin.file for notice in by_hand.notices if notice.left_out] == [
        tmp_path.name,
        "index.php",
    ]
    assert "Chez Jean · Accueil · Vélo · Liens · © 2004 Jean, fait à la main" in by_hand.notices[0].message


@pytest.mark.parametrize(
    ("name", "addresses"),
    [
        ("index.php?id=12", ("/index.php?id=12", "/?id=12")),
        ("index.php?id=12.html", ("/index.php?id=12", "/?id=12")),
        ("index.php@id=12.html", ("/index.php?id=12", "/?id=12")),
        ("index.php%3Fid=12.html", ("/index.php?id=12", "/?id=12")),
        ("art/voir.php?a=1&b=é.html", ("/art/voir.php?a=1&b=%C3%A9",)),
        ("art/index.html", ("/art/index.html", "/art/")),
        ("liens.php.html", ("/liens.php",)),
        ("un été.html", ("/un%20%C3%A9t%C3%A9.html",)),
        ("index.html", ("/index.html",)),
    ],
)
def test_the_name_of_a_file_tells_the_address_it_had(
    tmp_path: Path, name: str, addresses: tuple[str, ...]
) -> None:
    assert one_page(tmp_path, f"<title>x</title><p>{LONG}", name).addresses == addresses


@pytest.mark.parametrize(
    ("html", "day"),
    [
        ("<p>Le jeudi 16 octobre 2025</p>", date(2025, 10, 16)),
        ("<p>Posted on March 12, 2004 by Jean</p>", date(2004, 3, 12)),
        ("<small>Mis en ligne le <b>1<sup>er</sup> août 2004</b></small>", date(2004, 8, 1)),
        ("<p>25/12/2003</p>", date(2003, 12, 25)),
        ("<p>03/04/2004</p>", None),
        (
            "<p>Le 12 mars 2004, nous étions au bord de la mer avec le chien et toute la famille.</p>",
            None,
        ),
        ("<p>Dernière mise à jour : 12 mars 2004</p>", None),
        ('<meta name="DC.date" content="2004-03-12">', date(2004, 3, 12)),
        ("<time datetime=2004-03-12>il y a longtemps</time>", date(2004, 3, 12)),
    ],
)
def test_dates_are_read_where_they_stand_alone(tmp_path: Path, html: str, day: date | None) -> None:
    entry = one_page(tmp_path, f"<title>x</title>{html}<p>{LONG}")
    assert (entry.date, entry.kind) == (day, "articles" if day else "pages")


@pytest.mark.parametrize("name", ["2004-03-12-x.html", "2004/03/12/x.html", "carnet_20040312.htm"])
def test_a_date_in_the_name_counts(tmp_path: Path, name: str) -> None:
    assert one_page(tmp_path, f"<title>x</title><p>{LONG}", name).date == date(2004, 3, 12)


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (LATIN.encode() + b"l\x92\xe9t\xe9 \x80", LATIN + "l’été €"),
        ("été".encode("cp1252"), "été"),
        ("été".encode(), "été"),
        (LATIN.encode() + "été".encode(), LATIN + "été"),
        (b"\xef\xbb\xbf" + "été".encode(), "été"),
        ("été".encode("utf-16"), "été"),
        (b"<meta charset=utf-8>\xe9", "<meta charset=utf-8>é"),
        (b"<meta charset=iso-2022-jp>\x1b$B4A;z\x1b(B", "<meta charset=iso-2022-jp>漢字"),
        ("<meta charset=windows-1250>ěšč".encode("cp1250"), "<meta charset=windows-1250>ěšč"),
    ],
)
def test_characters_are_read_by_mark_declaration_and_bytes(data: bytes, text: str) -> None:
    assert text_of_page(data) == text


@pytest.mark.parametrize(
    ("html", "message"),
    [
        ("<frameset><frame src=a.html></frameset>", "it only holds frames, whose pages are read"),
        ("<html><?php echo 1; ?>", "it is a program that made a page"),
        ("<html><body><script>x()</script></body>", "the page has no text of its own"),
    ],
)
def test_a_page_without_a_text_is_left_out_and_told(tmp_path: Path, html: str, message: str) -> None:
    site = site_in(tmp_path, {"a.php": html, "b.html": f"Un|<p>{LONG}"})
    assert len(site.entries) == 1
    assert [notice.message for notice in site.notices if notice.origin.file == "a.php"] == [message]


def test_a_page_of_xhtml_is_a_page(tmp_path: Path) -> None:
    head = '<?xml version="1.0" encoding="utf-8"?>\n<html xmlns="http://www.w3.org/1999/xhtml" xml:lang="fr">'
    entry = one_page(tmp_path, f"{head}<title>x</title><body><p>{LONG}<br/></p></body></html>")
    assert (entry.language, entry.text) == ("fr", f"<p>{LONG}<br/></p>")


@pytest.mark.parametrize(
    ("folder", "address"),
    [("www.example.org", "http://www.example.org"), ("10.0.0.1+8080", "http://10.0.0.1:8080")],
)
def test_a_mirror_tells_its_address_and_links_to_it_are_the_sites_own(
    tmp_path: Path, folder: str, address: str
) -> None:
    page = f"<title>x</title><h1>{{}}</h1><p>{LONG}<a href='{address.replace('www.', '')}/b.html'>b</a>"
    for name in ("a", "b"):
        path = tmp_path / folder / f"{name}.html"
        path.parent.mkdir(exist_ok=True)
        path.write_text(page.format(name))
    site = read_source(tmp_path, "html")
    assert site.address == address
    assert 'href="/b.html"' in entry_of(site, "a").text


def test_what_most_pages_say_of_themselves_is_the_sites(tmp_path: Path) -> None:
    for name, language in (("a", "fr"), ("b", "fr"), ("c", "en-GB")):
        head = (
            f"<html lang={language}><meta name=Author content=Jean><meta name=description content='Le site'>"
        )
        (tmp_path / f"{name}.html").write_text(f"{head}<title>{name}</title><p>{LONG}{name}")
    site = read_source(tmp_path, "html")
    assert site.settings == {"language": "fr", "author": {"name": "Jean"}}
    assert [(e.language, e.author, e.summary) for e in site.entries] == [("", "", "")] * 2 + [
        ("en-GB", "", "")
    ]


def test_a_page_that_was_saved_under_two_names_comes_once(tmp_path: Path) -> None:
    for name in ("index.php?id=12", "index.php@id=12.html"):
        (tmp_path / name).write_text(f"<title>x</title><p>{LONG}<a href='?id=12'>ici</a>")
    site = read_source(tmp_path, "html")
    assert [entry.origin.file for entry in site.entries] == ["index.php?id=12"]
    assert "had the same address as index.php?id=12" in site.notices[0].message


def test_a_picture_that_was_not_saved_may_be_fetched(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(f"<title>x</title><p>{LONG}<img src=p/a.jpg><img src=http://b.fr/b.jpg>")
    (medium,) = read_source(tmp_path, "html", "http://jean.fr/site").media
    assert (medium.path, medium.content) == ("media/p/a.jpg", None)
    assert (medium.url, medium.addresses) == ("http://jean.fr/site/p/a.jpg", ("/site/p/a.jpg",))


def test_nothing_outside_of_the_folder_is_read(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("x")
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "lien.txt").symlink_to(tmp_path / "secret.txt")
    links = "<a href=lien.txt>a</a> <a href=../secret.txt>b</a> <a href=/etc/passwd>c</a>"
    (tmp_path / "site" / "a.html").write_text(f"<title>x</title><p>{LONG}{links}")
    assert read_source(tmp_path / "site", "html").media == []


def test_a_folder_without_a_page_that_can_be_read_is_an_error(tmp_path: Path) -> None:
    from billet.migration.sources.html_pages import SOURCE

    (tmp_path / "a.php").write_text("<html><?php echo 1; ?>")
    with pytest.raises(ConfigurationError, match="has no page that can be read"):
        SOURCE.read(tmp_path, Options(PARIS))
