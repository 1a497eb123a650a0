"""Pictures, sounds and films on their way to readers."""

from __future__ import annotations

from urllib.request import Request, urlopen

import pytest
from botocore.exceptions import ClientError
from pytest_mock import MockerFixture

from chalicelib.content.media import LARGEST, MediaFile
from chalicelib.services import Services
from chalicelib.web.files import MEDIA_POLICY
from tests.conftest import Author, Calls, FrozenClock, Reader

ARTICLE = "---\ntitle: A\ndate: 2026-01-15\n---\n![Un film](../media/film.mp4) ![Vue](../media/vue.png)\n"
LARGE = bytes(LARGEST + 1)


@pytest.mark.parametrize(
    ("asked", "status", "part", "length"),
    [
        ("bytes=0-1", 206, "bytes 0-1/100", 2),
        ("bytes=90-", 206, "bytes 90-99/100", 10),
        ("bytes=-5", 206, "bytes 95-99/100", 5),
        ("bytes=0-999", 206, "bytes 0-99/100", 100),
        ("bytes=100-", 416, "bytes */100", 0),
        ("bytes=0-1,4-5", 200, "", 100),
        ("bytes=5-1", 200, "", 100),
        ("bytes=-", 200, "", 100),
        ("lines=0-1", 200, "", 100),
    ],
)
def test_a_part_of_a_file_is_sent_to_who_asks_for_it(
    reader: Reader, author: Author, asked: str, status: int, part: str, length: int
) -> None:
    author.uploads("media/a.mp3", bytes(range(100)))
    answer = reader.asks("/media/a.mp3", Range=asked)
    assert (answer.status, answer.headers.get("content-range", ""), len(answer.body)) == (
        status,
        part,
        length,
    )
    if status < 300:
        assert answer.headers["accept-ranges"] == "bytes"


def test_a_part_belongs_to_the_file_that_the_browser_has(reader: Reader, author: Author) -> None:
    author.uploads("media/a.mp3", bytes(range(100)))
    etag = reader.asks("/media/a.mp3").headers["etag"]
    assert reader.asks("/media/a.mp3", Range="bytes=0-1", If_Range=etag).status == 206
    for other in ('"other"', f"W/{etag}", "Wed, 21 Oct 2015 07:28:00 GMT"):
        answer = reader.asks("/media/a.mp3", Range="bytes=0-1", If_Range=other)
        assert (answer.status, len(answer.body)) == (200, 100)
    assert reader.asks("/media/a.mp3", "HEAD", Range="bytes=0-1").status == 200


def test_a_sound_opened_by_itself_may_play(reader: Reader, author: Author) -> None:
    author.uploads("media/a.mp3", b"x")
    assert "media-src 'self'" in reader.asks("/media/a.mp3").headers["content-security-policy"]


def test_media_come_from_the_bucket_with_type_etag_and_long_caching(
    reader: Reader, author: Author, calls: Calls
) -> None:
    picture = bytes(range(256))
    for name, kind in {"b.WOFF2": "font/woff2", "c.m4a": "audio/mp4"}.items():  # whatever the machine knows
        author.uploads(f"media/{name}", b"x")
        assert reader.asks(f"/media/{name}").headers["content-type"] == kind
    author.uploads("media/sub/l'été.webp", picture)
    address = "/media/sub/l%27%C3%A9t%C3%A9.webp"
    answer = reader.asks(address, Accept="text/html")
    assert (answer.status, answer.body, answer.headers["content-type"]) == (200, picture, "image/webp")
    assert "max-age=86400" in answer.headers["cache-control"]
    calls.take()
    again = reader.asks(address, If_None_Match=answer.headers["etag"])
    assert (again.status, again.body, calls.take()) == (304, b"", ["conditional GetObject"])


def test_a_file_that_is_no_picture_is_offered_for_download(reader: Reader, author: Author) -> None:
    author.uploads("media/page.html", "<script>alert(1)</script>")
    answer = reader.asks("/media/page.html")
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"] == "attachment"
    assert answer.headers["content-security-policy"] == MEDIA_POLICY
    again = reader.asks("/media/page.html", If_None_Match=answer.headers["etag"])
    assert again.status == 304
    assert again.headers["content-security-policy"] == answer.headers["content-security-policy"]


def test_s3_itself_sends_what_lambda_cannot(reader: Reader, author: Author) -> None:
    author.uploads("media/ma voix.mp3", LARGE)
    answer = reader.asks("/media/ma%20voix.mp3", Range="bytes=5-9")
    assert (answer.status, answer.headers["cache-control"]) == (302, "no-store")
    with urlopen(Request(answer.headers["location"], headers={"Range": "bytes=5-9"})) as part:
        assert (part.status, part.headers["Content-Type"], len(part.read())) == (206, "audio/mpeg", 5)
        assert part.headers["Content-Range"] == f"bytes 5-9/{len(LARGE)}"
    with urlopen(
        Request(reader.asks("/media/ma%20voix.mp3", "HEAD").headers["location"], method="HEAD")
    ) as head:
        assert head.headers["Content-Length"] == str(len(LARGE))
    author.uploads("media/page.html", LARGE)
    with urlopen(reader.asks("/media/page.html").headers["location"]) as download:
        assert download.headers["Content-Disposition"] == "attachment"
        assert download.headers["Content-Type"] == "application/octet-stream"


def test_pages_may_show_what_s3_sends_where_it_sends_anything(
    reader: Reader, author: Author, blog: Services, clock: FrozenClock
) -> None:
    author.uploads("media/film.mp4", LARGE[:-1])
    author.publishes(a=ARTICLE)
    assert blog.signed_urls.origin not in reader.asks("/articles/a").headers["content-security-policy"]
    author.uploads("media/film.mp4", LARGE)
    author.reconciles()
    clock.advance(minutes=2)
    policy = reader.asks("/articles/a").headers["content-security-policy"]
    assert f"media-src 'self' {blog.signed_urls.origin};" in policy
    location = reader.asks("/media/film.mp4").headers["location"]
    assert location.startswith(blog.signed_urls.origin + "/")


def test_a_picture_too_large_to_be_sent_is_shown_by_its_copies_alone(reader: Reader, author: Author) -> None:
    author.publishes(a=ARTICLE.replace("date:", "image: ../media/vue.png\ndate:"))
    author.writes(media={"media/vue.png": MediaFile('"0123456789"', LARGEST + 1, 4000, 3000, (480, 1440))})
    page = reader.asks("/articles/a").text
    assert page.count('src="/media/_sizes/vue.png/01234567-1440.webp"') == 2
    assert "/media/vue.png" not in page.replace('href="/media/vue.png"', "")


def test_the_copies_of_a_picture_go_with_it(reader: Reader, author: Author, clock: FrozenClock) -> None:
    copy = "media/_sizes/vue.png/1a2b3c4d-480.webp"
    for key in ("media/vue.png", copy):
        author.uploads(key, b"x")
    author.reconciles()
    assert reader.asks(f"/{copy}").status == 200
    author.deletes("media/vue.png")
    author.reconciles()
    clock.advance(minutes=2)
    assert reader.asks(f"/{copy}").status == 404


@pytest.mark.parametrize("encoding", ["", "gzip"])
@pytest.mark.parametrize(
    "path", ["/", "/articles/a", "/media/a.svg", "/media/b.svg", "/media/c.png", "/feed.xml"]
)
def test_what_has_not_changed_is_said_with_the_headers_it_was_sent_with(
    author: Author, chalice_app: object, path: str, encoding: str
) -> None:
    author.uploads("media/a.svg", "<svg/>" + " " * 2_000)
    author.uploads("media/b.svg", "<svg/>")
    author.uploads("media/c.png", "x")
    author.publishes(a=ARTICLE)
    reader = Reader(chalice_app, prefix="/api")  # type: ignore[arg-type]  # it is the app
    sent = reader.asks(path, Accept_Encoding=encoding)
    again = reader.asks(path, Accept_Encoding=encoding, If_None_Match=sent.headers["etag"])
    assert (sent.status, again.status) == (200, 304)
    held = {name: value for name, value in sent.headers.items() if name != "content-encoding"}
    assert again.headers == held
    assert sent.headers["vary"].endswith("X-Billet-Prefix")


@pytest.mark.parametrize("code", ["KeyTooLongError", "InvalidURI"])
def test_what_s3_refuses_for_its_name_is_not_there_and_no_failure(
    reader: Reader, author: Author, blog: Services, mocker: MockerFixture, code: str
) -> None:
    author.publishes(a=ARTICLE)
    error = ClientError({"Error": {"Code": code}}, "GetObject")
    mocker.patch.object(blog.bucket._client, "get_object", side_effect=error)
    assert reader.asks("/media/a.png").status == 404
