"""What a text refers to and nobody has uploaded yet."""

from __future__ import annotations

import json
import unicodedata
from typing import Any

import pytest
from chalicelib.reading import published
from pytest_mock import MockerFixture

from chalicelib.publishing import link_warnings
from chalicelib.services import Services
from tests.conftest import Author, Calls

TEXT = "---\ntitle: A\ndate: 2026-01-01\n---\n"
SHOWING = TEXT + "![A cat](../media/cat.webp)\n"
KEY, PICTURE = "articles/a.md", "media/cat.webp"


def codes(blog: Services, key: str = KEY) -> list[str]:
    receipt: dict[str, Any] = json.loads(blog.bucket.read(f"_receipts/{key}.json").data)
    return [warning["code"] for warning in receipt["warnings"]]


def test_the_receipt_is_written_again_when_what_was_missing_comes(author: Author, blog: Services) -> None:
    author.publishes(a=SHOWING)
    assert codes(blog) == ["missing-picture"]
    author.uploads(PICTURE, b"x")
    author.reconciles()
    assert codes(blog) == []
    assert author.index.unmet == {}


def test_what_stays_missing_is_asked_for_once(author: Author, calls: Calls) -> None:
    author.publishes(a=SHOWING, b=TEXT + "[[Nobody]] and [all](nowhere.md)\n")
    calls.take()
    author.reconciles()
    assert calls.take() == ["GetObject", "ListObjectsV2"]


def test_one_thing_that_came_leaves_the_others_missing(author: Author, blog: Services) -> None:
    author.publishes(a=SHOWING + "[all](nowhere.md)\n")
    author.uploads(PICTURE, b"x")
    author.reconciles()
    assert codes(blog) == ["dead-link"]
    assert author.index.unmet == {KEY: ("nowhere.md",)}


def test_a_receipt_that_is_written_again_keeps_its_other_warnings(author: Author, blog: Services) -> None:
    author.publishes(a=SHOWING.replace("---\n", "---\nlang: tlh\n", 1))
    assert codes(blog) == ["lang", "missing-picture"]
    author.uploads(PICTURE, b"x")
    author.reconciles()
    assert codes(blog) == ["lang"]


def test_more_than_is_remembered_is_told_in_turn(
    author: Author, blog: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(link_warnings, "MOST", 2)
    author.publishes(a=TEXT + "".join(f"![A cat](../media/{n}.webp)\n\n" for n in range(3)))
    assert len(author.index.unmet[KEY]) == 2
    for n in range(2):
        author.uploads(f"media/{n}.webp", b"x")
    author.reconciles()
    assert author.index.unmet == {KEY: ("../media/2.webp",)}
    assert codes(blog) == ["missing-picture"]


def test_an_address_no_upload_can_meet_is_not_remembered(author: Author) -> None:
    author.publishes(a=TEXT + f"[all]({'x' * 5000})\n")
    assert author.index.unmet == {}


def test_a_file_is_found_however_the_accents_of_its_name_are_written(author: Author, blog: Services) -> None:
    author.uploads(unicodedata.normalize("NFD", "media/été.webp"), b"x")
    author.publishes(a=TEXT + unicodedata.normalize("NFC", "![Été](../media/été.webp)\n"))
    assert codes(blog) == []


@pytest.mark.parametrize("key", [KEY, PICTURE])
def test_a_run_that_was_overtaken_leaves_no_receipt_about_what_was_before(
    author: Author, blog: Services, mocker: MockerFixture, key: str
) -> None:
    """One run has listed the bucket when a picture comes; another sees it, and ends first."""
    author.publishes()
    author.uploads(KEY, SHOWING)
    if key == PICTURE:
        author.uploads(PICTURE, b"x.")
    write, overtaken = blog.bucket.write, False

    def slow(path: str, data: bytes, **options: Any) -> None:
        nonlocal overtaken
        if path == f"_receipts/{key}.json" and not overtaken:
            overtaken = True
            author.uploads(PICTURE, b"another")
            author.reconciles()
        write(path, data, **options)

    mocker.patch.object(blog.bucket, "write", side_effect=slow)
    author.reconciles()
    assert overtaken
    assert codes(blog, KEY) == []
    receipt = json.loads(blog.bucket.read(f"_receipts/{PICTURE}.json").data)
    assert receipt["etag"] == author.index.media[PICTURE].etag
    assert published(blog.bucket)[1].unmet == {}
