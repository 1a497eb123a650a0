"""Our clients, where they differ from botocore's."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from botocore.exceptions import ClientError, ParamValidationError
from botocore.utils import parse_timestamp
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.errors import Unavailable, Unreadable
from chalicelib.services import Services
from chalicelib.storage import aws

MOMENTS = st.integers(86_400, 4_000_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-02T09:30:00.000Z",
        "2026-03-02T09:30:00Z",
        "2026-03-02T10:30:00+01:00",
        "Mon, 02 Mar 2026 09:30:00 GMT",
        "1772443800",
        1772443800,
        1772443800.0,
    ],
)
def test_a_time_is_read_however_a_service_writes_it(text: Any) -> None:
    assert aws.parse_time(text) == datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


@given(MOMENTS, st.sampled_from(["%a, %d %b %Y %H:%M:%S GMT", "%Y-%m-%dT%H:%M:%S.%fZ", "%Y-%m-%dT%H:%M:%SZ"]))
def test_a_time_is_the_one_that_botocore_reads_and_has_a_zone(moment: datetime, form: str) -> None:
    text = moment.strftime(form)
    assert aws.parse_time(text) == parse_timestamp(text)
    assert aws.parse_time(text).tzinfo is not None


@pytest.mark.parametrize("text", ["2026-03-02T09:30:00", "20260302"])
def test_a_time_without_a_zone_is_left_to_botocore(text: str) -> None:
    assert aws.parse_time(text) == parse_timestamp(text)


@pytest.mark.parametrize("text", ["", "yesterday", "Mon, 42 Mar 2026 09:30:00 GMT"])
def test_what_is_no_time_is_refused_as_botocore_refuses_it(text: str) -> None:
    with pytest.raises(ValueError, match="timestamp"):
        aws.parse_time(text)


def test_times_of_the_bucket_have_a_zone(blog: Services) -> None:
    blog.bucket.write("articles/a.md", b"a")
    (version,) = blog.bucket.versions("articles/")
    for uploaded in (blog.bucket.read("articles/a.md").uploaded, version.uploaded):
        assert abs(datetime.now(timezone(timedelta(hours=3))) - uploaded) < timedelta(minutes=5)


def test_an_object_without_a_name_is_never_its_bucket(blog: Services) -> None:
    blog.bucket.write("articles/a.md", b"a")
    for ask in (blog.bucket.delete, blog.bucket.read, lambda key: blog.bucket.write(key, b"")):
        with pytest.raises(ParamValidationError):
            ask("")
    assert blog.bucket.read("articles/a.md").data == b"a"


def test_other_services_look_at_what_they_are_asked(blog: Services) -> None:
    with pytest.raises(ParamValidationError):
        aws.client("ssm").get_parameter(Name=1)  # type: ignore[arg-type]  # a number is no name


def test_an_object_is_sent_without_asking_first(blog: Services) -> None:
    sent: list[dict[str, Any]] = []
    client = aws.client("s3")
    client.meta.events.register("before-send.s3", lambda request, **_: sent.append(dict(request.headers)))
    client.put_object(Bucket=blog.settings.bucket, Key="articles/a.md", Body=b"a")
    (headers,) = sent
    assert "Expect" not in headers
    assert headers["X-Amz-Content-SHA256"], "S3 refuses a body that was changed on its way"


@pytest.mark.parametrize(
    ("code", "message", "is_unreadable"),
    [
        ("InvalidObjectState", "The operation is not valid for the object's storage class", True),
        ("KMS.DisabledException", "the key is disabled", True),
        ("AccessDenied", "User: x is not authorized to perform: kms:Decrypt on the resource", True),
        ("AccessDenied", "Access Denied", False),
        ("SlowDown", "Please reduce your request rate", False),
    ],
)
def test_an_object_that_s3_refuses_is_told_from_a_bucket_that_fails(
    code: str, message: str, is_unreadable: bool
) -> None:
    error = ClientError({"Error": {"Code": code, "Message": message}}, "GetObject")
    with pytest.raises(Unavailable) as raised, aws.translated("articles/a.md"):
        raise error
    assert isinstance(raised.value, Unreadable) is is_unreadable
