"""Cards: what social networks show of an article, from the folder to the page."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from PIL import Image
from pytest_mock import MockerFixture

from billet.author import upload as uploads
from billet.author.cards.fonts import installed_typefaces
from chalicelib.content.card import card_at
from chalicelib.services import Services
from tests.command.conftest import Billet
from tests.conftest import FrozenClock, Reader

pytestmark = pytest.mark.skipif(not installed_typefaces(), reason="this machine has no font that cards know")

BASE = "https://blog.example.org"
ARTICLES = {
    "a.md": '---\ntitle: L\'été -- "enfin" :tada:\ndate: 2025-10-16T23:30Z\n---\nx',
    "2013-04-02-b.md": "# Un titre `de` texte\n\nx",
    "c.md": "Sans titre ni date.",
    "d.en.md": "---\ntitle: English\nauthor: Someone\n---\nx",
    "e.md": "---\ntitle: " + "Un titre sans fin, " * 20 + "\n---\nx",
    "f.md": "---\ntitle: عنوان\nlang: ar\n---\nx",
}
SLUGS = ("a", "b", "c", "d-en", "e", "f")


def picture_of(reader: Reader, slug: str) -> tuple[str, str, str]:
    """The address of the picture that the page of an article names, its width, and the kind of its card."""
    page = reader.asks(f"/articles/{slug}").text
    names = ("og:image", "og:image:width", "twitter:card")
    matches = (
        re.search(rf'="{name}" content="{re.escape(BASE) if name == "og:image" else ""}([^"]*)"', page)
        for name in names
    )
    return tuple(match[1] if match else "" for match in matches)  # type: ignore[return-value]  # there are three


def save(content: Path, **articles: str) -> None:
    for name, text in articles.items():
        (content / "articles" / f"{name}.md").write_text(text, encoding="utf-8")


def cards(blog: Services) -> list[str]:
    return [stored.key for stored in blog.bucket.objects() if card_at(stored.key)]


def test_each_article_has_a_card_that_its_page_names(
    billet: Billet, content: Path, blog: Services, reader: Reader
) -> None:
    for name, text in ARTICLES.items():
        (content / "articles" / name).write_text(text, encoding="utf-8")
    shown = billet("publish", "--content", content)
    assert "6 cards for social networks" in shown.stdout, shown.output
    for slug in SLUGS:
        address, width, kind = picture_of(reader, slug)
        answer = reader.asks(address)
        assert (answer.status, answer.headers["content-type"]) == (200, "image/png"), slug
        assert (width, kind) == ("1200", "summary_large_image")
        assert len(answer.body) < 60_000
        with Image.open(io.BytesIO(answer.body)) as image:
            assert image.size == (1200, 630)


def test_a_card_is_drawn_again_when_what_is_on_it_changes_and_goes_with_its_article(
    billet: Billet, content: Path, blog: Services, mocker: MockerFixture
) -> None:
    save(content, b="---\ntitle: B\n---\nx", secret="---\ntitle: S\ndraft: true\n---\nx")
    billet("publish", "--content", content)
    first = cards(blog)
    put = mocker.spy(uploads, "put")
    save(content, b="---\ntitle: B\n---\nAnother text.")
    billet("publish", "--content", content)
    assert [call.args[1] for call in put.call_args_list] == ["articles/b.md"]
    save(content, b="---\ntitle: Another\n---\nAnother text.")
    (content / "articles" / "a.md").unlink()
    shown = billet("publish", "--content", content, "--delete", "--yes")
    assert "from the blog (1):\n  articles/a.md\n" in shown.stderr
    assert len(first) == 2
    assert len(cards(blog)) == 1
    assert not set(cards(blog)) & set(first)


def test_a_card_is_there_as_long_as_readers_see_its_article(
    billet: Billet, content: Path, reader: Reader, clock: FrozenClock
) -> None:
    billet("publish", "--content", content)
    address = picture_of(reader, "a")[0]
    assert reader.asks(address).status == 200
    save(content, a="---\ntitle: A\ndraft: true\n---\nx")
    billet("publish", "--content", content)
    clock.advance(minutes=2)
    assert reader.asks(address).status == 404


def test_a_file_that_is_refused_keeps_the_card_of_what_stays_published(
    billet: Billet, content: Path, blog: Services
) -> None:
    billet("publish", "--content", content)
    before = cards(blog)
    (content / "site.toml").write_text("titel = 'x'", encoding="utf-8")
    save(content, a="---\ntitle: [\n---\nx")
    billet("publish", "--content", content, "--delete", "--yes")
    assert cards(blog) == before != []


@pytest.mark.parametrize(
    ("name", "size", "is_kept"),
    [("x.jpg", (700, 400), True), ("x.jpg", (300, 400), False), ("x.webp", (700, 400), False)],
    ids=["large", "small", "not for LinkedIn"],
)
def test_a_large_picture_at_the_head_is_the_one_that_is_shown(
    billet: Billet, content: Path, reader: Reader, name: str, size: tuple[int, int], *, is_kept: bool
) -> None:
    Image.new("RGB", size).save(content / "media" / name)
    save(content, b=f"---\ntitle: B\nimage: ../media/{name}\n---\nx")
    billet("publish", "--content", content)
    assert (picture_of(reader, "b")[0] == f"/media/{name}") is is_kept
    assert picture_of(reader, "b")[2] == "summary_large_image"


def test_a_title_whose_letters_no_font_has_gets_no_card_and_is_told_of_once(
    billet: Billet, content: Path, reader: Reader
) -> None:
    save(content, b="---\ntitle: 𒀀𒀁\nslug: b\n---\nx", c="---\ntitle: 𒀂\nslug: c\n---\nx")
    shown = billet("publish", "--content", content)
    assert shown.stderr.count("no font of this machine has all letters of its title, nor of 1 other") == 1
    assert picture_of(reader, "b") == ("", "", "summary")
