"""Disqus's export: threads, answers, what was deleted, and links through its own site."""

from __future__ import annotations

from pathlib import Path

import pytest

from billet.migration.model import Site
from tests.migration.reading_sources import comment_of, messages_of, read_source

HEAD = """<?xml version="1.0" encoding="utf-8"?>
<disqus xmlns="http://disqus.com" xmlns:dsq="http://disqus.com/disqus-internals">
<category dsq:id="1"><forum>carnet</forum><title>General</title><isDefault>true</isDefault></category>
"""


def thread(number: int, link: str = "", identifier: str = "") -> str:
    return (
        f'<thread dsq:id="{number}"><id>{identifier}</id><forum>carnet</forum><category dsq:id="1"/>'
        f"<link>{link}</link><title>Titre</title><message/><createdAt>2014-01-01T10:00:00Z</createdAt>"
        "<author><name>Ysaure</name><isAnonymous>false</isAnonymous><username>ysaure</username></author>"
        "<isClosed>false</isClosed><isDeleted>false</isDeleted></thread>\n"
    )


def post(number: int, message: str = "<p>Oui.</p>", *, on: int = 1, parent: int = 0, **values: str) -> str:
    fields = {"createdAt": "2014-02-01T09:30:00Z", "isDeleted": "false", "isSpam": "false"} | values
    author = fields.pop("author", "<name>Loïc</name><isAnonymous>true</isAnonymous>")
    elements = "".join(f"<{name}>{value}</{name}>" for name, value in fields.items())
    answered = f'<parent dsq:id="{parent}"/>' if parent else ""
    return (
        f'<post dsq:id="{number}"><id/><message><![CDATA[{message}]]></message>{elements}'
        f'<author>{author}</author><ipAddress>192.0.2.1</ipAddress><thread dsq:id="{on}"/>{answered}</post>\n'
    )


def read(tmp_path: Path, *parts: str) -> Site:
    path = tmp_path / "disqus.xml"
    path.write_text(HEAD + "".join(parts) + "</disqus>\n", encoding="utf-8")
    return read_source(path, "disqus")


@pytest.mark.parametrize(
    ("link", "identifier", "page"),
    [
        (
            "https://carnet.example.org/un/",
            "12 https://carnet.example.org/?p=12",
            "https://carnet.example.org/un/",
        ),
        ("", "12 https://carnet.example.org/?p=12", "https://carnet.example.org/?p=12"),
        ("", "/un/", "/un/"),
    ],
)
def test_a_comment_is_on_the_page_of_its_thread(
    tmp_path: Path, link: str, identifier: str, page: str
) -> None:
    comment = comment_of(read(tmp_path, thread(1, link, identifier), post(7)), "disqus-7")
    assert (comment.page, comment.name, comment.text) == (page, "Loïc", "<p>Oui.</p>")
    assert str(comment.posted) == "2014-02-01 09:30:00+00:00"


def test_threads_of_one_page_come_together(tmp_path: Path) -> None:
    pages = thread(1, "http://carnet.example.org/un"), thread(2, "https://www.carnet.example.org/un?utm=1")
    site = read(tmp_path, *pages, post(7), post(8, on=2))
    assert [comment.id for comment in site.comments] == ["disqus-7", "disqus-8"]


def test_what_was_deleted_keeps_its_place_for_its_answers_alone(tmp_path: Path) -> None:
    site = read(
        tmp_path,
        thread(1, "https://carnet.example.org/un"),
        post(1, isDeleted="true"),
        post(2, parent=1),
        post(3, isDeleted="true"),
        post(4, isDeleted="true", parent=3),
    )
    assert [(c.id, c.parent, c.is_deleted, c.text) for c in site.comments] == [
        ("disqus-1", "", True, ""),
        ("disqus-2", "disqus-1", False, "<p>Oui.</p>"),
    ]
    assert messages_of(site) == ["comment 3: it was deleted", "comment 4: it was deleted"] or messages_of(
        site
    ) == [
        "comment 4: it was deleted",
        "comment 3: it was deleted",
    ]


@pytest.mark.parametrize(
    ("values", "state"),
    [({}, "approved"), ({"isSpam": "true"}, "spam"), ({"isApproved": "false"}, "pending")],
)
def test_a_comment_is_in_the_state_it_had(tmp_path: Path, values: dict[str, str], state: str) -> None:
    site = read(
        tmp_path, thread(1, "https://carnet.example.org/un"), post(7, "<p>x</p>", on=1, parent=0, **values)
    )
    assert site.comments[0].state == state


def test_the_owner_of_the_site_is_known_again(tmp_path: Path) -> None:
    owner = "<name>Ysaure</name><email>y@example.org</email><username>ysaure</username>"
    site = read(tmp_path, thread(1, "https://carnet.example.org/un"), post(7, author=owner), post(8))
    assert [(comment.by_author, comment.email) for comment in site.comments] == [
        (True, "y@example.org"),
        (False, ""),
    ]


@pytest.mark.parametrize(
    ("message", "text"),
    [
        (
            '<a href="http://disq.us/url?url=http%3A%2F%2Fx.example%2Fa%3Fb%3A6wzMJxZ1BqYvBqkGxK5cXvbkOEY&cuid=9">x</a>',
            '<a href="http://x.example/a?b">x</a>',
        ),
        ("@maelle:disqus oui", "@maelle oui"),
        ("a &lt;b&gt; c", "a &lt;b&gt; c"),
    ],
)  # fmt: skip
def test_a_text_leads_where_its_writer_meant_it_to(tmp_path: Path, message: str, text: str) -> None:
    assert (
        read(tmp_path, thread(1, "https://carnet.example.org/un"), post(7, message)).comments[0].text == text
    )


def test_what_cannot_come_is_named_and_its_answers_stay(tmp_path: Path) -> None:
    site = read(
        tmp_path,
        thread(1, "https://carnet.example.org/un"),
        post(5, on=99),
        post(6, createdAt="never"),
        post(7, parent=6),
    )
    assert [(comment.id, comment.parent) for comment in site.comments] == [("disqus-7", "")]
    assert messages_of(site) == [
        "comment 5: nobody knows the page it is on",
        "comment 6: it has no time",
        "comment 7: it answers comment 6, which does not come",
    ]
