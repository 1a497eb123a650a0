"""Ghost's exports: files as its versions 0.4 to 6 write them."""

from __future__ import annotations

import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from billet.migration.model import Entry, OldAddress, Site
from billet.migration.sources import Options, recognise
from chalicelib.errors import ConfigurationError
from tests.migration.reading_sources import PARIS, entry_of, messages_of, read_source

PNG = b"\x89PNG\r\n\x1a\n"
IMAGE = "__GHOST_URL__/content/images/2023/05/la%20mer.png"


def post(**values: object) -> dict[str, object]:
    return {
        "id": "5a1",
        "title": "Un été & <b>moi</b>",
        "slug": "un-ete",
        "html": "<p>Bonjour.</p>",
        "type": "post",
        "status": "published",
        "visibility": "public",
        "published_at": "2023-05-01T22:30:00.000Z",
        "updated_at": "2023-05-02T10:00:00.000Z",
        "author_id": "1",
        **values,
    }


def tables(*posts: dict[str, object], **others: object) -> dict[str, Any]:
    settings = {
        "title": "Carnet",
        "description": "Vélos et mer",
        "locale": "fr",
        "timezone": "Europe/Paris",
        "navigation": json.dumps(
            [
                {"label": "Accueil", "url": "/"},
                {"label": "Moi", "url": "/moi/"},
                {"label": "Perdu", "url": "/x/"},
            ]
        ),
    }
    return {
        "posts": list(posts),
        "users": [
            {"id": "1", "name": "Léa", "slug": "lea", "email": "lea@old.example", "password": "$2b$10$x"},
            {"id": "2", "name": "Max", "slug": "max"},
        ],
        "settings": [{"key": key, "value": value} for key, value in settings.items()],
        **others,
    }


def write(folder: Path, data: dict[str, Any], **files: str | bytes) -> Path:
    folder.mkdir(exist_ok=True)
    export = {"db": [{"meta": {"exported_on": 1700000000000, "version": "5.82.2"}, "data": data}]}
    path = folder / "carnet.ghost.2023-05-02.json"
    path.write_text(json.dumps(export), encoding="utf-8")
    for name, content in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def read(folder: Path, *posts: dict[str, object], address: str = "", **others: object) -> Site:
    return read_source(write(folder, tables(*posts, **others)), "ghost", address)


def read_post(folder: Path, **values: object) -> tuple[Entry, list[str]]:
    site = read(folder, post(**values))
    messages = [message for message in messages_of(site) if message.startswith("post ")]
    return site.entries[0], [message.partition(": ")[2] for message in messages]


def test_a_post_comes_with_all_that_readers_saw_of_it(tmp_path: Path) -> None:
    row = post(
        featured=1, feature_image=IMAGE, custom_excerpt="Deux\nlignes", html=f'<p><img src="{IMAGE}"></p>'
    )
    meta = {
        "post_id": "5a1",
        "feature_image_alt": "La mer",
        "feature_image_caption": "<span>Au <b>port</b></span>",
        "meta_title": None,
        "canonical_url": "https://x.example/a",
    }
    tags = [
        {"id": n, "name": name, "slug": name.strip("#")} for n, name in enumerate(("Vélo", "C++", "#interne"))
    ]
    related = [{"post_id": "5a1", "tag_id": n, "sort_order": 2 - n} for n in (2, 1, 0)]
    site = read(tmp_path, row, posts_meta=[meta], tags=tags, posts_tags=related)
    (entry,) = site.entries
    assert (entry.title, entry.path, entry.id) == (
        "Un été & <b>moi</b>",
        "articles/2023/un-ete.md",
        "ghost-5a1",
    )
    assert entry.date == datetime(2023, 5, 1, 22, 30, tzinfo=UTC)
    assert (entry.addresses, entry.updated, entry.author) == (("/un-ete/",), None, "")
    assert (entry.tags, entry.summary, entry.featured) == (("C++", "Vélo"), "Deux lignes", True)
    assert (entry.image, entry.image_alt) == ("/content/images/2023/05/la%20mer.png", "La mer")
    assert entry.canonical == "https://x.example/a"
    assert entry.fields == {"image_caption": "Au port", "internal_tags": ["#interne"]}
    assert OldAddress("/tag/C++", "/tags/c-plus-plus") in site.redirects
    assert OldAddress("/content/images/*", "/media/*") in site.redirects
    assert [(medium.path, medium.addresses) for medium in site.media] == [
        ("media/2023/05/la mer.png", ("/content/images/2023/05/la%20mer.png",))
    ]


def test_what_is_tried_here_is_what_ghost_exports() -> None:
    """The columns and settings are those of the schema of Ghost 6.65 (`record/ghost_schema.cjs`)."""
    schema = json.loads(
        (Path(__file__).parent / "data" / "ghost" / "schema.json").read_text(encoding="utf-8")
    )
    data = tables(post())
    until_version_4 = {"author_id"}
    assert {*data["posts"][0]} - until_version_4 <= {*schema["columns"]["posts"]}
    assert {"feature_image_alt", "feature_image_caption", "meta_title", "meta_description", "email_only"} <= {
        *schema["columns"]["posts_meta"]
    }
    assert {key for user in data["users"] for key in user} <= {*schema["columns"]["users"]}
    assert {row["key"] for row in data["settings"]} <= {*schema["settings"]}
    assert {*schema["states"]} == {"published", "draft", "scheduled", "sent"}


def test_the_settings_of_the_site_are_proposed(tmp_path: Path) -> None:
    site = read(tmp_path, post(), post(id="2", slug="moi", title="Moi", type="page"))
    assert site.settings == {
        "title": "Carnet",
        "tagline": "Vélos et mer",
        "language": "fr",
        "timezone": "Europe/Paris",
        "author": {"name": "Léa"},
        "menu": {"home": True, "/pages/moi": "Moi"},
    }
    assert messages_of(site) == [": the line 'Perdu' of the menu leads to /x/, which is no page here"]
    assert entry_of(site, "Moi").addresses == ("/moi/",)


@pytest.mark.parametrize(
    ("values", "is_draft", "messages"),
    [
        ({"status": "draft", "published_at": None}, True, []),
        ({"status": "scheduled", "published_at": "2099-01-01T00:00:00.000Z"}, False, []),
        ({"status": "sent"}, True, ["it went out by mail alone, and comes as a draft"]),
        ({"visibility": "members"}, True, ["only members could read it (members), and it comes as a draft"]),
        ({"visibility": "paid"}, True, ["only members could read it (paid), and it comes as a draft"]),
        ({"visibility": "tiers"}, True, ["only members could read it (tiers), and it comes as a draft"]),
        ({"visibility": None}, False, []),
    ],
)
def test_what_was_behind_a_wall_does_not_become_public(
    tmp_path: Path, values: dict[str, object], is_draft: bool, messages: list[str]
) -> None:
    entry, said = read_post(tmp_path, **values)
    assert (entry.draft, said) == (is_draft, messages)
    assert bool(entry.addresses) != is_draft


GATED = (
    '<p>A</p><!--kg-gated-block:begin nonMember:false memberSegment:"status:-free" --><p>Secret</p>'
    '<!--kg-gated-block:end--><p>B</p><!--kg-gated-block:begin nonMember:true memberSegment:"" --><p>C</p>'
    "<!--kg-gated-block:end-->"
)
LEXICAL = {
    "root": {"children": [{"type": "paragraph", "children": [{"type": "text", "text": "Oui", "format": 1}]}]}
}
MOBILEDOC = {"sections": [[1, "p", [[0, [], 0, "Oui"]]]]}


@pytest.mark.parametrize(
    ("values", "text", "messages"),
    [
        ({"html": GATED}, "<p>A</p><p>B</p><p>C</p>", ["a part that only members saw does not come"]),
        ({"html": '<p><a href="__GHOST_URL__/b/">b</a></p>'}, '<p><a href="/b/">b</a></p>', []),
        ({"html": '<h2 id="a">A</h2>'}, "<h2>A</h2>", []),
        ({"html": '<h2 id="a">A</h2><a href="#a">x</a>'}, '<h2 id="a">A</h2><a href="#a">x</a>', []),
        (
            {"html": '<img src="__GHOST_URL__/content/images/size/w600/a.png" srcset="x 600w">'},
            '<img src="/content/images/a.png">',
            [],
        ),
        ({"html": None, "lexical": json.dumps(LEXICAL)}, "<p><strong>Oui</strong></p>", []),
        ({"html": "", "mobiledoc": json.dumps(MOBILEDOC)}, "<p>Oui</p>", []),
        ({"html": "", "lexical": "{"}, "", ["its text (lexical) is damaged, and nothing of it came"]),
        ({"html": "", "mobiledoc": "[1]"}, "", ["its text (mobiledoc) is damaged, and nothing of it came"]),
        (
            {"codeinjection_head": "<style></style>"},
            "<p>Bonjour.</p>",
            ["the code that was put into the page does not come"],
        ),
        ({"html": "<p>e\u0301t\u00e9\u0000 \ud83d</p>"}, "<p>été </p>", []),
    ],
)
def test_texts_are_what_readers_saw(
    tmp_path: Path, values: dict[str, object], text: str, messages: list[str]
) -> None:
    entry, said = read_post(tmp_path, **values)
    assert (entry.text, said) == (text, messages)


def test_of_several_authors_the_site_has_the_most_frequent_one(tmp_path: Path) -> None:
    site = read(
        tmp_path,
        post(id="1"),
        post(id="2", slug="b", title="B"),
        post(id="3", slug="c", title="C"),
        posts_authors=[
            {"post_id": "2", "author_id": "1", "sort_order": 1},
            {"post_id": "2", "author_id": "2", "sort_order": 0},
        ],
    )
    assert site.settings["author"] == {"name": "Léa"}
    assert [entry.author for entry in site.entries] == ["", "Max, Léa", ""]


def test_members_and_what_is_secret_stay_where_they_are(tmp_path: Path) -> None:
    site = read(tmp_path, post(), members=[{"email": "a@b.example"}])
    assert (
        messages_of(site)[-1]
        == "members: 1 rows of members do not come, as they are personal data or of mails"
    )
    assert not any(secret in repr(site) for secret in ("a@b.example", "lea@old.example", "$2b$10$x"))


OLD = {
    "posts": [
        {
            "id": 7,
            "title": "Ancien",
            "slug": "ancien",
            "html": "<p>0.x</p>",
            "image": "/content/images/2014/01/a.png",
            "page": 0,
            "status": "published",
            "author_id": 1,
            "published_at": 1388577600000,
        }
    ],
    "settings": [{"key": "permalinks", "value": "/:year/:month/:day/:slug/"}],
}


@pytest.mark.parametrize(
    "document",
    [
        {"meta": {"exported_on": 1, "version": "003"}, "data": OLD},
        {"db": [{"meta": {"exported_on": 1, "version": "009"}, "data": OLD}]},
        {"data": OLD},
    ],
)
def test_the_first_versions_are_read(tmp_path: Path, document: dict[str, object]) -> None:
    path = tmp_path / "GhostData.json"
    path.write_text("\ufeff" + json.dumps(document, indent=4), encoding="utf-8")
    (entry,) = read_source(path, "ghost").entries
    assert (entry.date, entry.id) == (datetime(2014, 1, 1, 12, tzinfo=UTC), "ghost-7")
    assert (entry.addresses, entry.image) == (("/2014/01/01/ancien/",), "/content/images/2014/01/a.png")


ROUTES = """
collections:
  /photos/: {permalink: '/photos/{slug}/', filter: 'primary_tag:photo'}
  /: {permalink: '/{year}/{primary_tag}/{slug}/'}
"""


def test_addresses_follow_the_routes_beside_the_export(tmp_path: Path) -> None:
    tags = [{"id": "t", "name": "Photo", "slug": "photo"}, {"id": "v", "name": "Vélo", "slug": "velo"}]
    related = [{"post_id": "1", "tag_id": "t"}, {"post_id": "2", "tag_id": "v"}]
    posts = [
        post(id="1", slug="a"),
        post(id="2", slug="b"),
        post(id="3", slug="c", published_at="2022-12-31T23:30:00Z"),
    ]
    path = write(tmp_path, tables(*posts, tags=tags, posts_tags=related), **{"routes.yaml": ROUTES})
    site = read_source(path, "ghost")
    assert [entry.addresses[0] for entry in site.entries] == ["/photos/a/", "/2023/velo/b/", "/2023/all/c/"]


JSON_REDIRECTS = json.dumps(
    [
        {"from": "^/vieux\\/?$", "to": "/un-ete/", "permanent": True},
        {"from": "/blog/(.*)", "to": "/$1"},
        {"from": "^/a(b|c)d", "to": "/x"},
    ]
)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("redirects.json", JSON_REDIRECTS),
        ("redirects.yaml", "301:\n  /vieux: /un-ete\n302:\n  /blog/(.*): /$1\n  /a(b|c)d: /x\n"),
    ],
)
def test_redirects_beside_the_export_come(tmp_path: Path, name: str, text: str) -> None:
    site = read_source(write(tmp_path, tables(post()), **{name: text}), "ghost")
    assert site.redirects[:2] == [OldAddress("/vieux", "/articles/un-ete"), OldAddress("/blog/*", "/*")]
    assert "the rule leads to /x, and is no plain address" in messages_of(site)[-1]


def test_files_lie_beside_the_export_or_in_a_folder_of_pictures_and_never_outside(tmp_path: Path) -> None:
    site_folder, pictures = tmp_path / "site", tmp_path / "images"
    (tmp_path / "secret.png").write_bytes(PNG)
    html = "".join(
        f'<img src="__GHOST_URL__/content/{path}">'
        for path in ("images/2023/a.png", "images/2023/b.png", "files/../../../secret.png", "images/link.png")
    )
    path = write(site_folder, tables(post(html=html)), **{"content/images/2023/a.png": PNG})
    (site_folder / "content/images/link.png").symlink_to(tmp_path / "secret.png")
    (pictures / "2023").mkdir(parents=True)
    (pictures / "2023/b.png").write_bytes(PNG)
    for source in (path, site_folder):
        media = read_source(source, "ghost", "https://old.example", pictures).media
        assert [medium.content for medium in media] == [
            site_folder / "content/images/2023/a.png",
            pictures / "2023/b.png",
            None,
            None,
        ]
        assert media[1].url == "https://old.example/content/images/2023/b.png"


def test_an_export_that_names_its_pictures_whole_tells_where_the_site_was(tmp_path: Path) -> None:
    html = '<img src="https://old.example/blog/content/images/2017/08/a.jpg">'
    site = read(tmp_path, post(html=html))
    assert site.address == "https://old.example/blog"
    assert [medium.path for medium in site.media] == ["media/2017/08/a.jpg"]
    assert "taken to be https://old.example/blog" in messages_of(site)[0]


def test_a_site_below_a_path_keeps_it_in_each_old_address(tmp_path: Path) -> None:
    html = '<a href="__GHOST_URL__/moi/">moi</a> <img src="__GHOST_URL__/content/images/2023/a.png">'
    files = {"redirects.json": json.dumps([{"from": "/vieux", "to": "/un-ete/"}])}
    page = post(id="2", slug="moi", title="Moi", type="page")
    path = write(tmp_path, tables(post(html=html), page), **files)
    site = read_source(path, "ghost", "https://old.example/blog/")
    assert [entry.addresses for entry in site.entries] == [("/blog/un-ete/",), ("/blog/moi/",)]
    assert site.entries[0].text == '<a href="/blog/moi/">moi</a> <img src="/blog/content/images/2023/a.png">'
    assert site.media[0].addresses == ("/blog/content/images/2023/a.png",)
    assert site.media[0].url == "https://old.example/blog/content/images/2023/a.png"
    assert site.settings["menu"] == {"home": True, "/pages/moi": "Moi"}
    assert {
        OldAddress("/blog/vieux", "/articles/un-ete"),
        OldAddress("/blog/tag/*", "/tags/*"),
        OldAddress("/blog/content/images/*", "/media/*"),
    } <= {*site.redirects}


def test_a_zip_is_read_with_its_pictures(tmp_path: Path) -> None:
    path = write(tmp_path / "site", tables(post(feature_image=IMAGE)))
    archive = tmp_path / "export.zip"
    with zipfile.ZipFile(archive, "w") as file:
        file.write(path, "carnet/export.json")
        file.writestr("carnet/content/images/2023/05/la mer.png", PNG)
    assert [medium.content for medium in read_source(archive, "ghost").media] == [PNG]


def test_an_export_that_was_cut_is_told(tmp_path: Path) -> None:
    path = write(tmp_path, tables(post()))
    path.write_bytes(path.read_bytes()[:-30])
    with pytest.raises(ConfigurationError, match=r"carnet\.ghost.*damaged.*export once more"):
        recognise(path).read(path, Options(PARIS))
