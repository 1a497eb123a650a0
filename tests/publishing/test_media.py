from __future__ import annotations

import struct
import zlib

import pytest

from chalicelib.markdown.link_resolver import MediaFile
from tests.conftest import Author, Calls

ARTICLE = "---\ntitle: A\ndate: 2026-01-01\n---\n"


def png(width: int, height: int, *, padding: int = 0) -> bytes:
    """The head of a PNG, which is all that is read of it."""
    head = b"IHDR" + struct.pack(">II", width, height) + b"\x08\x02\0\0\0"
    chunk = struct.pack(">I", len(head) - 4) + head + struct.pack(">I", zlib.crc32(head))
    return b"\x89PNG\r\n\x1a\n" + chunk + b"\0" * padding


def test_the_index_knows_how_large_a_picture_is(author: Author) -> None:
    author.uploads("media/a/photo.png", png(640, 480))
    author.reconciles()
    medium = author.index.media["media/a/photo.png"]
    assert (medium.width, medium.height, medium.size) == (640, 480, 33)


@pytest.mark.parametrize(
    ("data", "size"),
    [
        (b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 30 40"/>', (30, 40)),
        (b'<svg width="10" height="20"/>', (10, 20)),
        (b"", (0, 0)),
        (b"no picture", (0, 0)),
    ],
)
def test_a_drawing_has_the_proportions_of_its_box(author: Author, data: bytes, size: tuple[int, int]) -> None:
    author.uploads("media/a.svg", data)
    author.reconciles()
    medium = author.index.media["media/a.svg"]
    assert (medium.width, medium.height) == size


def test_a_picture_is_read_once(author: Author, calls: Calls) -> None:
    author.uploads("media/a.png", png(640, 480))
    author.reconciles()
    calls.take()
    author.reconciles()
    assert calls.take() == ["GetObject", "ListObjectsV2"]


def test_smaller_copies_are_those_of_the_picture_as_it_is_now(author: Author) -> None:
    author.uploads("media/a.png", png(640, 480))
    author.reconciles()
    etag = author.index.media["media/a.png"].etag.strip('"')[:8]
    for name in (f"{etag}-480.webp", f"{etag}-320.webp", "00000000-200.webp", "junk.webp"):
        author.uploads(f"media/_sizes/a.png/{name}", b"x")
    author.reconciles()
    assert author.index.media["media/a.png"].widths == (320, 480)
    assert list(author.index.media) == ["media/a.png"]


def test_a_picture_beside_an_article_is_a_medium_too(author: Author) -> None:
    author.uploads("articles/trip/cover.png", png(10, 20))
    author.uploads("articles/trip/notes.txt", b"x")
    author.uploads("articles/trip/index.md", ARTICLE)
    receipts = author.reconciles()
    assert receipts["articles/trip/cover.png"].url == "/media/articles/trip/cover.png"
    assert list(author.index.media) == ["articles/trip/cover.png"]


def test_the_upload_of_a_picture_is_answered(author: Author) -> None:
    author.uploads("media/été 1.png", png(640, 480))
    receipt = author.reconciles()["media/été 1.png"]
    assert (receipt.state, receipt.url, receipt.warnings) == ("live", "/media/%C3%A9t%C3%A9%201.png", ())
    assert author.reconciles() == {}


@pytest.mark.parametrize(
    ("name", "data", "state", "code"),
    [
        ("a.png", png(4000, 3000, padding=1_000_001), "live", "huge-picture"),
        ("a.mp4", b"x" * 4_500_001, "refused", "medium-too-large"),
        ("a.png", b"no picture", "live", "unknown-size"),
        ("a.exe", b"x", "live", "download"),
    ],
)
def test_the_answer_says_what_is_wrong(author: Author, name: str, data: bytes, state: str, code: str) -> None:
    author.uploads(f"media/{name}", data)
    receipt = author.reconciles()[f"media/{name}"]
    assert receipt.state == state
    assert [problem.code for problem in (*receipt.warnings, *receipt.errors)] == [code]


def test_a_deleted_picture_is_gone_with_its_receipt(author: Author) -> None:
    author.uploads("media/a.png", png(1, 1))
    author.reconciles()
    author.deletes("media/a.png")
    author.reconciles()
    assert author.index.media == {}
    assert not list(author.blog.bucket.etags("_receipts/"))


def test_an_index_keeps_what_is_known_of_media(author: Author) -> None:
    author.uploads("media/a.png", png(3, 4))
    author.reconciles()
    etag = author.index.media["media/a.png"].etag
    assert author.index.media == {"media/a.png": MediaFile(etag, 33, 3, 4)}


def test_a_folder_that_the_console_made_is_no_file(author: Author) -> None:
    for key in ("media/", "media/a/", "articles/", "articles/a.md/"):
        author.uploads(key, b"")
    assert author.reconciles() == {}
    assert (author.index.media, author.index.articles) == ({}, ())
