"""The local AWS answers as Moto does, where it does not leave the answer to Moto."""

from __future__ import annotations

from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from billet.local.local_aws import LocalAws
from chalicelib.services import Services
from tests.conftest import Author, Reader

KEYS = [
    "a & b <c>.md",
    "articles/a b+c%20.md",
    "articles/é/1.md",
    "articles/é/2.md",
    "zz\u0001'\".md",
    "日本",
]


@pytest.fixture
def stored(blog: Services) -> str:
    for key in KEYS:
        blog.bucket.write(key, key.encode())
    blog.bucket.delete("articles/é/2.md")
    return blog.settings.bucket


def pages(**options: Any) -> list[dict[str, Any]]:
    paginator = boto3.client("s3").get_paginator("list_objects_v2")
    answers: list[dict[str, Any]] = [dict(page) for page in paginator.paginate(**options)]
    for answer in answers:
        answer.pop("ResponseMetadata")
        for entry in answer.get("Contents", []):
            entry.pop("Owner", None)
            entry.pop("StorageClass", None)
    return answers


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"Prefix": "articles/é"},
        {"Prefix": "a &"},
        {"Prefix": "nothing"},
        {"StartAfter": "articles/a b+c%20.md"},
        {"PaginationConfig": {"PageSize": 2}},
        {"Prefix": "articles/", "StartAfter": "a", "PaginationConfig": {"PageSize": 1}},
    ],
)
def test_a_list_of_objects_is_motos(options: dict[str, Any], stored: str) -> None:
    ours, motos = pages(Bucket=stored, **options), pages(Bucket=stored, FetchOwner=True, **options)
    assert [page.get("Contents", []) for page in ours] == [page.get("Contents", []) for page in motos]
    for name in ("Name", "Prefix", "MaxKeys", "KeyCount", "IsTruncated", "NextContinuationToken"):
        assert [page.get(name) for page in ours] == [page.get(name) for page in motos]


def test_a_bucket_that_does_not_exist_is_an_error(blog: Services) -> None:
    with pytest.raises(ClientError, match="NoSuchBucket"):
        pages(Bucket="nowhere")


def test_what_cannot_be_kept_is_not_acknowledged_and_can_be_sent_again(
    aws: LocalAws, reader: Reader, author: Author, monkeypatch: pytest.MonkeyPatch
) -> None:
    author.publishes(a="---\ntitle: A\ndate: 2026-01-15\n---\nUn texte.\n")
    form = {**reader.asks("/articles/a").fields, "name": "Léa", "text": "Bonjour"}

    def fail() -> None:
        raise OSError("no space left on the disk")

    with monkeypatch.context() as disk:
        disk.setattr(aws, "keep_tables", fail)
        page = reader.sends("/articles/a/comments", **form)
    assert (page.status, page.fields["text"]) == (503, "Bonjour")
    assert reader.sends("/articles/a/comments", **page.fields).status == 303
    assert [comment.text for comment in author.blog.comments.in_state("pending")] == ["Bonjour"]
