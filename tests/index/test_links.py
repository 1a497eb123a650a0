"""Where addresses and names lead."""

from __future__ import annotations

import unicodedata
from time import process_time
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from chalicelib.content.article import Article
from chalicelib.content.media import MediaFile
from chalicelib.content.redirects import Redirect
from chalicelib.content.site import Site
from chalicelib.index.links import resolver
from chalicelib.markdown.link_resolver import OWN_ADDRESSES, LinkResolver
from chalicelib.web.urls import PATHS
from tests.conftest import NOW
from tests.index.examples import DATE, HOUR, article, index_of

KEY = "articles/here.md"
PHOTO = MediaFile("1a2b3c4d5e", 90_000, 1600, 900, (640, 1280))


def links(*examples: Article, **media: MediaFile) -> LinkResolver:
    """Links to all these, hidden ones too."""
    return resolver(index_of(examples, media), None)


def file(name: str, title: str, slug: str, **more: Any) -> Article:
    return article(name, title=title, slug=slug, **more)


LINKS = links(
    file("here", "Ici", "ici"),
    file("2020-05-17-autre", "L'autre article", "autre", aliases=("/2020/autre.html",)),
    file("a-propos", "À propos", "a-propos", names=("Qui suis-je",), kind="pages"),
    **{"media/photo.webp": PHOTO, "articles/voyage/cote.jpg": MediaFile("abcdef0123", 900, 100, 50, (50,))},
)


@pytest.mark.parametrize(
    ("written", "kind", "path"),
    [
        ("", "anchor", ""),
        ("#a", "anchor", "#a"),
        ("https://example.org", "outside", "https://example.org"),
        ("mailto:a@example.org", "outside", "mailto:a@example.org"),
        ("//example.org/a", "outside", "//example.org/a"),
        ("\\\\example.org/a", "outside", "\\\\example.org/a"),
        ("/\\example.org", "outside", "/\\example.org"),
        (" /\t/example.org", "outside", "//example.org"),
        ("2020-05-17-autre.md", "page", "/articles/autre"),
        ("2020-05-17-autre", "page", "/articles/autre"),
        ("../articles/2020-05-17-autre.md?a#b", "page", "/articles/autre?a#b"),
        ("/articles/2020-05-17-autre.md", "page", "/articles/autre"),
        ("/2020/autre/", "page", "/articles/autre"),
        ("/2020/autre.html", "page", "/articles/autre"),
        ("autre.html", "page", "/articles/autre"),
        ("../pages/a-propos.md", "page", "/pages/a-propos"),
        ("photo.webp", "medium", "/media/photo.webp"),
        ("media/photo.webp", "medium", "/media/photo.webp"),
        ("../../media/photo.webp", "medium", "/media/photo.webp"),
        ("/photo.webp", "medium", "/media/photo.webp"),
        ("/assets/photo.webp", "dead", "/assets/photo.webp"),
        ("assets/img/photo.webp", "medium", "/media/photo.webp"),
        ("voyage/cote.jpg", "medium", "/media/articles/voyage/cote.jpg"),
        ("/media/articles/voyage/cote.jpg", "medium", "/media/articles/voyage/cote.jpg"),
        ("../media/absent.webp", "dead", "/media/absent.webp"),
        ("absent.md#a", "dead", "/articles/absent.md#a"),
        ("../../../absent", "dead", "/absent"),
        ("/articles/absent", "dead", "/articles/absent"),
        ("/été !", "dead", "/%C3%A9t%C3%A9%20%21"),
    ],
)
def test_an_address_leads_where_its_author_meant(written: str, kind: str, path: str) -> None:
    link = LINKS.resolve(written, KEY)
    assert (link.kind, link.path) == (kind, path)


def test_a_link_names_the_file_that_it_leads_to() -> None:
    assert LINKS.resolve("autre", KEY).key == "articles/2020-05-17-autre.md"
    link = LINKS.resolve("photo.webp", KEY)
    assert (link.key, link.medium) == ("media/photo.webp", PHOTO)
    assert LINKS.path_of("pages/a-propos.md") == "/pages/a-propos"
    assert LINKS.path_of("pages/none.md") == ""


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_names_and_files_are_found_however_their_accents_are_written(form: Any) -> None:
    name = unicodedata.normalize(form, "été")
    library = links(file(name, f"L'{name}", "ete"), **{f"media/{name}.webp": PHOTO})
    for written in ("e\u0301te\u0301.md", "%C3%A9t%C3%A9.md", "été.md"):
        assert library.resolve(written, KEY).path == "/articles/ete"
    assert library.resolve_wikilink("l'e\u0301te\u0301").path == "/articles/ete"
    for written in ("../media/e\u0301te\u0301.webp", "été.webp"):
        assert library.resolve(written, KEY).key == f"media/{name}.webp"


def test_of_two_spellings_of_one_name_that_in_nfc_is_found() -> None:
    library = links(**{"media/e\u0301.webp": PHOTO, "media/é.webp": PHOTO})
    assert library.resolve("../media/e\u0301.webp", KEY).key == "media/é.webp"


@pytest.mark.parametrize(
    ("name", "kind", "path"),
    [
        ("L'autre article", "page", "/articles/autre"),
        ("l’autre ARTICLE", "page", "/articles/autre"),
        ("Autre", "page", "/articles/autre"),
        ("2020-05-17-autre", "page", "/articles/autre"),
        ("articles/2020-05-17-autre.md#Une fin", "page", "/articles/autre#une-fin"),
        ("Qui suis-je", "page", "/pages/a-propos"),
        ("PHOTO.webp", "medium", "/media/photo.webp"),
        ("#Une fin", "anchor", "#une-fin"),
        ("Rien", "dead", "Rien"),
        ("!?", "dead", "!?"),
    ],
)
def test_a_name_leads_to_what_has_it(name: str, kind: str, path: str) -> None:
    link = LINKS.resolve_wikilink(name)
    assert (link.kind, link.path) == (kind, path)


def test_a_title_comes_before_a_slug_and_this_before_a_file_and_other_names() -> None:
    library = links(file("a", "T", "t", names=("z", "b")), file("c", "b", "s"), file("d", "D", "a"))
    paths = {name: library.resolve_wikilink(name).path for name in "bazc"}
    assert paths == {"b": "/articles/s", "a": "/articles/a", "z": "/articles/t", "c": "/articles/s"}


def test_an_address_of_its_own_comes_before_an_old_one_and_of_these_that_of_the_older() -> None:
    library = links(
        article("a", aliases=("/articles/b", "/old")),
        article("b"),
        article("c", aliases=("/old",), date=DATE - HOUR),
    )
    assert library.resolve("/articles/b", KEY).key == "articles/b.md"
    assert library.resolve("/old.html", KEY).key == "articles/c.md"


def test_a_link_to_an_old_address_leads_to_what_is_there_now() -> None:
    redirects = (
        Redirect("/blog/*", "/articles/*"),
        Redirect("/moved", "/blog/a"),
        Redirect("/?cat=3", "/tags"),
        Redirect("/elsewhere", "https://example.org/x#y"),
    )
    old = article("a", aliases=("/?p=12", "/spip.php?article12", "/index.php?post/2005/Un"))
    library = resolver(index_of([old], site=Site(redirects=redirects)), NOW)
    targets = {
        "/?p=12": "/articles/a",
        "/?utm_source=x&p=12#fin": "/articles/a#fin",
        "spip.php?article12": "/articles/a",
        "../spip.php?article12": "/articles/a",
        "/index.php?post%2f2005/UN": "/articles/a",
        "/Articles/A.html": "/articles/a",
        "/blog/A": "/articles/a",
        "/moved#fin": "/articles/a#fin",
        "/?cat=3": "/tags",
        "/elsewhere": "https://example.org/x#y",
        "/feed/": "/feed.xml",
        "/tag/Été/feed": "/tags/ete/feed.xml",
    }
    links = {written: library.resolve(written, KEY) for written in targets}
    assert {written: link.path for written, link in links.items()} == targets
    assert {link.kind for link in links.values()} == {"page", "outside"}
    for written in ("/?p=13", "/spip.php?article13", "spip.php?article1", "/blog/b", "/tag/x/other"):
        assert library.resolve(written, KEY).key == ""
        assert library.resolve(written, KEY).kind == ("page" if written == "/?p=13" else "dead"), written


def test_the_addresses_that_every_site_has_are_those_of_the_routes() -> None:
    assert {path for path in PATHS.values() if "{" not in path} == OWN_ADDRESSES


@pytest.mark.parametrize(
    ("fields", "is_lasting"),
    [
        ({}, True),
        ({"date": NOW + HOUR}, True),
        ({"unlisted": True}, True),
        ({"draft": True}, False),
        ({"expires": NOW}, False),
    ],
)
def test_readers_are_led_to_what_is_there_or_comes_by_itself(
    fields: dict[str, Any], is_lasting: bool
) -> None:
    index = index_of([file("a", "Title", "slug", aliases=("/old",), **fields)])
    for now, kind in ((NOW, "page" if is_lasting else "dead"), (None, "page")):
        library = resolver(index, now)
        for written in ("a.md", "/articles/slug", "/old", "slug"):
            assert library.resolve(written, KEY).kind == kind, written
        assert library.resolve_wikilink("Title").kind == kind


def test_every_address_of_the_site_itself_is_alive() -> None:
    of_content = ("/articles/{slug}", "/pages/{slug}", "{proxy+}", "{token}")
    for path in PATHS.values():
        if not any(place in path for place in of_content):
            link = path.format(number=2, name="style.css", year=2026, slug="%C3%A9t%C3%A9")
            assert LINKS.resolve(link, KEY).path == link
            assert LINKS.resolve(link, KEY).kind == "page", f"{path} must be an own page of link_resolver"


@given(st.text(max_size=40), st.sampled_from(["", KEY, "pages/a.md", "articles/x/y/z.md"]))
@example("/\\/a", KEY)
@example("a/../..//b", KEY)
@example("./..//b", "")
def test_whatever_is_written_leads_outside_or_below_the_root(written: str, key: str) -> None:
    link = LINKS.resolve(written, key)
    if link.kind in ("page", "medium", "dead"):
        assert link.path.startswith("/")
        assert not link.path.startswith(("//", "/\\"))
        assert ".." not in unquote(link.path.split("?")[0].split("#")[0]).split("/")
    else:
        assert not link.key


@pytest.mark.parametrize("address", ["/" * 100_000 + "a", "a" + " " * 100_000 + "b", "../" * 50_000])
def test_a_long_address_takes_no_time(address: str) -> None:
    start = process_time()
    LINKS.resolve(address, KEY)
    assert process_time() - start < 2.0
