"""What AWS does to a blog that asks for too much: Lambda's and API Gateway's limits, and what IAM refuses."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from chalicelib import upload_queue
from tests.rehearsal.stage import Stage

BUCKET = "billet-prod-123456789012"
TABLE = "billet-prod-comments"


@pytest.fixture(autouse=True)
def _limits(stage: Stage, deployed: str) -> Iterator[None]:
    """Every test leaves an account with room, and events that arrive once."""
    yield
    stage.aws.functions.busy, stage.aws.events.doubled = 0, False
    stage.aws.events.wait()


def test_events_without_room_doubled_and_in_any_order_publish_all_the_same(stage: Stage) -> None:
    s3, functions, poller = stage.client_of("s3"), stage.aws.functions, stage.aws.events.poller
    functions.throttled.clear()
    functions.busy, stage.aws.events.doubled = functions.limit, True
    keys = [f"articles/rafale-{number}.md" for number in range(4)]
    for key in keys:
        s3.put_object(Bucket=BUCKET, Key=key, Body=f"# {key}\n\nUn texte.".encode())
    s3.delete_object(Bucket=BUCKET, Key=keys[0])
    handled = len(poller.delivered)
    assert functions.throttled.wait(30)
    functions.busy = 0
    stage.aws.events.wait()
    assert len(poller.delivered) - handled == 2 * (len(keys) + 1)
    stage.stop_instances()  # a warm instance does not ask for a newer index for a minute
    answers = [stage.ask(f"/articles/rafale-{number}").status for number in range(4)]
    assert answers[1:] == [200, 200, 200]
    assert answers[0] in (404, 410), "it was there for a run, or for none"


BURST = 120
"""Files that come at once, a tenth and more of a large blog."""


def test_a_burst_costs_a_read_or_two_a_file_and_a_handful_of_writes_and_readers_have_room(
    stage: Stage,
) -> None:
    s3, poller, requests = stage.client_of("s3"), stage.aws.events.poller, stage.aws.requests
    stage.aws.events.wait()
    requests.clear()
    poller.batches.clear()
    poller.most_at_once = 0

    def upload(number: int) -> None:
        s3.put_object(Bucket=BUCKET, Key=f"articles/nuee-{number}.md", Body=b"# Nuee\n\nUn texte.")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(upload, range(BURST)))
    assert stage.ask("/").status == 200
    stage.aws.events.wait()
    made = Counter(
        f"{method} {key.partition('/')[0]}" for role, method, key in requests if "on_upload" in role
    )
    assert sum(poller.batches) == BURST
    assert poller.most_at_once == upload_queue.RUNS_AT_ONCE
    runs = len(poller.batches)
    assert runs <= BURST / 10
    assert BURST <= made["GET articles"] <= upload_queue.RUNS_AT_ONCE * BURST
    assert made["PUT _index"] <= 3 * runs
    print(f"{BURST} files, {runs} runs: {dict(made)}")


def test_a_reader_for_whom_there_is_no_room_is_told_when_to_come_back(stage: Stage) -> None:
    stage.aws.functions.busy = stage.aws.functions.limit
    answer = stage.ask("/")
    assert (answer.status, answer.headers["Retry-After"]) == (504, "30")
    assert "De retour dans une minute" in answer.data.decode()


def test_a_request_that_is_too_large_for_lambda_gets_a_page(stage: Stage) -> None:
    answer = stage.ask("/contact", "POST", body=b"x" * 5 * 2**20)  # base64 makes it 6.7 MB
    assert answer.status == 413
    assert "C’est trop long" in answer.data.decode()


def test_an_event_that_fails_each_time_is_kept_for_a_person(stage: Stage) -> None:
    stage.aws.failing += [f"^GET /{BUCKET} "] * 5  # the list of the bucket, which each run begins with
    stage.client_of("s3").put_object(Bucket=BUCKET, Key="articles/malheur.md", Body=b"# M\n\nUn texte.")
    stage.aws.events.wait()
    queues = stage.client_of("sqs")
    (queue,) = queues.list_queues(QueueNamePrefix="billet-prod-Failures-")["QueueUrls"]
    (message,) = queues.receive_message(QueueUrl=queue)["Messages"]
    event = json.loads(message["Body"])
    assert event["detail"]["object"]["key"] == "articles/malheur.md"
    stage.aws.functions.clear_log("billet-prod-on_upload")  # of failures that were rehearsed
    queues.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])


@pytest.mark.parametrize(
    ("function", "service", "operation", "parameters"),
    [
        ("", "s3", "put_object", {"Key": "articles/mine.md", "Body": b"x"}),
        ("", "s3", "get_object", {"Key": "_index/site-1.sqlite.gz", "VersionId": "null"}),
        (
            "",
            "dynamodb",
            "update_item",
            {"Key": {"id": {"S": "a comment"}}, "UpdateExpression": "REMOVE mail"},
        ),
        ("-on_upload", "s3", "delete_object", {"Key": "articles/mine.md"}),
        ("-on_upload", "ssm", "get_parameter", {"Name": "/billet/prod/secret"}),
        ("-on_minute", "s3", "get_object", {"Key": "articles/mine.md"}),
    ],
)
def test_a_function_may_not_do_what_its_policy_does_not_say(
    stage: Stage, function: str, service: Any, operation: str, parameters: dict[str, Any]
) -> None:
    key = stage.aws.functions.key_of(stage.region, f"billet-prod{function}")
    client: Any = boto3.client(
        service,
        endpoint_url=stage.aws.endpoint,
        region_name=stage.region,
        aws_access_key_id=key,
        aws_secret_access_key="its own",
    )
    place = {"s3": {"Bucket": BUCKET}, "dynamodb": {"TableName": TABLE}}.get(service, {})
    with pytest.raises(ClientError, match="AccessDenied"):
        getattr(client, operation)(**place, **parameters)
    stage.aws.access.denied.pop()
