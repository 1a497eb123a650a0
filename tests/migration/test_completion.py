"""Keys are added to front matter of every dialect, and no other byte changes."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from billet.migration.exporting.completion import Additions, complete
from chalicelib.content import article_parser
from chalicelib.content.article import Source
from chalicelib.content.article_parser import Defaults

DEFAULTS = Defaults("fr", ZoneInfo("Europe/Paris"))
KEY = "articles/lexique.md"
UPLOADED = datetime(2026, 3, 2, 9, 30, 0, 123456, tzinfo=UTC)


def completed(data: bytes, additions: Additions) -> bytes | None:
    article = article_parser.parse(Source(KEY, data, "etag", "", UPLOADED), "articles", DEFAULTS)
    return complete(article, data, additions, DEFAULTS)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"Du texte.\n", b'---\nid: "a/b"\n---\nDu texte.\n'),
        (b"\n\n# Titre\n", b'---\nid: "a/b"\n---\n\n\n# Titre\n'),
        (b"---\ntitle: T\n---\nTexte", b'---\nid: "a/b"\ntitle: T\n---\nTexte'),
        (b"---\n---\nTexte", b'---\nid: "a/b"\n---\nTexte'),
        (b"---\n  title: T\n  draft: true\n---\nx", b'---\n  id: "a/b"\n  title: T\n  draft: true\n---\nx'),
        (b"\n---\r\ntitle: T\r\n---\r\nx\r\n", b'\n---\r\nid: "a/b"\ntitle: T\r\n---\r\nx\r\n'),
        (b"---\r\ntitle: T\r\n---\r\nx", b'---\r\nid: "a/b"\r\ntitle: T\r\n---\r\nx'),
        (b"---\n{title: T, tags: [a]}\n---\nx", b'---\n{"id": "a/b", title: T, tags: [a]}\n---\nx'),
        (b"title: T\ndate: 2020-01-01\n---\nx", b'id: "a/b"\ntitle: T\ndate: 2020-01-01\n---\nx'),
        (
            b'+++\ntitle = "T"\n[cover]\nimage = "a.png"\n+++\nx',
            b'+++\nid = "a/b"\ntitle = "T"\n[cover]\nimage = "a.png"\n+++\nx',
        ),
        (b'{"title": "T"}\nx', b'{"id": "a/b", "title": "T"}\nx'),
        (b'{\n  "title": "T"\n}\nx', b'{\n  "id": "a/b",\n  "title": "T"\n}\nx'),
        (b"---json\n{}\n---\nx", b'---json\n{"id": "a/b"}\n---\nx'),
        (b'"title": "T"\n;;;\nx', b'"id": "a/b",\n"title": "T"\n;;;\nx'),
        (b"Title: T\nTags: a, b\n\nTexte", b"id: a/b\nTitle: T\nTags: a, b\n\nTexte"),
        (b"\xef\xbb\xbf---\ntitle: T\n---\nx", b'\xef\xbb\xbf---\nid: "a/b"\ntitle: T\n---\nx'),
        (
            b"\xff\xfe" + "---\ntitle: É\n---\nx".encode("utf-16-le"),
            b"\xff\xfe" + '---\nid: "a/b"\ntitle: É\n---\nx'.encode("utf-16-le"),
        ),
        (b"---\ntitle: a: b\n---\nx", b'---\nid: "a/b"\ntitle: a: b\n---\nx'),
        (b"---\n# a comment\n\ntitle: T\n---\nx", b'---\nid: "a/b"\n# a comment\n\ntitle: T\n---\nx'),
        (
            b"---\ntitle: T\nsummary: |\n  a\n  b\n...\nx",
            b'---\nid: "a/b"\ntitle: T\nsummary: |\n  a\n  b\n...\nx',
        ),
    ],
)
def test_an_id_is_added_to_each_kind_of_front_matter(before: bytes, after: bytes) -> None:
    assert completed(before, Additions(id="a/b")) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"---\ntitle: T\n---\nx", b'---\naliases: ["/articles/old"]\ntitle: T\n---\nx'),
        (b"---\naliases: [/a.html]\n---\nx", b'---\naliases: ["/articles/old", /a.html]\n---\nx'),
        (
            b"---\ntags: [a]\naliases:\n- /a.html\n---\nx",
            b'---\ntags: [a]\naliases:\n- "/articles/old"\n- /a.html\n---\nx',
        ),
        (
            b"---\naliases: /a.html\ntitle: T\n---\nx",
            b"---\naliases: /a.html, /articles/old\ntitle: T\n---\nx",
        ),
        (b'+++\naliases = ["/a.html"]\n+++\nx', b'+++\naliases = ["/articles/old", "/a.html"]\n+++\nx'),
        (b"Title: T\nAliases: /a.html\n\nx", b"Title: T\nAliases: /a.html, /articles/old\n\nx"),
        (
            b"---\nredirect_from:\n  - /a/\n---\nx",
            b'---\nredirect_from:\n  - "/articles/old"\n  - /a/\n---\nx',
        ),
        (b"---\naliases: []\n---\nx", b'---\naliases: ["/articles/old"]\n---\nx'),
    ],
)
def test_a_former_address_joins_those_that_the_file_names(before: bytes, after: bytes) -> None:
    assert completed(before, Additions(addresses=("/articles/old",))) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"---\nid: mine\ntitle: T\n---\nx", b"---\nid: mine~\ntitle: T\n---\nx"),
        (b"+++\nid = 'mine'\n+++\nx", b"+++\nid = 'mine~'\n+++\nx"),
        (b'{"title": "T", "id": "mine"}\nx', b'{"title": "T", "id": "mine~"}\nx'),
        (b"Title: T\nID: mine\n\nx", b"Title: T\nID: mine~\n\nx"),
    ],
)
def test_an_id_that_another_file_names_too_becomes_the_one_it_has(before: bytes, after: bytes) -> None:
    assert completed(before, Additions(id="mine~")) == after
    assert completed(before, Additions(id="mine")) == before


def test_dates_that_only_the_bucket_tells_are_written_with_their_zone() -> None:
    data = completed(b"+++\ntitle = 'T'\n+++\nx", Additions(date=UPLOADED.isoformat()))

    assert data == b"+++\ndate = 2026-03-02T09:30:00.123456+00:00\ntitle = 'T'\n+++\nx"


def test_what_cannot_be_said_in_the_file_changes_nothing() -> None:
    assert completed(b"Title: T\n\nx", Additions(id="two\nlines")) is None
