"""What feed readers get, through real API Gateway events."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree as ET

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_mock import MockerFixture

from chalicelib import invocation
from chalicelib.conversation.comment import Comment, CommentPage
from chalicelib.services import Services
from tests.conftest import NOW, Answer, Author, Calls, FrozenClock, Reader, lose_texts
from tests.deciding import moderate

ATOM = "{http://www.w3.org/2005/Atom}"
THREAD = "{http://purl.org/syndication/thread/1.0}"
BASE = "https://blog.example.org"
SITE = """
title = "Carnet"
tagline = "Une ligne"
first_year = 2004
[author]
name = "Camille"
"""
ARTICLE = """---
title: L'été
date: 2026-01-15
tags: [Été, ERP]
categories: [Projets]
---
Un *texte* : [autre](b.md), [là](#la), ![vue](../media/vue.png), [ailleurs](https://example.org/x).

## Là
"""
FEEDS = [
    "/feed.xml",
    "/feed.json",
    "/tags/ete/feed.xml",
    "/tags/ete/feed.json",
    "/categories/projets/feed.xml",
    "/categories/projets/feed.json",
    "/articles/a/comments/feed.xml",
]


def dated(title: str, day: str, more: str = "", text: str = "Du texte.") -> str:
    return f"---\ntitle: {title}\ndate: {day}\n{more}---\n{text}\n"


def entries(answer: Answer) -> list[ET.Element]:
    return ET.fromstring(answer.body).findall(f"{ATOM}entry")


def test_programs_for_podcasts_find_the_sounds_and_films_of_an_article(
    reader: Reader, author: Author
) -> None:
    author.uploads("media/épisode 1.mp3", bytes(5_000_000))
    author.uploads("media/film.mp4", b"x")
    sound, film = "![Un](../media/épisode 1.mp3)", '<video src="../media/film.mp4"></video>'
    text = f"{sound}\n\n{film}\n\n{sound} ![absent](../media/rien.mp3) ![ailleurs](https://example.org/x.mp3)"
    author.publishes(a=dated("A", "2026-01-15", text=text))
    (entry,) = entries(reader.asks("/feed.xml"))
    enclosures = [
        (f"{BASE}/media/%C3%A9pisode%201.mp3", "audio/mpeg", 5_000_000),
        (f"{BASE}/media/film.mp4", "video/mp4", 1),
    ]
    assert [
        (link.get("href"), link.get("type"), int(link.get("length", "")))
        for link in entry.findall(f"{ATOM}link[@rel='enclosure']")
    ] == enclosures
    (item,) = json.loads(reader.asks("/feed.json").body)["items"]
    assert [tuple(attachment.values()) for attachment in item["attachments"]] == enclosures


def ids(answer: Answer) -> list[str]:
    return [entry.findtext(f"{ATOM}id") or "" for entry in entries(answer)]


def links(node: ET.Element) -> dict[str, str]:
    return {link.attrib["rel"]: link.attrib["href"] for link in node.findall(f"{ATOM}link")}


def comment(blog: Services, name: str, text: str, article: str = "articles/a", **more: Any) -> None:
    more.setdefault("id", "0" * 32)
    blog.comments.add(Comment(article=article, name=name, text=text, posted=blog.clock(), **more))
    if "state" not in more:
        moderate(more["id"], "approved", blog.comments, timedelta(), blog.clock)


@pytest.fixture
def published(author: Author) -> Author:
    author.publishes(a=ARTICLE, b=dated("B", "2026-01-10"), site=SITE)
    return author


def test_a_feed_says_what_it_is_of(reader: Reader, published: Author) -> None:
    answer = reader.asks("/feed.xml")
    assert answer.headers["content-type"] == "application/xml; charset=utf-8"
    root = ET.fromstring(answer.body)
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == "fr"
    assert root.findtext(f"{ATOM}title") == "Carnet"
    assert root.findtext(f"{ATOM}subtitle") == "Une ligne"
    assert root.findtext(f"{ATOM}rights") == "© 2004-2026 Camille"
    assert root.findtext(f"{ATOM}author/{ATOM}name") == "Camille"
    assert links(root) == {"self": f"{BASE}/feed.xml", "alternate": f"{BASE}/"}


def test_an_entry_has_the_whole_article_with_whole_addresses(reader: Reader, published: Author) -> None:
    entry = entries(reader.asks("/feed.xml"))[0]
    assert entry.findtext(f"{ATOM}id") == "tag:blog.example.org,2026:article:articles/a"
    assert entry.findtext(f"{ATOM}title") == "L’été"
    assert entry.findtext(f"{ATOM}published") == "2026-01-15T00:00:00+01:00"
    assert [category.get("term") for category in entry.findall(f"{ATOM}category")] == [
        "Projets",
        "Été",
        "ERP",
    ]
    assert links(entry)["alternate"] == f"{BASE}/articles/a"
    assert links(entry)["replies"] == f"{BASE}/articles/a/comments/feed.xml"
    content = entry.find(f"{ATOM}content")
    assert content is not None
    assert content.get("type") == "html"
    html = content.text or ""
    for address in ("/articles/b", "/articles/a#la", "/media/vue.png"):
        assert f'="{BASE}{address}"' in html
    assert 'href="/' not in html
    assert 'src="/' not in html
    assert "<em>texte</em>" in html


def test_the_json_feed_has_the_same(reader: Reader, published: Author) -> None:
    answer = reader.asks("/feed.json")
    assert answer.headers["content-type"] == "application/feed+json"
    document = json.loads(answer.body)
    assert document["version"] == "https://jsonfeed.org/version/1.1"
    assert (document["feed_url"], document["home_page_url"]) == (f"{BASE}/feed.json", f"{BASE}/")
    atom = entries(reader.asks("/feed.xml"))
    for item, entry in zip(document["items"], atom, strict=True):
        assert item["id"] == entry.findtext(f"{ATOM}id")
        assert item["content_html"] == entry.findtext(f"{ATOM}content")
        assert item["date_published"] == entry.findtext(f"{ATOM}published")
        assert item["date_modified"] == entry.findtext(f"{ATOM}updated")
    assert document["items"][0]["tags"] == ["Projets", "Été", "ERP"]


def test_a_feed_has_the_twenty_newest_articles(reader: Reader, author: Author) -> None:
    for number in range(22):
        author.uploads(f"articles/n{number:02}.md", dated(f"N{number:02}", f"2026-01-{number + 1:02}"))
    author.reconciles()
    titles = [entry.findtext(f"{ATOM}title") for entry in entries(reader.asks("/feed.xml"))]
    assert titles == [f"N{number:02}" for number in range(21, 1, -1)]


@pytest.mark.parametrize(
    "changes",
    [
        lambda author: (author.deletes("articles/a.md"), author.uploads("articles/new name.md", ARTICLE)),
        lambda author: author.uploads("articles/a.md", ARTICLE.replace("title:", "slug: other\ntitle:")),
        lambda author: author.uploads("articles/a.md", ARTICLE.replace("L'été", "L'hiver") + "Plus."),
        lambda author: author.uploads("articles/a.md", ARTICLE.replace("2026-01-15", "2026-01-20")),
    ],
    ids=["file", "slug", "text", "date"],
)
def test_no_article_is_new_twice_because_of_a_rename_or_an_edit(
    reader: Reader, published: Author, clock: FrozenClock, changes: Any
) -> None:
    before = {path: ids(reader.asks(path)) for path in ("/feed.xml", "/tags/ete/feed.xml")}
    clock.advance(hours=1)
    changes(published)
    published.reconciles()
    assert {path: ids(reader.asks(path)) for path in before} == before


def test_an_edit_is_told_by_its_time(reader: Reader, published: Author, clock: FrozenClock) -> None:
    def updated() -> datetime:
        return datetime.fromisoformat(entries(reader.asks("/feed.xml"))[0].findtext(f"{ATOM}updated") or "")

    before = updated()
    clock.advance(days=1)
    published.publishes(a=ARTICLE + "Plus.")
    clock.advance(minutes=2)
    assert updated() > before


def test_ids_outlive_a_change_of_address_where_the_author_names_who_gives_them(
    reader: Reader, published: Author, blog: Services
) -> None:
    published.publishes(site=SITE + '[feeds]\nauthority = "example.org,2004"\n')
    answer = reader.asks("/feed.xml")
    assert ids(answer)[0] == "tag:example.org,2004:article:articles/a"
    assert ET.fromstring(answer.body).findtext(f"{ATOM}id") == "tag:example.org,2004:feed:articles"


@pytest.mark.parametrize("kind", ["tags/ete", "categories/projets"])
def test_each_tag_and_category_has_a_feed(reader: Reader, published: Author, kind: str) -> None:
    answer = reader.asks(f"/{kind}/feed.xml")
    assert ids(answer) == ["tag:blog.example.org,2026:article:articles/a"]
    root = ET.fromstring(answer.body)
    label = "Été" if "ete" in kind else "Projets"
    assert root.findtext(f"{ATOM}title") == f"{label} – Carnet"
    assert links(root) == {"self": f"{BASE}/{kind}/feed.xml", "alternate": f"{BASE}/{kind}"}
    assert "Un <em>texte</em>" in (entries(answer)[0].findtext(f"{ATOM}content") or "")


def test_a_tag_as_it_is_written_leads_to_its_feed(reader: Reader, published: Author) -> None:
    answer = reader.asks("/tags/%C3%89t%C3%A9/feed.json")
    assert (answer.status, answer.headers["location"]) == (301, "/tags/ete/feed.json")


@pytest.mark.parametrize(
    "path", ["/tags/none/feed.xml", "/categories/ete/feed.json", "/tags/..%2Fa/feed.xml"]
)
def test_a_tag_that_nothing_has_has_no_feed(reader: Reader, published: Author, path: str) -> None:
    assert reader.asks(path).status == 404


def test_a_feed_of_no_article_is_one_all_the_same(reader: Reader, author: Author) -> None:
    author.publishes(site=SITE)
    root = ET.fromstring(reader.asks("/feed.xml").body)
    assert root.findtext(f"{ATOM}updated") == "1970-01-01T01:00:00+01:00"
    assert json.loads(reader.asks("/feed.json").body)["items"] == []


def test_comments_come_newest_first_and_lead_to_their_place(
    reader: Reader, published: Author, blog: Services, clock: FrozenClock
) -> None:
    comment(blog, "Léa", "Bravo !")
    clock.advance(hours=1)
    comment(blog, "Zoé", "Vraiment.", id="f" * 32)
    comment(blog, "", "", id="d" * 32)  # erased
    comment(blog, "Paul", "Caché.", state="pending", id="e" * 32, email="paul@example.org")
    clock.advance(minutes=2)
    answer = reader.asks("/articles/a/comments/feed.xml")
    assert "Caché" not in answer.text
    newest, oldest = entries(answer)
    assert newest.findtext(f"{ATOM}id") == f"tag:blog.example.org,2026:comment:{'f' * 32}"
    assert newest.findtext(f"{ATOM}title") == "Zoé à propos de «\u00a0L’été\u00a0»"
    assert newest.findtext(f"{ATOM}author/{ATOM}name") == "Zoé"
    assert newest.findtext(f"{ATOM}content") == '<p dir="auto">Vraiment.</p>\n'
    assert links(newest)["alternate"] == f"{BASE}/articles/a/comments/{'f' * 32}"
    reply = newest.find(f"{THREAD}in-reply-to")
    assert reply is not None
    assert reply.get("ref") == "tag:blog.example.org,2026:article:articles/a"
    assert oldest.findtext(f"{ATOM}author/{ATOM}name") == "Léa"
    assert 'id="comment_' + "f" * 32 in reader.asks("/articles/a").text


def test_a_feed_of_comments_moves_with_its_article(reader: Reader, published: Author) -> None:
    published.publishes(a=ARTICLE.replace("title:", "slug: other\ntitle:"))
    moved = reader.asks("/articles/a/comments/feed.xml")
    assert (moved.status, moved.headers["location"]) == (301, "/articles/other/comments/feed.xml")
    assert reader.follows(moved).status == 200


def test_an_article_that_takes_no_comments_has_no_feed_of_them(reader: Reader, published: Author) -> None:
    published.publishes(a=ARTICLE.replace("title:", "comments: false\ntitle:"))
    assert reader.asks("/articles/a/comments/feed.xml").status == 404
    assert reader.asks("/articles/none/comments/feed.xml").status == 404
    assert "comments/feed.xml" not in reader.asks("/articles/a").text


HOSTILE = ["]]>", "</content><script>", "&lt;b&gt;", '"><x a="', "x\x85\u2028", "%s {x}", "été 漢字 😀"]


@pytest.mark.parametrize("text", HOSTILE)
def test_titles_tags_and_comments_are_texts_whatever_they_hold(
    reader: Reader, author: Author, blog: Services, text: str
) -> None:
    quoted = json.dumps(text)
    author.publishes(a=f"---\ntitle: {quoted}\ndate: 2026-01-15\ntags: [{quoted}]\n---\nx", site=SITE)
    comment(blog, text, text)
    for path in ("/feed.xml", "/articles/a/comments/feed.xml"):
        assert len(entries(reader.asks(path))) == 1
    assert len(json.loads(reader.asks("/feed.json").body)["items"]) == 1
    said = entries(reader.asks("/articles/a/comments/feed.xml"))[0]
    assert "<script" not in (said.findtext(f"{ATOM}content") or "")


@given(name=st.text(min_size=1, max_size=30), text=st.text(min_size=1, max_size=60))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
def test_no_comment_breaks_a_feed(
    reader: Reader, published: Author, blog: Services, mocker: MockerFixture, name: str, text: str
) -> None:
    comment = Comment("a" * 32, "articles/a", name, text, NOW, "approved")
    mocker.patch.object(blog.comments, "approved_before", return_value=CommentPage((comment,)))
    published.restarts()
    assert len(entries(reader.asks("/articles/a/comments/feed.xml"))) == 1


def test_where_a_text_cannot_be_had_its_summary_is_sent_and_not_kept(
    reader: Reader, published: Author, blog: Services, mocker: MockerFixture
) -> None:
    lose_texts(blog, mocker)
    answer = reader.asks("/feed.xml")
    assert (answer.status, answer.headers["cache-control"]) == (200, "no-cache")
    assert [entry.find(f"{ATOM}content") for entry in entries(answer)] == [None, None]
    assert entries(answer)[1].findtext(f"{ATOM}summary") == "Du texte."
    assert json.loads(reader.asks("/feed.json").body)["items"][1]["content_text"] == "Du texte."
    mocker.stopall()
    blog.clock.advance(seconds=10)  # type: ignore[attr-defined]  # it is the frozen one
    again = reader.asks("/feed.xml")
    assert "public" in again.headers["cache-control"]
    assert all(entry.find(f"{ATOM}content") is not None for entry in entries(again))


def test_a_text_that_is_gone_does_not_take_the_feed_with_it(reader: Reader, published: Author) -> None:
    for version in published.blog.bucket._client.list_object_versions(
        Bucket=published.blog.settings.bucket, Prefix="articles/b.md"
    )["Versions"]:
        published.blog.bucket._client.delete_object(
            Bucket=published.blog.settings.bucket, Key="articles/b.md", VersionId=version["VersionId"]
        )
    answer = reader.asks("/feed.xml")
    assert [entry.find(f"{ATOM}content") is None for entry in entries(answer)] == [False, True]
    assert answer.headers["cache-control"] == "no-cache"


def test_a_feed_stays_far_below_what_a_function_may_answer(reader: Reader, author: Author) -> None:
    heavy = ("mot " * 50 + "\n\n") * 1_000
    for number in range(12):
        author.uploads(
            f"articles/n{number:02}.md", dated(f"N{number:02}", f"2026-01-{number + 1:02}", text=heavy)
        )
    author.reconciles()
    for path in ("/feed.xml", "/feed.json"):
        assert 1_500_000 < len(reader.asks(path).body) < 2_200_000
    whole = [entry.find(f"{ATOM}content") is not None for entry in entries(reader.asks("/feed.xml"))]
    assert whole == sorted(whole, reverse=True)
    assert {True, False} == set(whole)


def test_a_feed_is_put_together_once(reader: Reader, published: Author, calls: Calls) -> None:
    assert reader.asks("/feed.xml", Accept_Encoding="gzip").headers["content-encoding"] == "gzip"
    assert calls.take().count("GetObject") == 3  # the index and two texts
    current = invocation.current()
    assert current is not None
    assert (len(current.calls), current.cache) == (3, "miss"), "those of its threads are counted too"
    reader.asks("/feed.xml")
    reader.asks("/feed.json")
    assert calls.take() == []


@pytest.mark.parametrize("path", FEEDS)
def test_who_has_a_feed_is_not_sent_it_again(
    reader: Reader, published: Author, blog: Services, path: str
) -> None:
    comment(blog, "Léa", "Bravo")
    first = reader.asks(path)
    modified = first.headers["last-modified"]
    assert parsedate_to_datetime(modified) <= blog.clock()
    held: list[dict[str, Any]] = [
        {"If_None_Match": first.headers["etag"]},
        {"If_Modified_Since": modified},
        {"If_None_Match": first.headers["etag"], "If_Modified_Since": "Thu, 01 Jan 1970 00:00:00 GMT"},
    ]
    for headers in held:
        again = reader.asks(path, **headers)
        assert (again.status, again.body, again.headers["etag"]) == (304, b"", first.headers["etag"])
    # An ETag comes before a date: RFC 9110, 13.2.2.
    assert reader.asks(path, If_None_Match='"other"', If_Modified_Since=modified).status == 200
    assert reader.asks(path, If_Modified_Since="yesterday").status == 200


def test_a_date_tells_also_of_an_article_that_comes_with_an_old_one(
    reader: Reader, published: Author, clock: FrozenClock
) -> None:
    modified = reader.asks("/feed.xml").headers["last-modified"]
    published.publishes(old=dated("Old", "2013-01-01"))
    clock.advance(minutes=2)
    assert reader.asks("/feed.xml", If_Modified_Since=modified).status == 200
    published.deletes("articles/a.md")
    published.reconciles()
    clock.advance(minutes=2)
    assert reader.asks("/feed.xml", If_Modified_Since=modified).status == 200


@pytest.mark.parametrize("path", FEEDS)
def test_below_a_stage_prefix_the_public_address_is_the_one_of_the_settings(
    published: Author, chalice_app: Any, path: str
) -> None:
    answer = Reader(chalice_app, "/api").asks(path)
    assert answer.status == 200
    assert f"{BASE}{path}" in answer.text
    assert "/api" not in answer.text


@pytest.mark.parametrize("path", [*FEEDS, "/follow", "/sitemap.xml"])
def test_without_a_public_address_there_are_no_feeds_and_no_page_leads_to_one(
    reader: Reader, published: Author, blog: Services, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    monkeypatch.setattr(blog, "settings", type(blog.settings)(**{**vars(blog.settings), "base_url": ""}))
    assert reader.asks(path).status == 404
    page = reader.asks("/articles/a").text
    assert "feed" not in page
    assert "og:" not in page


def test_every_page_leads_to_the_feeds(published: Author, chalice_app: Any, prefix: str) -> None:
    reader = Reader(chalice_app, prefix)
    published.uploads("pages/p.md", "# P\n\nx")
    published.reconciles()
    for path in ("/", "/articles/a", "/pages/p", "/contact", "/nowhere"):
        head = reader.asks(path).text.partition("</head>")[0]
        assert f'type="application/atom+xml" title="Carnet" href="{prefix}/feed.xml"' in head
        assert f'type="application/feed+json" title="Carnet" href="{prefix}/feed.json"' in head
    own = f'title="Commentaires sur «\u00a0L’été\u00a0»" href="{prefix}/articles/a/comments/feed.xml"'
    assert own in reader.asks("/articles/a").text


def test_an_article_in_another_script_has_an_address_all_programs_take(
    reader: Reader, author: Author
) -> None:
    author.uploads("articles/漢 字.md", dated("漢字", "2026-01-01"))
    author.reconciles()
    entry = entries(reader.asks("/feed.xml"))[0]
    assert entry.findtext(f"{ATOM}id") == f"tag:blog.example.org,2026:article:articles/{quote('漢 字')}"
    assert links(entry)["alternate"].isascii()


def test_a_browser_shows_a_feed_with_a_style_of_ours(reader: Reader, published: Author) -> None:
    answer = reader.asks("/feed.xml")
    (address,) = re.findall(r'<\?xml-stylesheet type="text/css" href="([^"]+)"\?>', answer.text)
    style = reader.asks(address.removeprefix(BASE))
    assert style.headers["content-type"] == "text/css; charset=utf-8"
    assert "immutable" in style.headers["cache-control"]
    assert "style-src 'self'" in answer.headers["content-security-policy"]


def test_the_page_that_explains_feeds_offers_those_there_are(reader: Reader, published: Author) -> None:
    page = reader.asks("/follow")
    main = page.text.partition("<main")[2].partition("</main>")[0]
    addresses = re.findall(r'href="([^"]+)"', main)
    assert addresses[:2] == ["/feed.xml", "/feed.json"]
    assert {"/tags/ete/feed.xml", "/categories/projets/feed.xml"} <= set(addresses)
    assert [path for path in addresses if reader.asks(path).status != 200] == []
    assert f"{BASE}/feed.xml" in page.words
    assert "Suivre" in page.words.rpartition("Contact")[2]  # at the foot
    assert 'href="/articles/a/comments/feed.xml"' in reader.asks("/articles/a").text.partition("<main")[2]
