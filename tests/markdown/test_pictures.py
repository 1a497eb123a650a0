from __future__ import annotations

import re

import pytest

from tests.markdown.examples import html, html_with_spaces, rendered


def test_a_picture_has_its_size_and_its_copies() -> None:
    assert html("![Un port](../media/photo.webp)") == (
        '<p><a class="original" href="/api/media/photo.webp">'
        '<img alt="Un port" src="/api/media/photo.webp" width="1600" height="900" srcset="'
        "/api/media/_sizes/photo.webp/1a2b3c4d-640.webp 640w, "
        "/api/media/_sizes/photo.webp/1a2b3c4d-1280.webp 1280w, "
        '/api/media/photo.webp 1600w" sizes="(min-width: 37rem) 35rem, 94vw" '
        'loading="eager" fetchpriority="high" decoding="async"></a></p>'
    )


LINK = '<a class="original" href="/api/media/photo.webp">'


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("![](../media/photo.webp)", LINK.replace(">", ' aria-label="Voir l’image en grand">')),
        ('![Un port](../media/photo.webp "Légende")', LINK),
        ("![a](../media/petite.png)", ""),
        ("![a|100](../media/petite.png)", LINK.replace("photo.webp", "petite.png")),
        ("![a](../media/schema.svg)", ""),
        ("[![a](../media/photo.webp)](autre.md)", '<a href="/api/articles/autre">'),
        ("<details><summary><img src=../media/photo.webp alt=a></summary></details>", ""),
        ("<img src=../media/photo.webp alt=a usemap=#m>", ""),
    ],
    ids=["no words", "a figure", "small", "shown smaller", "svg", "a link", "a summary", "a map"],
)
def test_a_picture_leads_to_its_original_where_that_is_larger(text: str, link: str) -> None:
    assert re.findall(r"<a [^>]*>", html(text)) == ([link] if link else [])


@pytest.mark.parametrize(
    ("written", "size"),
    [
        ("![a](photo.webp){width=320}", ("320", "180")),
        ("![a](photo.webp){height=90}", ("160", "90")),
        ("![a](photo.webp){width=10 height=20}", ("10", "20")),
        ("![[photo.webp|320]]", ("320", "180")),
        ("![[photo.webp|10x20]]", ("10", "20")),
        ("![a|320](photo.webp)", ("320", "180")),
        ("![a](petite.png)", ("300", "200")),
    ],
)
def test_the_authors_own_size_is_kept_and_made_whole(written: str, size: tuple[str, str]) -> None:
    page = html(written)
    assert (re.findall(r' width="(\d+)"', page), re.findall(r' height="(\d+)"', page)) == (
        [size[0]],
        [size[1]],
    )


def test_a_picture_of_unknown_size_has_none() -> None:
    assert "width" not in html("![a](schema.svg)")
    assert "srcset" not in html("![a](petite.png)")


def test_a_picture_beside_its_article_is_found_below_media() -> None:
    page = html("![a](cote.jpg)", key="articles/voyage/index.md")
    assert 'src="/api/media/articles/voyage/cote.jpg"' in page
    assert "/api/media/_sizes/_beside/articles/voyage/cote.jpg/abcdef01-50.webp 50w" in page


def test_the_first_picture_is_loaded_at_once_and_others_when_they_come_near() -> None:
    page = html("![a](photo.webp)\n\n![b](petite.png)\n\n<img src=petite.png alt=c>")
    assert re.findall(r'loading="(\w+)"', page) == ["eager", "lazy", "lazy"]


def test_a_first_picture_far_down_waits_as_well() -> None:
    assert 'loading="lazy"' in html("Des mots. " * 800 + "![a](photo.webp)")


@pytest.mark.parametrize("link", ["", "https://example.org"])
def test_a_picture_with_a_title_is_a_figure(link: str) -> None:
    picture = '![Un port](photo.webp "Le port, un \\"soir\\"...")'
    page = html_with_spaces(f"[{picture}]({link})" if link else picture)
    assert page.startswith("<figure>")
    assert "<figcaption>Le port, un «\u00a0soir\u00a0»…</figcaption></figure>" in page
    assert "title=" not in page


def test_a_picture_in_a_sentence_is_no_figure() -> None:
    assert "<figure" not in html('Voici ![a](photo.webp "Titre") un port')


def test_a_picture_without_text_is_reported() -> None:
    described = [
        reference.described
        for reference in rendered(
            "![](photo.webp) <img src=photo.webp> <img src=photo.webp alt=''> ![a](photo.webp)"
        ).references
    ]
    assert described == [False, False, True, True]


def test_a_picture_on_another_site_is_not_loaded_but_linked() -> None:
    result = rendered("![Un chat](https://example.org/chat.png) ![](//example.org/b.png)")
    assert "<img" not in result.html
    assert '<a href="https://example.org/chat.png" rel="external noopener">Un chat</a>' in result.html
    assert ">b.png</a>" in result.html
    assert [(reference.kind, reference.target.kind) for reference in result.references] == [
        ("picture", "outside")
    ] * 2


def test_a_picture_on_another_site_that_shows_a_link_leaves_its_text() -> None:
    page = html("[![Tests](https://img.example/badge.svg)](https://ci.example)")
    assert page == '<p><a href="https://ci.example" rel="external noopener">Tests</a></p>'


def test_a_sound_and_a_film_are_players() -> None:
    assert html("![Un rire](son.mp3)") == (
        '<p><audio controls="" preload="none" src="/api/media/son.mp3" aria-label="Un rire">'
        '<a href="/api/media/son.mp3">Un rire</a></audio></p>'
    )
    assert html("![](film.mp4)") == (
        '<p><video controls="" preload="metadata" src="/api/media/film.mp4" width="640" height="360">'
        '<a href="/api/media/film.mp4">film.mp4</a></video></p>'
    )


def test_a_player_with_a_caption_is_a_figure() -> None:
    assert html('![Un rire](son.mp3 "Toulouse, 2004")').endswith(
        "</audio><figcaption>Toulouse, 2004</figcaption></figure>"
    )


def test_the_authors_own_player_keeps_what_it_has_here_and_loads_nothing_else() -> None:
    page = html(
        "<video poster='https://example.org/p.png' autoplay loop><source src=film.mp4 type=video/mp4>"
        "<source src='https://example.org/f.webm'><track src=film.vtt kind=captions>Rien</video>"
    )
    assert "example.org" not in page
    assert "autoplay" not in page
    assert '<source src="/api/media/film.mp4" type="video/mp4">' in page
    assert 'controls=""' in page
    assert 'loop=""' in page


@pytest.mark.parametrize("tag", ["<audio src='{}'></audio>", "<video><source src='{}'>x</video>", "![a]({})"])
def test_a_sound_or_film_on_another_site_is_a_link(tag: str) -> None:
    page = html(tag.format("https://example.org/a.mp3"))
    assert '<a href="https://example.org/a.mp3" rel="external noopener">' in page
    assert not re.search("<(audio|video|source)", page)


FRAME = "<iframe src='{}' width=560 height=315 style='a' srcdoc='<b>' onload=x><b>y</b></iframe>"


def test_a_frame_of_a_host_the_author_names_is_kept_and_locked_in() -> None:
    page = html(FRAME.format("https://www.example.org/embed/1"), frames=("www.example.org",))
    assert page == (
        '<iframe src="https://www.example.org/embed/1" title="Contenu de www.example.org" loading="lazy" '
        'allowfullscreen="" referrerpolicy="strict-origin-when-cross-origin" height="315" width="560" '
        'sandbox="allow-forms allow-popups allow-presentation allow-same-origin allow-scripts"></iframe>'
    )


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/a",
        "http://www.example.org/a",
        "https://www.example.org.evil.net/a",
        "https://www.example.org@evil.net/a",
        r"https://evil.net\@www.example.org/a",
        "https://www.example.org:8443/a",
        "//evil.net/www.example.org",
    ],
)
def test_any_other_frame_is_a_link(address: str) -> None:
    page = html(FRAME.format(address), frames=("www.example.org",))
    assert "<iframe" not in page
    assert f'<a href="{address}" rel="external noopener">{address}</a>' in page
