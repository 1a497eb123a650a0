"""What is measured, held against what the guides say and the readers' tests hold."""

from __future__ import annotations

import os
from pathlib import Path

import boto3
import pytest
from botocore.exceptions import ClientError
from pytest_mock import MockerFixture

from billet.local.local_aws import LocalAws
from billet.operator.costs import instance as instances
from billet.operator.costs.instance import Instance, local_blog
from billet.operator.costs.metering import listening, read_units, write_units
from billet.operator.costs.traffic import Traffic, measure
from chalicelib.errors import BilletError, ConfigurationError
from chalicelib.services import Services
from tests.conftest import Author

BY_STATE, BY_THREAD = ("state", "posted"), ("thread", "posted")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("articles", "pages", "media"):
        (tmp_path / name).mkdir()
    (tmp_path / "articles" / "long.md").write_text(
        "---\ndate: 2026-01-01\n---\n# Long\n\n![x](../media/x.png)\n\n" + "Des mots. " * 300,
        encoding="utf-8",
    )
    (tmp_path / "articles" / "short.md").write_text("---\ndate: 2026-01-02\n---\n# S\n\nx", encoding="utf-8")
    (tmp_path / "pages" / "p.md").write_text("# P\n\nx", encoding="utf-8")
    (tmp_path / "media" / "x.png").write_bytes(bytes(range(256)) * 20)
    return tmp_path


@pytest.fixture
def traffic(blog: Services, folder: Path, mocker: MockerFixture) -> Traffic:
    """Measured, but for the seconds that cold starts take."""
    mocker.patch("billet.operator.costs.traffic.cold", return_value=0.5)
    return measure(folder)


def item(**values: str) -> dict[str, dict[str, str]]:
    return {name: {"S": value} for name, value in values.items()}


def test_calls_are_those_the_readers_tests_hold(traffic: Traffic) -> None:
    article, home = traffic.visits["article"], traffic.visits["home"]
    assert article.warm.calls == home.warm.calls == ()
    assert article.later.calls == ("conditional GetObject", "Query")
    assert article.cold.calls == ("GetObject", "GetObject", "Query", "GetObject", "GetParameter")
    assert home.cold.calls == ("GetObject", "BatchGetItem")
    assert article.unchanged.calls == ()
    assert traffic.fire_schedule.calls == ("GetObject", "ListObjectsV2", "PutObject")
    assert traffic.upload.calls[0] == traffic.upload.calls[-1] == "PutObject"


def test_an_article_is_read_with_its_style_icon_and_pictures(traffic: Traffic) -> None:
    files = traffic.visits["article"].files
    assert files["/media/x.png"].calls == ("GetObject",)
    assert files["/media/x.png"].sent > 256 * 20
    others = [name for name in files if name != "/media/x.png"]
    assert [name.split("/")[-1].split(".")[0] for name in others] == ["favicon", "style"]
    assert all(files[name].calls == () for name in others)
    assert traffic.visits["article"].number == 2
    assert traffic.visits["page"].number == 1


def test_an_answer_is_counted_compressed_and_with_its_headers(traffic: Traffic) -> None:
    article = traffic.visits["article"]
    assert 1000 < article.warm.sent < 5000, "3,000 bytes of words fold up"
    assert 400 < article.unchanged.sent < 700, "a 304 is headers and nothing else"


def test_lines_are_counted_as_they_are_deployed(traffic: Traffic) -> None:
    # One of JSON for a request, with its metrics; four for an upload.
    assert 400 < traffic.visits["article"].warm.logged < 1000
    assert traffic.upload.logged > traffic.fire_schedule.logged > 400


def test_a_comment_is_written_to_its_table_and_the_index_that_lists_it(traffic: Traffic) -> None:
    talk = traffic.conversation
    assert talk is not None
    assert talk.sending.calls == ("PutItem",)
    # Under 1 KB: the item, and its entry among the pending.
    assert talk.sending.usage == {"dynamodb.write_units": 2}
    # The author reads it (1); then in one transaction, which takes twice as much: the item, its entry
    # moved to the approved (2), a new one in the thread, and the article's count.
    assert talk.judging.usage == {"dynamodb.read_units": 1, "dynamodb.write_units": 2 * (1 + 2 + 1 + 1)}
    # Table, by-state and by-thread hold some 600 bytes each, and 100 more for the holding.
    assert 3 * 600 < talk.stored < 3 * 900


def test_ten_comments_below_an_article_are_read_in_two_blocks(traffic: Traffic) -> None:
    # Some 6 KB in blocks of 4 KB, half a unit each where the answer may be a moment old.
    assert traffic.visits["article"].later.usage == {"s3.reads": 1, "dynamodb.read_units": 1.0}


def test_an_upload_costs_its_puts_lists_and_events(traffic: Traffic) -> None:
    # The article, two lists; its receipt, its record, what a search finds, the index and the front.
    assert traffic.upload.usage == {"s3.reads": 3, "s3.writes": 3 + 5, "eventbridge.events": 6}


@pytest.mark.parametrize(
    ("sizes", "consistent", "units"),
    [
        ([4096], True, 1),
        ([8192], True, 2),
        ([8192], False, 1),
        ([1], False, 0.5),
        ([], False, 0.5),
        ([0] * 10, False, 5),
    ],
)
def test_reads_are_billed_as_the_guide_says(sizes: list[int], consistent: bool, units: float) -> None:
    assert read_units(sizes, consistent=consistent) == units


def test_writes_are_billed_as_the_guide_says() -> None:
    pending = item(id="1", state="pending", posted="now", text="x")
    approved = item(id="1", state="approved", posted="now", text="x", thread="a")
    assert write_units({}, item(id="1", text="x" * 3000), ()) == 3
    assert write_units({}, pending, (BY_STATE, BY_THREAD)) == 2
    assert write_units(pending, approved, (BY_STATE, BY_THREAD)) == 1 + 2 + 1
    assert write_units(approved, pending, (BY_STATE, BY_THREAD)) == 1 + 2 + 1
    assert write_units(pending, pending, (BY_STATE, BY_THREAD)) == 2


def test_a_call_whose_price_nobody_looked_up_is_not_taken_for_free(blog: Services) -> None:
    with listening() as meter:
        boto3.client("s3").list_buckets()
        with pytest.raises(BilletError, match=r"what s3\.ListBuckets costs is not known"):
            meter.take()


def test_nobody_listens_any_more_afterwards(blog: Services) -> None:
    with listening() as meter:
        pass
    boto3.client("s3").list_buckets()
    assert meter.take().calls == []


def test_a_write_that_was_refused_is_billed_as_well(blog: Services) -> None:
    with listening() as meter:
        client = boto3.client("dynamodb")
        table = blog.settings.comments_table
        client.put_item(TableName=table, Item=item(id="1"))
        with pytest.raises(ClientError):
            client.put_item(
                TableName=table, Item=item(id="1"), ConditionExpression="attribute_not_exists(id)"
            )
        assert meter.take().usage == {"dynamodb.write_units": 2}


def test_a_blog_without_comments_is_measured_without(
    blog: Services, folder: Path, mocker: MockerFixture
) -> None:
    mocker.patch("billet.operator.costs.traffic.cold", return_value=0.5)
    for name in ("long", "short"):
        (folder / "articles" / f"{name}.md").write_text(
            "---\ndate: 2026-01-01\ncomments: false\n---\n# A\n\nx", encoding="utf-8"
        )
    assert measure(folder).conversation is None


def test_a_folder_with_nothing_to_read_is_refused(blog: Services, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="there is nothing to read"):
        measure(tmp_path)
    with pytest.raises(ConfigurationError, match="name one with --content"):
        measure(tmp_path / "none")


def test_an_answer_that_is_not_the_one_expected_is_no_measure(blog: Services, author: Author) -> None:
    author.publishes(a="# A\n\nx")
    with listening() as meter, pytest.raises(BilletError, match="/nowhere answered 404, not 200"):
        Instance(meter).asked("/nowhere")


def test_a_cold_start_takes_the_time_of_its_imports(
    blog: Services, author: Author, monkeypatch: pytest.MonkeyPatch
) -> None:
    author.publishes(a="# A\n\nx")
    monkeypatch.setattr(instances, "COLD_ROUNDS", 1)
    with listening() as meter:
        instance = Instance(meter)
        begun = instances.cold("app.app", instance.event("/articles/a"))
        assert begun > 10 * instance.often("/articles/a").cpu


def test_the_blog_that_is_measured_is_nobody_elses(aws: LocalAws, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "https://aws.example.org")
    monkeypatch.setenv("BILLET_BUCKET", "the-real-one")
    with local_blog(60):
        assert os.environ["AWS_ENDPOINT_URL"].startswith("http://127.0.0.1:")
        assert os.environ["BILLET_BUCKET"].startswith("billet-cost")
    assert os.environ["AWS_ENDPOINT_URL"] == "https://aws.example.org"
    assert os.environ["BILLET_BUCKET"] == "the-real-one"
