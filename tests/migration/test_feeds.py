"""Feeds as other tools write them: Atom, RSS 0.9 to 2.0, JSON Feed."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from billet.migration.model import Entry, Site
from billet.migration.sources import Options, recognise
from chalicelib.errors import ConfigurationError
from tests.migration.reading_sources import PARIS, entry_of, messages_of, read_source

SUMMARY_ALONE = "the feed has the beginning of the text alone"


def read(folder: Path, text: str, name: str = "feed.xml") -> Site:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return read_source(path, "feed")


def said(site: Site) -> list[str]:
    return [message for message in messages_of(site) if "a feed has the newest" not in message]


def rss(*items: str, head: str = "", version: str = "2.0") -> str:
    names = (
        'xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:wfw="http://wellformedweb.org/CommentAPI/" xmlns:slash="http://purl.org/rss/1.0/modules/slash/"'
    )
    channel = f"<title>Carnet</title><link>https://old.example/</link><description>Vélos</description>{head}"
    rows = "".join(f"<item>{item}</item>" for item in items)
    return f'<?xml version="1.0"?>\n<rss version="{version}" {names}><channel>{channel}{rows}</channel></rss>'


def read_item(folder: Path, item: str) -> tuple[Entry, list[str]]:
    site = read(folder, rss(item))
    return site.entries[0], said(site)


def test_an_item_of_rss_comes_with_all_that_it_has(tmp_path: Path) -> None:
    site = read(
        tmp_path,
        rss(
            "<title>L&amp;#8217;été &amp;amp; &lt;b&gt;moi&lt;/b&gt;</title>"
            "<link>https://old.example/2013/04/l-ete.html</link>"
            '<guid isPermaLink="false">https://old.example/?p=12</guid>'
            "<pubDate>Tue, 02 Apr 2013 00:30:00 +0200</pubDate>"
            "<dc:creator>Léa</dc:creator><category>Vélo</category><category>Mer</category>"
            "<description>Autre chose, que l'auteur a écrite</description>"
            '<content:encoded><![CDATA[<p>Bonjour <img src="https://old.example/img/a.png?x=1&amp;y=2"></p>'
            "<script>x()</script>]]></content:encoded>"
            "<wfw:commentRss>https://old.example/feed</wfw:commentRss><slash:comments>3</slash:comments>",
            head="<language>fr-FR</language>",
        ),
    )
    (entry,) = site.entries
    assert (entry.title, entry.path) == ("L’été & moi", "articles/2013/l-ete.md")
    assert entry.date == datetime(2013, 4, 1, 22, 30, tzinfo=UTC)
    assert entry.addresses == ("https://old.example/2013/04/l-ete.html", "https://old.example/?p=12")
    assert entry.text.startswith('<p>Bonjour <img src="https://old.example/img/a.png?x=1&amp;y=2"></p>')
    assert (entry.tags, entry.summary) == (("Vélo", "Mer"), "Autre chose, que l'auteur a écrite")
    assert site.settings == {
        "title": "Carnet",
        "tagline": "Vélos",
        "language": "fr-FR",
        "timezone": "Europe/Paris",
        "author": {"name": "Léa"},
    }
    assert [(medium.path, medium.url) for medium in site.media] == [
        ("media/img/a.png", "https://old.example/img/a.png?x=1&y=2")
    ]
    assert messages_of(site) == [": a feed has the newest texts alone as a rule: 1 are in this one"]


@pytest.mark.parametrize(
    ("item", "text", "messages"),
    [
        (
            "<description>&lt;p&gt;Un&lt;/p&gt;&lt;img src='http://feeds.feedburner.com/~r/x/~4/y'/&gt;"
            "</description><enclosure url='/a.mp3' type='audio/mpeg'/>",
            '<p>Un</p><audio controls="" src="https://old.example/a.mp3"></audio>',
            [],
        ),
        ("<description>&lt;p&gt;Tout&lt;/p&gt;</description>", "<p>Tout</p>", []),
        ("<description>Un\n\nDeux &amp; trois</description>", "<p>Un</p><p>Deux &amp; trois</p>", []),
        ("<description>Le début […]</description>", "<p>Le début […]</p>", [f"item 1: {SUMMARY_ALONE}"]),
        (
            "<description>Le début &amp;hellip;</description>",
            "Le début &hellip;",
            [f"item 1: {SUMMARY_ALONE}"],
        ),
        (
            "<description>Un</description><enclosure url='https://cdn.example/a.mp3' type='audio/mpeg'/>",
            '<p>Un</p><audio controls="" src="https://cdn.example/a.mp3"></audio>',
            [],
        ),
    ],
)
def test_a_text_is_all_that_the_feed_has(tmp_path: Path, item: str, text: str, messages: list[str]) -> None:
    entry, notices = read_item(tmp_path, f"<title>A</title><link>https://old.example/a</link>{item}")
    assert (entry.text, notices) == (text, messages)


@pytest.mark.parametrize(
    ("words", "title"),
    [
        (
            "Une longue phrase qui va plus loin que soixante signes, et s'arrête enfin quelque part.",
            "Une longue phrase qui va plus loin que soixante signes, et…",
        ),
        ("Deux mots", "Deux mots"),
        ("<!-- no --><i title='>'>Un</i> <b à moi", "Un <b à moi"),
        ("x" * 70, "x" * 60 + "…"),
    ],
)
def test_an_item_without_a_title_has_the_first_words_of_its_text(
    tmp_path: Path, words: str, title: str
) -> None:
    text = f"<description><![CDATA[{words}]]></description>"
    entry, _ = read_item(tmp_path, f"{text}<link>https://old.example/</link>")
    assert entry.title == title
    assert entry.addresses == ()


ATOM = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xmlns:app="http://www.w3.org/2007/app"
      xmlns:thr="http://purl.org/syndication/thread/1.0" xml:base="https://old.example/blog/" xml:lang="fr">
  <title type="html">Carnet &amp;amp; co</title>
  <link rel="alternate" href="https://old.example/blog/"/>
  <link rel="next" href="https://old.example/blog/feed?page=2"/>
  <entry>
    <id>tag:old.example,2005-03-12:/post/un</id>
    <title type="text">3 &lt; 4</title>
    <published>2005-03-12T10:00:00Z</published><updated>2006-01-01T10:00:00Z</updated>
    <author><name>Léa</name></author><category term="velo" label="Vélo"/>
    <content type="xhtml">
      <div xmlns="http://www.w3.org/1999/xhtml"><p><a href="deux">x</a></p></div>
    </content>
  </entry>
  <entry xml:lang="en">
    <id>urn:2</id><link href="https://old.example/blog/deux"/><title>Two</title>
    <author><name>Max</name></author>
    <updated>2005-04-01T10:00:00Z</updated><app:control><app:draft>yes</app:draft></app:control>
    <content type="html">&lt;img src="/img/a.png" onload="x()"&gt; &lt;a href="#n"&gt;n&lt;/a&gt;</content>
  </entry>
  <entry>
    <id>urn:3</id><title>Re</title><thr:in-reply-to ref="urn:2"/><updated>2005-04-01T10:00:00Z</updated>
    <author><name>Léa</name></author><content>Bien</content>
  </entry>
</feed>"""


def test_atom_is_read_with_its_bases_languages_and_drafts(tmp_path: Path) -> None:
    site = read(tmp_path, ATOM)
    first, second = site.entries
    assert (first.title, first.text) == (
        "3 < 4",
        '<p><a href="https://old.example/blog/deux">x</a></p>',
    )
    assert first.addresses == ("/post/un",)
    assert (first.updated, first.tags) == (datetime(2006, 1, 1, 10, tzinfo=UTC), ("Vélo",))
    assert second.text.startswith('<img src="https://old.example/img/a.png"')
    assert '<a href="#n">' in second.text
    assert (second.draft, second.language, second.author, second.addresses) == (True, "en", "Max", ())
    assert site.settings["title"] == "Carnet & co"
    assert messages_of(site) == [
        "item 3: it is a comment, and comments of feeds do not come",
        ": a feed has the newest texts alone as a rule: 2 are in this one; older ones are at "
        "https://old.example/blog/feed?page=2",
    ]


RDF = """<?xml version="1.0" encoding="iso-8859-1"?>
<rdf:RDF xmlns="http://purl.org/rss/1.0/" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
  xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="x"><title>Été</title><link>http://old.example</link></channel>
<item rdf:about="http://old.example/a"><title>A</title><link>http://old.example/a</link>
<dc:date>2004-07-14T12:00:00+02:00</dc:date><dc:subject>Mer</dc:subject><description>Été</description></item>
</rdf:RDF>"""
RSS_091 = """<rss version="0.91"><channel><title>Été</title><link>http://old.example</link>
<item><title>A</title><link>http://old.example/a</link><description>Été</description></item></channel></rss>"""


@pytest.mark.parametrize("text", [RDF, RSS_091])
def test_the_first_forms_of_rss_are_read(tmp_path: Path, text: str) -> None:
    path = tmp_path / "backend.xml"
    path.write_bytes(text.encode("cp1252" if "iso" in text else "utf-8"))
    site = read_source(path, "feed")
    assert (site.settings["title"], site.entries[0].text) == ("Été", "<p>Été</p>")
    assert site.entries[0].date == (datetime(2004, 7, 14, 10, tzinfo=UTC) if "iso" in text else None)


JSON_FEED = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "Carnet",
    "home_page_url": "https://old.example/",
    "language": "fr",
    "authors": [{"name": "Léa"}],
    "items": [
        {
            "id": "https://old.example/?p=1",
            "url": "https://old.example/un",
            "title": "Un",
            "content_html": "<p>Oui</p>",
            "summary": "Résumé",
            "image": "https://old.example/a.png",
            "date_published": "2020-01-01T00:00:00+01:00",
            "tags": ["Mer"],
            "attachments": [
                {"url": "https://old.example/a.pdf", "mime_type": "application/pdf", "title": "Plan"}
            ],
        },
        {"id": 2, "content_text": "Deux\nlignes < ici"},
        "rien",
    ],
}


def test_json_feed_is_read(tmp_path: Path) -> None:
    site = read(tmp_path, json.dumps(JSON_FEED, indent=1), "feed.json")
    entry = entry_of(site, "Un")
    assert entry.text == '<p>Oui</p><p><a href="https://old.example/a.pdf">Plan</a></p>'
    assert (entry.summary, entry.image, entry.tags) == ("Résumé", "https://old.example/a.png", ("Mer",))
    assert entry.addresses == ("https://old.example/un", "https://old.example/?p=1")
    assert entry.date == datetime(2019, 12, 31, 23, tzinfo=UTC)
    assert site.entries[1].text == "<p>Deux<br>lignes &lt; ici</p>"
    assert [medium.path for medium in site.media] == ["media/a.pdf", "media/a.png"]
    assert said(site) == ["item 3: it is no object of JSON"]


def test_a_feed_that_is_no_good_xml_is_read_as_far_as_it_can_be_and_said(tmp_path: Path) -> None:
    good = "<title>A</title><link>https://old.example/a</link><description>Un</description>"
    bad = "<title>B & C</title><link>https://old.example/b</link><description>Deux</description>"
    site = read(tmp_path, rss(good, bad))
    assert [entry.title for entry in site.entries] == ["A", "B & C"]
    assert "the file is no good XML" in said(site)[0]
    assert site.notices[0].origin.line == 2


def test_the_same_item_comes_once(tmp_path: Path) -> None:
    item = "<title>A</title><link>https://old.example/a</link><description>Un</description>"
    assert len(read(tmp_path, rss(item, item)).entries) == 1


def test_entities_are_not_expanded_without_end(tmp_path: Path) -> None:
    entities = '<!ENTITY a "aaaaaaaaaa">' + "".join(
        f'<!ENTITY {name} "{f"&{before};" * 10}">'
        for before, name in zip("abcdefgh", "bcdefghi", strict=True)
    )
    item = "<title>A</title><link>https://old.example/a</link><description>&i;</description>"
    site = read(tmp_path, rss(item).replace("<rss", f"<!DOCTYPE rss [{entities}]>\n<rss", 1))
    assert all(len(entry.text) < 10_000 for entry in site.entries)


def test_a_feed_without_items_is_told(tmp_path: Path) -> None:
    path = tmp_path / "feed.xml"
    path.write_text(rss(), encoding="utf-8")
    with pytest.raises(ConfigurationError, match="holds no item"):
        recognise(path).read(path, Options(PARIS))
