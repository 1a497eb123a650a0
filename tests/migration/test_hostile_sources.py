"""Sources that are damaged, or made to do harm."""

from __future__ import annotations

import json
import os
import sqlite3
import time
from html import escape
from pathlib import Path
from typing import Any

import pytest

from billet.migration import sources
from billet.migration.file_paths import FilePaths
from billet.migration.model import Origin, Site
from billet.migration.nesting import DEEPEST, without_deep_elements
from billet.migration.sources import Options
from billet.migration.sources.generators import rst
from billet.migration.sources.spip.shortcuts import Shortcuts
from billet.migration.sources.wordpress.autop import autop
from chalicelib.errors import ConfigurationError
from tests.migration.reading_sources import DATA, PARIS

DEEP = "[" * 100_000
WXR = (
    '<?xml version="1.0"?><rss xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>x</title>'
    "<item><title>À venir</title><wp:post_id>1</wp:post_id><wp:status>future</wp:status></item>"
    "</channel></rss>\n"
)
BLOGGER = (
    '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:blogger="http://schemas.google.com/blogger/2018"><entry>'
    "<id>tag:blogger.com,1999:blog-1.post-1</id><blogger:type>POST</blogger:type><thr:x/>"
    "<blogger:status>SCHEDULED</blogger:status><title>x</title><content>y</content></entry></feed>\n"
)
DOTCLEAR = (
    "///DOTCLEAR|2.27|single\n[post post_id,blog_id,post_type,post_url,post_title,post_status,post_dt]\n"
    '"1","default","post","un","Un","-1",""\n[comment comment_author]\n"Zoé"\n'
)
REMARK42 = '{"version":1,"users":[]}\n'
SPIP = "<SPIP><spip_forum><titre>x</titre></spip_forum></SPIP>"
LEXICAL = "its text (lexical) is damaged, and nothing of it came"


def read(folder: Path, kind: str, name: str, text: str) -> Site:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return sources.recognise(path, kind).read(path, Options(PARIS))


def ghost(**values: object) -> str:
    post = {"id": "1", "title": "Un", "slug": "un", "published_at": "2020-01-01 00:00:00", "html": "<p>x</p>"}
    users = [{"id": "1", "name": "Zoé", "email": "zoe@secret.example", "password": "$2a$10$secret"}]
    settings = [{"key": "stripe_secret_key", "value": "sk_live_secret"}, {"key": "title", "value": "Blog"}]
    tables = {"posts": [post | values], "users": users, "settings": settings, "members": users}
    return json.dumps({"meta": {"exported_on": 1, "version": "5.0"}, "data": tables})


@pytest.mark.parametrize(
    ("kind", "name", "text"),
    [
        ("ghost", "ghost.json", '{"meta":{"exported_on":1},"data":{"posts":[' + DEEP),
        ("feed", "feed.json", '{"version":"https://jsonfeed.org/version/1.1","items":' + DEEP),
        ("billet", "billet.json", DEEP),
        ("spip", "dump.xml", "<SPIP"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_name(
    tmp_path: Path, kind: str, name: str, text: str
) -> None:
    with pytest.raises(ConfigurationError, match=name):
        read(tmp_path, kind, name, text)


@pytest.mark.parametrize(
    ("kind", "name", "text", "message"),
    [
        ("remark42", "r.json", REMARK42 + DEEP, "the line is no comment, as it is no object of JSON"),
        ("dotclear", "d.txt", DOTCLEAR, "the row of comment has no comment_id and no post_id"),
        ("spip", "s.xml", SPIP, "the row of forum has no id_forum"),
        ("ghost", "g.json", ghost(id=None), "the post has no id"),
        (
            "ghost",
            "g.json",
            ghost(lexical=DEEP, html=""),
            LEXICAL,
        ),
    ],
)
def test_a_damaged_item_is_named_and_the_others_are_read(
    tmp_path: Path, kind: str, name: str, text: str, message: str
) -> None:
    assert message in [notice.message for notice in read(tmp_path, kind, name, text).notices]


def test_a_comment_of_isso_without_a_number_is_named_and_text_in_bytes_is_text(tmp_path: Path) -> None:
    path = tmp_path / "comments.db"
    names = "id, tid, parent, created, modified, mode, text, author, email, website"
    with sqlite3.connect(path) as database:
        database.executescript(
            f"create table threads (id, uri); create table preferences (x); create table comments ({names});"
            "insert into threads values (1, '/un')"
        )
        row = [1, None, 1e9, None, 1, "Été".encode(), "Zoé", None, None]
        database.executemany(
            "insert into comments values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", [[7, *row], ["x", *row]]
        )
    database.close()
    site = sources.recognise(path).read(path, Options(PARIS))
    assert [comment.text for comment in site.comments] == ["Été"]
    assert [notice.message for notice in site.notices] == ["the comment has 'x' in the place of its number"]


@pytest.mark.parametrize(
    ("kind", "name", "text"),
    [
        ("wordpress", "w.xml", WXR),
        ("blogger", "b.xml", BLOGGER),
        ("dotclear", "d.txt", DOTCLEAR),
        ("ghost", "g.json", ghost(status="scheduled", published_at=None)),
        ("ghost", "g.json", ghost(status="archived")),
    ],
)
def test_what_readers_did_not_see_yet_is_never_public(
    tmp_path: Path, kind: str, name: str, text: str
) -> None:
    site = read(tmp_path, kind, name, text)
    assert [(entry.draft, entry.addresses) for entry in site.entries] == [(True, ())]
    assert any("draft" in notice.message for notice in site.notices)


def test_what_members_alone_saw_stays_away_also_where_its_end_is_missing(tmp_path: Path) -> None:
    gate = '<!--kg-gated-block:begin nonMember:false memberSegment:"status:free" -->'
    site = read(tmp_path, "ghost", "g.json", ghost(status="published", html=f"<p>x</p>{gate}<p>sésame</p>"))
    assert "sésame" not in site.entries[0].text


def test_nothing_of_users_members_and_keys_comes(tmp_path: Path) -> None:
    site = read(tmp_path, "ghost", "g.json", ghost(author_id="1"))
    assert "Zoé" in repr(site)
    assert "secret" not in repr(site)


@pytest.mark.parametrize(
    "text",
    ["a" + " " * 300_000 + "b", "<div " * 60_000, '<img src="' * 30_000],
    ids=["blanks", "blocks without an end", "pictures without an end"],
)
def test_paragraphs_of_hostile_text_are_found_in_time(text: str) -> None:
    _in_time(lambda: autop(text))


@pytest.mark.parametrize("text", ["[[" * 100_000, "[->" * 70_000, "<multi>" * 40_000, "<poesie>" * 40_000])
def test_shortcuts_of_hostile_text_are_read_in_time(text: str) -> None:
    _in_time(lambda: Shortcuts(library=_Nothing(), language="fr").html(text))


@pytest.mark.parametrize(
    ("kind", "name", "text"),
    [
        ("dotclear", "d.txt", "///DOTCLEAR|2.2|single\n[link a,b]\n" + '"\\' * 150_000),
        ("ghost", "g.json", ghost(html="<div>" * 40_000)),
        ("ghost", "g.json", ghost(html="<!--kg-gated-block:begin nonMember:false " * 8_000)),
        ("feed", "f.xml", "<rss><channel><item><description>" + escape('<div class="feedflare">' * 8_000)),
    ],
)
def test_hostile_exports_are_read_in_time(tmp_path: Path, kind: str, name: str, text: str) -> None:
    _in_time(lambda: read(tmp_path, kind, name, text))


def _in_time(action: Any) -> None:
    """Runs an action that takes a moment, and hours where its time grows with the square of the text."""
    begin = time.process_time()
    action()
    assert time.process_time() - begin < 4


class _Nothing:
    def address(self, target: str) -> tuple[str, str]:
        return "", ""

    def document(self, kind: str, number: str, options: str) -> str | None:
        return None


def test_elements_that_are_nested_too_deep_lose_their_tags_and_not_their_words() -> None:
    html = "<div>" * 1000 + "mot" + "</div>" * 1000
    assert without_deep_elements(html) == "<div>" * DEEPEST + "mot" + "</div>" * DEEPEST
    assert without_deep_elements("<div></nav>" * 1000) == "<div>" * DEEPEST
    old = "<ul>" + "<li><p>un" * 1000 + "</ul>"
    assert without_deep_elements(old) == old


def test_names_fit_into_a_file_system_and_have_no_control_characters() -> None:
    paths = [FilePaths().medium(name) for name in ("海" * 200 + ".png", "a." + "b" * 400, "a.p\n\x01g")]
    names = [path.rpartition("/")[2] for path in paths]
    assert all(len(name.encode()) < 200 and name.isprintable() for name in names)
    assert names[0].endswith("海.png")


def test_pipes_links_and_folders_of_programs_are_not_read(tmp_path: Path) -> None:
    (tmp_path / "secret.html").write_text("<h1>Sésame</h1><p>Un secret.</p>", encoding="utf-8")
    site = tmp_path / "site"
    (site / "node_modules").mkdir(parents=True)
    (site / "node_modules" / "index.html").write_text("<h1>Module</h1><p>Un module.</p>", encoding="utf-8")
    assert not any(source.recognises(site) for source in sources.all_sources())
    (site / "un.html").write_text("<h1>Un</h1><p>Un texte.</p>", encoding="utf-8")
    (site / "deux.html").symlink_to("../secret.html")
    for name in ("trois.html", "quatre.json"):
        os.mkfifo(site / name)
    read_site = sources.recognise(site).read(site, Options(PARIS))
    assert [entry.title for entry in read_site.entries] == ["Un"]


def _origins(site: Site) -> list[Origin]:
    """Returns the origins of all that came, and of all that is named."""
    return [
        *(entry.origin for entry in site.entries),
        *(medium.origin for medium in site.media),
        *(comment.origin for comment in site.comments),
        *(notice.origin for notice in site.notices),
    ]


def test_each_item_of_a_wordpress_export_comes_or_is_named() -> None:
    path = DATA / "wordpress" / "everything.xml"
    site = sources.recognise(path).read(path, Options(PARIS))
    items = {origin.item for origin in _origins(site)}
    text = path.read_text(encoding="utf-8")
    numbers = [part.partition("<")[0] for part in text.split("<wp:post_id>")[1:]]
    types = [part.partition("]]>")[0].removeprefix("<![CDATA[") for part in text.split("<wp:post_type>")[1:]]
    written = {f"{type_} {number}" for type_, number in zip(types, numbers, strict=True)}
    written |= {f"comment {part.partition('<')[0]}" for part in text.split("<wp:comment_id>")[1:]}
    # Lines of the menu are settings, and a shared block is a part of the texts that show it.
    absent = {item for item in written - items if not item.startswith(("nav_menu_item", "wp_block"))}
    assert absent == set()


@pytest.mark.parametrize("name", ["astro", "eleventy", "hexo", "hugo", "jekyll", "nikola", "pelican"])
def test_each_file_of_a_generator_comes_or_is_named(name: str) -> None:
    folder = DATA / name / "site"
    site = sources.recognise(folder).read(folder, Options(PARIS))
    named = {origin.file for origin in _origins(site)}
    messages = " ".join(notice.message for notice in site.notices)
    passed_over = tuple(word.strip(",") for word in messages.split() if word.strip(",").endswith("/"))
    lost = [
        file
        for path in folder.rglob("*")
        if path.is_file() and not (file := path.relative_to(folder).as_posix()).startswith(".")
        if file not in named and file not in messages and not file.startswith(passed_over)
    ]
    assert set(lost) <= {"src/index.html", "content/notes/_index.md", "ancien.md", "index.html"}, (
        "only lists of the site's texts, and what leads elsewhere, whose addresses lead on"
    )


def test_a_mistake_in_restructuredtext_is_named_and_its_text_is_shown() -> None:
    result = rst.convert("Un *texte ouvert.\n")
    assert result.html == "<p>Un *texte ouvert.</p>"
    assert [line for line, _ in result.messages] == [1]
