from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError, EndpointConnectionError
from pytest_mock import MockerFixture

from chalicelib.errors import Conflict, NotFound, TooLarge, Unavailable
from chalicelib.services import Services
from chalicelib.storage.s3 import UPLOADED, Bucket


@pytest.fixture
def bucket(blog: Services) -> Bucket:
    return blog.bucket


def test_what_is_written_is_read_with_its_version(bucket: Bucket) -> None:
    bucket.write("articles/été & co.md", b"one")
    first = bucket.read("articles/été & co.md")
    bucket.write("articles/été & co.md", b"two")
    assert first.data == b"one"
    old = bucket.fetch(first.key, version=first.version)
    assert old is not None
    assert old.data == b"one"


def test_objects_are_listed_with_their_etags_however_many(bucket: Bucket) -> None:
    def three_a_page(params: dict[str, Any], **_: Any) -> dict[str, Any]:
        return {**params, "MaxKeys": 3}

    hooks: Any = bucket._client.meta.events
    hooks.register("provide-client-params.s3.ListObjectsV2", three_a_page)
    for number in range(10):
        bucket.write(f"articles/{number}.md", b"x")
    listed = list(bucket.etags("articles/"))
    assert len(listed) == 10
    assert listed[0] == ("articles/0.md", bucket.read("articles/0.md").etag)


def test_an_unchanged_object_is_not_sent_again(bucket: Bucket) -> None:
    bucket.write("k", b"one")
    assert bucket.fetch("k", if_none_match=bucket.read("k").etag) is None
    with pytest.raises(Conflict):
        bucket.fetch("k", if_match='"other"')


def test_missing_things_are_missing(bucket: Bucket) -> None:
    for ask in (bucket.read, bucket.fetch):
        with pytest.raises(NotFound):
            ask("nowhere")
    bucket.delete("nowhere")


def test_a_conditional_write_has_one_winner(bucket: Bucket) -> None:
    def create(number: int) -> bool:
        try:
            bucket.write("k", str(number).encode(), replacing="")
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(create, range(8))) == 1
    stale = bucket.read("k").etag
    bucket.write("k", b"new", replacing=stale)
    with pytest.raises(Conflict):
        bucket.write("k", b"newer", replacing=stale)
    bucket.delete("k")
    with pytest.raises(Conflict):
        bucket.write("k", b"newer", replacing=stale)


def test_an_object_that_is_too_large_is_refused_before_it_is_read(bucket: Bucket) -> None:
    bucket.write("k", b"12345")
    for ask in (bucket.fetch, bucket.read):
        with pytest.raises(TooLarge):
            ask("k", max_bytes=4)


@pytest.mark.parametrize(
    "fault",
    [
        EndpointConnectionError(endpoint_url="http://s3"),
        ClientError({"Error": {"Code": "SlowDown", "Message": ""}}, "GetObject"),
        ClientError({"Error": {"Code": "AccessDenied", "Message": ""}}, "GetObject"),
    ],
)
def test_a_store_that_fails_is_unavailable(bucket: Bucket, mocker: MockerFixture, fault: Exception) -> None:
    mocker.patch.object(bucket._client, "get_object", side_effect=fault)
    with pytest.raises(Unavailable, match="s3://"):
        bucket.read("k")


def test_a_request_we_made_wrong_flies_as_it_is(bucket: Bucket, mocker: MockerFixture) -> None:
    fault = ClientError({"Error": {"Code": "InvalidArgument", "Message": ""}}, "GetObject")
    mocker.patch.object(bucket._client, "get_object", side_effect=fault)
    with pytest.raises(ClientError):
        bucket.read("k")


def test_a_large_object_is_copied_into_a_file_unless_it_is_the_same(bucket: Bucket, tmp_path: Path) -> None:
    data = bytes(range(256)) * 10_000
    bucket.write("_index/large", data)
    with (tmp_path / "copy").open("wb") as file:
        etag = bucket.download("_index/large", file)
        assert etag == bucket.read("_index/large").etag
        assert bucket.download("_index/large", file, if_none_match=etag) is None
        with pytest.raises(NotFound):
            bucket.download("_index/none", file)
    assert (tmp_path / "copy").read_bytes() == data


@pytest.mark.parametrize(
    ("written", "restored"),
    [("2019-05-06T07:08:09+00:00", True), ("yesterday", False), ("2019-05-06T07:08:09", False)],
)
def test_a_restored_object_has_the_time_of_its_first_upload_if_that_is_a_moment(
    blog: Services, written: str, *, restored: bool
) -> None:
    boto3.client("s3").put_object(
        Bucket=blog.settings.bucket, Key="articles/a.md", Body=b"x", Metadata={UPLOADED: written}
    )
    assert (blog.bucket.read("articles/a.md").uploaded.year == 2019) == restored
