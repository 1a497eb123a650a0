"""Articles in languages that have no words of the pages, and from right to left, on a French site."""

from __future__ import annotations

import json
import re
from math import inf
from urllib.parse import quote
from xml.etree import ElementTree as ET

import pytest
from babel import Locale

from chalicelib.publishing.search_documents import update_search
from chalicelib.web.language_names import NAMES
from tests.conftest import Author, Reader

NB = "\N{NO-BREAK SPACE}"
ATOM = "{http://www.w3.org/2005/Atom}"
SITE = 'title = "Carnet"\ntagline = "Une ligne"\n'
ARABIC_TEXT = "نص عربي فيه `code` وحاشية[^1].\n\n## عنوان\n\n[^1]: حاشية"


def text(title: str, language: str, body: str = "A text.", more: str = "") -> str:
    return f"---\ntitle: '{title}'\ndate: 2026-01-15\nlang: {language}\n{more}---\n{body}\n"


@pytest.fixture
def site(author: Author) -> Author:
    author.publishes(
        site=SITE,
        gruss=text('Der "Gruß"', "de", 'Ein "Wort" ! Und mehr.', "translation: gruss\n"),
        tahiya=text("تحية", "ar", ARABIC_TEXT, "translation: gruss\n"),
        salut=text("Salut", "fr-CA", more="translation: gruss\n"),
        hello=text("Hello", "en-GB", more="translation: gruss\n"),
    )
    return author


def tag_of(page: str, name: str, words: str) -> str:
    """The start tag of the innermost element `name` that holds the words."""
    before = page[: page.index(words)]
    return before[before.rindex(f"<{name}") :].partition(">")[0] + ">"


@pytest.mark.usefixtures("site")
def test_a_german_article_is_german_in_a_french_page(reader: Reader) -> None:
    page = reader.asks("/articles/gruss").text
    assert '<html lang="fr" ' in page
    assert '<h1 lang="de">Der „Gruß“</h1>' in page
    assert '<div class="text" lang="de">\n<p>Ein „Wort“ ! Und mehr.</p>' in page
    assert f"jeudi 15{NB}janvier{NB}2026" in page
    assert "Laisser un commentaire" in page
    assert "inLanguage" in page
    assert '"inLanguage": "de"' in page
    assert '<meta property="og:locale" content="de_DE">' in page


@pytest.mark.usefixtures("site")
def test_an_arabic_article_goes_from_right_to_left_and_what_is_around_it_does_not(reader: Reader) -> None:
    page = reader.asks("/articles/tahiya").text
    assert '<html lang="fr" ' in page
    assert '<h1 lang="ar" dir="rtl">تحية</h1>' in page
    assert '<div class="text" lang="ar" dir="rtl">' in page
    assert '<code dir="ltr">code</code>' in page
    assert re.search(r'<a class="permalink" [^>]*lang="fr"', page)
    assert tag_of(page, "p", f"jeudi 15{NB}janvier{NB}2026") == '<p class="meta">'


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize(("slug", "language", "words"), [("salut", "fr", "Accueil"), ("hello", "en", "Home")])
def test_the_words_of_a_page_are_those_of_the_articles_language(
    reader: Reader, slug: str, language: str, words: str
) -> None:
    page = reader.asks(f"/articles/{slug}").text
    assert f'<html lang="{language}" ' in page
    assert f">{words}</a>" in page


def test_lists_say_the_language_of_each_title_and_excerpt(site: Author, reader: Reader) -> None:
    page = reader.asks("/").text
    assert tag_of(page, "article", "نص عربي") == '<article class="teaser" lang="ar" dir="rtl">'
    assert tag_of(page, "article", "Ein „Wort“") == '<article class="teaser" lang="de">'
    after = page[page.index("نص عربي") - 400 :]
    assert '<p class="meta" lang="fr" dir="ltr"><time' in after
    article = reader.asks("/articles/tahiya").text
    latest = article[article.index('class="box latest"') :]
    assert '<a href="/articles/tahiya" lang="ar" dir="rtl" hreflang="ar">' in latest
    assert update_search(site.blog.bucket, site.index, site.blog.render_worker, {}, lambda: inf)
    results = reader.asks("/search", query=f"q={quote('عربي')}").text
    assert '<article class="teaser" lang="ar" dir="rtl">' in results


@pytest.mark.usefixtures("site")
def test_feeds_say_the_language_of_each_entry(reader: Reader) -> None:
    entries = {
        entry.findtext(f"{ATOM}title"): entry
        for entry in ET.fromstring(reader.asks("/feed.xml").text).iter(f"{ATOM}entry")  # our own
    }
    lang = "{http://www.w3.org/XML/1998/namespace}lang"
    assert {title: entry.get(lang) for title, entry in entries.items()} == {
        "Der „Gruß“": "de",
        "تحية": "ar",
        "Salut": "fr-CA",
        "Hello": "en-GB",
    }
    content = entries["تحية"].findtext(f"{ATOM}content") or ""
    assert content.startswith('<div lang="ar" dir="rtl">')
    items = json.loads(reader.asks("/feed.json").text)["items"]
    assert {item["title"]: item["language"] for item in items}["تحية"] == "ar"


@pytest.mark.usefixtures("site")
def test_translations_in_four_languages_lead_to_each_other(reader: Reader) -> None:
    for slug, language in (("gruss", "de"), ("tahiya", "ar"), ("salut", "fr-CA"), ("hello", "en-GB")):
        page = reader.asks(f"/articles/{slug}").text
        alternates = dict(re.findall(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)">', page))
        base = "https://blog.example.org/articles"
        assert alternates == {
            "ar": f"{base}/tahiya",
            "de": f"{base}/gruss",
            "en-GB": f"{base}/hello",
            "fr-CA": f"{base}/salut",
            "x-default": f"{base}/salut",
        }
        invitations = dict(re.findall(r'rel="alternate"[^>]* hreflang="([^"]+)">([^<]+)</a>', page))
        names = {"ar": "العربية", "de": "Deutsch", "en-GB": "Read this article in English (GB)"}
        names["fr-CA"] = "Lire cet article en français (CA)"
        del names[language]
        assert invitations == names


@pytest.mark.usefixtures("site")
def test_readers_write_in_either_direction(reader: Reader) -> None:
    page = reader.asks("/articles/gruss").text
    for field in ("name", "text"):
        assert (
            'dir="auto"' in tag_of(page, "input" if field == "name" else "textarea", f'name="{field}"') + page
        )
        (tag,) = re.findall(rf'<(?:input|textarea) [^>]*name="{field}"[^>]*>', page)
        assert 'dir="auto"' in tag
    assert re.search(r'<input type="search"[^>]*dir="auto"', reader.asks("/search").text)
    refused = reader.comments("gruss", name="", text="سلام").text
    assert "Corrigez" in refused or "corriger" in refused


def test_a_german_site_has_english_words_and_says_so(author: Author, reader: Reader) -> None:
    receipts = author.publishes(
        site='title = "Ein \'Heft\'"\nlanguage = "de"\n', a='---\ndate: 2026-01-15\n---\n# Eins\n\n"Zwei".'
    )
    (problem,) = receipts["site.toml"].warnings
    assert (problem.code, problem.fatal) == ("interface-language", False)
    page = reader.asks("/articles/a").text
    assert '<html lang="en" ' in page
    assert '<a href="/" lang="de">Ein ‚Heft‘</a>' in page
    assert "<p>„Zwei“.</p>" in page[page.index('<div class="text" lang="de">') :]
    assert f"Thursday 15{NB}January{NB}2026" in page
    assert reader.asks("/contact").status == 200
    assert reader.asks("/nowhere").status == 404
    assert 'xml:lang="de"' in reader.asks("/feed.xml").text


def test_languages_are_called_as_in_cldr() -> None:
    locales = {tag: Locale.parse(tag, sep="-") for tag in NAMES}
    assert {tag: locale.get_display_name(locale) for tag, locale in locales.items()} == NAMES
