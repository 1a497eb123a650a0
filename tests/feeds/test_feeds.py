"""Feeds as documents, whatever their texts hold."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree as ET
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.feeds import atom, json_feed, sitemap
from chalicelib.feeds.feed import EPOCH, Entry, Feed
from chalicelib.feeds.tag_uri import AUTHORITY, Names, names

ATOM = "{http://www.w3.org/2005/Atom}"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
JANUARY = datetime(2026, 1, 15, tzinfo=UTC)

ENTRY = Entry(
    id="tag:example.org,2026:article:articles/a",
    url="https://example.org/articles/a",
    title="A",
    language="fr",
    published=JANUARY,
    updated=JANUARY,
    author="Camille",
)
FEED = Feed(
    id="tag:example.org,2026:feed:articles",
    url="https://example.org/feed.xml",
    home="https://example.org/",
    title="Carnet",
    language="fr",
    author="Camille",
)

# Half characters, controls, what XML forbids, and what looks like markup.
MARKUP = ["]]>", "<![CDATA[", "</entry>", "&amp;", "&#0;"]
FORBIDDEN = ["\x00\x08\x0b\x1f", "\ud800", "\ufffe\uffff", "\U0001f600"]
HOSTILE = st.text(st.characters(), max_size=40) | st.sampled_from(MARKUP + FORBIDDEN)
ENTRIES = st.builds(
    Entry,
    id=st.just(ENTRY.id),
    url=st.just(ENTRY.url),
    title=HOSTILE,
    language=st.sampled_from(["fr", "en"]),
    published=st.datetimes(min_value=datetime(1001, 1, 2), timezones=st.timezones()),  # noqa: DTZ001
    updated=st.datetimes(min_value=datetime(1001, 1, 2), timezones=st.just(UTC)),  # noqa: DTZ001
    author=HOSTILE,
    summary=HOSTILE,
    html=HOSTILE,
    categories=st.lists(HOSTILE, max_size=3).map(tuple),
)


def allowed(text: str) -> str:
    return re.sub("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "", text)


def parsed(text: str) -> str:
    """A text as XML hands it over: without what it forbids, its line ends made one."""
    return allowed(text).replace("\r\n", "\n").replace("\r", "\n")


@given(st.lists(ENTRIES, max_size=3), HOSTILE, HOSTILE)
def test_atom_is_well_formed_and_loses_nothing_that_xml_allows(
    entries: list[Entry], title: str, author: str
) -> None:
    document = atom.write(replace(FEED, title=title, author=author, entries=tuple(entries)))
    root = ET.fromstring(document.encode())
    assert (root.findtext(f"{ATOM}title") or "") == parsed(title)
    for entry, node in zip(entries, root.findall(f"{ATOM}entry"), strict=True):
        assert (node.findtext(f"{ATOM}title") or "") == parsed(entry.title)
        assert (node.findtext(f"{ATOM}content") or "") == parsed(entry.html)
        terms = [category.get("term") for category in node.findall(f"{ATOM}category")]
        assert terms == [allowed(category) for category in entry.categories]
        for name in ("published", "updated"):
            time = node.findtext(f"{ATOM}{name}") or ""
            assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", time)


@given(st.lists(ENTRIES, max_size=3), HOSTILE)
def test_a_json_feed_can_be_read_and_has_a_text_in_each_item(entries: list[Entry], title: str) -> None:
    document = json.loads(json_feed.write(replace(FEED, title=title, entries=tuple(entries))).encode())
    assert document["version"] == "https://jsonfeed.org/version/1.1"
    assert len(document["items"]) == len(entries)
    for item in document["items"]:
        assert "content_html" in item or "content_text" in item
        assert item["id"] == ENTRY.id


@given(st.lists(HOSTILE, max_size=3))
def test_a_sitemap_is_well_formed_and_escapes_its_addresses(urls: list[str]) -> None:
    whole = sitemap.write(sitemap.SitemapUrl(url, JANUARY) for url in urls)
    for document in (whole, sitemap.write_index(urls)):
        locations = ET.fromstring(document.encode()).iterfind(".//{*}loc")
        assert [node.text or "" for node in locations] == [parsed(url) for url in urls]


def test_an_entry_names_what_the_feed_does_not_say_for_it() -> None:
    other = replace(ENTRY, language="en", author="Zoé", replies="https://example.org/c.xml")
    first, second = ET.fromstring(atom.write(replace(FEED, entries=(ENTRY, other)))).findall(f"{ATOM}entry")
    assert (first.get(XML_LANG), first.find(f"{ATOM}author")) == (None, None)
    assert (second.get(XML_LANG), second.findtext(f"{ATOM}author/{ATOM}name")) == ("en", "Zoé")
    assert [link.get("rel") for link in second.findall(f"{ATOM}link")] == ["alternate", "replies"]


def test_what_is_empty_is_left_out() -> None:
    for text in (atom.write(replace(FEED, entries=(ENTRY,))), json_feed.write(FEED)):
        for name in ("summary", "subtitle", "rights", "icon", "favicon", "category", "description"):
            assert name not in text
    assert json.loads(json_feed.write(FEED))["items"] == []


def test_a_feed_changed_when_its_newest_entry_did() -> None:
    later = replace(ENTRY, updated=JANUARY + timedelta(days=1))
    assert replace(FEED, entries=(ENTRY, later, ENTRY)).updated == later.updated
    assert FEED.updated == EPOCH


@pytest.mark.parametrize(
    ("moment", "written"),
    [
        ("2026-01-15T22:30:00+00:00", "2026-01-15T23:30:00+01:00"),
        ("2026-07-15T22:30:00+00:00", "2026-07-16T00:30:00+02:00"),
        ("1900-01-01T00:00:00+00:09:21", "1899-12-31T23:50:39Z"),  # RFC 3339 knows no seconds in zones
    ],
)
def test_times_have_the_offset_of_the_site(moment: str, written: str) -> None:
    time = datetime.fromisoformat(moment)
    entry = replace(ENTRY, published=time, updated=time)
    feed = replace(FEED, zone=ZoneInfo("Europe/Paris"), entries=(entry,))
    assert atom.write(feed).count(f">{written}<") == 3
    assert json_feed.write(feed).count(f'"{written}"') == 2


@pytest.mark.parametrize(
    ("texts", "max_bytes", "whole"),
    [
        (["<p>é</p>"] * 3, 42, [True, True, False]),  # 21 bytes each, escaped
        (["<p>é</p>"] * 3, 41, [True, False, False]),
        (["x", "x" * 50, "x"], 40, [True, False, False]),  # none comes after one that was left out
    ],
)
def test_beyond_its_bound_a_feed_has_summaries(texts: list[str], max_bytes: int, whole: list[bool]) -> None:
    feed = replace(FEED, entries=tuple(replace(ENTRY, html=text, summary="é") for text in texts))
    assert [bool(entry.html) for entry in feed.bounded(max_bytes).entries] == whole
    assert all(entry.summary for entry in feed.bounded(max_bytes).entries)


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_an_id_is_a_uri_and_no_two_are_one(id: str) -> None:
    uri = Names("example.org,2026").of("article", id)
    assert re.fullmatch(r"tag:example\.org,2026:article:(?:[A-Za-z0-9._~/-]|%[0-9A-F]{2})+", uri)
    assert uri != Names("example.org,2026").of("article", id + "~")


@pytest.mark.parametrize(
    ("authority", "base", "begins"),
    [
        ("", "https://Blog.Example.org:8443/api", "tag:blog.example.org,2026:"),
        ("", "http://127.0.0.1:8000", "tag:127.0.0.1,2026:"),
        ("", "http://[::1]:8000", "tag:1,2026:"),
        ("me@example.org,2004-10", "https://blog.example.org", "tag:me@example.org,2004-10:"),
    ],
)
def test_ids_are_given_by_the_host_or_by_the_authority_that_the_author_chose(
    authority: str, base: str, begins: str
) -> None:
    chosen = names(authority, base)
    assert AUTHORITY.fullmatch(chosen.authority)
    assert chosen.of("article", "a").startswith(begins)
