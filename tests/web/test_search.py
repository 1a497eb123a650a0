"""Search as readers have it, through real API Gateway events."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus

import pytest
from botocore.exceptions import EndpointConnectionError
from pytest_mock import MockerFixture

from chalicelib.content.edition.holdings import Holdings
from chalicelib.searching import base
from chalicelib.searching.document import Document, to_json
from chalicelib.services import Services
from chalicelib.web.page_context import PageContext
from tests.conftest import NOW, Author, Calls, FrozenClock, Reader

DOWN = EndpointConnectionError(endpoint_url="http://s3")

Cached = Callable[..., None]


def document(slug: str, title: str, text: str = "", **more: Any) -> Document:
    given = {"date": datetime(2026, 1, 15, 8, tzinfo=UTC), "language": "fr", **more}
    return Document(path=f"/articles/{slug}", title=title, text=text, **given)


SAVING = document(
    "sauvegardes",
    "Les sauvegardes 3-2-1",
    "Trois copies, deux supports. La sécurité des données de l’été <b>compte</b>.",
    tags=("Sécurité", "Été & co"),
)
PRINTER = document(
    "imprimante", "Lettre à mon imprimante", "Chère imprimante, tu coûtes une sauvegarde par page."
)


@pytest.fixture(autouse=True)
def _in_english(author: Author) -> None:
    author.publishes(site='language = "en"\n')


@pytest.fixture
def holding(blog: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cached:
    """Put what is searched into the bucket: documents of the base, recent ones, and paths that are gone."""
    made = iter(range(100))

    def put(*documents: Document, recent: tuple[Document, ...] = (), gone: tuple[str, ...] = ()) -> None:
        number = next(made)
        names = {"base": "", "recent": ""}
        if documents:
            file = tmp_path / f"{number}.sqlite"
            base.build(file, documents)
            names["base"] = f"_search/base-{number}"
            blog.bucket.write(names["base"], file.read_bytes())
        if recent:
            names["recent"] = f"_search/recent-{number}"
            blog.bucket.write(names["recent"], to_json(recent))
        holdings = Holdings(names["base"], names["recent"], gone)
        monkeypatch.setattr(PageContext, "holdings", property(lambda _: holdings))

    return put


@pytest.mark.parametrize("query", ["", "page=2"])
def test_the_form_alone_is_shown_until_something_is_asked(
    reader: Reader, blog: Services, calls: Calls, query: str
) -> None:
    page = reader.asks("/search", query=query)
    assert page.status == 200
    assert '<meta name="robots" content="noindex">' in page.text
    assert 'role="search"' in page.text
    assert "found" not in page.words
    assert "_search" not in " ".join(calls.take())


def test_what_is_found_is_shown_with_its_date_its_tags_and_marks(reader: Reader, holding: Cached) -> None:
    holding(SAVING, PRINTER)
    page = reader.asks("/search", query="q=securite")
    assert page.status == 200
    assert "1 article found" in page.words
    assert '<a href="/articles/sauvegardes">Les sauvegardes 3-2-1</a>' in page.text
    assert "<mark>sécurité</mark>" in page.text
    assert "&lt;b&gt;compte" in page.text
    assert "Thursday 15 January 2026" in page.words
    assert "tag=%C3%89t%C3%A9+%26+co" in page.text
    assert page.fields["q"] == "securite"


def test_it_speaks_the_language_of_the_site(reader: Reader, author: Author, holding: Cached) -> None:
    author.publishes(site='language = "fr"\n')
    holding(SAVING)
    assert "1 article trouvé" in reader.asks("/search", query="q=sauvegarde").words
    assert "Aucun article trouvé" in reader.asks("/search", query="q=dromadaire").words


def test_a_word_of_the_title_counts_more_than_one_of_the_text(reader: Reader, holding: Cached) -> None:
    filler = [document(f"autre-{n}", "Autre", "Rien de cela.") for n in range(20)]
    holding(PRINTER, SAVING, *filler)
    found = re.findall(r'<h3><a href="/articles/(\w+)', reader.asks("/search", query="q=sauvegarde").text)
    assert found == ["sauvegardes", "imprimante"]


def test_results_come_ten_at_a_time(reader: Reader, holding: Cached) -> None:
    holding(*(document(f"a-{n}", f"Cachalot {n}") for n in range(21)))
    first, last = (reader.asks("/search", query=f"q=cachalot&page={n}") for n in (1, 3))
    assert first.text.count("<h3>") == 10
    assert 'rel="next" href="/search?q=cachalot&amp;page=2"' in first.text
    assert last.text.count("<h3>") == 1
    assert "Page 3 of 3" in last.words
    for beyond in ("4", "0", "x", "99999", "1e3"):
        assert reader.asks("/search", query=f"q=cachalot&page={beyond}").status == 404


def test_tags_and_years_narrow_it(reader: Reader, holding: Cached) -> None:
    old = document("vieux", "Vieille imprimante", date=datetime(2020, 5, 1, tzinfo=UTC), tags=("Bureau",))
    holding(PRINTER, old)

    def found(query: str) -> list[str]:
        return re.findall(r'<h3><a href="/articles/(\w+)', reader.asks("/search", query=query).text)

    assert found("q=imprimante+2020..2021") == ["vieux"]
    assert found("q=imprimante&from=2021") == ["imprimante"]
    assert found("q=imprimante&tag=bureau") == ["vieux"]
    assert found("tag=Bureau") == ["vieux"]
    assert found("to=2020") == ["vieux"]


def test_nothing_found_tells_what_to_try(reader: Reader, holding: Cached) -> None:
    holding(SAVING)
    assert "No article found" in reader.asks("/search", query="q=dromadaire").words
    assert "There is no word" in reader.asks("/search", query="q=%3F%3F%3F").words


def test_what_came_since_is_searched_together_with_the_base(reader: Reader, holding: Cached) -> None:
    holding(SAVING, recent=(PRINTER,))
    assert "2 articles found" in reader.asks("/search", query="q=sauvegarde").words


def test_what_has_changed_or_gone_is_not_taken_from_the_base(reader: Reader, holding: Cached) -> None:
    rewritten = replace(SAVING, text="Un tout autre texte.")
    holding(SAVING, PRINTER, recent=(rewritten,), gone=(PRINTER.path,))
    assert "No article found" in reader.asks("/search", query="q=securite+donnees").words
    assert "1 article found" in reader.asks("/search", query="q=autre+texte").words
    assert "No article found" in reader.asks("/search", query="q=imprimante").words


@pytest.mark.parametrize("where", ["base", "recent"])
def test_an_article_that_has_expired_is_not_found(
    reader: Reader, holding: Cached, clock: FrozenClock, where: str
) -> None:
    brief = document("bref", "Offre brève", expires=NOW + timedelta(hours=1))
    holding(brief) if where == "base" else holding(recent=(brief,))
    assert "1 article found" in reader.asks("/search", query="q=offre").words
    clock.advance(hours=1)
    for query in ("q=offre", "q=offre&from=2000", "from=2000"):
        assert "No article found" in reader.asks("/search", query=query).words


def test_what_one_person_asks_is_kept_by_nobody_else(reader: Reader, holding: Cached) -> None:
    holding(SAVING)
    page = reader.asks("/search", query="q=sauvegarde")
    assert page.headers["cache-control"].startswith("private, max-age=")
    again = reader.asks("/search", query="q=sauvegarde", If_None_Match=page.headers["etag"])
    assert again.status == 304


def test_the_base_is_read_once(reader: Reader, holding: Cached, calls: Calls) -> None:
    holding(SAVING, recent=(PRINTER,))
    reader.asks("/search", query="q=sauvegarde")
    calls.take()
    reader.asks("/search", query="q=imprimante")
    assert calls.take() == []


def test_all_at_once_are_answered_from_one_reading(reader: Reader, holding: Cached, calls: Calls) -> None:
    holding(SAVING, recent=(PRINTER,))
    reader.asks("/search")
    calls.take()
    with ThreadPoolExecutor(16) as pool:
        pages = list(pool.map(lambda _: reader.asks("/search", query="q=sauvegarde"), range(32)))
    assert all("2 articles found" in page.words for page in pages)
    assert calls.take().count("GetObject") == 2


def test_while_s3_fails_what_was_read_last_is_searched(
    reader: Reader, holding: Cached, blog: Services, mocker: MockerFixture, clock: FrozenClock
) -> None:
    holding(SAVING)
    reader.asks("/search", query="q=sauvegarde")
    holding(SAVING, PRINTER)
    mocker.patch.object(blog.bucket._client, "get_object", side_effect=DOWN)
    page = reader.asks("/search", query="q=sauvegarde")
    assert page.status == 200
    assert "1 article found" in page.words
    assert page.headers["cache-control"] == "no-cache"
    mocker.stopall()
    clock.advance(seconds=10)
    assert "2 articles found" in reader.asks("/search", query="q=sauvegarde").words


def test_where_nothing_was_read_before_the_page_says_so_and_the_others_work(
    reader: Reader, holding: Cached, blog: Services, mocker: MockerFixture
) -> None:
    holding(SAVING)
    reader.asks("/")
    mocker.patch.object(blog.bucket._client, "get_object", side_effect=DOWN)
    page = reader.asks("/search", query="q=sauvegarde&page=2")
    assert page.status == 503
    assert "Search is not available just now" in page.words
    assert page.fields["q"] == "sauvegarde"
    assert page.headers["retry-after"]
    assert reader.asks("/").status == 200
    assert reader.asks("/search").status == 200


@pytest.mark.parametrize("harm", ["cut", "other", "missing"])
def test_a_damaged_base_leaves_the_recent_articles_to_be_found(
    reader: Reader, holding: Cached, blog: Services, harm: str, clock: FrozenClock
) -> None:
    holding(SAVING, recent=(PRINTER,))
    whole = blog.bucket.read("_search/base-0").data
    if harm == "missing":
        blog.bucket.delete("_search/base-0")
    else:
        blog.bucket.write("_search/base-0", whole[:9000] if harm == "cut" else b"not a database" * 999)
    page = reader.asks("/search", query="q=sauvegarde")
    assert page.status == 200
    assert "1 article found" in page.words
    assert page.headers["cache-control"] == "no-cache"
    blog.bucket.write("_search/base-0", whole)
    clock.advance(seconds=10)
    assert "2 articles found" in reader.asks("/search", query="q=sauvegarde").words


def test_a_base_whose_inside_is_damaged_is_given_up_as_well(
    reader: Reader, holding: Cached, blog: Services
) -> None:
    holding(*(document(f"a-{n}", f"Cachalot {n}", "mot " * 500) for n in range(99)), recent=(PRINTER,))
    data = blog.bucket.read("_search/base-0").data
    blog.bucket.write("_search/base-0", data[:8192] + b"\xff" * (len(data) - 8192))
    page = reader.asks("/search", query="q=imprimante")
    assert page.status == 200
    assert "1 article found" in page.words


def test_nothing_is_left_in_the_temporary_folder(
    reader: Reader, holding: Cached, tmp_path: Path, blog: Services
) -> None:
    holding(SAVING)
    blog.searcher._folder = tmp_path / "lambda"
    blog.searcher._folder.mkdir()
    assert "1 article found" in reader.asks("/search", query="q=sauvegarde").words
    assert list(blog.searcher._folder.iterdir()) == []


HOSTILE = [
    *('"', '""', '"" OR', "NEAR(a b)", "a AND", "AND OR NOT", "a*", "*", "^a", "title:a", "{a b}: c"),
    *("-", "--a", "-a", "\0", "a\0b", "\ud800", "'; DROP TABLE words; --", "(((((", "%"),
    *("<script>alert(1)</script>", "a" * 10240, "é " * 5000, "-x " * 500, '"a ' * 500, "le " * 500),
    *("tag:", 'tag:"', "-tag:a", "..", "9999..0001", "0000..9999", "1" * 4000, "'" * 300),
    *("😀", "\u202e", "٣", "ﬁ", "İ", "ǆ", "a\nb\r\n\t", "\ufeff", "x" * 255 + "-y"),
]


def test_whatever_is_typed_is_answered(reader: Reader, holding: Cached) -> None:
    holding(SAVING, recent=(PRINTER,))
    for typed in HOSTILE:
        sent = quote_plus(typed.encode("utf-8", "surrogatepass"))
        for query in (f"q={sent}", f"tag={sent}", f"q=le&from={sent}&to={sent}"):
            page = reader.asks("/search", query=query)
            assert page.status == 200, query
            assert "<script" not in page.text


def test_a_field_may_hold_half_a_character(chalice_app: Any, reader: Reader, holding: Cached) -> None:
    """As a JSON event can have it."""
    holding(SAVING)
    from billet.local.gateway import Context, match, rest_event

    found = match(chalice_app.routes, "/search")
    assert found
    event = rest_event("GET", "/search", found, query="q=x", headers=[("Accept", "text/html")])
    event["multiValueQueryStringParameters"]["q"] = ["\ud800 sauvegarde\0"]
    assert chalice_app(event, Context())["statusCode"] == 200


def test_a_long_question_is_cut_and_the_page_says_so(reader: Reader, holding: Cached) -> None:
    holding(SAVING)
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


def test_links_go_below_the_stage_prefix(chalice_app: Any, prefix: str, holding: Cached) -> None:
    holding(*(document(f"a-{n}", f"Cachalot {n}", tags=("Mer",)) for n in range(21)))
    page = Reader(chalice_app, prefix).asks("/search", query="q=cachalot&page=2")
    for address in re.findall(r'(?:href|action)="([^"]+)"', page.text):
        assert address.startswith((f"{prefix}/", "https://", "#")), address
    assert f'action="{prefix}/search"' in page.text
    assert quote(f"{prefix}/articles/a-") in page.text
