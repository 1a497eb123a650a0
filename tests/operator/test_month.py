"""A month, worked out by hand from measures that are round numbers."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from billet import project
from billet.commands import main
from billet.local.local_aws import LocalAws
from billet.operator.costs import instance
from billet.operator.costs.cost import load
from billet.operator.costs.instance import Measured
from billet.operator.costs.month import A_VCPU, SECONDS, Assumptions, Functions, Month
from billet.operator.costs.traffic import Conversation, Traffic, Visit

NOTHING = Measured((), {}, {}, 0.0)
VIEW = Measured(
    ("conditional GetObject", "Query"),
    {"s3": 1, "dynamodb": 1},
    {"s3.reads": 1, "dynamodb.read_units": 0.5},
    cpu=0.01,
    sent=9_000,
)
COLD = Measured(("GetObject", "GetParameter"), {"s3": 1, "ssm": 1}, {"s3.reads": 1, "kms.requests": 1}, 0.5)
STYLE = replace(NOTHING, sent=4_000)
COMMENT = Measured(("PutItem",), {"dynamodb": 1}, {"dynamodb.write_units": 2}, 0.001, sent=500)
JUDGING = Measured(("TransactWriteItems",), {"dynamodb": 1}, {"dynamodb.write_units": 10}, 0.001)
STRIKE = Measured(("ListObjectsV2",), {"s3": 1}, {"s3.writes": 3, "s3.reads": 1}, 0.0)

VISIT = Visit(12, cold=NOTHING, later=VIEW, warm=NOTHING, unchanged=NOTHING, files={"/static/s": STYLE})
TALK = Conversation(COMMENT, NOTHING, JUDGING, body=1_000, stored=2_000)
TRAFFIC = Traffic({"article": VISIT}, NOTHING, TALK, NOTHING, NOTHING, stored=2**30)

QUIET = Assumptions(strays=0, uploads=0, mails=0, failures=0, table_keys=0)
MONTH = Month(TRAFFIC, Functions(1024, 1024, "x86_64"), 60, QUIET)

STRIKES = SECONDS / 600
loads = st.floats(min_value=0, max_value=1e9)


def test_a_month_has_the_schedules_runs_and_they_are_those_of_ten_minutes() -> None:
    assert STRIKES == 4380
    struck = replace(MONTH, traffic=replace(TRAFFIC, fire_schedule=STRIKE)).direct(0, 0)
    assert struck["lambda.requests"] == pytest.approx(4380)
    assert struck["s3.writes"] == pytest.approx(13_140)
    # Nothing but 0.2 s of waiting for S3, in a function of 1 GB.
    assert struck["lambda.gb_seconds.x86_64"] == pytest.approx(876)


def test_a_view_is_a_request_and_eight_in_ten_load_the_style() -> None:
    usage = MONTH.direct(1000, 0)
    assert usage["apigateway.requests"] == pytest.approx(1800)
    assert usage["lambda.requests"] == pytest.approx(1800 + 4380)
    assert usage["s3.reads"] == pytest.approx(1000)
    assert usage["dynamodb.read_units"] == pytest.approx(500)
    assert usage["transfer.out"] * 2**30 == pytest.approx(1000 * 10_000 + 800 * 5_000)
    assert usage["s3.storage"] == 1


def test_time_is_cpu_as_the_memory_buys_it_and_waiting_by_the_millisecond() -> None:
    # 10 ms on a whole vCPU are 17.3 on 1024/1769 of one; 210 ms of waiting; 228 ms billed.
    assert MONTH.direct(1000, 0)["lambda.gb_seconds.x86_64"] == pytest.approx(228)
    small = replace(MONTH, functions=Functions(512, 512, "arm64"))
    # 34.6 and 210 are 245 ms, of half a gigabyte.
    assert small.direct(1000, 0)["lambda.gb_seconds.arm64"] == pytest.approx(122.5)
    # More than a whole vCPU makes one thread no faster, and costs more.
    whole, large = (
        replace(MONTH, functions=Functions(memory, memory, "x86_64")).direct(1000, 0)
        for memory in (A_VCPU, 2 * A_VCPU)
    )
    assert large["lambda.gb_seconds.x86_64"] == pytest.approx(2 * whole["lambda.gb_seconds.x86_64"])


def test_instances_begin_for_each_request_until_one_is_always_warm() -> None:
    begun = replace(MONTH, traffic=replace(TRAFFIC, visits={"article": replace(VISIT, cold=COLD)}))

    def starts(views: float) -> float:
        return begun.direct(views, 0)["kms.requests"]

    assert starts(1000) == pytest.approx(1800)
    assert starts(10_000_000) == pytest.approx(SECONDS / 300) == pytest.approx(8760)
    # 500 ms of CPU are 863.8 at this memory, with 300 of waiting 1,164.
    more = (
        begun.direct(1000, 0)["lambda.gb_seconds.x86_64"] - MONTH.direct(1000, 0)["lambda.gb_seconds.x86_64"]
    )
    assert more == pytest.approx(1800 * 1.164)


def test_a_comment_is_two_requests_a_write_and_a_verdict() -> None:
    usage = MONTH.direct(0, 1000)
    assert usage["apigateway.requests"] == pytest.approx(2000)
    assert usage["dynamodb.write_units"] == pytest.approx(12_000)
    assert usage["dynamodb.storage"] * 2**30 == pytest.approx(2_000_000)
    assert usage["dynamodb.backups"] == usage["dynamodb.storage"]


def test_cloudfront_answers_what_it_has_seen_within_the_freshness() -> None:
    # A million views on 12 articles at 10 caches: each has 0.19 views a minute, 1 in 1.19 is the first.
    usage = MONTH.behind_cloudfront(1_000_000, 0)
    assert usage["apigateway.requests"] == pytest.approx(840_153, rel=1e-5)
    assert usage["cloudfront.requests"] == pytest.approx(1_800_000)
    assert usage["cloudfront.transfer"] == pytest.approx(MONTH.direct(1_000_000, 0)["transfer.out"])
    assert "transfer.out" not in usage
    # Never more than a view a minute, article and cache asks the API.
    assert MONTH.behind_cloudfront(1e12, 0)["apigateway.requests"] == pytest.approx(
        SECONDS / 60 * 120, rel=1e-4
    )


def test_cloudfront_takes_files_from_the_bucket_once_a_day_at_the_most() -> None:
    files = MONTH.behind_cloudfront(1e12, 0)
    pages = replace(MONTH, traffic=replace(TRAFFIC, visits={"article": replace(VISIT, files={})}))
    bare = pages.behind_cloudfront(1e12, 0)
    assert files["s3.reads"] - bare["s3.reads"] == pytest.approx(SECONDS / 86_400 * 120)
    assert files["apigateway.requests"] == pytest.approx(bare["apigateway.requests"])


def test_forms_and_strays_go_through_cloudfront_to_the_api() -> None:
    usage = replace(MONTH, assumed=replace(QUIET, strays=700)).behind_cloudfront(0, 1000)
    assert usage["apigateway.requests"] == usage["cloudfront.requests"] == pytest.approx(2700)
    assert usage["cloudfront.to_origin"] * 2**30 == pytest.approx(1000 * 2000)


@pytest.mark.parametrize("way", [Month.direct, Month.behind_cloudfront])
@given(views=st.tuples(loads, loads), comments=st.tuples(loads, loads))
def test_more_readers_never_cost_less(
    way: Callable[[Month, float, float], Any], views: tuple[float, float], comments: tuple[float, float]
) -> None:
    full = Month(
        replace(TRAFFIC, visits={"article": replace(VISIT, cold=COLD)}), MONTH.functions, 60, Assumptions()
    )
    few, many = (way(full, v, c) for v, c in zip(sorted(views), sorted(comments), strict=True))
    prices = load()
    less, more = (sum(prices.bill(usage).values()) for usage in (few, many))
    assert less <= more * (1 + 1e-12)
    assert less <= sum(prices.without_allowances().bill(few).values())


def test_shares_of_views_that_a_blog_has_no_pages_for_go_to_the_others() -> None:
    both = replace(TRAFFIC, visits={"article": VISIT, "home": replace(VISIT, number=1)})
    assert replace(MONTH, traffic=both).direct(1000, 0) == pytest.approx(MONTH.direct(1000, 0))


def test_every_assumption_has_a_reason_and_is_at_work() -> None:
    whole = replace(
        TRAFFIC,
        visits={
            kind: replace(VISIT, number=n, cold=COLD)
            for n, kind in enumerate(("article", "home", "page", "contact"), 1)
        },
    )
    month = Month(whole, MONTH.functions, 60)
    views, comments = 1e6, 1e4
    for assumption in fields(Assumptions):
        assert len(assumption.metadata["why"]) > 10
        changed = replace(
            month,
            assumed=replace(month.assumed, **{assumption.name: 2 * getattr(month.assumed, assumption.name)}),
        )
        assert (changed.direct(views, comments), changed.behind_cloudfront(views, comments)) != (
            month.direct(views, comments),
            month.behind_cloudfront(views, comments),
        ), assumption.name


def test_memory_and_processor_are_those_of_config_json(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = {"lambda_memory_size": 512, "lambda_functions": {"on_schedule": {"lambda_memory_size": 256}}}
    file = tmp_path / "config.json"
    file.write_text(
        json.dumps({"app_name": "billet", "lambda_memory_size": 2048, "stages": {"a": stage, "b": {}}})
    )
    monkeypatch.setattr(project, "CONFIG", file)
    assert Functions.of("a") == Functions(512, 256, "x86_64")
    assert Functions.of("b") == Functions(2048, 2048, "x86_64")
    file.write_text(json.dumps({"app_name": "billet", "lambda_architecture": "arm64", "stages": {"a": {}}}))
    assert Functions.of("a") == Functions(128, 128, "arm64")


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(instance, "ROUNDS", 1)
    monkeypatch.setattr(instance, "COLD_ROUNDS", 1)


def test_the_command_prints_every_scenario_with_and_without_cloudfront(aws: LocalAws, quick: None) -> None:
    run = CliRunner().invoke(main, ["cost", "--json"])
    assert run.exit_code == 0, run.output
    said = json.loads(run.stdout)
    bills = {(one["views"], one["comments"], one["cloudfront"]): one["total"] for one in said["scenarios"]}
    assert set(bills) == {
        (views, comments, cloudfront)
        for views, comments in ((1_000, 0), (100_000, 0), (10_000_000, 0), (0, 100_000))
        for cloudfront in (False, True)
    }
    assert 0 < bills[1_000, 0, False] < bills[100_000, 0, False] < bills[10_000_000, 0, False]
    assert bills[10_000_000, 0, True] < bills[10_000_000, 0, False]
    for one in said["scenarios"]:
        assert one["total"] == pytest.approx(sum(one["dollars"].values()))
    assert {"what": "article", "when": "within it"}.items() <= said["measured"][6].items()
    assert said["region"] == load().region


def test_the_command_prints_tables_and_what_they_rest_on(aws: LocalAws, quick: None) -> None:
    run = CliRunner().invoke(main, ["cost", "--no-free"])
    assert run.exit_code == 0, run.output
    assert "Without CloudFront, $" in run.stdout
    assert "With CloudFront, $" in run.stdout
    assert "API Gateway" in run.stdout
    assert str(load().date) in run.stdout
    for name, _, why in Assumptions().reasons():
        assert name in run.stdout
        assert why in run.stdout


def test_the_command_says_in_one_line_what_it_cannot_price() -> None:
    run = CliRunner().invoke(main, ["cost", "--stage", "moon"])
    assert (run.exit_code, run.output.count("\n")) == (1, 1)
    assert "there is no stage 'moon'" in run.output
