"""What the page of an article shows of what is known about it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from html import unescape
from typing import Any

import pytest

from chalicelib.content.media import MediaFile
from chalicelib.index.articles import all_articles
from tests.conftest import Answer, Author, FrozenClock, Reader

ARTICLE = "---\ntitle: Un article\ndate: 2026-01-15T22:30Z\n---\nTexte.\n"
SITE = '[author]\nname = "Camille"\nbiography = "Écrit."\n'
NB, THIN = "\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}"
PICTURE = MediaFile('"e"', 1000, 800, 600)


def shown(author: Author, reader: Reader, /, **known: Any) -> Answer:
    """The page of an article of which the index knows this and that; `media` are the site's."""
    author.publishes(a=ARTICLE, site=SITE)
    media = known.pop("media", {})
    (article,) = all_articles(author.index)
    author.writes(replace(article, **known), media=media)
    return reader.asks("/articles/a")


@pytest.mark.parametrize(
    ("known", "words"),
    [
        ({}, None),
        ({"updated": datetime(2026, 2, 1, 9, tzinfo=UTC)}, "Mis à jour le dimanche 1er février 2026"),
        ({"edited": datetime(2026, 2, 2, 23, 30, tzinfo=UTC)}, "Mis à jour le mardi 3 février 2026"),
        (
            {
                "updated": datetime(2026, 2, 1, 9, tzinfo=UTC),
                "edited": datetime(2026, 2, 5, 9, tzinfo=UTC),
            },
            "Mis à jour le dimanche 1er février 2026",
        ),
        ({"edited": datetime(2026, 1, 15, 22, 59, 59, tzinfo=UTC)}, None),
        ({"edited": datetime(2026, 1, 15, 23, 0, 0, tzinfo=UTC)}, "Mis à jour le vendredi 16 janvier 2026"),
        ({"updated": datetime(2026, 1, 10, tzinfo=UTC)}, None),
    ],
    ids=["never", "updated", "edited", "both", "the same day", "a new day in Paris", "before its date"],
)
def test_an_article_says_when_it_was_updated_on_another_day(
    author: Author, reader: Reader, known: dict[str, Any], words: str | None
) -> None:
    page = shown(author, reader, **known)
    if words:
        assert words in page.words
    else:
        assert "Mis à jour" not in page.words


def test_a_standing_page_says_when_it_was_updated(author: Author, reader: Reader) -> None:
    author.uploads("pages/p.md", "---\ntitle: P\ndate: 2026-01-01\nupdated: 2026-02-03\n---\nx")
    author.reconciles()
    day = f'<time datetime="2026-02-03T00:00:00+01:00">mardi 3{NB}février{NB}2026</time>'
    assert f"Mis à jour le {day}.</p>" in reader.asks("/pages/p").text


STANDFIRSTS = {
    "own": ("summary: Ce qu'il *faut* savoir.", "Le début.", ["Ce qu’il faut savoir."]),
    "none": ("", "Le début.", []),
    "marked": ("", "Le début.\n\n<!-- more -->\n\nLa suite.", []),
    "beginning": ("summary: Le « début »…", "Le début est long.\n\nLa suite.", []),
    "cut": (f"summary: {'mot ' * 100}", "mot " * 100, []),
}
"""Front matter and text of articles, and what stands above the text."""


def test_the_authors_summary_stands_above_a_text_that_does_not_begin_with_it(
    author: Author, reader: Reader
) -> None:
    author.publishes(
        **{name: f"---\ntitle: A\n{front}\n---\n{text}\n" for name, (front, text, _) in STANDFIRSTS.items()}
    )
    for name, (_, _, standfirst) in STANDFIRSTS.items():
        page = reader.asks(f"/articles/{name}").text
        assert re.findall(r'<p class="standfirst">(.*?)</p>', page) == standfirst, name


def test_an_article_comes_in_the_order_of_reading(author: Author, reader: Reader) -> None:
    other = "---\ntitle: {}\ndate: 2026-01-{}\nseries: S\ntags: t\n---\nMême texte sur les mêmes mots.\n"
    files = {f"b{day}": other.format(f"B{day}", day) for day in (10, 12)}
    front = "title: A\ndate: 2026-01-11\nseries: S\ntags: t\nsummary: Résumé."
    author.publishes(a=f"---\n{front}\n---\nMême texte sur les mêmes mots.\n", site=SITE, **files)
    text = reader.asks("/articles/a").text
    marks = (
        *(
            "<h1>",
            'class="standfirst"',
            "<time",
            "min de lecture",
            'href="#comments_section"',
            'class="text"',
        ),
        *('class="posted"', 'class="name">Camille', 'id="comments_section"', 'id="series_box"'),
        *('class="neighbours"', 'class="box related"', 'id="share_heading"'),
    )
    places = [text.find(mark) for mark in marks]
    assert -1 not in places
    assert places == sorted(places)


LONG = "\n\n".join(f"## Titre {number}\n\n" + "mot " * 260 for number in range(4))


@pytest.mark.parametrize(
    ("settings", "listed"),
    [("", {"long", "this"}), ("[articles]\ncontents = false\n", {"this"})],
    ids=["by themselves", "switched off"],
)
def test_a_long_article_begins_with_its_contents(
    author: Author, reader: Reader, settings: str, listed: set[str]
) -> None:
    files = {
        "long": f"---\ntitle: A\n---\n{LONG}\n",
        "short": LONG.replace("mot " * 260, "mot"),
        "plain": LONG.replace("## ", ""),
        "other": f"---\ntitle: A\ntoc: false\n---\n{LONG}\n",
        "this": "---\ntitle: A\ntoc: true\n---\n## Titre\n\nmot\n",
    }
    author.publishes(site=settings, **files)
    mark = '<div class="text">\n<nav class="toc"'
    assert {name for name in files if mark in reader.asks(f"/articles/{name}").text} == listed


def test_an_article_of_another_author_is_signed_by_its_own(author: Author, reader: Reader) -> None:
    page = shown(author, reader, author="Zoé <Z>")
    assert '<p class="name">Zoé &lt;Z&gt;</p>' in page.text
    assert '<meta name="author" content="Zoé &lt;Z&gt;">' in page.text
    assert "Écrit." not in page.words


def test_an_article_of_the_sites_own_author_is_signed_as_ever(author: Author, reader: Reader) -> None:
    assert "Camille Écrit." in shown(author, reader, author="Camille").words


def test_the_terms_of_an_article_are_written_below_it(author: Author, reader: Reader) -> None:
    page = shown(author, reader, tags=("a & b", "été"), categories=("ERP",), series="Le carnet")
    links = (
        '<dt>Série</dt><dd><a href="/series/le-carnet">Le carnet</a></dd>',
        '<dt>Catégorie</dt><dd><a href="/categories/erp">ERP</a></dd>',
        '<dt>Étiquettes</dt><dd><a href="/tags/a-b">a &amp; b</a>, <a href="/tags/ete">été</a></dd>',
    )
    assert [link for link in links if link not in page.text] == []


def test_an_article_without_terms_has_no_empty_list(author: Author, reader: Reader) -> None:
    assert "<dl" not in shown(author, reader).text


@pytest.mark.parametrize(
    ("image", "address"),
    [
        ("../media/été photo.webp", "/media/%C3%A9t%C3%A9%20photo.webp"),
        ("/media/été photo.webp", "/media/%C3%A9t%C3%A9%20photo.webp"),
        ("media/été photo.webp", "/media/%C3%A9t%C3%A9%20photo.webp"),
    ],
)
def test_the_picture_at_the_head_is_shown_with_its_size(
    author: Author, chalice_app: Any, prefix: str, image: str, address: str
) -> None:
    media = {"media/été photo.webp": PICTURE}
    page = shown(author, Reader(chalice_app, prefix), image=image, media=media)
    picture = f'<img class="cover" src="{prefix}{address}" width="800" height="600" alt="">'
    assert picture in page.text.partition("</header>\n<div class=")[0]


def test_the_picture_at_the_head_comes_as_small_as_it_is_shown(
    author: Author, chalice_app: Any, prefix: str
) -> None:
    medium = replace(PICTURE, etag='"0123456789"', widths=(320, 640))
    page = shown(author, Reader(chalice_app, prefix), image="../media/x.webp", media={"media/x.webp": medium})
    copy = f"{prefix}/media/_sizes/x.webp/01234567"
    srcset = f"{copy}-320.webp 320w, {copy}-640.webp 640w, {prefix}/media/x.webp 800w"
    assert f'width="800" height="600" srcset="{srcset}" sizes="' in page.text


def test_the_picture_at_the_head_says_what_it_shows_to_who_does_not_see_it(
    author: Author, reader: Reader
) -> None:
    media = {"media/x.jpg": PICTURE}
    page = shown(author, reader, image="../media/x.jpg", image_alt='La mer, "le soir"', media=media)
    assert 'height="600" alt="La mer, &#34;le soir&#34;">' in page.text
    assert '<meta property="og:image:alt" content="La mer, &#34;le soir&#34;">' in page.text


def test_a_picture_whose_size_nobody_knows_is_shown_without(author: Author, reader: Reader) -> None:
    page = shown(author, reader, image="../media/x.svg", media={"media/x.svg": MediaFile('"e"', 10)})
    assert '<img class="cover" src="/media/x.svg" alt="">' in page.text


@pytest.mark.parametrize(
    "image",
    [
        "https://example.org/x.jpg",
        "//example.org/x.jpg",
        "data:image/png,x",
        "../media/none.jpg",
        "../media/x.pdf",
        "a.md",
        "#x",
    ],
)
def test_no_picture_is_shown_that_is_elsewhere_or_nowhere_or_none(
    author: Author, reader: Reader, image: str
) -> None:
    media = {"media/x.jpg": PICTURE, "media/x.pdf": MediaFile('"e"', 10)}
    assert "<img" not in shown(author, reader, image=image, media=media).text


def test_a_copy_leads_robots_to_the_original_and_is_shared_by_its_own_address(
    author: Author, reader: Reader
) -> None:
    page = shown(author, reader, canonical="https://example.org/original?a=1&b=2")
    assert '<link rel="canonical" href="https://example.org/original?a=1&amp;b=2">' in page.text
    assert page.text.count('rel="canonical"') == 1
    assert "https%3A%2F%2Fblog.example.org%2Farticles%2Fa" in page.text


@pytest.mark.parametrize("canonical", ["javascript:alert(1)", "/elsewhere", "x"])
def test_an_original_that_has_no_address_is_passed_over(
    author: Author, reader: Reader, canonical: str
) -> None:
    page = shown(author, reader, canonical=canonical)
    assert '<link rel="canonical" href="https://blog.example.org/articles/a">' in page.text


# The article of the moment


def moment(author: Author, reader: Reader, clock: FrozenClock, site: str = "") -> str:
    """What is shown as the article of the moment beside the article `lu`, of three that say they are."""
    days = {"a": "2026-01-01", "b": "2026-01-03", "c": "2026-01-02", "lu": "2026-01-04", "d": "2026-06-01"}
    author.publishes(
        site=site,
        **{
            name: f"---\ntitle: Le {name}\ndate: {day}\nfeatured: {str(name != 'lu').lower()}\n---\nx"
            for name, day in days.items()
        },
    )
    words = reader.asks("/articles/lu").words.partition("L’article du moment ")[2]
    return words[:4]


def test_the_newest_article_that_says_so_is_that_of_the_moment(
    author: Author, reader: Reader, clock: FrozenClock
) -> None:
    assert moment(author, reader, clock) == "Le b"
    assert "L’article du moment" not in reader.asks("/articles/b").words, "beside itself"
    clock.now = datetime(2026, 6, 2, tzinfo=UTC)
    assert "L’article du moment Le d" in reader.asks("/articles/lu").words


def test_the_settings_have_the_last_word_on_the_article_of_the_moment(
    author: Author, reader: Reader, clock: FrozenClock
) -> None:
    assert moment(author, reader, clock, 'featured = "a"') == "Le a"


@pytest.mark.parametrize(
    ("path", "shows_heading", "shows_summary"),
    [
        ("/", True, True),
        ("/articles/a", True, True),
        ("/feed.xml", True, True),
        ("/feed.json", True, True),
        ("/search?q=bilan", True, False),
        ("/tags/t", True, False),
    ],
)
def test_titles_and_summaries_have_the_typography_of_texts_everywhere(
    author: Author, reader: Reader, path: str, *, shows_heading: bool, shows_summary: bool
) -> None:
    head = 'date: 2026-01-15\ntags: [t]\nsummary: Le "bilan" -- enfin'
    author.publishes(
        a=f'---\ntitle: Projets -- bilan d\'un "an"!\n{head}\n---\nTexte.\n',
        b=f"---\n{head}\n---\n# Le drapeau `--help` -- bilan\n\nTexte.\n",
    )
    text = unescape(reader.asks(path).text).replace("\\u202f", THIN).replace("\\u00a0", NB)
    text = re.sub("</?(?:mark|code)>", "", text)
    assert f"Projets – bilan d’un «{NB}an{NB}»{THIN}!" in text
    assert shows_heading == ("Le drapeau --help – bilan" in text)
    assert shows_summary == (f"Le «{NB}bilan{NB}» – enfin" in text)
    assert not re.search('Projets --|–help|Le "bilan', text)
