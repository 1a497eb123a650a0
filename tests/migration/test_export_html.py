"""The static site: what a reader sees is there, from any server and from a disk, and nothing asks for one."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import unquote

import feedparser
import pytest

from billet.local.local_aws import LocalAws
from billet.migration.exporting.export import export
from billet.migration.exporting.static_page import page_of, stylesheet_of
from billet.migration.exporting.static_paths import file_of, link_between
from chalicelib.conversation.comment import Comment
from chalicelib.services import Services
from tests.conftest import NOW, Author, FrozenClock, make_blog

SETTINGS = """
title = "Carnet"
language = "en"
[contact]
email = "ada@example.org"
[redirects]
"/spip.php?article7" = "/articles/one"
"/blog/*" = "/articles/*"
"/gone.html" = "/articles/draft"
"""
FILES = {
    "site.toml": SETTINGS,
    "articles/one.md": "---\ntitle: One\ndate: 2026-01-01\ntags: [C]\n"
    "aliases: [/2013/one.html, /old, /?p=1]\n---\n"
    "![A](../media/été%201.svg) [two](two.md#part) [dead](/nowhere) [asked](/search?q=x)\n",
    "articles/two.md": "---\ntitle: Two\ndate: 2026-01-02\n---\n## Part\n\nA text.\n",
    "articles/draft.md": "---\ntitle: Draft\ndraft: true\n---\nA secret.\n",
    "articles/later.md": "---\ntitle: Later\ndate: 2027-01-01\n---\nA secret.\n",
    "articles/hidden.md": "---\ntitle: Hidden\ndate: 2026-01-03\nunlisted: true\n---\nFor a few.\n",
    "pages/about.md": "---\ntitle: About\n---\nMe.\n",
    "media/été 1.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>",
    "media/unused.pdf": "%PDF-1.4",
}
COMMENTS = 102  # two pages


@pytest.fixture(scope="module")
def site(aws: LocalAws, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("site")
    with make_blog(FrozenClock()) as blog:
        author = Author(blog)
        for key, text in FILES.items():
            author.uploads(key, text)
        author.reconciles()
        store_comments(blog)
        report = export(blog, folder, "html")
        assert [str(notice.origin) for notice in report.notices] == ["/nowhere", "/search?q=x"]
        yield folder


def test_a_site_without_feeds_says_why(blog: Services, author: Author, tmp_path: Path) -> None:
    author.publishes(a="---\ntitle: A\ndate: 2026-01-01\n---\nA text.\n")
    blog.settings = replace(blog.settings, base_url="")
    report = export(blog, tmp_path / "site", "html")
    assert "the address of the blog is not known" in report.notices[-1].message
    assert not (tmp_path / "site" / "feed.xml").exists()


def store_comments(blog: Services) -> None:
    for number in range(COMMENTS):
        posted = NOW - timedelta(days=9) + timedelta(minutes=number)
        blog.comments.add(
            Comment(f"c{number}", "articles/one", f"Ada {number}", "Yes.", posted, state="approved")
        )
    blog.comments.add(Comment("waiting", "articles/one", "Eve", "A secret.", NOW))


def text_of(site: Path, path: str) -> str:
    return (site / path).read_text(encoding="utf-8")


def pages_of(site: Path) -> dict[str, str]:
    return {p.relative_to(site).as_posix(): p.read_text(encoding="utf-8") for p in site.rglob("*.html")}


def test_each_link_leads_to_a_file_and_to_a_place_in_it(site: Path) -> None:
    pages = pages_of(site)
    dead = set()
    for path, text in pages.items():
        for written in re.findall(r'\s(?:href|src)="([^"]*)"', text):
            link, _, fragment = html.unescape(written).partition("#")
            if re.match(r"[a-z]+:", link):
                continue
            folder = site if link.startswith("/") else (site / path).parent
            target = (folder / unquote(link).lstrip("/")).resolve() if link else site / path
            if not target.is_file():
                dead.add(link)
            elif fragment and target.suffix == ".html":
                assert f'id="{fragment}"' in target.read_text(encoding="utf-8"), (path, written)
    assert dead == {"../../nowhere/index.html", "../../search/q-x.html"}  # its author's own


def test_all_that_readers_reach_is_there_and_nothing_else(site: Path) -> None:
    files = {p.relative_to(site).as_posix() for p in site.rglob("*") if p.is_file()}

    assert {
        *("index.html", "404.html", "archive/index.html", "archive/2026/index.html", "tags/c/index.html"),
        *("feed.xml", "feed.json", "sitemap.xml", "robots.txt", "favicon.ico", "tags/c/feed.xml"),
        *("articles/hidden/index.html", "pages/about/index.html", "contact/index.html", "follow/index.html"),
        *("media/été 1.svg", "media/unused.pdf", "articles/one/comments/feed.xml"),
    } <= files
    assert not [name for name in files if "draft" in name or "later" in name or name.startswith("search")]
    assert not [path for path, text in pages_of(site).items() if "A secret." in text]


def test_there_is_no_form_and_words_that_are_right_without(site: Path) -> None:
    pages = pages_of(site)

    assert not [path for path, text in pages.items() if re.search(r"<form|<input|/search/index", text)]
    article = pages["articles/one/index.html"]
    assert "Comments are closed." in article
    assert 'href="mailto:ada@example.org?subject=One"' in article
    assert "just now" not in article
    assert "mailto:ada@example.org" in pages["contact/index.html"]
    assert "Write to me here" not in pages["contact/index.html"]


def test_comments_are_on_one_chain_of_pages_and_each_has_its_address(site: Path) -> None:
    first = text_of(site, "articles/one/index.html")
    (further,) = (site / "articles/one/comments").glob("from-*.html")

    assert first.count('<li id="comment_') + further.read_text().count('<li id="comment_') == COMMENTS
    assert f'href="comments/{further.name}#comments_section"' in first
    assert 'href="../index.html#comments_section"' in further.read_text()
    assert f'url=../{further.name}#comment_c101"' in text_of(site, "articles/one/comments/c101/index.html")
    assert 'url=../../index.html#comment_c1"' in text_of(site, "articles/one/comments/c1/index.html")


def test_what_headers_say_stands_in_the_page_and_lets_a_disk_show_it(site: Path) -> None:
    page = text_of(site, "index.html")

    (policy,) = re.findall(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">', page)
    assert "default-src 'none'" in policy
    assert "style-src 'self' file:" in policy
    assert "frame-ancestors" not in policy
    assert '<meta name="referrer"' in page


def test_old_addresses_lead_on_by_pages_or_stand_in_lists(site: Path) -> None:
    assert 'url=../articles/one/index.html"' in text_of(site, "2013/one.html")
    assert 'url=../articles/one/index.html"' in text_of(site, "old/index.html")
    listed = {redirect["from"]: redirect["to"] for redirect in json.loads(text_of(site, "redirects.json"))}
    assert listed == {
        **dict.fromkeys(("/2013/one.html", "/old", "/?p=1", "/spip.php?article7"), "/articles/one"),
        "/blog/*": "/articles/*",
    }
    lines = text_of(site, "_redirects").splitlines()
    assert "/ p=1 /articles/one 301" in lines
    assert "/blog/* /articles/:splat 301" in lines


def test_feeds_and_the_page_for_lost_readers_have_addresses_from_the_root(site: Path) -> None:
    feed = feedparser.parse(text_of(site, "feed.xml"))
    assert not feed.bozo
    assert [entry.link for entry in feed.entries] == [
        f"https://blog.example.org/articles/{slug}" for slug in ("two", "one")
    ]
    assert 'href="/static/' in text_of(site, "404.html")
    assert "https://blog.example.org/articles/one" in text_of(site, "sitemap.xml")


@pytest.mark.parametrize(
    ("body", "written"),
    [
        ('<a href="/articles/b?x=1&amp;y=2#z">', '<a href="../b/x-1-y-2.html#z">'),
        ('<img srcset="/media/_sizes/a/1.webp 480w, /media/a.webp 960w" alt="&lt;a&gt;">',
         '<img srcset="../../media/_sizes/a/1.webp 480w, ../../media/a.webp 960w" alt="&lt;a&gt;">'),
        ('<video poster="/media/p.jpg">', '<video poster="../../media/p.jpg">'),
        ('<a href="/articles/a#b">', '<a href="#b">'),
        ('<a href="//host/x"><a href="https://host/x"><a href="mailto:a@b.c">',) * 2,
        ('<p>href="/articles/b" &lt;a href="/x"&gt;</p>',) * 2,
    ],
)  # fmt: skip
def test_addresses_in_tags_become_links_to_files(body: str, written: str) -> None:
    assert page_of(body, {}, "articles/a/index.html", "", lambda address: address) == written


def test_addresses_in_a_style_sheet_become_links_to_files() -> None:
    css = 'a { background: url("/media/a b.svg"), url(/media/c.svg), url(data:x) }'

    assert stylesheet_of(css, "static/style.css", lambda address: address) == (
        'a { background: url("../media/a%20b.svg"), url(../media/c.svg), url(data:x) }'
    )


@pytest.mark.parametrize(
    ("address", "file"),
    [
        ("/", "index.html"),
        ("/articles/%C3%A9t%C3%A9", "articles/été/index.html"),
        ("/tags/node.js", "tags/node.js/index.html"),
        ("/2013/x.html", "2013/x.html"),
        ("/wp-content/uploads/x.jpg", "wp-content/uploads/x.jpg"),
        ("/sitemap/2", "sitemap/2.xml"),
        ("/articles/x/comments?from=2025", "articles/x/comments/from-2025.html"),
        ("/media/a%20b.png", "media/a b.png"),
    ],
)
def test_each_address_has_its_file(address: str, file: str) -> None:
    assert file_of(address) == file


@pytest.mark.parametrize(
    ("file", "target", "link"),
    [
        ("index.html", "a/index.html", "a/index.html"),
        ("a/b/index.html", "index.html", "../../index.html"),
        ("a/index.html", "a/c d#e.html", "c%20d%23e.html"),
        ("index.html", "a:b/index.html", "a%3Ab/index.html"),
        ("", "a/index.html", "/a/index.html"),
    ],
)
def test_links_are_relative_and_encoded(file: str, target: str, link: str) -> None:
    assert link_between(file, target) == link
