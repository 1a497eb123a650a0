"""The usage of a month, calculated by hand from round numbers, and the command that prices it."""

from __future__ import annotations

import json
from dataclasses import Field, fields, replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from pytest_mock import MockerFixture

from billet import project
from billet.commands import main
from billet.operator.costs import month
from billet.operator.costs.actions import ACTIONS, Action
from billet.operator.costs.month import A_VCPU, SECONDS, Assumptions, Functions, Month
from billet.operator.costs.prices import load

ROUND = {
    **dict.fromkeys(ACTIONS, Action((), 0)),
    "view": Action(("conditional GetObject", "Query"), 10, 9_000),
    "style": Action((), 0, 4_000),
    "comment": Action(("PutItem",), 1, 500),
    "approval": Action(("TransactWriteItems",), 1),
    "schedule": Action(("GetObject", "ListObjectsV2", "PutObject"), 0),
    "minute": Action(("GetItem",), 0),
    "mail": Action(("SendEmail",), 0),
}
QUIET = Assumptions(strays=0, uploads=0, mails=0, failures=0, table_keys=0, pages=12, stored=1)
FUNCTIONS = Functions(1024, 1024, 1024, "x86_64")
RUNS, MINUTES = SECONDS / 600, SECONDS / 60
loads = st.floats(min_value=0, max_value=1e9)


@pytest.fixture
def by_hand(mocker: MockerFixture) -> Month:
    mocker.patch.object(month, "ACTIONS", ROUND)
    mocker.patch.object(month, "PLATFORM_LOG", 0)
    return Month(FUNCTIONS, 60, QUIET, first_view_ms=0)


def test_the_schedule_runs_every_ten_minutes_and_mails_are_looked_for_each_minute(by_hand: Month) -> None:
    usage = by_hand.usage(0, 0)
    assert usage["lambda.requests"] == pytest.approx(4380 + 43_800)
    assert usage["s3.reads"] == pytest.approx(4380)
    assert usage["s3.writes"] == pytest.approx(8760)
    # Nothing but 0.6 s of waiting for S3 and, each minute, 0.01 s for DynamoDB, in functions of 1 GB.
    assert usage["lambda.gb_seconds.x86_64"] == pytest.approx(2628 + 438)
    assert usage["dynamodb.read_units"] == pytest.approx(43_800)
    assert usage["s3.storage"] == 1
    assert usage["sqs.requests"] == pytest.approx(657_000), "which are billed whether anything is uploaded"


def test_a_view_is_a_request_and_eight_in_ten_load_three_files(by_hand: Month) -> None:
    usage = by_hand.usage(1000, 0)
    assert usage["apigateway.requests"] == pytest.approx(1000 + 3 * 800)
    assert usage["lambda.requests"] == pytest.approx(3400 + RUNS + MINUTES)
    assert usage["s3.reads"] == pytest.approx(1000 + RUNS)
    assert usage["dynamodb.read_units"] == pytest.approx(1000 + MINUTES)
    assert usage["transfer.out"] * 2**30 == pytest.approx(1000 * 10_000 + 800 * (5_000 + 2 * 1_000))


@pytest.mark.parametrize(
    ("memory", "seconds"),
    [
        (1024, 228),  # 10 ms on a whole vCPU are 17.3 on 1024/1769 of one; 210 ms of waiting
        (512, 122.5),  # 34.6 and 210 are 245 ms, of half a gigabyte
        (2 * A_VCPU, 220 * 2 * A_VCPU / 1024),  # more than a whole vCPU makes one thread no faster
    ],
)
def test_time_is_cpu_as_the_memory_buys_it_and_waiting_by_the_millisecond(
    by_hand: Month, memory: int, seconds: float
) -> None:
    sized = replace(by_hand, functions=Functions(memory, 1024, 1024, "arm64"))
    gb_seconds = [sized.usage(views, 0)["lambda.gb_seconds.arm64"] for views in (0, 1000)]
    assert gb_seconds[1] - gb_seconds[0] == pytest.approx(seconds)


def test_instances_begin_for_each_request_until_one_is_always_warm(
    by_hand: Month, mocker: MockerFixture
) -> None:
    first = Action(("GetObject", "GetParameter"), 0)
    mocker.patch.object(month, "ACTIONS", {**ROUND, "first view": first})
    begun = replace(by_hand, first_view_ms=500.0)
    assert begun.usage(1000, 0)["kms.requests"] == pytest.approx(3400)
    assert begun.usage(1e7, 0)["kms.requests"] == pytest.approx(SECONDS / 300) == pytest.approx(8760)
    # 500 ms of CPU are 863.8 at this memory, with 300 of waiting 1,164; else 300.
    spent = [
        blog.usage(1000, 0)["lambda.gb_seconds.x86_64"] for blog in (begun, replace(begun, first_view_ms=0.0))
    ]
    assert spent[0] - spent[1] == pytest.approx(3400 * 0.864, rel=1e-3)


def test_a_comment_is_two_requests_a_write_and_a_verdict(by_hand: Month) -> None:
    usage = by_hand.usage(0, 1000)
    assert usage["apigateway.requests"] == pytest.approx(2000)
    assert usage["dynamodb.write_units"] == pytest.approx(13_000)
    assert usage["ses.mails"] == pytest.approx(1000)
    assert usage["dynamodb.storage"] * 2**30 == pytest.approx(1000 * QUIET.comment)
    assert usage["dynamodb.backups"] == usage["dynamodb.storage"]


def test_cloudfront_answers_what_it_has_within_the_freshness(by_hand: Month) -> None:
    # A million views on 12 pages at 10 caches: each has 0.19 views a minute, 1 in 1.19 is the first.
    usage = by_hand.usage(1_000_000, 0, cloudfront=True)
    assert usage["apigateway.requests"] == pytest.approx(840_153, rel=1e-5)
    assert usage["cloudfront.requests"] == pytest.approx(3_400_000)
    assert usage["cloudfront.functions"] == pytest.approx(1_800_000)  # of the files the icon alone
    assert usage["logs.ingested"] * 2**30 == pytest.approx(1_000_000 * month.EDGE_LOG)
    assert usage["cloudfront.transfer"] == pytest.approx(by_hand.usage(1_000_000, 0)["transfer.out"])
    assert "transfer.out" not in usage
    # Never more than a view a minute, page and cache asks the API, nor a file a day the bucket.
    flood = by_hand.usage(1e12, 0, cloudfront=True)
    views = pytest.approx(SECONDS / 60 * 120, rel=1e-4)
    assert flood["apigateway.requests"] == views
    files = flood["s3.reads"] - flood["apigateway.requests"] - RUNS
    assert files == pytest.approx(3 * SECONDS / 86_400 * 120, rel=1e-4)


def test_forms_and_strays_go_through_cloudfront_to_the_api(by_hand: Month) -> None:
    usage = replace(by_hand, assumed=replace(QUIET, strays=700)).usage(0, 1000, cloudfront=True)
    assert usage["apigateway.requests"] == usage["cloudfront.requests"] == pytest.approx(2700)
    assert usage["cloudfront.to_origin"] * 2**30 == pytest.approx(1000 * 2000)


@given(views=st.tuples(loads, loads), comments=st.tuples(loads, loads), cloudfront=st.booleans())
def test_more_readers_never_cost_less(
    views: tuple[float, float], comments: tuple[float, float], *, cloudfront: bool
) -> None:
    few, many = (
        Month(FUNCTIONS, 60).usage(v, c, cloudfront=cloudfront)
        for v, c in zip(sorted(views), sorted(comments), strict=True)
    )
    prices = load()
    less, more = (sum(prices.bill(usage).values()) for usage in (few, many))
    assert less <= more * (1 + 1e-12)
    assert less <= sum(prices.without_allowances().bill(few).values())


@pytest.mark.parametrize("assumption", fields(Assumptions), ids=lambda assumption: assumption.name)
def test_every_assumption_has_a_reason_and_an_effect(assumption: Field[float]) -> None:
    base = Month(FUNCTIONS, 60)
    value = getattr(base.assumed, assumption.name)
    changed = replace(base, assumed=replace(base.assumed, **{assumption.name: 2 * value}))
    assert len(assumption.metadata["reason"]) > 10
    assert any(
        base.usage(1e6, 1e4, cloudfront=cloudfront) != changed.usage(1e6, 1e4, cloudfront=cloudfront)
        for cloudfront in (False, True)
    )


def test_memory_and_processor_are_those_of_config_json(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    functions = {
        name: {"lambda_memory_size": size} for name, size in (("on_schedule", 256), ("on_minute", 128))
    }
    stage = {"lambda_memory_size": 512, "lambda_functions": functions}
    file = tmp_path / "config.json"
    file.write_text(
        json.dumps({"app_name": "billet", "lambda_memory_size": 2048, "stages": {"a": stage, "b": {}}})
    )
    monkeypatch.setattr(project, "CONFIG", file)
    assert Functions.of("a") == Functions(512, 256, 128, "x86_64")
    assert Functions.of("b") == Functions(2048, 2048, 2048, "x86_64")
    file.write_text(json.dumps({"app_name": "billet", "lambda_architecture": "arm64", "stages": {"a": {}}}))
    assert Functions.of("a") == Functions(128, 128, 128, "arm64")


def test_the_command_prices_every_scenario_with_and_without_cloudfront() -> None:
    run = CliRunner().invoke(main, ["cost", "--json"])
    assert run.exit_code == 0, run.output
    report = json.loads(run.stdout)
    bills = {(bill["views"], bill["comments"], bill["cloudfront"]): bill for bill in report["scenarios"]}
    assert set(bills) == {
        (views, comments, cloudfront)
        for views, comments in ((1_000, 0), (100_000, 0), (10_000_000, 0), (0, 100_000))
        for cloudfront in (False, True)
    }
    totals = {scenario: bill["total"] for scenario, bill in bills.items()}
    assert 0 < totals[1_000, 0, False] < totals[100_000, 0, False] < totals[10_000_000, 0, False]
    assert totals[10_000_000, 0, True] < totals[10_000_000, 0, False]
    for bill in bills.values():
        assert bill["total"] == pytest.approx(sum(bill["dollars"].values()))
    assert report["region"] == load().region


def test_the_command_prints_tables_and_what_they_rest_on() -> None:
    free, full = (CliRunner().invoke(main, ["cost", *words]) for words in ((), ("--no-free",)))
    assert full.exit_code == 0, full.output
    assert full.stdout != free.stdout
    for text in ("Without CloudFront, $", "With CloudFront, $", "API Gateway", str(load().date), *ACTIONS):
        assert text in full.stdout
    for name, _, reason in Assumptions().reasons():
        assert f"{name} = " in full.stdout
        assert reason in full.stdout


def test_a_stage_that_does_not_exist_is_an_error_in_one_line() -> None:
    run = CliRunner().invoke(main, ["cost", "--stage", "moon"])
    assert (run.exit_code, run.output.count("\n")) == (1, 1)
    assert "there is no stage 'moon'" in run.output
