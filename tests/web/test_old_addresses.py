"""Addresses of other tools: with a query, in another case or encoding, of feeds, and those in site.toml."""

from __future__ import annotations

import json
import unicodedata
from dataclasses import replace
from datetime import timedelta
from itertools import permutations
from typing import Any, Literal
from urllib.parse import quote, unquote, urlencode

import pytest
from botocore.exceptions import EndpointConnectionError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_mock import MockerFixture

from chalicelib.content import site_file
from chalicelib.content.site import Site
from chalicelib.content.site_file import InvalidSite
from chalicelib.index.storage import INDEX_KEY
from chalicelib.services import Services
from tests.conftest import NOW, Answer, Author, Calls, FrozenClock, Reader
from tests.index import examples

DOTCLEAR, WORDPRESS, SPIP = "/index.php?post/2005/03/12/Un", "/?p=12", "/spip.php?article12"
SEVERAL, ON_A_ROUTE = "/index.php?id=12&lang=fr", "/search?oldid=12"


def article(*aliases: str, more: str = "") -> str:
    return f"---\ntitle: A\ndate: 2026-01-15\naliases: {json.dumps(aliases)}\n{more}---\nTexte.\n"


def site(**redirects: str) -> str:
    lines = "".join(f"{json.dumps(old)} = {json.dumps(new)}\n" for old, new in redirects.items())
    return f'title = "Blog"\n[redirects]\n{lines}'


def ask(reader: Reader, address: str, method: str = "GET") -> Answer:
    path, _, query = address.partition("?")
    return reader.asks(path, method, query=query)


def location(answer: Answer) -> str:
    """Where an answer leads, "" for one that leads nowhere."""
    return answer.headers.get("location", "") if answer.status == 301 else ""


# With a query


@pytest.fixture
def _imported(author: Author) -> None:
    author.publishes(
        dotclear=article(DOTCLEAR),
        autre=article("/index.php?post/2006/03/12/Deux"),
        wordpress=article(WORDPRESS),
        spip=article(SPIP),
        several=article(SEVERAL),
        search=article(ON_A_ROUTE),
    )


WITH_QUERY = {
    DOTCLEAR: "/articles/dotclear",
    "/index.php?post/2006/03/12/Deux": "/articles/autre",
    "/index.php?post%2F2005%2F03%2F12%2FUn": "/articles/dotclear",
    WORDPRESS: "/articles/wordpress",
    "/index.php?P=12": "/articles/wordpress",
    SPIP: "/articles/spip",
    ON_A_ROUTE: "/articles/search",
    "/?p=12&utm_source=x&utm_medium=y": "/articles/wordpress?utm_source=x&utm_medium=y",
    "/%3Fp=12": "/articles/wordpress",
    "/?p=13": "",
    "/?p=12&p=13": "/articles/wordpress?p=13",
    "/?post/2005/03/12/Autre": "",
    "/?utm_source=x": "",
    "/index.php": "/",
    "/index.html": "/",
    "/index.php?id=12": "",
    "/index.php?id=12&lang=en": "",
    "/spip.php?article13": "",
    "/spip.php": "",
    "/contact?p=12": "",
}


@pytest.mark.usefixtures("_imported")
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_an_old_address_with_a_query_leads_to_its_own_article(reader: Reader, method: str) -> None:
    answers = {address: ask(reader, address, method) for address in WITH_QUERY}
    assert {address: location(answer) for address, answer in answers.items()} == WITH_QUERY
    for address, answer in answers.items():
        if WITH_QUERY[address]:
            assert answer.headers["cache-control"].startswith("public, max-age=60, stale-")
            assert ask(reader, WITH_QUERY[address]).status == 200
        else:
            assert answer.status == (200 if address.startswith(("/?", "/contact")) else 404)


@pytest.mark.usefixtures("_imported")
def test_the_order_of_a_query_says_nothing(chalice_app: Any) -> None:
    for fields in permutations([("id", "12"), ("lang", "fr"), ("a", "é b")]):
        answer = Reader(chalice_app, "/api").asks("/index.php", query=urlencode(fields))
        assert location(answer) == "/api/articles/several?a=%C3%A9+b"


def test_of_two_old_addresses_that_with_more_fields_is_meant(reader: Reader, author: Author) -> None:
    author.publishes(a=article("/?p=1"), b=article("/?p=1&lang=en"))
    for address, target in (("/?lang=en&p=1", "/articles/b"), ("/?p=1&lang=fr", "/articles/a?lang=fr")):
        assert location(ask(reader, address)) == target


@pytest.mark.usefixtures("_imported")
def test_nothing_that_is_sent_is_led_on(reader: Reader) -> None:
    assert [reader.asks("/", method, query="p=12").status for method in ("POST", "PUT", "DELETE")] == [
        405
    ] * 3


def test_a_draft_is_led_to_by_no_query(reader: Reader, author: Author) -> None:
    author.publishes(a=article(WORDPRESS, more="draft: true\n"))
    assert ask(reader, WORDPRESS).status == 200


@pytest.mark.usefixtures("_imported")
def test_looking_for_an_old_address_asks_nothing_of_aws(reader: Reader, author: Author, calls: Calls) -> None:
    reader.asks("/")
    calls.take()
    ask(reader, WORDPRESS)
    assert calls.take() == []


def test_without_an_index_the_page_says_what_is_wrong(
    reader: Reader, blog: Services, mocker: MockerFixture
) -> None:
    down = EndpointConnectionError(endpoint_url="http://s3")
    mocker.patch.object(blog.bucket._client, "get_object", side_effect=down)
    assert ask(reader, WORDPRESS).status == 503


# However it is written


HOWEVER = (
    "/vieux-billet", "/VIEUX-BILLET/", "/Vieux-Billet.HTML", "/vieux-billet/Index.php",
    "/%E9t%E9-2005", "/%C3%A9t%C3%A9-2005", "/e%CC%81te%CC%81-2005", "/%C3%89T%C3%89-2005",
    "/%25C3%25A9t%25C3%25A9-2005", "/%25E9t%25E9-2005/",
)  # fmt: skip


@pytest.mark.parametrize("alias", ["/été-2005", "/%E9t%E9-2005", "/%C3%A9t%C3%A9-2005.html"])
def test_an_old_address_is_found_however_it_is_written(reader: Reader, author: Author, alias: str) -> None:
    author.publishes(neuf=article("/Vieux-Billet", alias))
    assert {path: location(reader.asks(path)) for path in HOWEVER} == dict.fromkeys(HOWEVER, "/articles/neuf")


@pytest.fixture
def _published(author: Author) -> None:
    author.uploads("pages/a-propos.md", "---\ntitle: À propos\n---\nTexte.\n")
    terms = "tags: [Été]\ncategories: [Le Vélo]\nseries: Voyage\n"
    author.publishes(premier_billet=article("/x", more=terms), l_ete=article("/y"))


NEARLY = {
    "/articles/Premier-Billet": "/articles/premier-billet",
    "/articles/Premier-Billet/": "/articles/premier-billet",
    "/Articles/premier_billet.html": "/articles/premier-billet",
    "/articles/l'été": "/articles/l-ete",
    "/articles/L%92%C9t%E9": "/articles/l-ete",
    "/pages/A-Propos": "/pages/a-propos",
    "/pages/à propos/": "/pages/a-propos",
    "/tags/Été": "/tags/ete",
    "/tags/%C9t%E9/": "/tags/ete",
    "/TAGS/ete": "/tags/ete",
    "/tag/Été/": "/tags/ete",
    "/category/parent/le-velo/": "/categories/le-velo",
    "/categories/Le Vélo": "/categories/le-velo",
    "/Series/voyage": "/series/voyage",
    "/series/Voyage": "/series/voyage",
    "/Contact": "/contact",
    "/archive.html": "/archive",
    "/tag/personne": "",
    "/articles/premier/billet": "",
}


@pytest.mark.usefixtures("_published")
def test_an_address_that_is_nearly_one_of_today_leads_to_it(reader: Reader) -> None:
    for path, target in NEARLY.items():
        answer = reader.asks(path if "%" in path else quote(path))
        assert location(answer) == target, path
        assert (reader.follows(answer) if target else answer).status == (200 if target else 404)


# Feeds


FEEDS = (
    "/feed", "/feed/", "/rss", "/rss/", "/rss.xml", "/atom.xml", "/index.xml", "/feeds/all.atom.xml",
    "/feed.atom", "/feed/rss2/", "/feed/atom", "/FEED/", "/?feed=rss2", "/?feed=atom", "/feeds/posts/default",
    "/index.php?feed/atom", "/spip.php?page=backend", "/rss.php",
)  # fmt: skip
FEEDS_BELOW = {
    "/tags/ete/feed/": "/tags/ete/feed.xml",
    "/tag/Été/feed": "/tags/ete/feed.xml",
    "/tags/ete/index.xml": "/tags/ete/feed.xml",
    "/tags/Été/feed.xml": "/tags/ete/feed.xml",
    "/tags/Été/feed.json": "/tags/ete/feed.json",
    "/category/le-velo/feed/": "/categories/le-velo/feed.xml",
    "/category/parent/le-velo/feed/rss2/": "/categories/le-velo/feed.xml",
    "/categories/le-velo/atom.xml": "/categories/le-velo/feed.xml",
    "/feed/json": "/feed.json",
    "/tags/personne/feed/": "",
    "/feed/autre": "",
}


@pytest.mark.usefixtures("_published")
def test_the_feed_of_another_tool_is_the_feed(reader: Reader) -> None:
    for address in FEEDS:
        answer = ask(reader, address)
        assert location(answer) == "/feed.xml", address
        assert answer.headers["cache-control"].startswith("public, max-age=60, stale-")
    assert reader.follows(answer).status == 200


@pytest.mark.usefixtures("_published")
def test_a_feed_below_a_tag_or_category_is_its_own(reader: Reader) -> None:
    for path, target in FEEDS_BELOW.items():
        answer = reader.asks(quote(path))
        assert location(answer) == target, path
        assert (reader.follows(answer) if target else answer).status == (200 if target else 404)


def test_an_author_who_names_the_address_of_a_feed_has_it(reader: Reader, author: Author) -> None:
    author.publishes(a=article("/feed", "/?feed=rss2"), site=site(**{"/rss": "/archive"}))
    assert [location(ask(reader, path)) for path in ("/feed/", "/?feed=rss2", "/rss")] == [
        "/articles/a",
        "/articles/a",
        "/archive",
    ]


# site.toml

REDIRECTS = {
    "/vieux": "/articles/premier-billet#fin",
    "/%E9t%E9": "/tags/ete",
    "/?cat=3": "/categories/le-velo",
    "/blog/*": "/articles/*",
    "/blog/exact": "/archive",
    "/2013/*": "/archive",
    "/ailleurs": "https://example.org/été?a=1",
    "/forum/*": "https://forum.example.org/*",
    "/encore": "/vieux",
    "/cyrillique": "/articles/premier-billet/#а-ангилал",
    "/chez-moi/*": "https://blog.example.org/chez-moi/*",
    "/chez-moi-aussi": "/ici",
    "/": "/archive",
    "/ici": "https://blog.example.org/articles/l-ete",
    "/brouillon": "/articles/brouillon",
    "/personne": "/tags/personne",
}


LED_ON = {
    "/vieux": "/articles/premier-billet#fin",
    "/Vieux.html?utm_source=x": "/articles/premier-billet?utm_source=x#fin",
    "/%C3%A9t%C3%A9": "/tags/ete",
    "/?cat=3": "/categories/le-velo",
    "/blog/premier-billet": "/articles/premier-billet",
    "/blog/Premier-Billet.html": "/articles/premier-billet",
    "/blog/exact/": "/archive",
    "/blog/personne": "",
    "/blog": "",
    "/2013/04/02/x.html": "/archive",
    "/ailleurs?b=2": "https://example.org/%C3%A9t%C3%A9?a=1&b=2",
    "/forum/%C3%A9t%C3%A9/x?id=1": "https://forum.example.org/%C3%A9t%C3%A9/x?id=1",
    "/forum//evil.example/..%2F%0D%0Ax": "https://forum.example.org/evil.example/../%0D%0Ax",
    "/encore": "/articles/premier-billet#fin",
    "/ici": "/articles/l-ete",
    "/chez-moi/x": "",
    "/chez-moi-aussi": "/articles/l-ete",
    "/cyrillique": "/articles/premier-billet#%D0%B0-%D0%B0%D0%BD%D0%B3%D0%B8%D0%BB%D0%B0%D0%BB",
    "/brouillon": "",
    "/personne": "",
}


@pytest.mark.usefixtures("_published")
def test_a_redirect_of_the_settings_leads_on(author: Author, chalice_app: Any, prefix: str) -> None:
    author.publishes(brouillon=article("/z", more="draft: true\n"), site=site(**REDIRECTS))
    for address, target in LED_ON.items():
        answer = ask(Reader(chalice_app, prefix), address)
        assert location(answer) == (prefix + target if target[:1] == "/" else target), address
        assert answer.status == (301 if target else 404)


def test_what_a_page_has_or_an_author_says_comes_before_a_wildcard(reader: Reader, author: Author) -> None:
    author.publishes(a=article("/old/a"), site=site(**{"/*": "https://example.org/*", "/old/b": "/archive"}))
    for path, target in (
        ("/articles/a", ""),
        ("/old/a", "/articles/a"),
        ("/old/b", "/archive"),
        ("/old/c", "https://example.org/old/c"),
    ):
        assert location(reader.asks(path)) == target


PARTS = {
    "/2013/04/02/un/feed/": "/articles/a",
    "/2013/04/02/un/feed/atom": "/articles/a",
    "/2013/04/02/un/comment-page-3/": "/articles/a",
    "/2013/04/02/un/amp": "/articles/a",
    "/2013/04/page/2/": "/archive",
    "/sujet/velo/page/2": "/archive",
    "/wp-content/uploads/2013/mer-300x200.jpg": "/media/2013/mer.jpg",
    "/wp-content/uploads/2013/mer-scaled.jpg": "/media/2013/mer.jpg",
    "/wp-content/uploads/2013/mont-300x200.jpg": "/media/2013/mont-300x200.jpg",
    "/2012/04/02/un/feed/": "",
    "/amp": "",
}


def test_a_part_of_an_old_address_leads_where_that_does(reader: Reader, author: Author) -> None:
    for name in ("mer", "mont-300x200", "mont"):
        author.uploads(f"media/2013/{name}.jpg", b"a picture")
    redirects = {"/2013/*": "/archive", "/sujet/velo": "/archive", "/wp-content/uploads/*": "/media/*"}
    author.publishes(a=article("/2013/04/02/un/"), site=site(**redirects))
    assert {path: location(reader.asks(path)) for path in PARTS} == PARTS


# Media


@pytest.mark.parametrize("key", ["media/noe\u0308l.webp", "media/no\u00ebl.webp", "articles/noe\u0308l.webp"])
@pytest.mark.parametrize("path", ["/media/no%C3%ABl.webp", "/media/noe%CC%88l.webp", "/media/no%EBl.webp"])
def test_a_medium_is_found_in_either_normal_form(reader: Reader, author: Author, key: str, path: str) -> None:
    author.uploads(key, b"a picture")
    author.reconciles()
    answer = reader.asks(path.replace("/media/", "/media/articles/") if key[0] == "a" else path)
    assert (answer.status, answer.body) == (200, b"a picture")


def test_a_copy_of_a_picture_is_found_in_either_normal_form(reader: Reader, author: Author) -> None:
    author.uploads("media/noe\u0308l.webp", b"a picture")
    author.uploads("media/_sizes/noe\u0308l.webp/1a2b3c4d-640.webp", b"a copy")
    author.reconciles()
    assert reader.asks("/media/_sizes/no%C3%ABl.webp/1a2b3c4d-640.webp").body == b"a copy"
    assert reader.asks("/media/_sizes/no%C3%ABl.webp/1a2b3c4d-320.webp").status == 404


# Whatever is asked for

WORDS = (
    "articles",
    "tags",
    "a",
    "b",
    "soon",
    "ete",
    "A",
    "old",
    "x.html",
    "feed",
    "",
    "archive",
    "categories",
)
paths = st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(lambda words: "/" + "/".join(words))
queries = st.lists(st.sampled_from(["p=1", "p=2", "q", "feed=rss2"]), max_size=2).map("&".join)
addresses = st.tuples(paths, queries).map(lambda pair: "?".join(filter(None, pair)))
wildcards = paths.map(lambda path: path.rstrip("/") + "/*")
rules = st.dictionaries(addresses | wildcards, paths | wildcards, max_size=4)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(rules=rules, aliases=st.lists(addresses, max_size=3), requests=st.lists(addresses, min_size=1))
def test_no_address_leads_in_circles_or_fails(
    reader: Reader,
    author: Author,
    clock: FrozenClock,
    rules: dict[str, str],
    aliases: list[str],
    requests: list[str],
) -> None:
    try:
        configured = site_file.parse(site(**rules).encode())
    except InvalidSite:
        configured = Site()
    published = [
        examples.article("a", aliases=tuple(aliases), tags=("a", "été")),
        examples.article("b", aliases=tuple(aliases[:1])),
        examples.article("soon", aliases=tuple(aliases[1:]), appears=NOW + timedelta(days=9_999)),
    ]
    published = [
        replace(example, etag=author.blog.bucket.write(example.key, b"Texte.", content_type="text/plain"))
        for example in published
    ]
    author.blog.bucket.write(INDEX_KEY, examples.packed_index(published, site=configured))
    clock.advance(minutes=2)
    for address in requests:
        chain = [address]
        while target := location(ask(reader, chain[-1])):
            target = unquote(target.partition("#")[0])
            assert target not in chain, chain
            chain.append(target)
        last = ask(reader, chain[-1])
        assert last.status == 200 if len(chain) > 1 else last.status in (200, 404), chain


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_an_article_is_found_in_whichever_form_its_file_and_its_address_write_its_letters(
    reader: Reader, author: Author, form: Literal["NFC", "NFD"]
) -> None:
    key = unicodedata.normalize(form, "articles/\ud55c\uae00 \u304c.md")
    author.uploads(key, "---\ntitle: A\ndate: 2026-01-01\n---\nUn texte.\n")
    (receipt,) = author.reconciles().values()
    address = unquote(receipt.url)
    for written in ("NFC", "NFD"):
        assert reader.asks(quote(unicodedata.normalize(written, address))).status == 200
