"""Pictures and other files beside the texts."""

from __future__ import annotations

import struct
import zlib
from time import process_time

import pytest

from chalicelib.content.media import MediaFile
from chalicelib.index.publishing_queries import media_files
from chalicelib.index.receipts import receipts_of
from chalicelib.publishing import reconcile
from tests.conftest import NOW, Author, Calls
from tests.publishing.memory_bucket import RENDERER, MemoryBucket

ARTICLE = "---\ntitle: A\ndate: 2026-01-01\n---\n"


def png(width: int, height: int, *, padding: int = 0) -> bytes:
    """The head of a PNG, which is all that is read of it."""
    head = b"IHDR" + struct.pack(">II", width, height) + b"\x08\x02\0\0\0"
    chunk = struct.pack(">I", len(head) - 4) + head + struct.pack(">I", zlib.crc32(head))
    return b"\x89PNG\r\n\x1a\n" + chunk + b"\0" * padding


def media_of(author: Author) -> dict[str, MediaFile]:
    return media_files(author.index)


def test_the_index_knows_how_large_a_picture_is_and_the_picture_is_read_once(
    author: Author, calls: Calls
) -> None:
    author.uploads("media/a/photo.png", png(640, 480))
    author.reconciles()
    etag = author.blog.bucket.read("media/a/photo.png").etag
    assert media_of(author) == {"media/a/photo.png": MediaFile(etag, 33, 640, 480)}
    author.uploads("articles/a.md", ARTICLE)
    calls.take()
    author.reconciles()
    assert calls.take().count("GetObject") == 2, "of the index and the article"
    author.uploads("media/a/photo.png", png(64, 48, padding=1))
    assert author.reconciles().keys() == {"media/a/photo.png"}
    medium = media_of(author)["media/a/photo.png"]
    assert (medium.size, medium.width, medium.height) == (34, 64, 48)


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
    medium = media_of(author)["media/a.svg"]
    assert (medium.width, medium.height) == size


def test_smaller_copies_are_those_of_the_picture_as_it_is_now(author: Author) -> None:
    author.uploads("media/a.png", png(640, 480))
    author.reconciles()
    etag = media_of(author)["media/a.png"].etag.strip('"')[:8]
    for name in (f"{etag}-480.webp", f"{etag}-320.webp", "00000000-200.webp", "junk.webp"):
        author.uploads(f"media/_sizes/a.png/{name}", b"x")
    author.reconciles()
    ((key, medium),) = media_of(author).items()
    assert (key, medium.widths) == ("media/a.png", (320, 480))
    author.uploads("media/a.png", png(64, 48))
    author.reconciles()
    assert media_of(author)["media/a.png"].widths == ()


def test_a_picture_beside_an_article_is_a_medium_too(author: Author) -> None:
    author.uploads("articles/trip/cover.png", png(10, 20))
    author.uploads("articles/trip/notes.txt", b"x")
    author.uploads("articles/trip/index.md", ARTICLE)
    receipts = author.reconciles()
    assert receipts["articles/trip/cover.png"].url == "/media/articles/trip/cover.png"
    assert list(media_of(author)) == ["articles/trip/cover.png"]


def test_the_upload_of_a_picture_is_answered(author: Author) -> None:
    author.uploads("media/été 1.png", png(640, 480))
    receipt = author.reconciles()["media/été 1.png"]
    assert (receipt.state, receipt.url, receipt.warnings) == ("live", "/media/%C3%A9t%C3%A9%201.png", ())
    assert author.reconciles() == {}


@pytest.mark.parametrize(
    ("name", "data", "state", "code"),
    [
        ("a.png", png(4000, 3000, padding=1_000_001), "live", "huge-picture"),
        ("a.HEIC", b"x", "refused", "heic"),
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
    assert media_of(author) == {}
    assert list(receipts_of(author.index, NOW)) == []


def test_a_folder_that_the_console_made_is_no_file(author: Author) -> None:
    for key in ("media/", "media/a/", "articles/", "articles/a.md/"):
        author.uploads(key, b"")
    assert author.reconciles() == {}
    assert list(receipts_of(author.index, NOW)) == []


def test_a_drawing_of_a_mebibyte_of_brackets_takes_no_time() -> None:
    bucket = MemoryBucket({"media/a.svg": b"<svg " * 2**18})
    start = process_time()
    report = reconcile(bucket, lambda: NOW, RENDERER)
    assert process_time() - start < 2.0
    assert [problem.code for problem in report.receipts[0].warnings] == ["unknown-size"]
