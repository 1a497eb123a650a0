"""The format `wxr`: read again by our own reader, and by WordPress's own importer, whose answer is recorded.

Where the document changes: run this file with RECORD=1, then with the plugin wordpress-importer at hand
``WORDPRESS_IMPORTER=wordpress-importer/src tests/migration/record/wordpress.sh $PWD/tests/.../ours.xml``.
"""

from __future__ import annotations

import html
import json
import os
import re
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from billet.migration.exporting.export import ExportReport, export
from billet.migration.exporting.wxr_elements import element, numbers
from billet.migration.model import Site
from billet.migration.sources import Options, recognise
from chalicelib.conversation.comment import Comment
from chalicelib.services import Services
from tests.conftest import NOW, Author

RECORDED = Path(__file__).parent / "data" / "wordpress"
PICTURE = bytes.fromhex(
    "47494638396101000100800000000000ffffff21f90401000000002c00000000010001000002024401003b"
)
SETTINGS = """title = "Carnet"
tagline = "Un & deux"
[author]
name = "Maïwenn"
[redirects]
"/x" = "/archive"
"""
TEXT = """---
title: Crêpes & <galettes>
date: 2026-01-01T10:00:00+01:00
id: wordpress-12
summary: La recette, à part.
tags: [C++, été]
categories: [Cuisine]
image: /media/été 1.gif
image_alt: Une crêpe
series: Cuisine d'hiver
featured: true
---
Une ligne
puis [gallery], `[audio]` et [un lien](nu.md).

![La mer](../media/été%201.gif "Au soir")

```python
a = b[0]

# fin
```

- un

  deux

> Cité.
"""


@pytest.fixture
def exported(blog: Services, author: Author, tmp_path: Path) -> tuple[Path, ExportReport]:
    author.uploads("media/été 1.gif", PICTURE)
    author.uploads("pages/a-propos.md", "---\ntitle: À propos\ndate: 2026-01-01\nid: a-propos\n---\nMoi.\n")
    author.publishes(
        site=SETTINGS,
        crepes=TEXT,
        nu="---\ntitle: Nu\ndate: 2026-01-02\nid: nu\nauthor: Bertille\nunlisted: true\n---\nDix ]]> onze.\n",
        prevu="---\ntitle: Prévu\ndate: 2031-07-14T08:00:00+02:00\nid: prevu\n---\nPlus tard.\n",
        brouillon="---\ntitle: Brouillon\nid: brouillon\ndraft: true\n---\nÀ finir.\n",
    )
    for id, values in {
        "wordpress-2": {"name": "Loïc", "text": "Beau *tour* !\nEt la fontaine ?", "state": "approved"},
        "c3": {
            "name": "Ysaure",
            "text": "Oui.",
            "state": "approved",
            "parent": "wordpress-2",
            "by_author": True,
        },
        "c4": {"name": "Zoé", "text": "1 < 2", "email": "z@example.org", "expires": NOW.replace(year=2027)},
    }.items():
        blog.comments.add(Comment(id=id, article="wordpress-12", posted=NOW, **values))  # type: ignore[arg-type]
    return tmp_path / "out", export(blog, tmp_path / "out", "wxr")


def _recorded() -> dict[str, Any]:
    """Returns what WordPress has of each post, by its title."""
    posts = json.loads((RECORDED / "ours.json").read_text(encoding="utf-8"))["posts"]
    return {html.unescape(post["title"]): post for post in posts}


def _read(path: Path) -> Site:
    return recognise(path).read(path, Options(ZoneInfo("Europe/Paris")))


def test_it_is_what_wordpress_was_given(exported: tuple[Path, ExportReport]) -> None:
    text = (exported[0] / "wordpress.xml").read_text(encoding="utf-8")
    text = re.sub(r"<generator>.*?</generator>", "<generator>Billet</generator>", text)
    if os.environ.get("RECORD"):
        (RECORDED / "ours.xml").write_text(text, encoding="utf-8")
    assert text == (RECORDED / "ours.xml").read_text(encoding="utf-8")


def test_wordpress_has_then_what_the_blog_had() -> None:
    posts = _recorded()
    assert {title: (post["type"], post["status"]) for title, post in posts.items()} == {
        "Crêpes & <galettes>": ("post", "publish"),
        "Nu": ("post", "private"),
        "Prévu": ("post", "future"),
        "Brouillon": ("post", "draft"),
        "À propos": ("page", "publish"),
    }
    crepes = posts["Crêpes & <galettes>"]
    assert (crepes["name"], crepes["date_gmt"], crepes["sticky"]) == ("crepes", "2026-01-01 09:00:00", True)
    assert (crepes["tags"], crepes["categories"]) == (["C++", "été"], ["Cuisine"])
    assert (crepes["author"], posts["Nu"]["author"]) == ("Maïwenn", "Bertille")
    assert crepes["excerpt"] == "La recette, à part."
    assert [comment[0::3] for comment in crepes["comments"]] == [
        ["Loïc", ""],
        ["Ysaure", "Loïc"],
        ["Zoé", ""],
    ]
    assert [comment[1] for comment in crepes["comments"]] == ["1", "1", "0"]
    assert crepes["comments"][0][4] == "<p>Beau <em>tour</em> !<br />\nEt la fontaine ?</p>"
    assert "Dix ]]&gt; onze." in posts["Nu"]["shown"]


def test_wordpress_shows_the_html_of_the_blog_unchanged(exported: tuple[Path, ExportReport]) -> None:
    posts = _recorded()
    for entry in _read(exported[0] / "wordpress.xml").entries:
        assert posts[entry.title]["shown"].strip() == entry.text.strip(), entry.title


def test_it_comes_back_by_our_own_reader(exported: tuple[Path, ExportReport]) -> None:
    site = _read(exported[0] / "wordpress.xml")
    crepes = next(entry for entry in site.entries if entry.id == "wordpress-12")
    assert (crepes.title, crepes.summary) == ("Crêpes & <galettes>", "La recette, à part.")
    assert (crepes.tags, crepes.categories, crepes.featured) == (("C++", "été"), ("Cuisine",), True)
    assert (crepes.image_alt, crepes.author) == ("Une crêpe", "")
    assert "puis &#91;gallery], <code>&#91;audio]</code>" in crepes.text
    assert {entry.path for entry in site.entries if entry.draft} == {
        "articles/brouillon.md",
        "articles/2026/nu.md",
    }
    assert [
        (comment.id, comment.parent, comment.state)
        for comment in sorted(site.comments, key=lambda comment: comment.id)
    ] == [
        ("wordpress-2", "", "approved"),
        ("wordpress-3", "wordpress-2", "approved"),
        ("wordpress-4", "", "pending"),
    ]
    first, answer = (
        next(comment for comment in site.comments if comment.id == f"wordpress-{number}") for number in (2, 3)
    )
    assert first.text == "<p>Beau <em>tour</em> !<br />Et la fontaine ?</p>\n"
    assert answer.by_author
    assert [medium.path for medium in site.media] == ["media/été 1.gif"]
    assert site.settings["title"] == "Carnet"


def test_what_wordpress_has_no_place_for_is_named(exported: tuple[Path, ExportReport]) -> None:
    messages = "\n".join(notice.message for notice in exported[1].notices)
    for loss in ("no place for a series (1 ", "what no list shows is private", "redirects need a plugin (1 "):
        assert loss in messages
    assert "translation" not in messages
    assert (exported[0] / "media" / "été 1.gif").read_bytes() == PICTURE


def test_numbers_of_wordpress_come_back_and_others_are_free() -> None:
    assert numbers(["a", "wordpress-7", "b", "wordpress-x", "a"]) == {
        "a": 8,
        "wordpress-7": 7,
        "b": 9,
        "wordpress-x": 10,
    }


def test_no_text_ends_its_element() -> None:
    assert element("title", "a ]]> b\x08 <c>") == "<title><![CDATA[a ]]]]><![CDATA[> b <c>]]></title>\n"
