"""What a reader gets, through real API Gateway events."""

from __future__ import annotations

import gzip
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from botocore.exceptions import EndpointConnectionError
from pytest_mock import MockerFixture

from chalicelib.errors import NotFound
from chalicelib.index.storage import INDEX_KEY
from chalicelib.markdown import renderer
from chalicelib.services import Services
from tests.conftest import Author, Calls, FrozenClock, Reader, lose_texts

ARTICLE = "---\ntitle: L'été\ndate: 2026-01-15\nplace: Albi\n---\nUn *texte* !\n"
SITE = """
title = "Carnet"
tagline = "Une ligne"
first_year = 2004
place = "Toulouse"
featured = "moment"
favourite = "favori"
legal = "mentions"
[author]
name = "Camille"
biography = "Écrit."
"""

DOWN = EndpointConnectionError(endpoint_url="http://s3")


def dated(title: str, day: str, more: str = "") -> str:
    return f"---\ntitle: {title}\ndate: {day}\n{more}---\nDu texte.\n"


def test_an_uploaded_article_is_read(reader: Reader, author: Author) -> None:
    author.publishes(ete=ARTICLE, site=SITE)
    page = reader.asks("/articles/ete")
    assert page.status == 200
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "<h1>L’été</h1>" in page.text
    assert "<p>Un <em>texte</em>\u202f!</p>" in page.text
    assert "Posté le jeudi 15 janvier 2026 (Albi)." in page.words
    assert "Camille Écrit." in page.words
    assert "Copyright © 2004-2026 Camille, tous droits réservés" in page.words


def test_every_link_goes_below_the_stage_prefix(
    author: Author, chalice_app: Any, prefix: str, blog: Services
) -> None:
    author.publishes(a=ARTICLE + "\n[b](/pages/b) ![c](../media/c.png)\n", site=SITE)
    reader = Reader(chalice_app, prefix)
    for path in ("/", "/articles/a", "/contact", "/nowhere"):
        text = reader.asks(path).text
        own = [
            part.split('"')[0] for mark in ('href="', 'action="', 'src="') for part in text.split(mark)[1:]
        ]
        paths = [address for address in own if address.startswith("/")]
        assert paths
        assert all(address.startswith(prefix + "/") and "/api/api" not in address for address in paths)


def test_behind_a_cdn_that_adds_the_stage_no_link_has_it(
    author: Author, chalice_app: Any, blog: Services
) -> None:
    author.uploads("pages/p.md", "# P\n\nx")
    author.publishes(a=ARTICLE + "\n[b](/pages/b) ![c](../media/c.png)\n", site=SITE)
    direct, behind = Reader(chalice_app, "/api"), Reader(chalice_app, "/api")
    behind.headers["X-Billet-Prefix"] = "none"
    for path in ("/", "/archive", "/articles/a", "/pages/p", "/contact", "/nowhere"):
        # Each after the other, and once more: neither gets what was kept for the other.
        texts = [reader.asks(path).text for reader in (direct, behind, direct, behind)]
        assert texts[0] == texts[2] != texts[1] == texts[3]
        assert "/api/" in texts[0]
        assert "/api" not in texts[1]
        assert texts[1] == texts[0].replace("/api/", "/")
        tags = [reader.asks(path).headers.get("etag") for reader in (direct, behind)]
        assert tags[0] != tags[1] or tags == [None, None]


def test_behind_a_cdn_a_form_leads_on_without_the_stage(
    author: Author, chalice_app: Any, blog: Services
) -> None:
    author.publishes(a=ARTICLE)
    behind = Reader(chalice_app, "/api")
    behind.headers["X-Billet-Prefix"] = "none"
    assert 'action="/articles/a/comments' in behind.asks("/articles/a").text
    sent = behind.comments("a", name="Léa", text="Bonjour")
    assert sent.status == 303
    assert sent.headers["location"].startswith("/articles/a/comments/received/")


@pytest.mark.parametrize("value", ["", "/", "/elsewhere", "//evil.example", "None", "none, none"])
def test_no_other_prefix_is_taken_from_a_header(
    author: Author, chalice_app: Any, blog: Services, value: str
) -> None:
    author.publishes(a=ARTICLE)
    reader = Reader(chalice_app, "/api")
    plain = reader.asks("/articles/a").text
    assert reader.asks("/articles/a", X_Billet_Prefix=value).text == plain


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/archive",
        "/tags",
        "/articles/a",
        "/pages/p",
        "/contact",
        "/robots.txt",
        "/favicon.ico",
        "/feed.xml",
        "/sitemap.xml",
    ],
)
def test_head_is_get_without_the_body(reader: Reader, author: Author, path: str) -> None:
    author.uploads("pages/p.md", "# P\n\nx")
    author.publishes(a=ARTICLE)
    whole, head = reader.asks(path), reader.asks(path, "HEAD")
    assert whole.status == head.status == 200
    assert whole.headers == head.headers
    assert head.body == b""


def test_the_home_page_lists_ten_articles_newest_first(reader: Reader, author: Author) -> None:
    for number in range(12):
        author.uploads(f"articles/n{number:02}.md", dated(f"Numéro {number:02}", f"2026-01-{number + 1:02}"))
    author.reconciles()
    first, second = reader.asks("/"), reader.asks("/page/2")
    listed = first.text.split("<main")[1].split("</main>")[0]
    assert [f"Numéro {number:02}" in listed for number in range(12)] == [False] * 2 + [True] * 10
    assert listed.index("Numéro 11") < listed.index("Numéro 10")
    assert "lundi 12 janvier 2026 · 1 min de lecture" in first.words
    assert "Du texte." in first.words
    assert 'rel="next" href="/page/2"' in first.text
    assert "Numéro 00" in second.words
    assert 'rel="prev" href="/"' in second.text


def test_an_empty_blog_says_what_to_do(reader: Reader) -> None:
    page = reader.asks("/")
    assert page.status == 200
    assert "Rien n’est encore publié." in page.words


def test_standing_pages_are_in_the_menu_and_the_legal_one_at_the_foot(reader: Reader, author: Author) -> None:
    author.uploads("pages/playlist.md", "---\ntitle: Playlist\norder: 2\n---\nx")
    author.uploads("pages/about.md", "---\ntitle: À propos\norder: 1\n---\nx")
    author.uploads("pages/mentions.md", "---\ntitle: Mentions légales\n---\nx")
    author.publishes(site=SITE)
    text = reader.asks("/pages/about").text
    menu, foot = text.split("</nav>")[0], text.split("<footer>")[1]
    assert menu.index("À propos") < menu.index("Playlist")
    assert "Mentions légales" not in menu
    assert 'href="/pages/mentions"' in foot


def test_an_article_has_the_furniture_the_author_chose(reader: Reader, author: Author) -> None:
    author.publishes(
        site=SITE,
        lu=dated("Lu", "2026-01-03"),
        moment=dated("Du moment", "2026-01-02"),
        favori=dated("Favori", "2026-01-01"),
    )
    home, page = reader.asks("/"), reader.asks("/articles/lu")
    assert "L’article du moment Du moment Posté le vendredi 2 janvier 2026" in page.words
    assert "Un autre article que l’auteur recommande\u00a0: «\u00a0" in page.text
    assert "Derniers articles Lu" in page.words
    assert "Derniers articles" not in home.words + reader.asks("/archive").words
    for line in ('<p class="season">L’hiver est arrivé…</p>', '<p class="tagline">Une ligne</p>'):
        assert line in home.text
        assert line not in page.text
    for network in ("LinkedIn", "X", "Facebook", "WhatsApp", "Mastodon", "Courriel"):
        assert f">{network}</a>" in page.text
    assert "https%3A%2F%2Fblog.example.org%2Farticles%2Flu" in page.text
    assert '<link rel="canonical" href="https://blog.example.org/articles/lu">' in page.text
    assert "L’article du moment" not in reader.asks("/articles/moment").words


def test_the_author_may_reword_or_silence_the_season(
    reader: Reader, author: Author, clock: FrozenClock
) -> None:
    author.publishes(site='[season]\nwinter = "Brr..."')
    assert "Brr…" in reader.asks("/").words
    author.publishes(site='[season]\nhemisphere = "south"')
    clock.advance(minutes=2)
    assert "L’été est arrivé…" in reader.asks("/").words
    author.publishes(site="[season]\nenabled = false")
    clock.advance(minutes=2)
    assert "arrivé" not in reader.asks("/").words


def test_an_english_article_has_an_english_page_on_a_french_site(reader: Reader, author: Author) -> None:
    author.publishes(a=dated("One", "2026-01-15", "lang: en\n"), site=SITE + '[season]\nwinter = "Brr !"')
    page = reader.asks("/articles/a")
    assert '<p class="season">' in reader.asks("/").text
    assert '<html lang="en" ' in page.text
    assert "Posted on Thursday 15 January 2026 ( Toulouse )." in page.words
    assert "Leave a comment" in page.words
    assert '<article class="teaser" lang="en">' in reader.asks("/").text


def test_an_english_site_is_english_throughout(reader: Reader, author: Author) -> None:
    author.publishes(a=ARTICLE, site='language = "en"')
    for path, words in {
        "/": "min read",
        "/articles/a": "Posted on Thursday 15 January 2026",
        "/contact": "Write to me here",
        "/nowhere": "This page does not exist",
    }.items():
        page = reader.asks(path)
        assert words in page.words
        assert '<html lang="en" ' in page.text


@pytest.mark.parametrize(
    ("path", "method", "status"),
    [
        ("/nowhere", "GET", 404),
        ("/nowhere/at/any/depth.php", "GET", 404),
        ("/nowhere", "POST", 404),
        ("/articles", "GET", 404),
        ("/media/", "PUT", 404),
        ("/nowhere", "DELETE", 404),
        ("/articles/unknown", "GET", 404),
        ("/articles/unknown/comments/received", "GET", 404),
        ("/pages/unknown", "GET", 404),
        ("/static/unknown.css", "GET", 404),
        ("/static/a", "GET", 404),
        ("/static/style.css.css", "GET", 404),
        ("/static/..%2Ffront.py", "GET", 404),
        ("/media/unknown.png", "GET", 404),
        ("/articles/a", "POST", 405),
        ("/", "PUT", 405),
        ("/contact", "DELETE", 405),
        ("/static/style.css", "OPTIONS", 405),
    ],
)
def test_what_is_not_there_is_a_page_of_the_site(
    reader: Reader, author: Author, path: str, method: str, status: int
) -> None:
    author.publishes(a=ARTICLE, site=SITE)
    for content_type in ("text/plain", "application/json", "application/x-www-form-urlencoded"):
        page = reader.asks(path, method, b"x", Content_Type=content_type)
        assert page.status == status
        assert page.headers["content-type"].startswith("text/html")
        assert page.headers["cache-control"] == "no-store"
        assert "Carnet" in page.words
    if status == 405:
        assert "GET, HEAD" in page.headers["allow"]


def test_a_client_that_names_no_type_is_answered(author: Author, chalice_app: Any, blog: Services) -> None:
    author.publishes(a=ARTICLE)
    assert Reader(chalice_app, headers={}).asks("/articles/a").status == 200


def test_addresses_may_be_percent_encoded(reader: Reader, author: Author) -> None:
    author.uploads("articles/x.md", "---\nslug: 夏\ndate: 2026-01-01\n---\nx")
    author.reconciles()
    assert reader.asks("/articles/%E5%A4%8F").status == 200


def test_a_page_that_is_unchanged_is_not_sent_again(reader: Reader, author: Author) -> None:
    author.publishes(a=ARTICLE)
    for path in ("/", "/articles/a", "/contact"):
        first = reader.asks(path)
        etag = first.headers["etag"]
        assert etag.startswith('"')
        again = reader.asks(path, If_None_Match=f'"other", W/{etag}')
        assert (again.status, again.body, again.headers["etag"]) == (304, b"", etag)
        assert again.headers["cache-control"] == first.headers["cache-control"]
        assert reader.asks(path, If_None_Match='"other"').status == 200


def test_pages_travel_compressed_to_who_can_read_that(reader: Reader, author: Author) -> None:
    author.publishes(a=ARTICLE)
    plain, small = reader.asks("/articles/a"), reader.asks("/articles/a", Accept_Encoding="gzip, br")
    assert gzip.decompress(small.body) == plain.body
    assert small.headers["content-encoding"] == "gzip"
    assert small.headers["vary"] == plain.headers["vary"] == "Accept-Encoding"
    assert small.headers["etag"] != plain.headers["etag"]
    again = reader.asks("/articles/a", If_None_Match=small.headers["etag"], Accept_Encoding="gzip")
    assert (again.status, again.headers["etag"]) == (304, small.headers["etag"])
    assert again.headers["vary"] == "Accept-Encoding"
    assert "content-encoding" not in reader.asks("/articles/a", Accept_Encoding="gzip;q=0").headers


def test_no_page_may_run_a_script_or_ask_a_third_party(reader: Reader, author: Author) -> None:
    author.publishes(a=ARTICLE, site=SITE)
    for path in ("/", "/articles/a", "/contact", "/nowhere", "/static/style.css", "/robots.txt"):
        page = reader.asks(path)
        assert "default-src 'none'" in page.headers["content-security-policy"]
        assert page.headers["x-content-type-options"] == "nosniff"
        assert "set-cookie" not in page.headers
        assert not re.search(r'<script(?! type="application/ld\+json">)', page.text)
    assert 'src="http' not in reader.asks("/articles/a").text


def test_the_stylesheet_is_kept_for_a_year_under_the_hash_of_its_content(reader: Reader) -> None:
    address = reader.asks("/").text.split('rel="stylesheet" href="')[1].split('"')[0]
    sheet = reader.asks(address)
    assert sheet.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert reader.asks(address, If_None_Match=sheet.headers["etag"]).status == 304
    older = reader.asks("/static/style.000000000000.css")
    assert older.body == sheet.body
    assert "immutable" not in older.headers["cache-control"]


# What is asked of AWS


def test_a_warm_article_asks_aws_nothing_and_later_one_conditional_get_and_one_query(
    reader: Reader, author: Author, clock: FrozenClock, calls: Calls
) -> None:
    author.publishes(a=ARTICLE, site=SITE)
    calls.take()
    reader.asks("/articles/a")
    assert calls.take() == ["GetObject", "Query", "GetObject"]
    clock.advance(seconds=59)
    reader.asks("/articles/a")
    assert calls.take() == []
    clock.advance(seconds=1)
    reader.asks("/articles/a")
    assert calls.take() == ["conditional GetObject", "Query"]


def test_the_home_page_costs_one_get_and_one_batch_of_counts(
    reader: Reader, author: Author, clock: FrozenClock, calls: Calls
) -> None:
    author.publishes(a=ARTICLE)
    calls.take()
    reader.asks("/")
    assert calls.take() == ["GetObject", "BatchGetItem"]
    reader.asks("/")
    assert calls.take() == []
    clock.advance(minutes=1)
    reader.asks("/")
    assert calls.take() == ["conditional GetObject", "BatchGetItem"]


def test_only_the_article_that_changed_is_read_again(
    reader: Reader, author: Author, clock: FrozenClock, calls: Calls
) -> None:
    author.publishes(a=ARTICLE + "[b](b.md)", b=ARTICLE)
    reader.asks("/articles/a")
    reader.asks("/articles/b")
    author.publishes(b=ARTICLE.replace("texte", "autre"))
    clock.advance(minutes=1)
    calls.take()
    assert "autre" in reader.asks("/articles/b").words
    assert calls.take() == ["conditional GetObject", "Query", "GetObject"]
    reader.asks("/articles/a")
    assert calls.take() == ["Query"]


def test_many_first_readers_render_once(
    reader: Reader, author: Author, calls: Calls, mocker: MockerFixture
) -> None:
    author.publishes(a=ARTICLE)
    rendering = mocker.spy(renderer, "render")
    calls.take()
    with ThreadPoolExecutor(12) as pool:
        pages = list(pool.map(lambda _: reader.asks("/articles/a").body, range(12)))
    assert len(set(pages)) == 1
    assert rendering.call_count == 1
    assert sorted(calls.take()) == ["GetObject", "GetObject", "Query"]


# When AWS fails


def test_when_s3_fails_the_last_good_page_is_served(
    reader: Reader, author: Author, blog: Services, clock: FrozenClock, mocker: MockerFixture, caplog: Any
) -> None:
    author.publishes(a=ARTICLE)
    before = reader.asks("/articles/a")
    mocker.patch.object(blog.bucket._client, "get_object", side_effect=DOWN)
    clock.advance(minutes=5)
    after = reader.asks("/articles/a")
    assert (after.status, after.body) == (200, before.body)
    assert "warning" not in after.headers
    assert after.headers["cache-control"] == "no-cache"


def test_when_only_the_new_text_cannot_be_read_the_old_one_is_served(
    reader: Reader, author: Author, blog: Services, clock: FrozenClock, mocker: MockerFixture
) -> None:
    author.publishes(a=ARTICLE)
    reader.asks("/articles/a")
    author.publishes(a=ARTICLE.replace("texte", "autre"))
    clock.advance(minutes=1)
    lose_texts(blog, mocker)
    page = reader.asks("/articles/a")
    assert page.status == 200
    assert "texte" in page.words
    mocker.stopall()
    clock.advance(seconds=5)
    assert "autre" in reader.asks("/articles/a").words


def test_when_s3_fails_and_nothing_is_kept_there_is_a_page_that_says_so(
    reader: Reader, blog: Services, mocker: MockerFixture
) -> None:
    mocker.patch.object(blog.bucket._client, "get_object", side_effect=DOWN)
    for path in ("/", "/articles/a", "/contact"):
        page = reader.asks(path)
        assert page.status == 503
        assert page.headers["retry-after"] == "30"
        assert page.headers["content-type"].startswith("text/html")
        assert "De retour dans une minute" in page.words
        assert "Rien n’est perdu" in page.words


def test_an_index_that_is_gone_or_damaged_is_a_failure_like_any_other(
    reader: Reader, author: Author, blog: Services, clock: FrozenClock
) -> None:
    blog.bucket.write(INDEX_KEY, b"no index")
    assert reader.asks("/").status == 503
    clock.advance(minutes=1)
    author.publishes(a=ARTICLE)
    before = reader.asks("/articles/a")
    assert before.status == 200
    for damaged in (True, False):
        if damaged:
            blog.bucket.write(INDEX_KEY, b"{}")
        else:
            blog.bucket.delete(INDEX_KEY)
        clock.advance(minutes=1)
        assert reader.asks("/articles/a").body == before.body


def test_without_versions_a_text_that_changed_since_the_index_is_a_failure_like_any_other(
    reader: Reader, author: Author, blog: Services, mocker: MockerFixture
) -> None:
    read = blog.bucket.read
    mocker.patch.object(blog.bucket, "read", side_effect=lambda *a, **k: replace(read(*a, **k), version=""))
    author.publishes(a=ARTICLE)
    author.uploads("articles/a.md", ARTICLE + "Plus.")
    page = reader.asks("/articles/a")
    assert page.status == 503
    assert "Ce qui fonctionne tout de même : les listes d’articles" in page.words


def test_error_pages_ask_no_store_that_has_just_failed(
    reader: Reader, blog: Services, mocker: MockerFixture
) -> None:
    get_object = mocker.patch.object(blog.bucket._client, "get_object", side_effect=DOWN)
    assert [reader.asks(path).status for path in ("/", "/articles/a", "/contact")] == [503] * 3
    assert get_object.call_count == 1


def test_all_stores_may_hang_and_the_answer_still_comes_in_time(blog: Services) -> None:
    config: Any = blog.bucket._client.meta.config
    tries = config.retries["total_max_attempts"]
    # The index, the text, the comments, the secret: connected to, they hold their answer back. A post asks
    # for the secret, the limits until one fails, whether to trust the writer, and to be stored.
    pauses = 1
    assert 4 * (tries * config.read_timeout + pauses) < 29


def test_another_language_of_the_site_renders_articles_anew(
    reader: Reader, author: Author, clock: FrozenClock
) -> None:
    author.publishes(a='---\ndate: 2026-01-15\n---\n"hello"\n')
    assert "«\u00a0hello" in reader.asks("/articles/a").text
    author.publishes(site='language = "en"')
    clock.advance(minutes=1)
    assert "“hello" in reader.asks("/articles/a").text


def test_an_unforeseen_failure_is_a_page_too(reader: Reader, author: Author, mocker: MockerFixture) -> None:
    author.publishes(a=ARTICLE)
    mocker.patch("chalicelib.web.articles.article_page", side_effect=RuntimeError("a defect"))
    page = reader.asks("/articles/a")
    assert page.status == 500
    assert "Quelque chose s’est mal passé" in page.words
    assert "a defect" not in page.text


def test_without_the_signing_secret_articles_are_read_and_no_form_is_shown(
    reader: Reader, author: Author, blog: Services, mocker: MockerFixture
) -> None:
    author.publishes(a=ARTICLE)
    mocker.patch(
        "chalicelib.services.read_secret",
        side_effect=NotFound("no secret"),
    )
    page = reader.asks("/articles/a")
    assert page.status == 200
    assert "<form" not in page.text
    assert page.headers["cache-control"] == "no-cache"
    assert reader.asks("/contact").status == 200


# What a text refers to


def test_a_link_to_a_file_follows_its_slug_and_costs_one_request_when_that_changes(
    reader: Reader, author: Author, clock: FrozenClock, calls: Calls
) -> None:
    other = "---\ntitle: B\ndate: 2026-01-01\nslug: {}\n---\nx\n"
    author.publishes(a="---\ntitle: A\ncomments: false\n---\n[b](b.md) [[B]]\n", b=other.format("un"))
    assert reader.asks("/articles/a").text.count('href="/articles/un"') >= 2
    author.publishes(b=other.format("deux"))
    clock.advance(minutes=2)
    calls.take()
    page = reader.asks("/articles/a")
    assert '"/articles/un"' not in page.text
    assert page.text.count('<a href="/articles/deux">') >= 2
    assert calls.take().count("GetObject") == 1, "the text that refers to what has moved"


def test_only_hosts_the_author_names_may_be_framed(
    reader: Reader, author: Author, clock: FrozenClock
) -> None:
    frame = '<iframe src="https://video.example.org/1"></iframe>'
    author.uploads("pages/p.md", f"# P\n\n{frame}\n")
    author.publishes(a=ARTICLE + frame + "\n")
    for path in ("/articles/a", "/pages/p"):
        page = reader.asks(path)
        assert "<iframe" not in page.text
        assert "frame-src" not in page.headers["content-security-policy"]
    author.publishes(site='frames = ["video.example.org"]')
    clock.advance(minutes=2)
    for path in ("/articles/a", "/pages/p"):
        page = reader.asks(path)
        assert '<iframe src="https://video.example.org/1"' in page.text
        policy = page.headers["content-security-policy"]
        assert policy.endswith("; frame-src https://video.example.org")
        assert policy.startswith("default-src 'none'")
    assert "frame-src" not in reader.asks("/").headers["content-security-policy"]


# Time


def test_no_page_is_kept_past_midnight(reader: Reader, author: Author, clock: FrozenClock) -> None:
    author.publishes(a=ARTICLE)
    clock.now = datetime(2026, 3, 2, 22, 59, 45, tzinfo=UTC)  # a quarter of a minute to midnight in Paris
    assert reader.asks("/").headers["cache-control"].startswith("public, max-age=15, stale-")


def test_the_copyright_keeps_itself_current(reader: Reader, author: Author, clock: FrozenClock) -> None:
    author.publishes(site="first_year = 2004")
    assert "© 2004-2026" in reader.asks("/").words
    clock.now = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)  # the new year has begun in Paris
    assert "© 2004-2027" in reader.asks("/").words
