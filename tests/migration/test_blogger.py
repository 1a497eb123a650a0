"""Blogger's exports: that of its settings page, and that of Google Takeout."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from billet.migration.model import Site
from billet.migration.sources import Options, recognise
from tests.migration.reading_sources import comment_of, entry_of, messages_of, read_source

HOME = "https://carnet.blogspot.com"
TAG = "tag:blogger.com,1999:blog-1"
GOOGLE = "https://1.bp.blogspot.com/-a/b/c"

OLD = f"""<?xml version='1.0' encoding='UTF-8'?><?xml-stylesheet href="x.css"?>
<feed xmlns='http://www.w3.org/2005/Atom' xmlns:thr='http://purl.org/syndication/thread/1.0'
 xmlns:app='http://www.w3.org/2007/app' xmlns:gd='http://schemas.google.com/g/2005'>
<id>{TAG}.archive</id><title type='text'>Carnet &amp; Cie</title>
<link rel='alternate' type='text/html' href='{HOME}/'/>
<author><name>Ysaure</name></author><generator version='7.00' uri='http://www.blogger.com'>Blogger</generator>
"""


def old(id: str, kind: str, content: str = "<p>Texte</p>", *, title: str = "", more: str = "") -> str:
    """Returns an entry of the file that the settings page of Blogger writes."""
    escaped = content.replace("&", "&amp;").replace("<", "&lt;")
    return (
        f"<entry><id>{TAG}.{id}</id><published>2012-07-03T17:57:00.001-07:00</published>"
        f"<updated>2012-07-03T17:57:59.106-07:00</updated>"
        f"<category scheme='http://schemas.google.com/g/2005#kind' "
        f"term='http://schemas.google.com/blogger/2008/kind#{kind}'/><title type='text'>{title}</title>"
        f"<content type='html'>{escaped}</content><author><name>Ysaure</name><uri>http://p.example/1</uri>"
        f"<email>noreply@blogger.com</email></author>{more}</entry>\n"
    )


def link(path: str) -> str:
    return f"<link rel='alternate' type='text/html' href='{HOME}{path}' title='x'/>"


def answer(id: str, post: str, *, to: str = "", name: str = "Loïc", more: str = "") -> str:
    related = (
        f"<link rel='related' type='application/atom+xml' href='http://b.example/1/comments/default/{to}'/>"
    )
    entry = old(
        id,
        "comment",
        "Oui.<br />Non.",
        more=f"<thr:in-reply-to ref='{TAG}.{post}'/>{related if to else ''}{more}",
    )
    return entry.replace("<name>Ysaure</name><uri>http://p.example/1</uri>", f"<name>{name}</name>")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    removed = "<gd:extendedProperty name='blogger.contentRemoved' value='true'/>"
    label = "<category scheme='http://www.blogger.com/atom/ns#' term='C++'/>"
    path = tmp_path_factory.mktemp("blogger") / "blog-07-30-2017.xml"
    entries = [
        old("layout", "template", "<html/>"),
        old("settings.BLOG_NAME", "settings", "Carnet & Cie"),
        old("settings.BLOG_DESCRIPTION", "settings", "Balades"),
        old("settings.BLOG_TIME_ZONE", "settings", "America/Los_Angeles"),
        old(
            "post-12",
            "post",
            f'Avant<a name="more"></a>Après <a href="{GOOGLE}/s1600/mer.jpg">'
            f'<img src="{GOOGLE}/s320/mer.jpg"></a>',
            title="Sel &amp; sucre",
            more=label + link("/2012/07/sel-sucre.html"),
        ),
        old(
            "post-13", "post", title="Brouillon", more="<app:control><app:draft>yes</app:draft></app:control>"
        ),
        old("post-14", "post", "<p>Sans titre, donc.</p>", more=link("/2012/08/blog-post.html")),
        old("page-15", "page", title="À propos", more=link("/p/a-propos.html")),
        answer("post-20", "post-12"),
        answer("post-21", "post-12", to="20", name="Zoé"),
        answer("post-22", "post-12", to="20", more=removed),
        answer("post-23", "post-99"),
    ]
    path.write_text(OLD + "".join(entries) + "</feed>\n", encoding="utf-8")
    return read_source(path, "blogger")


def test_a_post_has_its_fields(site: Site) -> None:
    post = entry_of(site, "Sel & sucre")
    assert (post.path, post.id, post.tags) == ("articles/2012/sel-sucre.md", "blogger-12", ("C++",))
    assert str(post.date) == "2012-07-03 17:57:00.001000-07:00"
    assert post.addresses == (f"{HOME}/2012/07/sel-sucre.html",)
    assert post.text == f'Avant<!-- more -->Après <img src="{GOOGLE}/s0/mer.jpg">'
    assert post.updated is None


def test_drafts_pages_and_posts_without_a_title(site: Site) -> None:
    assert (entry_of(site, "Brouillon").draft, entry_of(site, "Brouillon").addresses) == (True, ())
    assert entry_of(site, "À propos").path == "pages/a-propos.md"
    assert entry_of(site, "Sans titre, donc.").path == "articles/2012/blog-post.md"


def test_a_picture_is_one_file_in_its_largest_size(site: Site) -> None:
    (picture,) = site.media
    assert (picture.path, picture.url) == ("media/2012/mer.jpg", f"{GOOGLE}/s0/mer.jpg")
    assert picture.addresses == (f"{GOOGLE}/s0/mer.jpg", f"{GOOGLE}/s1600/mer.jpg", f"{GOOGLE}/s320/mer.jpg")


def test_threads_are_kept(site: Site) -> None:
    assert [comment.id for comment in site.comments] == ["blogger-20", "blogger-21"]
    reply = comment_of(site, "blogger-21")
    assert (reply.entry, reply.parent, reply.name) == ("blogger-12", "blogger-20", "Zoé")
    assert (reply.text, reply.email, reply.by_author) == ("Oui.<br />Non.", "", False)
    assert messages_of(site) == [
        "template layout: the look of the blog is left out",
        "comment 22: it was deleted",
        "comment 23: it is on no post that comes",
    ]


def test_settings_and_lists(site: Site) -> None:
    assert (site.address, site.settings["title"]) == (HOME, "Carnet & Cie")
    assert (site.settings["tagline"], site.settings["timezone"]) == ("Balades", "America/Los_Angeles")
    assert [(redirect.old, redirect.new) for redirect in site.redirects] == [
        ("/search/label/C%2B%2B", "/tags/c-plus-plus"),
        ("/2012/*", "/archive/2012"),
    ]


def takeout(id: str, type_: str, status: str, more: str = "", content: str = "Texte") -> str:
    """Returns an entry of Google Takeout."""
    return (
        f"<entry><id>{TAG}.post-{id}</id><blogger:type>{type_}</blogger:type><blogger:status>{status}</blogger:status>"
        f"<author><name>Ysaure</name><uri></uri><blogger:type>BLOGGER</blogger:type></author><title>T{id}</title>"
        f'<content type="html">{content}</content><published>2026-06-15T23:30:00Z</published>{more}'
        "<blogger:trashed/></entry>\n"
    )


def test_a_takeout_is_read_in_the_zone_of_the_reader(tmp_path: Path) -> None:
    folder = tmp_path / "Takeout" / "Blogger" / "Blogs" / "Carnet"
    folder.mkdir(parents=True)
    head = "<feed xmlns='http://www.w3.org/2005/Atom' xmlns:blogger='http://schemas.google.com/blogger/2018'>"
    parent = (
        f"<blogger:parent>{TAG}.post-1</blogger:parent><blogger:inReplyTo>{TAG}.post-3</blogger:inReplyTo>"
    )
    entries = [
        takeout(
            "1",
            "POST",
            "LIVE",
            "<blogger:filename>/2026/06/un.html</blogger:filename><category term='Vélo'/>",
        ),
        takeout("2", "POST", "SOFT_TRASHED"),
        takeout("3", "COMMENT", "LIVE", f"<blogger:parent>{TAG}.post-1</blogger:parent><blogger:inReplyTo/>"),
        takeout("4", "COMMENT", "SPAM", parent),
        takeout("5", "PAGE", "DRAFT", "<blogger:filename>/p/x.html</blogger:filename>"),
        takeout(
            "6",
            "POST",
            "SCHEDULED",
            content='&lt;img src="https://blogger.googleusercontent.com/img/a/AVv=s320"&gt;',
        ),
    ]
    (folder / "feed.atom").write_text(
        f"{head}<title>Carnet</title>{''.join(entries)}</feed>", encoding="utf-8"
    )
    site = recognise(tmp_path).read(tmp_path, Options(ZoneInfo("Europe/Paris"), "https://carnet.example.org"))
    first = entry_of(site, "T1")
    assert (str(first.date), first.tags) == ("2026-06-16 01:30:00+02:00", ("Vélo",))
    assert first.addresses == ("https://carnet.example.org/2026/06/un.html",)
    assert [(entry.id, entry.draft) for entry in site.entries] == [
        ("blogger-1", False),
        ("blogger-5", True),
        ("blogger-6", False),
    ]
    assert [(comment.id, comment.parent, comment.state) for comment in site.comments] == [
        ("blogger-3", "", "approved"),
        ("blogger-4", "blogger-3", "spam"),
    ]
    assert site.media[0].path.startswith("media/2026/blogger-")
    assert "post 2: T2 was in the trash" in messages_of(site)
