"""WordPress exports: recorded from a real one by tests/migration/record/wordpress.sh, and small ones with
what public bug reports of importers are about."""

from __future__ import annotations

import gzip
import json
import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import unquote
from zoneinfo import ZoneInfo

import html5lib
import pytest

from billet.migration.model import Entry, ImportedComment, Origin, Site
from billet.migration.sources import Options, recognise
from billet.migration.sources.wordpress import SOURCE
from billet.migration.sources.wordpress.autop import autop
from billet.migration.sources.wordpress.php import NotSerialised, unserialise
from chalicelib.errors import ConfigurationError
from tests.migration.reading_sources import read_source
from tests.migration.sites import plan_of

DATA = Path(__file__).parent / "data" / "wordpress"
HOME = "https://carnet.example.org"
Write = Callable[..., Site]
PARIS = Options(ZoneInfo("Europe/Paris"))
PLAYER = '<iframe src="https://www.youtube-nocookie.com/embed/AAAAAAAAAAA"></iframe>'
TEXTS = json.loads((DATA / "texts.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def everything() -> Site:
    return read_source(DATA / "everything.xml", "wordpress")


@pytest.fixture(scope="module")
def posts_only() -> Site:
    return read_source(DATA / "posts-only.xml.gz", "wordpress")


def entry(site: Site, number: int) -> Entry:
    return next(entry for entry in site.entries if entry.id == f"wordpress-{number}")


def titled(site: Site, title: str) -> Entry:
    return next(entry for entry in site.entries if entry.title == title)


def messages(site: Site) -> str:
    return "\n".join(f"{notice.origin.line} {notice.origin.item} {notice.message}" for notice in site.notices)


# ---------------------------------------------------------------- texts


def as_shown(html: str) -> str:
    """Returns HTML as a browser shows it: without empty paragraphs, and blanks where none are seen."""

    def walk(element: Any) -> str:
        if not isinstance(element.tag, str):
            return ""
        words = (lambda text: text or "") if element.tag in ("pre", "code") else _blanks
        inner = words(element.text) + "".join(walk(child) + words(child.tail) for child in element)
        return "" if element.tag == "p" and not inner.strip() else f"<{element.tag}>{inner}</{element.tag}>"

    shown = walk(html5lib.parseFragment(html, namespaceHTMLElements=False))
    blocks = "p|div|ul|ol|li|table|tbody|tr|td|h\\d|blockquote|dl|dt|dd|details|summary|br|DOCUMENT_FRAGMENT"
    return re.sub(rf"\s*(</?(?:{blocks})>)\s*", r"\1", shown)


def _blanks(text: str | None) -> str:
    return re.sub(r"\s+", " ", text or "")


CLASSIC = [
    name
    for name, text in TEXTS.items()
    if "wp:" not in text["written"] and not re.search(r"\[\[|caption|audio|<script", text["written"])
]


@pytest.mark.parametrize("name", CLASSIC)
def test_paragraphs_are_those_that_wordpress_shows(name: str) -> None:
    assert as_shown(autop(TEXTS[name]["written"])) == as_shown(TEXTS[name]["shown"])


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        (TEXTS["a caption with its text inside"]["written"], "<figcaption>La <em>mer</em>, 20 h<"),
        (TEXTS["a caption with an attribute"]["written"], "<figcaption>La &quot;mer&quot;<"),
        (TEXTS["a caption by its old name"]["written"], "<figcaption>La mer</figcaption>"),
        ('[caption width="3"]<img src="a.png"> [A, B] != [B, A][/caption]', "<figcaption>[A, B] != [B, A]<"),
        ("[caption]sans image[/caption]", "<p>[caption]sans image[/caption]</p>"),
        (TEXTS["a shortcode said, not meant"]["written"], "Écrire [caption]x[/caption] et [gallery] ici."),
        ("Si 3 < 4 alors [gallery ids='1'] fin", "<p>Si 3 < 4 alors [gallery ids='1'] fin</p>"),
        ("<pre>[gallery]</pre>", "<pre>[gallery]</pre>"),
        ("un <code>[gallery]</code>", "<p>un <code>[gallery]</code></p>"),
        (
            "[code lang=\"php\"]\n$a = 1 &lt; 2;\n\n// x\n[/code]",
            '<pre><code class="language-php">$a = 1 &lt; 2;\n\n// x</code></pre>',
        ),
        ("[sourcecode]a <b> &amp; c[/sourcecode]", "<pre><code>a &lt;b&gt; &amp;amp; c</code></pre>"),
        ('<pre class="brush: sql; x: y">\nA\n</pre>', '<pre><code class="language-sql">A</code></pre>'),
        ("https://youtu.be/AAAAAAAAAAA", f"<p>{PLAYER}</p>"),
        ("[youtube https://www.youtube.com/watch?v=AAAAAAAAAAA&amp;w=3]", f"<p>{PLAYER}</p>"),
        ("[embed]https://x.example/?b=1&amp;c=2[/embed]", '<p><a href="https://x.example/?b=1&amp;c=2">'),
        ("Voir https://youtu.be/AAAAAAAAAAA ici", "<p>Voir https://youtu.be/AAAAAAAAAAA ici</p>"),
        ('[audio src="/files/a.mp3"]', '<p><audio controls src="/files/a.mp3"></audio></p>'),
        (
            '[video mp4="https://x.example/f.mp4" poster="https://x.example/a.png"][/video]',
            '<p><video controls src="https://x.example/f.mp4" poster="https://x.example/a.png"></video></p>',
        ),
        ("[gallery ids=\"7\"]\n\nAprès", "<p>Après</p>"),
        ("Avant<!--more Lire la suite-->Après", "<p>Avant</p>\n<!-- more -->\n<p>Après</p>"),
        ('<img src="https://i1.wp.com/x.example/a.png?w=3&ssl=1">', '<p><img src="https://x.example/a.png"></p>'),
        ('<a href="http://x.example/a.png"><img src="https://x.example/a-3x3.png"></a>', '<p><a href="http'),
        (
            '<a href="http://x.example/a.png"><img src="https://x.example/a-300x200.png"></a>',
            '<p><img src="https://x.example/a-300x200.png"></p>',
        ),
        ("[mystere]", "<p>[mystere]</p>"),
        ("<!-- wp:shortcode -->\n[code]x[/code]\n<!-- /wp:shortcode -->", "<pre><code>x</code></pre>"),
        ('<!-- wp:block {"ref":4} /-->', "<p>Partagé.</p>"),
        ('<!-- wp:block {"ref":5} /-->', ""),
        ("<!-- wp:more -->\n<!--more-->\n<!-- /wp:more -->", "<!-- more -->"),
        (
            '<!-- wp:gallery --><figure class="wp-block-gallery"><ul class="blocks-gallery-grid"><li><figure>'
            '<img src="a.png"/></figure></li></ul><figcaption class="blocks-gallery-caption">Tous'
            "</figcaption></figure><!-- /wp:gallery -->",
            '<figure><img src="a.png"/></figure>\n<p>Tous</p>',
        ),
        (
            '<!-- wp:file --><div class="wp-block-file"><object data="a.pdf"></object><a href="a.pdf">A</a>'
            '<a href="a.pdf" class="wp-block-file__button" download>Télécharger</a></div><!-- /wp:file -->',
            '<div class="wp-block-file"><a href="a.pdf">A</a></div>',
        ),
        (
            '<!-- wp:embed --><figure><div class="wp-block-embed__wrapper">\nhttps://vimeo.com/1\n</div>'
            "</figure><!-- /wp:embed -->",
            '<iframe src="https://player.vimeo.com/video/1"></iframe>',
        ),
    ],
)  # fmt: skip
def test_a_text_is_what_readers_saw(write: Write, written: str, shown: str) -> None:
    shared = item(
        4, content="<!-- wp:paragraph --><p>Partagé.</p><!-- /wp:paragraph -->", post_type="wp_block"
    )
    text = entry(write(item(1, content=written), shared), 1).text.strip()
    assert shown in text if shown else text == ""


def test_a_gallery_has_its_pictures_and_says_which_are_missing(everything: Site) -> None:
    gallery = titled(everything, "Galerie")
    assert re.findall(r"/uploads/([^\"]*)\" alt=\"([^\"]*)\"", gallery.text) == [
        ("2022/06/falaise.png", "Falaise dessinée"),
        ("2023/08/v%C3%A9lo%20n%C2%B02.jpg", ""),
    ]
    assert "<figcaption>La falaise au soir</figcaption>" in gallery.text
    assert "the export does not have the medium 4444" in messages(everything)
    assert "medium 5555, its featured picture" in messages(everything)
    assert "[mystere] is no shortcode" in messages(everything)


def test_pages_of_a_post_become_one_and_each_of_their_addresses_leads_there(everything: Site) -> None:
    post = titled(everything, "Récit en deux pages")
    assert post.text == "<p>Une.</p>\n<p>Deux.</p>\n"
    base = f"{HOME}/2021/01/01"
    assert post.addresses == (
        f"{base}/recit-en-deux-pages/",
        f"{base}/recit-en-deux-pages/2/",
        f"{base}/ancien-recit/",
        f"{HOME}/?p=13",
    )
    assert post.featured


# ---------------------------------------------------------------- posts


def test_a_post_has_its_fields(everything: Site) -> None:
    post = titled(everything, "Tour de la falaise & retour")
    assert (post.path, post.slug) == ("articles/2022/tour-de-la-falaise-retour.md", "")
    assert str(post.date) == "2022-06-03 21:30:00+02:00"
    assert post.summary == "Un extrait à la main."
    assert (post.tags, post.categories) == (("C++", "été"), ("Bretagne",))
    assert post.image == f"{HOME}/wp-content/uploads/2022/07/panorama.jpg"
    assert post.author == ""
    assert titled(everything, "Blocs & galerie").author == "Bertille Quéré-d’Aubrac"
    assert "its lieu is left out: Plougastel" in messages(everything)


@pytest.mark.parametrize(
    ("title", "draft", "reason"),
    [
        ("Privé", True, "it was private"),
        ("Protégé", True, "needed a password"),
        ("En attente", True, "waited for review"),
        ("Brouillon", True, ""),
        ("Prévu", False, ""),
        ("Message privé", True, "a type of the blog's own"),
        ("Crêpes", True, "a type of the blog's own"),
    ],
)
def test_what_readers_did_not_see_stays_unseen_and_has_no_address(
    everything: Site, title: str, draft: bool, reason: str
) -> None:
    hidden = titled(everything, title)
    assert (hidden.draft, hidden.addresses) == (draft, ())
    assert not reason or re.search(rf"{hidden.origin.item} .*{reason}", messages(everything))


def test_a_draft_without_a_date_has_none_and_the_trash_is_named(everything: Site, posts_only: Site) -> None:
    assert titled(everything, "Brouillon").date is None
    assert "À jeter was in the trash" in messages(everything)
    assert "Raté, à jeter was in the trash, with 1 comments" in messages(posts_only)
    assert not [entry for entry in everything.entries if "jeter" in entry.path]


def test_a_password_is_in_no_field(everything: Site) -> None:
    assert "hérisson" not in repr(everything)


def test_pages_lie_below_their_parents(everything: Site) -> None:
    assert titled(everything, "Équipe").path == "pages/a-propos/equipe.md"
    assert titled(everything, "Équipe").addresses == (f"{HOME}/a-propos/equipe/", f"{HOME}/?page_id=22")


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (23, "2021-01-01 00:00:00+01:00"),
        (17, "2023-03-26 03:30:00+02:00"),  # 2:30 did not exist
        (18, "2022-10-30 02:30:00+01:00"),  # and on this day it came twice
        (27, "2031-07-14 08:00:00+02:00"),
    ],
)
def test_a_time_is_the_instant_that_was_meant_with_the_date_that_was_shown(
    posts_only: Site, number: int, shown: str
) -> None:
    assert str(entry(posts_only, number).date) == shown


@pytest.mark.parametrize(
    ("fields", "date"),
    [
        (
            {"post_date": "2005-03-12 10:00:00", "post_date_gmt": "0000-00-00 00:00:00"},
            "2005-03-12 10:00:00+01:00",
        ),
        ({"post_date": "0000-00-00 00:00:00", "post_date_gmt": ""}, "2020-01-02 03:04:05+01:00"),
        (
            {"post_date": "2005-03-12 10:00:00", "post_date_gmt": "2005-03-12 15:30:00"},
            "2005-03-12 10:00:00-05:30",
        ),
        (
            {"post_date": "2005-03-12 10:00:00", "post_date_gmt": "2005-03-14 09:00:00"},
            "2005-03-14 10:00:00+01:00",
        ),
        (
            {"post_date": "2005-03-12 10:00:00", "post_date_gmt": "2005-03-12 09:07:00"},
            "2005-03-12 10:07:00+01:00",
        ),
    ],
)
def test_damaged_dates_are_read_as_far_as_they_go(write: Write, fields: Any, date: str) -> None:
    post = item(1, meta={}, **fields).replace(
        "<pubDate></pubDate>", "<pubDate>Thu, 02 Jan 2020 02:04:05 +0000</pubDate>"
    )
    if fields["post_date_gmt"].startswith("0000"):
        post = post.replace("Thu, 02 Jan 2020 02:04:05 +0000", "Wed, 30 Nov -0001 00:00:00 +0000")
    assert str(entry(write(post), 1).date) == date


def test_the_zone_of_the_blog_is_that_of_its_times(everything: Site, write: Write) -> None:
    assert "timezone" not in everything.settings
    summer = item(1, post_date="2020-07-01 10:00:00", post_date_gmt="2020-07-01 14:00:00")
    winter = item(2, post_date="2020-01-01 10:00:00", post_date_gmt="2020-01-01 15:00:00")
    assert write(summer, winter).settings["timezone"] == "America/New_York"


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("A &amp;amp; B", "A & B"),
        ("A &amp; B", "A & B"),
        ("entités &amp;eacute;", "entités é"),
        ("<![CDATA[Un <em>mot</em> et 3 < 4 > 2]]>", "Un mot et 3 < 4 > 2"),
        ("<![CDATA[]]>", "Du texte."),
    ],
)
def test_a_title_is_as_wordpress_shows_it(write: Write, written: str, title: str) -> None:
    assert write(item(1, title=written, content="Du <b>texte</b>.")).entries[0].title == title


def test_two_posts_of_one_slug_have_an_address_each(write: Write) -> None:
    site = write(
        item(1, post_name="note", post_date="2019-01-01 10:00:00", post_date_gmt="2019-01-01 09:00:00"),
        item(2, post_name="note", post_date="2020-01-01 10:00:00", post_date_gmt="2020-01-01 09:00:00"),
    )
    assert [(entry.path, entry.slug) for entry in site.entries] == [
        ("articles/2019/note.md", ""),
        ("articles/2020/note.md", "note-2"),
    ]


def test_fields_of_the_author_come_and_those_that_billet_would_read_do_not(
    write: Write, posts_only: Site
) -> None:
    assert entry(posts_only, 12).fields["humeur"] == ['contente "et" fière — 100 %', "fatiguée"]
    assert entry(posts_only, 19).fields["recette"] == {"parts": 4, "étapes": {0: "mélanger", 1: "cuire"}}
    assert entry(posts_only, 29).language == "en"
    site = write(item(1, meta={"draft": "true", "_edit_lock": "1", "objet": 'O:8:"stdClass":0:{}'}))
    assert site.entries[0].fields == {"objet": 'O:8:"stdClass":0:{}'}
    assert "its field draft is left out" in messages(site)


def test_plugins_for_languages_are_understood(write: Write) -> None:
    terms = (
        '<category domain="language" nicename="en">English</category>'
        '<category domain="post_translations" nicename="pll_9">x</category>'
    )
    post = write(item(1, more=terms)).entries[0]
    assert (post.language, post.translation) == ("en", "pll_9")


def test_footnotes_of_the_editor_are_shown(write: Write) -> None:
    mark = '<sup data-fn="a1" class="fn"><a href="#a1" id="a1-link">1</a></sup>'
    text = f"<!-- wp:paragraph --><p>Un{mark}</p><!-- /wp:paragraph --><!-- wp:footnotes /-->"
    notes = '[{"content":"La <b>note</b>","id":"a1"}]'
    post = write(item(1, content=text, meta={"footnotes": notes})).entries[0]
    assert mark in post.text
    assert '<li id="a1">La <b>note</b> <a href="#a1-link">↩︎</a></li>' in post.text
    assert post.fields == {}
    assert "footnotes cannot be read" in messages(write(item(1, content=text, meta={"footnotes": "{"})))


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        ({"post_name": " ", "title": "Un/Deux \\ ../x"}, "articles/2020/un-deux-x.md"),
        ({"post_name": "", "title": "!?"}, "articles/2020/post-1.md"),
        ({"post_name": "con"}, "articles/2020/con-.md"),
    ],
)
def test_no_name_leads_out_of_its_folder_or_is_none(write: Write, fields: Any, path: str) -> None:
    assert write(item(1, meta={}, **fields)).entries[0].path == path


def test_every_old_address_leads_on(tmp_path: Path) -> None:
    for name in ("2022/06/falaise.png", "2022/07/panorama.jpg", "2023/08/vélo n°2.jpg", "2024/02/son.mp3"):
        (tmp_path / "uploads" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "uploads" / name).write_bytes(b"x")
    site = SOURCE.read(
        DATA / "everything.xml", Options(ZoneInfo("Europe/Paris"), pictures=tmp_path / "uploads")
    )
    plan = plan_of(site, tmp_path / "content", tmp_path / "staging")
    assert {address.old: address.reason for address in plan.addresses if not address.new} == {}
    led_on = {address.old: unquote(address.new) for address in plan.addresses}
    assert led_on["/wp-content/uploads/2022/07/panorama-300x104.jpg"] == "/media/2022/07/panorama.jpg"
    assert led_on["/wp-content/uploads/2023/08/vélo n°2-150x150.jpg"] == "/media/2023/08/vélo n°2.jpg"
    assert led_on["/2022/06/03/tour-de-la-falaise-retour/falaise/"] == "/media/2022/06/falaise.png"
    assert led_on["/?attachment_id=6"] == "/media/2023/08/vélo n°2.jpg"
    assert led_on["/?page_id=22"] == "/pages/equipe"
    redirects = plan.preparation.files["site.toml"]
    assert isinstance(redirects, bytes)
    assert b"-300x" not in redirects


# ---------------------------------------------------------------- terms, menu, settings, addresses


def test_terms_of_one_name_are_told_apart(everything: Site, posts_only: Site) -> None:
    assert set(titled(everything, "Blocs & galerie").categories) == {
        "Code & R&D",
        "Balades: Desserts",
        "Code & R&D: Desserts",
    }
    assert entry(posts_only, 19).categories == ("Desserts",)
    assert entry(posts_only, 20).categories == ("Desserts (desserts-code)",)
    assert "2 of its lists are called 'Desserts'" in messages(everything)


def test_addresses_that_billet_does_not_know_are_led_on(everything: Site) -> None:
    assert {redirect.old: redirect.new for redirect in everything.redirects} == {
        "/wp-content/uploads/*": "/media/*",
        "/tag/c": "/tags/c-plus-plus",
        "/tag/c-2": "/tags/c-sharp",
        "/category/balades": "/categories",
        "/category/dev": "/categories/code-r-d",
        "/category/dev/desserts-code": "/categories/code-r-d-desserts",
        "/category/balades/desserts": "/categories/balades-desserts",
        "/2021/*": "/archive/2021",
        "/2022/*": "/archive/2022",
        "/2023/*": "/archive/2023",
        "/author/*": "/archive",
        "/?attachment_id=6": "/media/2023/08/v%C3%A9lo%20n%C2%B02.jpg",
    }


def test_lists_that_no_reader_saw_are_not_led_on(write: Write) -> None:
    tag = '<category domain="post_tag" nicename="c-2">C#</category>'
    assert write(item(1, more=tag)).redirects[0].old == "/tag/c-2"
    assert not [r for r in write(item(1, more=tag, status="draft")).redirects if r.old == "/tag/c-2"]


def test_a_blog_with_plain_addresses_is_led_on_by_its_queries() -> None:
    site = read_source(DATA / "plain.xml", "wordpress")
    assert titled(site, "山の道").addresses[0] == f"{HOME}/?p=25"
    redirects = {redirect.old: redirect.new for redirect in site.redirects}
    assert redirects["/?tag=c-2"] == "/tags/c-sharp"
    assert redirects["/?m=202206"] == "/archive/2022"


def test_settings_and_menu(everything: Site) -> None:
    assert (everything.tool, everything.address) == ("WordPress 6.1.9", HOME)
    assert everything.settings == {
        "title": "Le carnet d’Ysaure & Cie",
        "tagline": "Balades & recettes",
        "language": "en",
        "author": {"name": "Ysaure Lemoël"},
        "menu": {"home": "Accueil", "/pages/a-propos": "À propos", "https://git.example.net/ysaure": "Code"},
    }
    assert "the line Les balades of the menu is left out" in messages(everything)


# ---------------------------------------------------------------- media


def test_a_medium_has_the_address_of_each_of_its_copies(everything: Site) -> None:
    media = {medium.path: medium for medium in everything.media}
    uploads = f"{HOME}/wp-content/uploads"
    assert set(media) == {
        "media/2022/06/falaise.png",
        "media/2022/07/panorama.jpg",
        "media/2023/08/vélo n°2.jpg",
        "media/2024/02/son.mp3",
    }
    panorama = media["media/2022/07/panorama.jpg"]
    assert panorama.url == f"{uploads}/2022/07/panorama.jpg"
    assert {f"{uploads}/2022/07/panorama-scaled.jpg", f"{uploads}/2022/07/panorama-300x104.jpg"} <= set(
        panorama.addresses
    )
    assert f"{uploads}/2023/08/vélo n°2-150x150.jpg" in media["media/2023/08/vélo n°2.jpg"].addresses


def test_media_that_only_texts_name_come_once_each(posts_only: Site) -> None:
    media = {medium.path: medium for medium in posts_only.media}
    assert set(media) == {
        "media/2022/06/falaise.png",
        "media/2022/06/Marche-couvert.jpg",
        "media/2022/01/logo.gif",
        "media/2023/08/velo-n°2-ete.jpg",
        "media/2023/11/atelier-300x204.webp",
        "media/2023/11/notes.txt",
        "media/2024/02/son.mp3",
    }
    assert (
        f"{HOME}/wp-content/uploads/2022/06/falaise-300x197.png"
        in media["media/2022/06/falaise.png"].addresses
    )


def test_media_are_taken_from_a_folder_and_from_nowhere_else(tmp_path: Path, write: Write) -> None:
    uploads = tmp_path / "uploads"
    (uploads / "2020").mkdir(parents=True)
    (uploads / "2020" / "été.png").write_bytes(b"picture")
    (tmp_path / "secret.png").write_bytes(b"secret")
    site = write(
        item(
            1,
            content='<img src="/wp-content/uploads/2020/%C3%A9t%C3%A9-300x200.png">'
            '<img src="/wp-content/uploads/../secret.png">',
        ),
        options=Options(ZoneInfo("UTC"), pictures=uploads),
    )
    contents = {medium.path: medium.content for medium in site.media}
    assert contents == {
        "media/2020/été.png": (uploads / "2020" / "été.png").resolve(),
        "media/secret.png": None,
    }


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('a:1:{s:5:"sizes";a:1:{i:0;s:4:"été";}}', None),
        ('s:5:"été";', "été"),
        ('a:2:{s:1:"a";b:1;i:5;N;}', {"a": True, 5: None}),
        ('s:99:"wrong length";', "wrong length"),
        ('O:8:"stdClass":0:{}', None),
        ("a:1000000000:{", None),
        ("a:1:{" * 100, None),
        ("i:9;x", None),
        ("", None),
    ],
)  # fmt: skip
def test_php_is_read_and_never_run(text: str, value: object) -> None:
    if value is None and "sizes" not in text:
        with pytest.raises(NotSerialised):
            unserialise(text)
    else:
        assert unserialise(text) == (value or {"sizes": {0: "été"}})


# ---------------------------------------------------------------- comments


def comment(site: Site, number: int) -> ImportedComment:
    return next(comment for comment in site.comments if comment.id == f"wordpress-{number}")


@pytest.mark.parametrize(
    ("number", "parent", "state"),
    [
        (2, "", "approved"),
        (3, "wordpress-2", "approved"),
        (4, "wordpress-3", "approved"),  # dated before what it answers
        (6, "", "approved"),  # answers spam, which no export has
        (7, "", "pending"),
        (8, "wordpress-7", "approved"),
        (10, "wordpress-2", "approved"),  # answers the trash, and that answers 2
    ],
)
def test_threads_are_kept_as_far_as_they_can_be(
    everything: Site, number: int, parent: str, state: str
) -> None:
    assert (comment(everything, number).parent, comment(everything, number).state) == (parent, state)


def test_each_comment_comes_once_or_is_named(everything: Site, posts_only: Site) -> None:
    assert len(everything.comments) == len({comment.id for comment in everything.comments}) == 8
    for left_out in (
        "comment 9 .* in the trash",
        "comment 11 a pingback",
        "comment 6 it answers comment 5, which",
    ):
        assert re.search(left_out, messages(everything)), left_out
    same = [comment.entry for comment in posts_only.comments if "Moi, quatre" in comment.text]
    assert same == ["wordpress-19", "wordpress-20"]


def test_a_comment_is_what_its_writer_left(everything: Site) -> None:
    first = comment(everything, 2)
    assert first.text == "<p>Beau tour !</p>\n<p>Et la <b>fontaine</b> ?</p>\n"
    assert (first.name, first.email) == ("Loïc B.", "loic-b@lecteurs.example")
    assert first.website == "https://loic.example.net/?a=1&b=2"
    assert str(first.posted) == "2022-06-04 08:00:00+02:00"
    assert [comment.by_author for comment in everything.comments[:3]] == [False, True, False]
    assert comment(everything, 4).name == 'O\'Brien "le vieux"'
    assert comment(everything, 12).name == ""


# ---------------------------------------------------------------- files

HEAD = """<?xml version="1.0" encoding="UTF-8" ?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:wp="http://wordpress.org/export/1.2/">
<channel><title>Carnet</title><link>https://carnet.example.org</link><wp:wxr_version>1.2</wp:wxr_version>
"""
TAIL = "</channel></rss>\n"


def item(
    number: int,
    *,
    title: str = "Titre",
    content: str = "Texte",
    meta: Mapping[str, str] = MappingProxyType({}),
    more: str = "",
    **fields: str,
) -> str:
    """Returns an item of an export; `fields` are its elements without their prefix."""
    values = {
        "post_id": str(number),
        "post_date": "2020-01-01 10:00:00",
        "post_date_gmt": "2020-01-01 09:00:00",
        "post_name": f"post-{number}",
        "status": "publish",
        "post_type": "post",
    } | fields
    elements = "".join(f"<wp:{name}>{value}</wp:{name}>\n" for name, value in values.items())
    metas = "".join(
        f"<wp:postmeta><wp:meta_key>{key}</wp:meta_key>"
        f"<wp:meta_value><![CDATA[{value}]]></wp:meta_value></wp:postmeta>"
        for key, value in meta.items()
    )
    return (
        f"<item><title>{title}</title>\n<link>{HOME}/post-{number}/</link><pubDate></pubDate>\n"
        f"<content:encoded><![CDATA[{content}]]></content:encoded>\n{elements}{metas}{more}</item>\n"
    )


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Returns what writes items into an export and reads it."""

    def write_and_read(*items: str, head: str = HEAD, tail: str = TAIL, options: Options = PARIS) -> Site:
        path = tmp_path / "export.xml"
        path.write_text(head + "".join(items) + tail, encoding="utf-8", errors="surrogatepass")
        return SOURCE.read(path, options)

    return write_and_read


@pytest.mark.parametrize(
    ("fault", "text", "message"),
    [
        (
            "a\x0bb\x08c\x00d",
            "abcd",
            "control characters",
        ),  # jekyll-import, hexo-migrator-wordpress 105, wp2hugo 27
        ("CDATA : ]]> ici", "CDATA : ]]> ici", "an end of CDATA within a text"),
        ("vrai ]]]]><![CDATA[> ici", "vrai ]]> ici", ""),
        ("<!DOCTYPE html><p>x</p>", "<p>x</p>", ""),  # wordpress-export-to-markdown 22
        ("&nbsp;&eacute; <!-- x & y -->", "&nbsp;&eacute;", ""),
    ],
)
def test_a_text_with_signs_that_xml_forbids_is_whole(
    write: Write, fault: str, text: str, message: str
) -> None:
    site = write(item(1, content=fault), item(2))
    assert text in entry(site, 1).text
    assert len(site.entries) == 2
    assert message in messages(site)
    assert bool(message) == bool(site.notices)


@pytest.mark.parametrize(
    ("fault", "value"),
    [
        ("A &nbsp;&eacute; B", "A é B"),
        ("R&D", "R&D"),
        ("3 < 4", "3 < 4"),
        ("a&#8;b", "ab"),
        ("&xxe;", "&xxe;"),
    ],
)
def test_an_element_that_is_not_escaped_is_read_and_told(write: Write, fault: str, value: str) -> None:
    site = write(item(1, title=fault), item(2))
    assert entry(site, 1).title == value
    assert len(site.entries) == 2
    assert site.notices[0].origin.line == 6


def test_a_file_that_ends_too_early_is_read_as_far_as_it_goes_and_says_so(write: Write) -> None:
    site = write(item(1), item(2)[:200], tail="")
    assert site.entries[0].id == "wordpress-1"
    assert "ends before its </rss>" in messages(site)


def test_no_entity_and_no_file_is_loaded(write: Write, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret", encoding="utf-8")
    entities = f'<!ENTITY xxe SYSTEM "file://{tmp_path}/secret"><!ENTITY a "ha"><!ENTITY b "&a;&a;">'
    types = f"<!DOCTYPE rss [{entities}]>\n<rss"
    site = write(item(1, title="&xxe; &b;", content="Texte"), head=HEAD.replace("<rss", types, 1))
    assert site.entries[0].title == "&xxe; &b;"


@pytest.mark.parametrize("version", ["1.0", "1.1"])
def test_older_versions_are_read(write: Write, version: str) -> None:
    twice = (
        "<category>Vélo</category><category domain='category' nicename='velo'>Vélo</category>"
        "<category domain='tag' nicename='ete'>été</category>"
    )
    post = write(item(1, more=twice), head=HEAD.replace("/1.2/", f"/{version}/")).entries[0]
    assert (post.categories, post.tags) == (("Vélo",), ("été",))


def test_an_export_in_the_encoding_of_2006_is_read(tmp_path: Path) -> None:
    path = tmp_path / "old.xml"
    text = HEAD.replace("UTF-8", "ISO-8859-1") + item(1, title="Été") + TAIL
    path.write_bytes(b"\n\n<b>Warning</b>: in x.php\n" + text.encode("latin-1"))
    site = SOURCE.read(path, PARIS)
    assert site.entries[0].title == "Été"
    assert "text before the XML" in messages(site)


def test_an_export_that_was_indented_is_the_same(write: Write) -> None:
    comment = "<wp:comment_id>2</wp:comment_id><wp:comment_approved>1</wp:comment_approved>"
    plain = item(1, more=f"<wp:comment>{comment}</wp:comment>")
    indented = re.sub(r"<(wp:\w+|link|title)>([^<]+)</", r"<\1>\n    \2\n  </", plain)
    assert indented.count("\n    1\n") == 2
    sites = [write(text) for text in (plain, indented)]
    for kind in ("entries", "comments"):
        first, second = ([replace(part, origin=Origin("")) for part in getattr(site, kind)] for site in sites)
        assert first == second


def test_an_export_in_parts_is_one_site(tmp_path: Path) -> None:
    parts = tmp_path / "parts"
    parts.mkdir()
    (parts / "carnet.001.xml").write_text(HEAD + item(1) + item(2) + TAIL, encoding="utf-8")
    (parts / "carnet.002.xml.gz").write_bytes(gzip.compress((HEAD + item(2) + item(3) + TAIL).encode()))
    with zipfile.ZipFile(parts / "carnet.zip", "w") as archive:
        archive.writestr("carnet.003.xml", HEAD + item(4) + TAIL)
        archive.writestr("../readme.txt", "no part of it")
    assert recognise(parts).name == "wordpress"
    assert [entry.id for entry in SOURCE.read(parts, PARIS).entries] == [
        f"wordpress-{number}" for number in (1, 2, 3, 4)
    ]


@pytest.mark.parametrize(
    "data", [b"<rss><channel><title>Flux</title></channel></rss>", b"", b"PK\x03\x04", b"\x1f\x8b"]
)
def test_what_is_no_export_is_not_recognised(tmp_path: Path, data: bytes) -> None:
    for name in ("flux.xml", "flux.zip", "flux.xml.gz"):
        (tmp_path / name).write_bytes(data)
        assert not SOURCE.recognises(tmp_path / name)


def test_an_archive_that_is_damaged_is_named(tmp_path: Path) -> None:
    path = tmp_path / "export.xml.gz"
    path.write_bytes(gzip.compress((HEAD + TAIL).encode())[:40])
    with pytest.raises(ConfigurationError, match=r"export\.xml\.gz cannot be read"):
        SOURCE.read(path, PARIS)
