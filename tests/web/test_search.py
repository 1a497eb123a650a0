"""Search as readers have it, through real API Gateway events."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from math import inf
from typing import Any
from urllib.parse import quote, quote_plus

import pytest
from botocore.exceptions import EndpointConnectionError
from pytest_mock import MockerFixture

from billet.local.event_bus import object_event
from billet.local.gateway import Context
from chalicelib import events
from chalicelib.errors import Unavailable
from chalicelib.index import sqlite_features
from chalicelib.index.search_file import SEARCH_KEY
from chalicelib.publishing.search_documents import update_search
from chalicelib.services import Services
from tests.conftest import Author, Calls, FrozenClock, Reader

DOWN = EndpointConnectionError(endpoint_url="http://s3")

Publish = Callable[..., None]


def text(title: str, body: str = "", date: str = "2026-01-15", **fields: str) -> str:
    lines = "".join(f"{name}: {value}\n" for name, value in fields.items())
    return f"---\ntitle: {title}\ndate: {date}\n{lines}---\n{body}\n"


SAVING = text(
    "Les sauvegardes 3-2-1",
    "Trois copies, deux supports. La sécurité des données de l’été `<b>compte`.",
    tags="[Sécurité, Été & co]",
)
PRINTER = text("Lettre à mon imprimante", "Chère imprimante, tu coûtes une sauvegarde par page.")


@pytest.fixture(autouse=True)
def _in_english(author: Author) -> None:
    author.publishes(site='language = "en"\n')


@pytest.fixture
def publish(blog: Services, author: Author) -> Publish:
    """Publishes articles by name and brings the search up to date."""

    def publish(**files: str) -> None:
        author.publishes(**files)
        assert update_search(blog.bucket, author.index, blog.render_worker, {}, lambda: inf)

    return publish


def slugs(reader: Reader, query: str) -> list[str]:
    return re.findall(r'<h3><a href="/articles/([\w-]+)', reader.asks("/search", query=query).text)


@pytest.mark.parametrize("query", ["", "page=2"])
def test_the_form_alone_is_shown_until_something_is_asked(
    reader: Reader, blog: Services, calls: Calls, query: str
) -> None:
    page = reader.asks("/search", query=query)
    assert page.status == 200
    assert '<meta name="description" content="Words and phrases to find' in page.text
    assert "noindex" not in page.text
    assert 'role="search"' in page.text
    assert "found" not in page.words
    assert calls.take().count("GetObject") == 1, "the index alone"


def test_results_are_shown_with_date_tags_and_marks(reader: Reader, publish: Publish) -> None:
    publish(sauvegardes=SAVING, imprimante=PRINTER)
    page = reader.asks("/search", query="q=securite")
    assert page.status == 200
    assert "1 article found" in page.words
    assert '<a href="/articles/sauvegardes">Les sauvegardes 3-2-1</a>' in page.text
    assert "<mark>sécurité</mark>" in page.text
    assert "&lt;b&gt;compte" in page.text
    assert "Thursday 15 January 2026" in page.words
    assert "tag=%C3%89t%C3%A9+%26+co" in page.text
    assert page.fields["q"] == "securite"
    assert '<meta name="robots" content="noindex">' in page.text


def test_it_speaks_the_language_of_the_site(reader: Reader, publish: Publish) -> None:
    publish(site='language = "fr"\n', sauvegardes=SAVING)
    assert "1 article trouvé" in reader.asks("/search", query="q=sauvegarde").words
    assert "Aucun article trouvé" in reader.asks("/search", query="q=dromadaire").words


def test_results_come_ten_at_a_time(reader: Reader, publish: Publish) -> None:
    publish(**{f"a_{number}": text(f"Cachalot {number}") for number in range(11)})
    first, last = (reader.asks("/search", query=f"q=cachalot&page={number}") for number in (1, 2))
    assert first.text.count("<h3>") == 10
    assert 'rel="next" href="/search?q=cachalot&amp;page=2"' in first.text
    assert last.text.count("<h3>") == 1
    assert "Page 2 of 2" in last.words
    for beyond in ("3", "0", "x", "99999", "1e3"):
        assert reader.asks("/search", query=f"q=cachalot&page={beyond}").status == 404


def test_the_fields_narrow_it_to_tags_and_years(reader: Reader, publish: Publish) -> None:
    publish(imprimante=PRINTER, vieux=text("Vieille imprimante", date="2020-05-01", tags="[Bureau]"))
    assert slugs(reader, "q=imprimante+2020..2021") == ["vieux"]
    assert slugs(reader, "q=imprimante&from=2021") == ["imprimante"]
    assert slugs(reader, "q=imprimante&tag=bureau") == ["vieux"]
    assert slugs(reader, "tag=Bureau") == ["vieux"]
    assert slugs(reader, "to=2020") == ["vieux"]


def test_no_result_tells_what_to_try(reader: Reader, publish: Publish) -> None:
    publish(sauvegardes=SAVING)
    assert "No article found" in reader.asks("/search", query="q=dromadaire").words
    assert "There is no word" in reader.asks("/search", query="q=%3F%3F%3F").words


def test_what_was_withdrawn_or_has_expired_is_hidden_before_the_search_file_follows(
    reader: Reader, publish: Publish, author: Author, clock: FrozenClock
) -> None:
    expiring = text("Offre brève", expires="2026-03-02T11:00:00Z")
    publish(sauvegardes=SAVING, imprimante=PRINTER, bref=expiring)
    assert slugs(reader, "q=sauvegarde") == ["sauvegardes", "imprimante"]
    assert slugs(reader, "q=offre") == ["bref"]
    author.deletes("articles/imprimante.md")
    author.publishes(sauvegardes=text("Un autre titre", "Un tout autre texte."))
    clock.advance(hours=2)
    page = reader.asks("/search", query="q=sauvegarde")
    assert "1 article found" in page.words
    assert ">Un autre titre</a>" in page.text
    assert "tout autre texte" in page.words
    assert "<mark>" not in page.text
    assert slugs(reader, "q=offre") == slugs(reader, "q=offre&from=2000") == []


def test_what_one_person_asks_is_kept_by_nobody_else(reader: Reader, publish: Publish) -> None:
    publish(sauvegardes=SAVING)
    page = reader.asks("/search", query="q=sauvegarde")
    assert page.headers["cache-control"].startswith("private, max-age=")
    assert "stale" not in page.headers["cache-control"]
    again = reader.asks("/search", query="q=sauvegarde", If_None_Match=page.headers["etag"])
    assert again.status == 304


def test_all_at_once_are_answered_from_one_reading(reader: Reader, publish: Publish, calls: Calls) -> None:
    publish(sauvegardes=SAVING, imprimante=PRINTER)
    reader.asks("/search")
    calls.take()
    with ThreadPoolExecutor(16) as pool:
        pages = list(pool.map(lambda _: reader.asks("/search", query="q=sauvegarde"), range(32)))
    assert all("2 articles found" in page.words for page in pages)
    assert calls.take() == ["GetObject"]
    reader.asks("/search", query="q=imprimante")
    assert calls.take() == []


def test_while_s3_fails_the_file_read_last_is_searched(
    reader: Reader, publish: Publish, blog: Services, mocker: MockerFixture, clock: FrozenClock
) -> None:
    publish(sauvegardes=SAVING)
    reader.asks("/search", query="q=sauvegarde")
    publish(imprimante=PRINTER)
    mocker.patch.object(blog.bucket._client, "get_object", side_effect=DOWN)
    clock.advance(seconds=61)
    page = reader.asks("/search", query="q=sauvegarde")
    assert page.status == 200
    assert "1 article found" in page.words
    assert page.headers["cache-control"] == "no-cache"
    mocker.stopall()
    clock.advance(seconds=10)
    assert "2 articles found" in reader.asks("/search", query="q=sauvegarde").words


@pytest.mark.parametrize("fault", ["down", "cut", "other", "missing"])
def test_where_no_file_can_be_read_the_page_says_so_and_the_others_work(
    reader: Reader,
    publish: Publish,
    blog: Services,
    mocker: MockerFixture,
    clock: FrozenClock,
    fault: str,
) -> None:
    publish(sauvegardes=SAVING)
    reader.asks("/")
    good = blog.bucket.read(SEARCH_KEY).data
    if fault == "down":
        mocker.patch.object(blog.bucket._client, "get_object", side_effect=DOWN)
    elif fault == "missing":
        blog.bucket.delete(SEARCH_KEY)
    else:
        blog.bucket.write(SEARCH_KEY, good[:9000] if fault == "cut" else b"not a database" * 999)
    page = reader.asks("/search", query="q=sauvegarde&page=2")
    assert page.status == 503
    assert "Search is not available just now" in page.words
    assert page.fields["q"] == "sauvegarde"
    assert page.headers["retry-after"]
    assert reader.asks("/").status == 200
    assert reader.asks("/search").status == 200
    mocker.stopall()
    blog.bucket.write(SEARCH_KEY, good)
    clock.advance(seconds=10)
    assert "1 article found" in reader.asks("/search", query="q=sauvegarde").words


HOSTILE = [
    *('"', '""', '"" OR', "NEAR(a b)", "a AND", "AND OR NOT", "a*", "*", "^a", "title:a", "{a b}: c"),
    *("-", "--a", "-a", "\0", "a\0b", "\ud800", "'; DROP TABLE words; --", "(((((", "%"),
    *("<script>alert(1)</script>", "a" * 10240, "é " * 5000, "-x " * 500, '"a ' * 500, "le " * 500),
    *("tag:", 'tag:"', "-tag:a", "..", "9999..0001", "0000..9999", "1" * 4000, "'" * 300),
    *("😀", "\u202e", "٣", "ﬁ", "İ", "ǆ", "a\nb\r\n\t", "\ufeff", "x" * 255 + "-y"),
]


def test_whatever_is_typed_is_answered(reader: Reader, publish: Publish) -> None:
    publish(sauvegardes=SAVING, imprimante=PRINTER)
    for typed in HOSTILE:
        sent = quote_plus(typed.encode("utf-8", "surrogatepass"))
        for query in (f"q={sent}", f"tag={sent}", f"q=le&from={sent}&to={sent}"):
            page = reader.asks("/search", query=query)
            assert page.status == 200, query
            assert "<script" not in page.text


def test_a_field_may_hold_half_a_character(chalice_app: Any, reader: Reader, publish: Publish) -> None:
    """As a JSON event can have it."""
    publish(sauvegardes=SAVING)
    from billet.local.gateway import Context, match, rest_event

    route = match(chalice_app.routes, "/search")
    assert route
    event = rest_event("GET", "/search", route, query="q=x", headers=[("Accept", "text/html")])
    event["multiValueQueryStringParameters"]["q"] = ["\ud800 sauvegarde\0"]
    assert chalice_app(event, Context())["statusCode"] == 200


def test_a_long_question_is_cut_and_the_page_says_so(reader: Reader, publish: Publish) -> None:
    publish(sauvegardes=SAVING)
    page = reader.asks("/search", query="q=" + quote_plus("sauvegarde " * 1000))
    assert "only its beginning has been looked for" in page.words
    assert "1 article found" in page.words


def test_a_browser_can_add_it(reader: Reader, author: Author) -> None:
    author.publishes(site='title = "Le carnet d’un <consultant> & co"\ntagline = "Une\\u0001 ligne"\n')
    assert '<link rel="search" type="application/opensearchdescription+xml" href="/opensearch.xml"' in (
        reader.asks("/").text
    )
    answer = reader.asks("/opensearch.xml")
    assert answer.headers["content-type"].startswith("application/opensearchdescription+xml")
    root = ET.fromstring(answer.body)
    space = "{http://a9.com/-/spec/opensearch/1.1/}"
    assert root.tag == f"{space}OpenSearchDescription"
    name = root.findtext(f"{space}ShortName")
    assert name == "Le carnet d’un…"
    assert len(name) <= 16
    url = root.find(f"{space}Url")
    assert url is not None
    assert url.get("template") == "https://blog.example.org/search?q={searchTerms}"


def test_without_a_public_address_no_browser_can(reader: Reader, blog: Services, author: Author) -> None:
    blog.settings = replace(blog.settings, base_url="")
    assert 'rel="search"' not in reader.asks("/").text
    assert reader.asks("/opensearch.xml").status == 404


def test_without_fts5_a_blog_goes_on_without_search_and_searches_again_with_it(
    reader: Reader, blog: Services, author: Author, publish: Publish, mocker: MockerFixture
) -> None:
    publish(sauvegardes=SAVING)
    has_search = mocker.patch.object(sqlite_features, "has_full_text_search", return_value=False)
    author.publishes(imprimante=PRINTER)
    events.on_schedule(object_event("Scheduled Event", "", ""), Context())
    page = reader.asks("/articles/imprimante")
    assert page.status == 200
    assert "/search" not in page.text
    assert "opensearch" not in page.text
    assert reader.asks("/opensearch.xml").status == 404
    answer = reader.asks("/search", query="q=imprimante")
    assert answer.status == 404
    assert "This site has no search" in answer.words
    assert 'href="/archive"' in answer.text
    has_search.return_value = True
    events.on_schedule(object_event("Scheduled Event", "", ""), Context())
    assert slugs(reader, "q=imprimante") == ["imprimante"]


def test_links_go_below_the_stage_prefix(chalice_app: Any, prefix: str, publish: Publish) -> None:
    publish(**{f"a_{number}": text(f"Cachalot {number}", tags="[Mer]") for number in range(11)})
    page = Reader(chalice_app, prefix).asks("/search", query="q=cachalot&page=2")
    for address in re.findall(r'(?:href|action)="([^"]+)"', page.text):
        assert address.startswith((f"{prefix}/", "https://", "#")), address
    assert f'action="{prefix}/search"' in page.text
    assert quote(f"{prefix}/articles/a-") in page.text


def test_a_text_without_spaces_is_found_by_any_two_of_its_characters_and_by_one(
    reader: Reader, publish: Publish
) -> None:
    publish(tokyo=text("昨日の旅", "昨日、東京都に行った。Pythonの本。"), sauvegardes=SAVING)
    for typed, mark in (
        ("東京", "東京"),
        ("京都に", "京都に"),
        ("都", "都"),
        ("python", "Python"),
        ("旅", "旅"),
    ):
        page = reader.asks("/search", query=f"q={quote_plus(typed)}")
        assert f"<mark>{mark}</mark>" in page.text, typed
        assert slugs(reader, f"q={quote_plus(typed)}") == ["tokyo"]
    assert slugs(reader, f"q={quote_plus('東都')}") == []


NEAR_MISSES = {
    "/articles/lettre-imprimante": (["Lettre à mon imprimante"], "lettre imprimante"),
    "/2013/04/lettre-a-mon-imprimente.html": (["Lettre à mon imprimante"], "lettre a mon imprimente"),
    "/blog/Les%20sauvegardes/": (["Les sauvegardes 3-2-1"], "Les sauvegardes"),
    "/tags/sauvegarde/index.html": (["Les sauvegardes 3-2-1"], "sauvegarde"),
    "/articles/mon-jardin-en-automne": ([], "mon jardin en automne"),
    "/articles/brouillon": ([], "brouillon"),
    "/wp-login.php": ([], ""),
    "/.git/lettre": ([], ""),
    "/lettre.zip": ([], ""),
    "/media/lettre": ([], ""),
    "/preview/lettre": ([], ""),
    "/%22%29%20OR%20tag%3A-": ([], "OR tag"),
}
"""The titles that an address without a page offers, and the words in its search field."""


def test_nothing_at_an_address_offers_the_nearest_titles(reader: Reader, publish: Publish) -> None:
    publish(imprimante=PRINTER, sauvegardes=SAVING, b=text("Brouillon", draft="true"))
    for path, (titles, words) in NEAR_MISSES.items():
        answer = reader.asks(path)
        main = answer.text.partition("<main")[2].partition("</main>")[0]
        assert answer.status == 404
        assert re.findall(r'<li><a href="/articles/[^>]*>([^<]*)</a>', main) == titles, path
        assert f'name="q" value="{words}"' in main, path


def test_nothing_at_an_address_asks_for_no_words_where_nothing_can_be_searched(
    reader: Reader, publish: Publish, blog: Services, mocker: MockerFixture
) -> None:
    publish(imprimante=PRINTER)
    mocker.patch.object(blog.search_cache, "_load", side_effect=Unavailable("no FTS5"))
    answer = reader.asks("/articles/lettre-imprimante")
    assert answer.status == 404
    assert 'value="lettre imprimante"' in answer.text


def test_what_programs_try_by_the_thousand_opens_no_search(
    reader: Reader, publish: Publish, calls: Calls
) -> None:
    publish(imprimante=PRINTER)
    assert reader.asks("/").status == 200
    calls.take()
    assert reader.asks("/wp-login.php").status == reader.asks("/.env").status == 404
    assert calls.take() == []
