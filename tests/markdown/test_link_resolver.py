"""Where addresses and names lead."""

from __future__ import annotations

from urllib.parse import unquote

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from chalicelib.content.article import KINDS
from chalicelib.markdown.link_resolver import LinkResolver, original_of, url_path, variant_key
from chalicelib.web.urls import PATHS
from tests.markdown.examples import KEY, RESOLVER, article


@pytest.mark.parametrize(
    ("written", "kind", "path"),
    [
        ("", "anchor", ""),
        ("#a", "anchor", "#a"),
        ("https://example.org", "outside", "https://example.org"),
        ("mailto:a@example.org", "outside", "mailto:a@example.org"),
        ("//example.org/a", "outside", "//example.org/a"),
        ("\\\\example.org/a", "outside", "\\\\example.org/a"),
        ("/\\example.org", "outside", "/\\example.org"),
        (" /\t/example.org", "outside", "//example.org"),
        ("2020-05-17-autre.md", "page", "/articles/autre"),
        ("2020-05-17-autre", "page", "/articles/autre"),
        ("../articles/2020-05-17-autre.md?a#b", "page", "/articles/autre?a#b"),
        ("/articles/2020-05-17-autre.md", "page", "/articles/autre"),
        ("/2020/autre/", "page", "/articles/autre"),
        ("/2020/autre.html", "page", "/articles/autre"),
        ("autre.html", "page", "/articles/autre"),
        ("../pages/a-propos.md", "page", "/pages/a-propos"),
        ("photo.webp", "medium", "/media/photo.webp"),
        ("media/photo.webp", "medium", "/media/photo.webp"),
        ("../../media/photo.webp", "medium", "/media/photo.webp"),
        ("/photo.webp", "medium", "/media/photo.webp"),
        ("/assets/photo.webp", "dead", "/assets/photo.webp"),
        ("assets/img/photo.webp", "medium", "/media/photo.webp"),
        ("voyage/cote.jpg", "medium", "/media/articles/voyage/cote.jpg"),
        ("/media/articles/voyage/cote.jpg", "medium", "/media/articles/voyage/cote.jpg"),
        ("../media/absent.webp", "dead", "/media/absent.webp"),
        ("absent.md#a", "dead", "/articles/absent.md#a"),
        ("../../../absent", "dead", "/absent"),
        ("/articles/absent", "dead", "/articles/absent"),
        ("/été !", "dead", "/%C3%A9t%C3%A9%20%21"),
    ],
)
def test_an_address_leads_where_its_author_meant(written: str, kind: str, path: str) -> None:
    target = RESOLVER.find(written, KEY)
    assert (target.kind, target.path) == (kind, path)


def test_a_target_names_the_file_that_is_there() -> None:
    assert RESOLVER.find("autre", KEY).key == "articles/2020-05-17-autre.md"
    found = RESOLVER.find("photo.webp", KEY)
    assert (found.key, found.medium) == (
        "media/photo.webp",
        MediaFile("1a2b3c4d5e", 90_000, 1600, 900, (640, 1280)),
    )


def test_names_and_files_are_found_however_their_accents_are_written() -> None:
    library = LinkResolver([article("articles/e\u0301te.md".replace("e\u0301", "é"), "L'été", "ete")])
    for written in ("e\u0301te.md", "%C3%A9te.md", "éte.md"):
        assert library.find(written, KEY).path == "/articles/ete"
    assert library.named("l'e\u0301te\u0301").path == "/articles/ete"


@pytest.mark.parametrize(
    ("name", "kind", "path"),
    [
        ("L'autre article", "page", "/articles/autre"),
        ("l’autre ARTICLE", "page", "/articles/autre"),
        ("Autre", "page", "/articles/autre"),
        ("2020-05-17-autre", "page", "/articles/autre"),
        ("articles/2020-05-17-autre.md#Une fin", "page", "/articles/autre#une-fin"),
        ("Qui suis-je", "page", "/pages/a-propos"),
        ("PHOTO.webp", "medium", "/media/photo.webp"),
        ("#Une fin", "anchor", "#une-fin"),
        ("Rien", "dead", "Rien"),
        ("!?", "dead", "!?"),
    ],
)
def test_a_name_leads_to_what_has_it(name: str, kind: str, path: str) -> None:
    target = RESOLVER.named(name)
    assert (target.kind, target.path) == (kind, path)


def test_a_title_comes_before_a_slug_and_this_before_a_file_and_other_names() -> None:
    library = LinkResolver(
        [
            article("articles/a.md", "T", "t", names=("z", "b")),
            article("articles/c.md", "b", "s"),
            article("articles/d.md", "D", "a"),
        ]
    )
    assert [library.named(n).path.split("/")[-1] for n in ("b", "a", "z", "c")] == ["s", "a", "t", "s"]


def test_an_address_of_its_own_comes_before_anothers_old_one() -> None:
    old = article("articles/a.md", "A", "a", aliases=("/articles/b",))
    assert (
        LinkResolver([article("articles/b.md", "B", "b"), old]).find("/articles/b", KEY).key
        == "articles/b.md"
    )


def test_every_address_of_the_site_itself_is_alive() -> None:
    of_content = ("/articles/{slug}", "/pages/{slug}", "{proxy+}", "{token}")
    for path in PATHS.values():
        if not any(place in path for place in of_content):
            asked = path.format(number=2, name="style.css", year=2026, slug="%C3%A9t%C3%A9")
            assert RESOLVER.find(asked, KEY).path == asked
            assert RESOLVER.find(asked, KEY).kind == "page", f"{path} must be in library._OWN_PAGES"


@given(st.text(max_size=40), st.sampled_from(["", KEY, "pages/a.md", "articles/x/y/z.md"]))
@example("/\\/a", KEY)
@example("a/../..//b", KEY)
@example("./..//b", "")
def test_whatever_is_written_leads_outside_or_below_the_root(written: str, key: str) -> None:
    target = RESOLVER.find(written, key)
    if target.kind in ("page", "medium", "dead"):
        assert target.path.startswith("/")
        assert not target.path.startswith(("//", "/\\"))
        assert ".." not in unquote(target.path.split("?")[0].split("#")[0]).split("/")
    else:
        assert not target.key


KEYS = st.one_of(
    st.text(min_size=1, max_size=30).map("media/".__add__),
    st.tuples(st.sampled_from(KINDS), st.text(min_size=1, max_size=30)).map("/".join),
)


@given(KEYS, st.from_regex(r"[0-9a-f]{8,40}(-\d)?", fullmatch=True), st.integers(1, 9999))
def test_a_copy_tells_what_it_is_a_copy_of(key: str, etag: str, width: int) -> None:
    assume(not key.startswith("media/_beside/"))
    copy = variant_key(key, f'"{etag}"', width)
    assert original_of(copy) == (key, etag[:8], width)
    assert copy.startswith("media/_sizes/")
    assert url_path(copy).startswith("/media/_sizes/")


def test_a_copy_lies_where_the_page_looks_for_it() -> None:
    assert (
        variant_key("media/a/photo.jpg", '"1a2b3c4d5e6f"', 640)
        == "media/_sizes/a/photo.jpg/1a2b3c4d-640.webp"
    )


@pytest.mark.parametrize(
    "key", ["media/a.webp", "media/_sizes/a.webp", "media/_sizes/a/b-x.webp", "articles/a/b-640.webp", ""]
)
def test_another_file_is_no_copy(key: str) -> None:
    assert original_of(key) is None
