"""What readers browse with: the archive, tags, categories, series, and what an article leads to."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pytest_mock import MockerFixture

from chalicelib.conversation import preview
from chalicelib.index.articles import all_articles
from chalicelib.index.file import IndexFile
from tests.conftest import Answer, Author, FrozenClock, Reader

TAXONOMIES = ("tags", "categories", "series")
HOUR = timedelta(hours=1)


class _Attributes(HTMLParser):
    """The names of all attributes, as a browser reads them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del tag
        self.names.update(name for name, _ in attrs)


def text(title: str, day: str, **front_matter: Any) -> str:
    head = "".join(
        f"{name}: {json.dumps(value, ensure_ascii=False)}\n" for name, value in front_matter.items()
    )
    return f"---\ntitle: {title}\ndate: {day}\n{head}---\nDu texte.\n"


def main(page: Answer) -> str:
    return page.text.partition("<main")[2].partition("</main>")[0]


def plain(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def part(page: Answer, begin: str, end: str) -> str:
    _, separator, rest = page.text.partition(begin)
    assert separator, f"the page has no {begin}"
    return rest.partition(end)[0]


# The archive


def test_the_archive_lists_the_titles_of_each_year_newest_first(author: Author, reader: Reader) -> None:
    author.publishes(
        a=text("A", "2024-05-01"), b=text("B", "2026-01-31T23:30:00Z"), c=text("C", "2026-01-01"),
        d=text("D", "2025-12-31T23:30:00Z"),
    )  # fmt: skip
    page = reader.asks("/archive")
    listed = "2026 3 articles B 1er février D 1er janvier C 1er janvier 2024 1 article A 1er mai"
    assert listed in plain(main(page)), "days begin in Paris"
    assert '<a href="/archive/2026">2026</a>' in page.text
    assert '<link rel="canonical" href="https://blog.example.org/archive">' in page.text
    assert '<a href="/archive" aria-current="page">Archives</a>' in page.text


@pytest.mark.parametrize(
    ("counts", "titles", "earlier_years"),
    [
        ({2026: 99, 2025: 200, 2024: 1}, 300, [2024]),
        ({2026: 298, 2025: 2, 2024: 1}, 299, [2025, 2024]),
        ({2026: 301, 2025: 1}, 300, [2025]),
    ],
    ids=["as many as may be", "a year more would be too many", "a year that is too long alone"],
)
def test_the_archive_of_a_long_life_leads_to_its_earlier_years(
    author: Author, reader: Reader, counts: dict[int, int], titles: int, earlier_years: list[int]
) -> None:
    author.publishes(a=text("A", "2026-01-01T12:00Z"))
    (first,) = all_articles(author.index)
    names = [(year, n) for year, count in counts.items() for n in range(count)]
    author.writes(
        *(
            replace(
                first, key=f"articles/{year}-{n}.md", id=f"{year}-{n}", slug=f"{year}-{n}",
                date=first.date.replace(year=year) + timedelta(seconds=n),
            )
            for year, n in names
        )
    )  # fmt: skip
    page = main(reader.asks("/archive"))
    assert page.count("<time") == titles
    earlier = page.partition("Années précédentes")[2]
    assert [year for year in counts if f'<a href="/archive/{year}">' in earlier] == earlier_years
    assert all(f">{year}</a>" in page for year in counts)


def test_a_year_is_told_month_by_month_in_the_language_of_the_site(author: Author, reader: Reader) -> None:
    author.publishes(
        a=text("L'un", "2026-01-01"), b=text("B", "2026-01-31T23:30:00Z"),
        c=text("Old", "2024-08-01", lang="en"), d=text("D", "2025-12-31T23:30:00Z"),
    )  # fmt: skip
    words = plain(main(reader.asks("/archive/2026")))
    listed = "Février B 1er février Janvier D 1er janvier L’un 1er janvier"
    assert f"Articles de 2026 3 articles · Toutes les années {listed}" in words
    page = reader.asks("/archive/2024")
    assert "Août Old 1er août" in plain(main(page))
    assert '<a href="/articles/c" lang="en" hreflang="en">Old</a>' in main(page)
    assert '<a href="/archive/2024" aria-current="page">2024</a>' in main(page)
    author.publishes(site='language = "en"')
    author.restarts()
    assert "August Old 1 August" in plain(main(reader.asks("/archive/2024")))


@pytest.mark.parametrize(
    "year", ["2025", "0", "02026", "2026.0", "x", "%20", "-2026", "20260", "9" * 5000, "²",
             "%D9%A2%D9%A0%D9%A2%D9%A6", "2026%2F"],
)  # fmt: skip
def test_a_year_without_articles_is_not_there(author: Author, reader: Reader, year: str) -> None:
    author.publishes(a=text("A", "2026-01-01"))
    assert reader.asks("/archive/2026").status == 200
    assert reader.asks(f"/archive/{year}").status == 404


def test_the_archive_leads_to_the_terms_in_use(author: Author, reader: Reader, clock: FrozenClock) -> None:
    author.publishes(a=text("A", "2026-01-01"))
    assert "Par sujet" not in reader.asks("/archive").words
    author.publishes(a=text("A", "2026-01-01", tags=["un", "deux"], series="S"))
    clock.advance(minutes=2)
    assert "Par sujet Toutes les étiquettes 2 Toutes les séries 1" in plain(main(reader.asks("/archive")))


# Tags, categories, series


@pytest.mark.parametrize("taxonomy", TAXONOMIES)
def test_all_terms_are_listed_with_their_articles_counted(
    author: Author, reader: Reader, taxonomy: str
) -> None:
    def terms(*labels: str) -> dict[str, Any]:
        return {taxonomy: labels[0] if taxonomy == "series" else list(labels)}

    author.publishes(
        a=text("A", "2026-01-01", **terms("zoo")),
        b=text("B", "2026-01-02", **terms("Été")),
        c=text("C", "2026-01-03", **terms("été")),
        d=text("D", "2026-01-04", **terms("Été")),
        e=text("E", "2026-01-05", **terms("fil & <b>")),
    )
    page = reader.asks(f"/{taxonomy}")
    listed = f'<a href="/{taxonomy}/ete">Été</a> <span class="count">3 articles</span>'
    assert listed in main(page)
    labels = [label for label, _ in re.findall(r'">([^<]+)</a> <span class="count">(\d+)', main(page))]
    assert labels == ["Été", "fil &amp; &lt;b&gt;", "zoo"], "É is an E"
    term_page = reader.asks(f"/{taxonomy}/ete")
    assert "Été</h1>" in main(term_page)
    assert f'<link rel="canonical" href="https://blog.example.org/{taxonomy}/ete">' in term_page.text
    order = re.findall(r'href="/articles/(\w)"', main(term_page))
    assert order == (["b", "c", "d"] if taxonomy == "series" else ["d", "c", "b"])


@pytest.mark.parametrize("taxonomy", TAXONOMIES)
def test_a_term_may_be_asked_for_as_it_is_written(
    author: Author, chalice_app: Any, prefix: str, taxonomy: str
) -> None:
    labels = ["Sécurité", "夏", "A & b"]
    front_matter = [{taxonomy: label if taxonomy == "series" else [label]} for label in labels]
    author.publishes(**{f"n{n}": text("A", "2026-01-01", **terms) for n, terms in enumerate(front_matter)})
    slugs = {
        "securite": [
            "Sécurité",
            "Se\u0301curite\u0301",
            "SECURITE",
            "securite ",
            "securite.html",
            "../securite",
        ],
        "夏": [],
        "a-b": ["a b", "A_B"],
    }
    reader = Reader(chalice_app, prefix)
    for slug, spellings in slugs.items():
        address = f"/{taxonomy}/{quote(slug)}"
        assert reader.asks(address).status == 200
        for written in spellings:
            answer = reader.asks(f"/{taxonomy}/{quote(written, safe='')}")
            assert (answer.status, answer.headers["location"]) == (301, prefix + address), written
            assert answer.headers["cache-control"].startswith("public, max-age=60, stale-")


@pytest.mark.parametrize("path", ["/tags", "/categories", "/series", "/archive"])
def test_where_there_are_no_terms_a_sentence_says_how_to_make_one(
    reader: Reader, author: Author, path: str
) -> None:
    page = reader.asks(path)
    assert page.status == 200
    assert "<p>" in main(page)
    assert "<ul" not in main(page)
    assert 'href="/archive"' not in page.text, "nothing leads there"
    author.publishes(a=text("A", "2026-01-01"))
    assert reader.asks(path).status == 200


def test_a_menu_leads_to_what_there_is(author: Author, reader: Reader, clock: FrozenClock) -> None:
    author.publishes(a=text("A", "2026-01-01"))
    page = reader.asks("/contact")
    assert "Accueil Archives Contact" in plain(part(page, '<nav aria-label="Menu principal">', "</nav>"))
    assert plain(part(page, '<nav class="lists"', "</nav>").partition(">")[2]) == "Archives"
    author.publishes(a=text("A", "2026-01-01", tags=["un"], categories=["deux"], series="trois"))
    clock.advance(minutes=2)
    page = reader.asks("/contact")
    assert "Accueil Archives Étiquettes Contact" in plain(part(page, "Menu principal", "</nav>"))
    lists = plain(part(page, '<nav class="lists"', "</nav>").partition(">")[2])
    assert lists == "Archives Étiquettes Catégories Toutes les séries"


HOSTILE = ("<script>alert(1)</script>", "../..", "../../articles/a", "!!!", "🎉", " ", "%2e%2e", "a/b?c#d",
           "\u202ex", '" onmouseover="x', "{{ 7*7 }}", "%(label)s", "x" * 300, "\u0301", "page",
           "javascript:alert(1)")  # fmt: skip


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(st.lists(st.text(max_size=30), max_size=4))
@example(list(HOSTILE))
def test_no_label_does_harm(author: Author, reader: Reader, labels: list[str]) -> None:
    if not list(author.blog.bucket.objects()):
        author.publishes(a=text("A", "2026-01-01"))
    (article,) = all_articles(author.index)
    series = labels[0] if labels else ""
    author.writes(replace(article, tags=tuple(labels), categories=tuple(labels), series=series))
    author.restarts()
    for path in ("/", "/articles/a", *(f"/{taxonomy}" for taxonomy in TAXONOMIES)):
        page = reader.asks(path)
        assert page.status == 200, path
        assert not re.search(r'<script(?! type="application/ld\+json">)', page.text)
        assert "onmouseover" not in _Attributes(page.text).names
        for address in re.findall(r'href="(/(?:tags|categories|series)/[^"]*)"', page.text):
            assert reader.asks(address).status == 200, address


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.sampled_from(TAXONOMIES), st.text(min_size=1, max_size=60), st.sampled_from(["", "/page/2"]))
@example("tags", "../_index/site-1.sqlite.gz", "")
@example("tags", "\x00", "")
@example("series", "x" * 8000, "")
def test_whatever_is_asked_for_is_answered(
    author: Author, reader: Reader, taxonomy: str, label: str, more: str
) -> None:
    assert reader.asks(f"/{taxonomy}/{quote(label, safe='')}{more}").status == 404


# What an article leads to


def parts(author: Author, count: int = 4) -> None:
    author.publishes(
        **{f"p{n}": text(f"Tome {n}", f"2026-01-{n:02}", series="Les Carnets") for n in range(1, count + 1)}
    )


def test_an_article_of_a_series_leads_to_the_parts_beside_it(author: Author, reader: Reader) -> None:
    parts(author)
    page = reader.asks("/articles/p3")
    box = part(page, '<aside class="box series"', "</aside>").partition(">")[2]
    assert plain(box) == (
        "Série : Les Carnets Ceci est la partie 3 sur 4. Toutes les parties Avant : Tome 2 Après : Tome 4"
    )
    assert re.findall('href="([^"]+)"', box) == ["/series/les-carnets", "/articles/p2", "/articles/p4"]
    assert '<a href="#series_box">Partie 3 sur 4 de «\u00a0Les Carnets\u00a0»</a>' in page.text
    assert "partie 1 sur 4. Toutes les parties Après : Tome 2 Article" in reader.asks("/articles/p1").words
    assert "partie 4 sur 4. Toutes les parties Avant : Tome 3 Article" in reader.asks("/articles/p4").words


def test_a_series_of_one_has_no_neighbours(author: Author, reader: Reader) -> None:
    parts(author, 1)
    box = part(reader.asks("/articles/p1"), '<aside class="box series"', "</aside>")
    assert "partie 1 sur 1" in box
    assert "<ul" not in box


def test_an_unlisted_article_is_no_part_and_leads_to_no_list(author: Author, reader: Reader) -> None:
    parts(author, 2)
    author.publishes(u=text("Caché", "2026-01-02", series="Les Carnets", tags=["seul"], unlisted=True))
    page = reader.asks("/articles/u")
    assert page.status == 200
    assert "series_box" not in page.text
    assert "<dd>seul</dd>" in page.text
    assert reader.asks("/tags/seul").status == 404
    assert "partie 2 sur 2" in reader.asks("/articles/p2").words


def test_an_article_leads_to_those_before_and_after_it(author: Author, reader: Reader) -> None:
    author.publishes(
        a=text("A", "2026-01-01"), b=text("B", "2026-01-02"), c=text("See", "2026-01-03", lang="en")
    )
    page = reader.asks("/articles/b")
    beside = part(page, '<nav class="neighbours" aria-label="Autres articles">', "</nav>")
    assert plain(beside) == "Article précédent A Article suivant See"
    assert '<a href="/articles/a" rel="prev">A</a>' in beside
    assert '<a href="/articles/c" rel="next" lang="en" hreflang="en">See</a>' in beside
    assert 'rel="prev"' not in reader.asks("/articles/a").text
    assert 'rel="next"' not in reader.asks("/articles/c").text


def test_an_article_leads_to_those_on_the_same_subject(author: Author, reader: Reader) -> None:
    author.publishes(a=text("A", "2026-01-01", tags=["x", "y"]), b=text("B < b", "2026-01-02", tags=["x"]),
                     c=text("C", "2026-01-03", tags=["x", "y"]))  # fmt: skip
    box = part(reader.asks("/articles/a"), '<aside class="box related"', "</aside>").partition(">")[2]
    assert plain(box) == "Sur le même sujet C 3 janvier 2026 B &lt; b 2 janvier 2026"


@pytest.mark.parametrize(("kind", "thing"), [("articles", "article"), ("pages", "page")])
def test_a_translation_is_offered_in_its_own_language(
    author: Author, reader: Reader, kind: str, thing: str
) -> None:
    author.uploads(f"{kind}/a.md", text("A", "2026-01-01", translationKey="x"))
    author.uploads(f"{kind}/b.md", text("B", "2026-01-02", translationKey="x", lang="en"))
    author.reconciles()
    offered = part(reader.asks(f"/{kind}/a"), '<p class="meta translation">', "</p>")
    assert 'lang="en" hreflang="en"' in offered
    assert (plain(offered), f'href="/{kind}/b"' in offered) == (f"Read this {thing} in English", True)
    offered = part(reader.asks(f"/{kind}/b"), '<p class="meta translation">', "</p>")
    assert 'lang="fr" hreflang="fr"' in offered
    assert plain(offered) == f"Lire cet{'te' * (thing == 'page')} {thing} en français"


def test_home_leads_to_the_tags_of_its_articles(author: Author, chalice_app: Any, prefix: str) -> None:
    author.publishes(a=text("A", "2026-01-01", tags=["L'été", "<b>"]), b=text("B", "2026-01-02"))
    teasers = main(Reader(chalice_app, prefix).asks("/"))
    assert f'<li><a href="{prefix}/tags/l-ete">L&#39;été</a></li>' in teasers
    assert f'<li><a href="{prefix}/tags/b">&lt;b&gt;</a></li>' in teasers
    assert teasers.count('class="tags"') == 1


def test_a_page_reads_the_rows_it_shows_and_a_warm_one_none(
    author: Author, reader: Reader, mocker: MockerFixture
) -> None:
    author.publishes(n0=text("A", "2026-01-01", tags=["un"], series="S"))
    (first,) = all_articles(author.index)
    author.writes(
        *(
            replace(first, key=f"articles/n{n}.md", id=f"n{n}", slug=f"n{n}", date=first.date - n * HOUR)
            for n in range(1, 400)
        )
    )
    read: list[int] = []

    def counted(ask: Callable[..., Any], is_list: bool) -> Callable[..., Any]:
        def asks(*args: Any, **values: Any) -> Any:
            answer = ask(*args, **values)
            read.append(len(answer) if is_list else 1)
            return answer

        return asks

    mocker.patch.object(IndexFile, "rows", counted(IndexFile.rows, is_list=True))
    mocker.patch.object(IndexFile, "row", counted(IndexFile.row, is_list=False))
    shown = {"/": 10, "/page/20": 10, "/articles/n0": 6, "/contact": 0, "/tags/un": 100, "/archive/2025": 100}
    for path, count in shown.items():
        assert reader.asks(path).status == 200
        assert count < sum(read) <= count + 25, path
        read.clear()
        reader.asks(path)
        assert read == [], path


def test_a_draft_is_shown_with_its_terms_as_text(author: Author, reader: Reader) -> None:
    parts(author, 2)
    author.publishes(d=text("Brouillon", "2026-01-02", series="Les Carnets", tags=["neuf"], draft=True))
    blog = author.blog
    token = preview.issue(blog.policy.secret, "articles/d", blog.clock(), blog.freshness)
    page = reader.asks(f"/preview/{token}")
    assert page.status == 200
    assert "<dd>Les Carnets</dd>" in page.text
    assert "<dd>neuf</dd>" in page.text
    assert "series_box" not in page.text
    assert "partie 2 sur 2" in reader.asks("/articles/p2").words


def test_whatever_lists_hold_they_link_to_what_is_there(author: Author, reader: Reader) -> None:
    parts(author)
    author.publishes(lu=text("Lu", "2025-01-20", tags=["Un", "deux"], categories=["Trois"]))
    waiting, followed = ["/"], set()
    while waiting:
        path = waiting.pop()
        followed.add(path)
        page = reader.asks(path)
        assert page.status == 200, path
        if not page.headers["content-type"].startswith("text/html"):
            continue
        links = {link.partition("#")[0] for link in re.findall(r'href="(/[^"]*)"', page.text)}
        waiting += [link for link in links - followed - set(waiting) if link]
    assert {"/tags/un", "/categories/trois", "/series/les-carnets", "/archive/2025"} <= followed


def test_a_reader_of_feeds_finds_both_of_a_tag(author: Author, reader: Reader) -> None:
    author.publishes(a="---\ntitle: A\ndate: 2026-01-01\ntags: [été]\n---\nx")
    head = reader.asks("/tags/ete").text.partition("</head>")[0]
    for kind, name in (("atom+xml", "feed.xml"), ("feed+json", "feed.json")):
        title = "Étiquette\u00a0: été"
        assert f'type="application/{kind}" title="{title}" href="/tags/ete/{name}">' in head
