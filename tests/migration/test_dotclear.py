"""Dotclear's exports: flat files as its version 2 writes them."""

from __future__ import annotations

import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from billet.migration.model import Entry, OldAddress, Site
from billet.migration.sources import Options, recognise
from chalicelib.errors import ConfigurationError
from tests.migration.reading_sources import PARIS, comment_of, messages_of, read_source

JPEG = b"\xff\xd8\xff\xe0"
BLOG = {"blog_id": "default", "blog_url": "http://www.old.example/index.php?", "blog_name": "Carnet"}
SETTINGS = (
    {"setting_id": "lang", "blog_id": "default", "setting_value": "fr"},
    {"setting_id": "blog_timezone", "blog_id": "default", "setting_value": "Europe/Paris"},
    {"setting_id": "public_url", "blog_id": "", "setting_value": "/public"},
)


def post(**values: str) -> dict[str, str]:
    return {
        "post_id": "7",
        "blog_id": "default",
        "user_id": "lea",
        "cat_id": "",
        "post_dt": "2005-03-12 00:30:00",
        "post_tz": "Europe/Paris",
        "post_upddt": "2005-03-12 09:00:00",
        "post_password": "",
        "post_type": "post",
        "post_url": "2005/03/12/Un-ete",
        "post_lang": "fr",
        "post_title": 'L\'été & "moi"',
        "post_excerpt_xhtml": "",
        "post_content_xhtml": "<p>Bonjour.</p>",
        "post_notes": "",
        "post_status": "1",
        "post_selected": "0",
        "post_open_comment": "1",
        **values,
    }


def comment(**values: str) -> dict[str, str]:
    return {
        "comment_id": "3",
        "post_id": "7",
        "comment_dt": "2005-03-27 03:30:00",
        "comment_tz": "Europe/Paris",
        "comment_author": "Zoé <3",
        "comment_email": "zoe@x.example",
        "comment_site": "http://zoe.example",
        "comment_content": "<p>Bien.</p>",
        "comment_status": "1",
        "comment_trackback": "0",
        **values,
    }


def escaped(value: str) -> str:
    for sign, escape in (("\\", "\\\\"), ("\n", "\\n"), ("\r", "\\r"), ('"', '\\"')):
        value = value.replace(sign, escape)
    return f'"{value}"'


def flat(version: str = "2.27", /, **tables: list[dict[str, str]]) -> str:
    parts = [f"///DOTCLEAR|{version}|full"]
    for table, rows in tables.items():
        parts += ["", f"[{table} {','.join(rows[0])}]"]
        parts += [",".join(map(escaped, row.values())) for row in rows]
    return "\n".join([*parts, ""])


def read(folder: Path, *posts: dict[str, str], single: bool = False, **tables: list[dict[str, str]]) -> Site:
    others = {} if single else {"blog": [BLOG]}
    path = folder / "2005-backup.txt"
    path.write_text(flat(**others, setting=[*SETTINGS], post=[*posts], **tables), encoding="utf-8")
    return read_source(path, "dotclear")


def read_post(folder: Path, **values: str) -> tuple[Entry, list[str]]:
    site = read(folder, post(**values))
    return site.entries[0], [message.partition(": ")[2] for message in messages_of(site)]


def test_a_post_comes_with_all_that_readers_saw_of_it(tmp_path: Path) -> None:
    site = read(
        tmp_path,
        post(cat_id="2", post_excerpt_xhtml="<p>Chapô</p>", post_notes="à revoir", post_selected="1"),
        category=[
            {
                "cat_id": "1",
                "blog_id": "default",
                "cat_title": "Vélo",
                "cat_url": "Velo",
                "cat_lft": "1",
                "cat_rgt": "4",
            },
            {
                "cat_id": "2",
                "blog_id": "default",
                "cat_title": "Col",
                "cat_url": "Velo/Col",
                "cat_lft": "2",
                "cat_rgt": "3",
            },
        ],
        user=[
            {
                "user_id": "lea",
                "user_displayname": "",
                "user_firstname": "Léa",
                "user_name": "L.",
                "user_pwd": "x",
            }
        ],
        meta=[
            {"meta_id": "été", "meta_type": "tag", "post_id": "7"},
            {"meta_id": "Alpes", "meta_type": "serie", "post_id": "7"},
        ],
    )
    (entry,) = site.entries
    assert (entry.title, entry.path) == ('L\'été & "moi"', "articles/2005/un-ete.md")
    assert (entry.date, entry.zone) == (datetime(2005, 3, 11, 23, 30, tzinfo=UTC), "")
    assert entry.text == "<p>Chapô</p>\n<!-- more -->\n<p>Bonjour.</p>"
    assert (entry.tags, entry.categories, entry.featured) == (("été",), ("Col",), True)
    assert entry.fields == {"notes": "à revoir", "serie": "Alpes"}
    assert (entry.updated, entry.language, entry.author) == (None, "", "")
    assert entry.addresses == ("/index.php?post/2005/03/12/Un-ete",)
    assert site.address == "http://www.old.example"
    assert site.settings["author"] == {"name": "Léa L."}
    assert {
        OldAddress("/index.php?category/Velo/Col", "/categories/col"),
        OldAddress("/public/*", "/media/*"),
    } <= {*site.redirects}
    assert {
        OldAddress("/index.php?archive/2005/03", "/archive/2005"),
        OldAddress("/index.php?feed/category/Velo/Col/atom", "/categories/col/feed.xml"),
    } <= {*site.redirects}


@pytest.mark.parametrize(
    "text",
    [
        'Il a dit "oui", puis\n"non"',
        "C:\\new\\r\\\\serveur",
        'fin par une barre \\", "autre',
        "a\r\nb\u2028c",
        "\\",
    ],
)
def test_what_is_escaped_comes_back(tmp_path: Path, text: str) -> None:
    entry, messages = read_post(tmp_path, post_content_xhtml=text, post_title="")
    assert (entry.text, messages) == (text.replace("\r\n", "\n"), [])


@pytest.mark.parametrize(
    ("values", "is_draft", "messages"),
    [
        ({"post_status": "1"}, False, []),
        ({"post_status": "-1", "post_dt": "2099-01-01 00:00:00"}, False, []),
        ({"post_status": "0"}, True, []),
        ({"post_status": "-2"}, True, []),
        ({"post_password": "sésame"}, True, ["it had a password, and comes as a draft"]),
    ],
)
def test_only_what_all_could_read_is_public(
    tmp_path: Path, values: dict[str, str], is_draft: bool, messages: list[str]
) -> None:
    entry, said = read_post(tmp_path, **values)
    assert (entry.draft, said) == (is_draft, messages)
    assert "sésame" not in repr(entry)


@pytest.mark.parametrize(
    ("kind", "address", "messages"),
    [
        ("page", "/index.php?pages/2005/03/12/Un-ete", []),
        (
            "gal",
            "/index.php?gal/2005/03/12/Un-ete",
            ["it is a gal, which Billet does not have, and comes as a page"],
        ),
    ],
)
def test_other_texts_are_pages(tmp_path: Path, kind: str, address: str, messages: list[str]) -> None:
    entry, said = read_post(tmp_path, post_type=kind)
    assert (entry.kind, entry.path, said) == ("pages", "pages/un-ete.md", messages)
    assert entry.addresses == (address,)


@pytest.mark.parametrize(
    ("blog_url", "address"),
    [
        ("http://old.example/index.php?", "/index.php?post/2005/03/12/Un-ete"),
        ("http://old.example/index.php/", "/index.php/post/2005/03/12/Un-ete"),
        ("https://old.example/blog/", "/blog/post/2005/03/12/Un-ete"),
        ("https://old.example/?", "/?post/2005/03/12/Un-ete"),
        ("https://old.example", "/post/2005/03/12/Un-ete"),
    ],
)
def test_addresses_are_of_the_form_that_the_blog_had(tmp_path: Path, blog_url: str, address: str) -> None:
    path = tmp_path / "backup.txt"
    path.write_text(flat(blog=[BLOG | {"blog_url": blog_url}], post=[post()]), encoding="utf-8")
    assert read_source(path, "dotclear").entries[0].addresses == (address,)


def test_an_export_of_one_blog_that_does_not_tell_has_each_form(tmp_path: Path) -> None:
    site = read(tmp_path, post(), single=True)
    assert site.entries[0].addresses == (
        "/index.php?post/2005/03/12/Un-ete",
        "/index.php/post/2005/03/12/Un-ete",
        "/post/2005/03/12/Un-ete",
    )


def test_comments_come_as_they_were(tmp_path: Path) -> None:
    rows = [
        comment(comment_id=str(n), comment_status=state) for n, state in enumerate(("1", "0", "-1", "-2"))
    ]
    trackback = comment(comment_id="9", comment_trackback="1")
    site = read(tmp_path, post(), comment=[*rows, trackback, comment(comment_id="10", post_id="99")])
    assert [comment.state for comment in site.comments] == ["approved", "rejected", "pending", "spam"]
    first = comment_of(site, "dotclear-0")
    assert (first.name, first.entry, first.text) == ("Zoé <3", "dotclear-7", "<p>Bien.</p>")
    assert first.posted == datetime(2005, 3, 27, 1, 30, tzinfo=UTC)
    assert messages_of(site) == [
        ": 1 comments are on texts that do not come",
        "comment 9: it is a trackback of another site",
    ]


def test_media_are_the_files_of_public_and_their_thumbnails(tmp_path: Path) -> None:
    (tmp_path / "public/2005").mkdir(parents=True)
    (tmp_path / "public/2005/Mer bleue.jpg").write_bytes(JPEG)
    rows = [
        {"media_id": "1", "media_path": "public", "media_file": "2005/Mer bleue.jpg", "media_private": "0"},
        {"media_id": "2", "media_path": "public", "media_file": "2005/secret.pdf", "media_private": "1"},
    ]
    picture = '<a href="/public/2005/Mer%20bleue.jpg"><img src="/public/2005/.Mer%20bleue_m.jpg"></a>'
    site = read(tmp_path, post(post_content_xhtml=f'{picture}<img src="/public/b.png">'), media=rows)
    first, second = site.media
    assert (first.path, first.content) == ("media/2005/Mer bleue.jpg", tmp_path / "public/2005/Mer bleue.jpg")
    assert first.addresses == ("/public/2005/Mer%20bleue.jpg", "/public/2005/.Mer%20bleue_m.jpg")
    assert (second.content, second.url) == (None, "http://www.old.example/public/b.png")
    assert messages_of(site) == [": 2005/secret.pdf was private, and does not come"]


def test_of_several_blogs_the_largest_comes_and_the_others_are_named(tmp_path: Path) -> None:
    site = read(tmp_path, post(), post(post_id="8"), post(post_id="9", blog_id="photos"))
    assert len(site.entries) == 2
    assert messages_of(site) == [": 1 texts of the blog 'photos' do not come, as 'default' has more"]


def test_two_categories_of_one_name_are_told_apart(tmp_path: Path) -> None:
    names = (
        ("1", "Mer", "1", "4"),
        ("2", "Photos", "2", "3"),
        ("3", "Ville", "5", "8"),
        ("4", "Photos", "6", "7"),
    )
    rows = [
        {
            "cat_id": id,
            "blog_id": "default",
            "cat_title": title,
            "cat_url": f"c{id}",
            "cat_lft": left,
            "cat_rgt": right,
        }
        for id, title, left, right in names
    ]
    site = read(tmp_path, post(cat_id="2"), post(post_id="8", cat_id="4"), category=rows)
    assert [entry.categories for entry in site.entries] == [("Mer: Photos",), ("Ville: Photos",)]
    assert len(site.notices) == 2


def test_a_row_that_is_cut_is_named_with_its_line_and_the_others_come(tmp_path: Path) -> None:
    path = tmp_path / "backup.txt"
    text = flat(post=[post(), post(post_id="8")])
    path.write_text(text.replace('"8","default"', '"8"'), encoding="utf-8")
    site = read_source(path, "dotclear")
    assert [entry.id for entry in site.entries] == ["dotclear-7"]
    assert str(site.notices[0].origin) == "backup.txt, line 5"


def test_a_zip_and_a_file_in_latin_1_are_read(tmp_path: Path) -> None:
    path = tmp_path / "backup.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("backup.txt", flat(post=[post()]).encode("cp1252"))
    assert read_source(path, "dotclear").entries[0].title == 'L\'été & "moi"'


def test_an_export_of_dotclear_1_is_told_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "backup.txt"
    path.write_text(flat("1.2.8", post=[post()]), encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"Dotclear 1\.2\.8: import it into Dotclear 2"):
        recognise(path).read(path, Options(PARIS))
