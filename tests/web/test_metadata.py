"""What the head of a page says to programs."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.content.media import MediaFile
from chalicelib.conversation import preview
from chalicelib.services import Services
from chalicelib.web.metadata import LONGEST_DESCRIPTION, json_ld
from tests.conftest import Answer, Author, Reader

BASE = "https://blog.example.org"
SITE = 'title = "Carnet"\ntagline = "Une ligne"\n[author]\nname = "Camille"\n'
ARTICLE = """---
title: L'été
date: 2026-01-15T08:30Z
updated: 2026-02-01T08:30Z
tags: [un, deux]
categories: [Projets]
image: ../media/vue.webp
summary: En bref.
---
Texte.
"""
FRENCH = "---\ntitle: Bonjour\ndate: 2026-01-15\n---\nTexte.\n"
ENGLISH = "---\ntitle: Hello\ndate: 2026-01-16\n---\nText.\n"


def head(answer: Answer) -> str:
    return answer.text.partition("</head>")[0]


def meta_of(answer: Answer) -> dict[str, str]:
    """Open Graph and the like by name; the last where there are several."""
    return {
        name: unescape(content)
        for name, content in re.findall(r'<meta (?:property|name)="([^"]+)" content="([^"]*)">', head(answer))
    }


def data(answer: Answer) -> Any:
    (script,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', answer.text, re.DOTALL)
    return json.loads(script)


def alternates(answer: Answer) -> dict[str, str]:
    return dict(re.findall(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)">', head(answer)))


def publish(author: Author, article: str = ARTICLE) -> None:
    author.publishes(a=article, site=SITE)
    author.writes(media={"media/vue.webp": MediaFile('"e"', 1000, 800, 600)})


def test_an_article_that_is_shared_has_title_summary_and_picture(
    author: Author, chalice_app: Any, prefix: str
) -> None:
    publish(author)
    meta = meta_of(Reader(chalice_app, prefix).asks("/articles/a"))
    assert meta["og:type"] == "article"
    assert meta["og:title"] == "L’été"
    assert meta["og:description"] == "En bref."
    assert meta["og:url"] == f"{BASE}/articles/a"
    assert (meta["og:site_name"], meta["og:locale"]) == ("Carnet", "fr_FR")
    assert meta["og:image"] == f"{BASE}/media/vue.webp"
    assert (meta["og:image:width"], meta["og:image:height"]) == ("800", "600")
    assert meta["og:image:alt"] == "L’été"
    assert meta["article:published_time"] == "2026-01-15T09:30:00+01:00"
    assert meta["article:modified_time"] == "2026-02-01T09:30:00+01:00"
    assert (meta["article:section"], meta["article:tag"]) == ("Projets", "deux")
    assert meta["twitter:card"] == "summary_large_image"


def test_search_engines_are_told_the_same(author: Author, reader: Reader) -> None:
    publish(author)
    posting, trail = data(reader.asks("/articles/a"))["@graph"]
    assert posting["@type"] == "BlogPosting"
    assert posting["headline"] == "L’été"
    assert posting["author"] == {"@type": "Person", "name": "Camille"}
    assert posting["mainEntityOfPage"] == f"{BASE}/articles/a"
    assert posting["image"] == [f"{BASE}/media/vue.webp"]
    assert posting["keywords"] == ["un", "deux"]
    assert [step["name"] for step in trail["itemListElement"]] == ["Accueil", "L’été"]


def test_the_home_page_tells_of_the_site(author: Author, reader: Reader) -> None:
    author.publishes(site=SITE)
    page = reader.asks("/")
    assert data(page)["@type"] == "WebSite"
    assert data(page)["url"] == f"{BASE}/"
    assert meta_of(page)["og:type"] == "website"
    assert meta_of(page)["twitter:card"] == "summary"


@pytest.mark.parametrize("path", ["/", "/archive", "/tags", "/articles/a", "/pages/p", "/contact"])
def test_every_page_says_where_it_is(author: Author, reader: Reader, path: str) -> None:
    author.uploads("pages/p.md", "# P\n\nx")
    publish(author)
    page = reader.asks(path)
    address = BASE + path
    assert f'<link rel="canonical" href="{address}">' in page.text
    assert meta_of(page)["og:url"] == address


def test_a_copy_says_where_the_original_is(author: Author, reader: Reader) -> None:
    publish(author, ARTICLE.replace("title:", "canonical: https://example.org/o\ntitle:"))
    page = reader.asks("/articles/a")
    assert meta_of(page)["og:url"] == "https://example.org/o"
    assert data(page)["@graph"][0]["mainEntityOfPage"] == "https://example.org/o"


def test_translations_know_each_other(author: Author, reader: Reader) -> None:
    author.uploads("articles/bonjour.md", FRENCH)
    author.uploads("articles/bonjour.en.md", ENGLISH)
    author.publishes(other=FRENCH)
    known = {
        "fr": f"{BASE}/articles/bonjour",
        "en": f"{BASE}/articles/bonjour-en",
        "x-default": f"{BASE}/articles/bonjour",
    }
    french, english = reader.asks("/articles/bonjour"), reader.asks("/articles/bonjour-en")
    assert alternates(french) == alternates(english) == known
    assert "Read this article in English" in french.words
    assert "Lire cet article en français" in english.words
    assert '<html lang="en" ' in english.text
    assert alternates(reader.asks("/articles/other")) == {}


def test_files_of_other_names_are_translations_where_they_say_so(author: Author, reader: Reader) -> None:
    author.publishes(
        bonjour=FRENCH.replace("title:", "translationKey: hi\ntitle:"),
        hello=ENGLISH.replace("title:", "lang: en\nref: hi\ntitle:"),
    )
    assert alternates(reader.asks("/articles/hello"))["fr"] == f"{BASE}/articles/bonjour"


def test_standing_pages_have_translations_too(author: Author, reader: Reader) -> None:
    author.uploads("pages/qui.md", FRENCH)
    author.uploads("pages/qui.en.md", ENGLISH)
    author.reconciles()
    assert alternates(reader.asks("/pages/qui"))["en"] == f"{BASE}/pages/qui-en"


def test_a_preview_says_nothing_to_programs(author: Author, reader: Reader, blog: Services) -> None:
    author.publishes(a=ARTICLE.replace("title:", "draft: true\ntitle:"), site=SITE)
    token = preview.issue(blog.policy.secret, "articles/a", blog.clock(), timedelta(days=1))
    page = reader.asks(f"/preview/{token}")
    assert page.status == 200
    assert "L’été" in page.text
    for mark in ("og:", "ld+json", "hreflang=", "canonical", "comments/feed"):
        assert mark not in head(page)


@given(st.text())
def test_no_text_ends_the_element_its_data_is_in(text: str) -> None:
    written = str(json_ld({"name": text}))
    assert not set("<>&") & set(written)
    assert json.loads(written).get("name", "") == text


@pytest.mark.parametrize(
    "title", ["</script><script>alert(1)</script>", "<!--<script>", '"><meta x="', "a\\u2028b"]
)
def test_a_hostile_title_stays_a_title(author: Author, reader: Reader, title: str) -> None:
    author.publishes(a=f"---\ntitle: {json.dumps(title)}\ndate: 2026-01-15\n---\nx")
    page = reader.asks("/articles/a")
    assert len(re.findall(r"<script", page.text)) == 1
    assert data(page)["@graph"][0]["headline"] == meta_of(page)["og:title"]


def test_a_list_says_what_is_in_it(author: Author, reader: Reader) -> None:
    publish(author)
    for path, title in (("/tags/un", "un"), ("/archive/2026", "Articles de 2026")):
        page = reader.asks(path)
        assert (meta_of(page)["og:title"], meta_of(page)["og:description"]) == (title, "L’été")
        assert '<meta name="description" content="L’été">' in page.text
    for path, title in (("/tags", "Toutes les étiquettes"), ("/archive", "Archives")):
        assert meta_of(reader.asks(path))["og:title"] == title


def test_the_description_of_a_long_list_is_no_longer_than_search_engines_show(
    author: Author, reader: Reader
) -> None:
    words = "Un titre <qui> n'en finit pas, et qui & recommence"
    author.publishes(**{f"a{n}": f"---\ntitle: {words} {n}\ndate: 2026-01-0{n}\n---\nx" for n in range(1, 9)})
    description = meta_of(reader.asks("/archive/2026"))["og:description"]
    assert description == " · ".join(
        f"Un titre <qui> n’en finit pas, et qui & recommence {n}" for n in (8, 7)
    )
    assert len(description) <= LONGEST_DESCRIPTION
