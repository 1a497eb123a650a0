"""The permissions of each function, compared with its requests: none is missing, none is unused."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from fnmatch import fnmatchcase
from typing import Any

import boto3
import pytest
from botocore.client import BaseClient

from billet import project
from billet.local.event_bus import object_event
from billet.local.gateway import Context
from billet.operator.account import Account
from billet.operator.provision import policies
from billet.project import ROOT
from chalicelib import events
from chalicelib.conversation import answering, moderation_link, preview, subscribing
from chalicelib.conversation.comment import Comment
from chalicelib.conversation.comment_link import Action, CommentLink
from chalicelib.conversation.subscription import Subscription
from chalicelib.index.storage import INDEX_KEY
from chalicelib.mail.delivery import deliver
from chalicelib.services import Services
from chalicelib.storage.secret import read_secret
from tests.conftest import Author, FrozenClock, Reader
from tests.deciding import moderate

ARTICLE = "---\ntitle: A\ndate: 2026-01-01\n---\nText.\n"
CONFIG = json.loads((ROOT / ".chalice" / "config.json").read_text(encoding="utf-8"))

Request = tuple[str, str]
"""An IAM action and the ARN of its resource, as stage prod names it; after ``#`` the key of an item that a
condition of the policy names."""


# Not the function asks for this but Lambda, in its name: the role that a function has is also the one with
# which Lambda puts an event it failed on into the queue (Lambda developer guide, "Adding a destination").
BY_LAMBDA = "KeepEventsThatFailed"


def policy(file: str) -> list[dict[str, Any]]:
    """Returns the statements of a policy without those for Lambda itself, about logs and failed events."""
    statements: list[dict[str, Any]] = json.loads((ROOT / ".chalice" / file).read_text(encoding="utf-8"))[
        "Statement"
    ]
    return [statement for statement in statements if statement["Sid"] not in ("Log", BY_LAMBDA)]


def request_of(operation: str, params: dict[str, Any]) -> list[Request]:
    """Returns the actions that IAM checks for an API call (Service Authorization Reference)."""
    bucket, table = "arn:aws:s3:::billet-prod-1", "arn:aws:dynamodb:eu-west-3:1:table/billet-prod"
    objects = f"{bucket}/{params.get('Key', '')}"
    kind = params.get("TableName") or next(iter(params.get("RequestItems", {"": 0})))
    items = f"{table}-{kind.rsplit('-', 1)[-1]}"
    topic = "arn:aws:sns:eu-west-3:1:billet-prod-news"
    if operation == "TransactWriteItems":
        writes = [write for item in params["TransactItems"] for write in item.items()]
        return [request for name, write in writes for request in request_of(f"{name}Item", write)]
    key = params["Key"]["id"]["S"] if operation in ("GetItem", "UpdateItem", "DeleteItem") else ""
    if operation == "BatchWriteItem":
        key = _first_key(params)
    return {
        "ListObjectsV2": [("s3:ListBucket", bucket)],
        "ListObjectVersions": [("s3:ListBucketVersions", bucket)],
        "GetObject": [("s3:GetObjectVersion" if params.get("VersionId") else "s3:GetObject", objects)],
        "PutObject": [("s3:PutObject", objects)],
        "DeleteObject": [("s3:DeleteObject", objects)],
        "Query": [("dynamodb:Query", f"{items}/index/{params.get('IndexName')}")],
        "BatchGetItem": [("dynamodb:BatchGetItem", items)],
        "GetItem": [("dynamodb:GetItem", f"{items}#{key}")],
        "PutItem": [("dynamodb:PutItem", items)],
        "BatchWriteItem": [("dynamodb:BatchWriteItem", f"{items}#{key}")],
        "UpdateItem": [("dynamodb:UpdateItem", f"{items}#{key}")],
        "DeleteItem": [("dynamodb:DeleteItem", f"{items}#{key}")],
        "Subscribe": [],  # the operator does
        "Publish": [("sns:Publish", topic)],
        "ListSubscriptionsByTopic": [("sns:ListSubscriptionsByTopic", topic)],
        "GetParameter": [("ssm:GetParameter", "arn:aws:ssm:eu-west-3:1:parameter/billet/prod/secret")],
    }[operation]


@pytest.fixture
def requests(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Request]]:
    """The API calls of all clients of this process."""
    sent: list[Request] = []
    client: Any = BaseClient
    call = client._make_api_call

    def record(self: Any, operation: str, params: dict[str, Any]) -> Any:
        sent.extend(request_of(operation, params))
        return call(self, operation, params)

    with monkeypatch.context() as patch:
        patch.setattr(client, "_make_api_call", record)
        yield sent


def resources_of(statement: dict[str, Any]) -> list[str]:
    condition = statement.get("Condition", {}).get("ForAllValues:StringLike", {})
    keys = condition.get("dynamodb:LeadingKeys")
    return (
        [f"{arn}#{key}" for arn in statement["Resource"] for key in keys] if keys else statement["Resource"]
    )


def _first_key(params: dict[str, Any]) -> str:
    """Returns the key of the first write of a BatchWriteItem request."""
    (write,) = next(iter(params["RequestItems"].values()))[0].values()
    return str((write.get("Item") or write.get("Key"))["id"]["S"])


def matches(arn: str, pattern: str) -> bool:
    """Whether a statement is about a resource; one without keys is about all items of a table."""
    return fnmatchcase(arn, pattern) or fnmatchcase(arn.partition("#")[0], pattern)


def compare(requests: list[Request], statements: list[dict[str, Any]]) -> None:
    granted = [(action, arn) for s in statements for action in s["Action"] for arn in resources_of(s)]
    missing = {
        (action, arn)
        for action, arn in requests
        if not any(action == allowed and matches(arn, pattern) for allowed, pattern in granted)
    }
    unused = {
        (allowed, pattern)
        for allowed, pattern in granted
        if not any(action == allowed and matches(arn, pattern) for action, arn in requests)
    }
    assert missing == set()
    assert unused <= {
        ("s3:ListBucket", "arn:aws:s3:::billet-prod-*"),  # for S3 to answer 404 and not 403
        # Where a bucket keeps no versions, the text itself is read.
        ("s3:GetObject", "arn:aws:s3:::billet-prod-*/articles/*"),
        ("s3:GetObject", "arn:aws:s3:::billet-prod-*/pages/*"),
    }


def test_the_readers_function_may_do_what_it_does(
    author: Author, blog: Services, reader: Reader, clock: FrozenClock, requests: list[Request]
) -> None:
    author.uploads("pages/p.md", "# P\n\nx")
    author.uploads("media/a.png", b"x")
    author.publishes(a=ARTICLE, site="[comments]\ntrusted = true")
    secret = read_secret(blog._ssm, blog.settings.secret_parameter)
    link = preview.issue(secret, "articles/a", clock(), timedelta(hours=1))
    requests.clear()
    for path in (
        f"/preview/{link}",
        "/",
        "/articles/a",
        "/pages/p",
        "/contact",
        "/media/a.png",
        "/media/b.png",
        "/nowhere",
        "/health",
    ):
        reader.asks(path)
    reader.comments("a", name="Léa", email="lea@example.org", text="Bonjour")
    sent, (pending,) = requests[:], blog.comments.in_state("pending")
    moderate(pending.id, "approved", blog.comments, timedelta(9), clock)
    requests[:] = sent  # the author's are not the function's
    reader.comments("a", name="Léa", email="lea@example.org", text="Encore")
    assert len(blog.comments.approved("articles/a").comments) == 2
    edit = reader.comments("a", name="Noé", text="B").headers["location"].replace("received", "edit")
    assert reader.sends(edit, name="Noé", text="C").status == 303
    assert reader.sends(edit, action="delete").status == 200
    reader.writes(name="Léa", email="lea@example.org", subject="S", text="T")
    reader.comments("a", name="Noé", email="noe@example.org", text="Salut")
    (comment,) = blog.comments.in_state("pending")
    subscribing.subscribe(comment, "lea@example.org", blog.subscriptions, clock)
    actions: tuple[Action, ...] = ("reply", "confirm", "unsubscribe")
    for action in actions:
        token = CommentLink(action, comment.id, 0, clock()).token(secret)
        room = "moderation" if action == "reply" else "subscriptions"
        reader.sends(f"/{room}/{token}", text="Merci")
    reader.asks("/moderation", query=f"key={moderation_link.issue(secret, clock())}")
    compare(requests, policy("policy-prod.json"))
    assert blog.comments.in_state("pending") == blog.comments.in_state("rejected") == []


def test_the_mailing_function_may_do_what_it_does(
    author: Author, blog: Services, reader: Reader, clock: FrozenClock, requests: list[Request]
) -> None:
    author.publishes(a=ARTICLE)
    boto3.client("sns").subscribe(
        TopicArn=blog.settings.news_topic, Protocol="email", Endpoint="me@example.org"
    )
    reader.comments("a", name="Léa", text="Bonjour")
    reader.writes(name="Léa", email="lea@example.org", subject="S", text="T")
    (comment,) = blog.comments.in_state("pending")
    subscribing.subscribe(comment, "lea@example.org", blog.subscriptions, clock)
    secret = read_secret(blog._ssm, blog.settings.secret_parameter)
    answer = CommentLink("reply", comment.id, 0, clock()).token(secret)
    requests.clear()
    assert deliver(Services(blog.settings, clock)).items == 2  # another instance
    mailed = requests[:]
    reader.sends(f"/moderation/{answer}", text="Merci")
    requests[:] = mailed
    # To readers, where there is a sender: SES itself is not asked here.
    subscription = blog.subscriptions.get(comment.id)
    letters = _Letters()
    answering.AnswerRun(blog.comments, blog.subscriptions, letters, "run", secret, clock).tell()
    blog.subscriptions.confirm(subscription, clock(), clock() + timedelta(days=9))
    requests[-1:] = []  # a reader does that
    answering.AnswerRun(blog.comments, blog.subscriptions, letters, "run2", secret, clock).tell()
    answering.AnswerRun(
        blog.comments, blog.subscriptions, letters, "run3", secret, clock
    ).subscriptions.delete("c")
    compare(requests, policy("policy-prod-mail.json"))


class _Letters:
    def send_request(self, subscription: Subscription, comment: Comment) -> None:
        del subscription, comment

    def send_answer(self, subscription: Subscription, answer: Comment) -> None:
        del subscription, answer


def test_mail_may_be_sent_from_the_sender_alone_and_only_where_there_is_one() -> None:
    text = policies.text_of("mail", "prod", "billet", Account("1", "eu-west-3"), sender="blog@example.org")
    (statement,) = [s for s in json.loads(text)["Statement"] if s["Sid"] == "SendMails"]
    assert statement["Resource"] == ["arn:aws:ses:eu-west-3:1:identity/*"]
    assert statement["Condition"] == {"StringEquals": {"ses:FromAddress": "blog@example.org"}}
    assert "ses:" not in policies.text_of("mail", "prod", "billet", Account("1", "eu-west-3"))


def test_readers_change_limits_counts_and_subscriptions_alone() -> None:
    keys = [
        s["Condition"]["ForAllValues:StringLike"]["dynamodb:LeadingKeys"]
        for s in policy("policy-prod.json")
        for action in s["Action"]
        if re.match(r"dynamodb:(Update|Delete|Batch\w*W)", action)
    ]
    assert keys == [["limit/*", "count/*", "subscription/*"], ["writer/*"], ["subscription/*"]]


def test_the_publishing_function_may_do_what_it_does(
    author: Author, blog: Services, requests: list[Request]
) -> None:
    author.publishes(a=ARTICLE)
    blog.comments.add(Comment("c1", "articles/a", "Léa", "Bonjour", blog.clock(), state="approved"))
    author.uploads("site.toml", "")
    author.uploads("theme.css", "")
    author.uploads("pages/p.md", "# P\n\nx")
    author.uploads("media/a.png", b"x")
    author.uploads("articles/a.md", ARTICLE + "More.")
    requests.clear()
    events.on_upload(object_event("Object Created", blog.settings.bucket, "articles/a.md"), Context())
    deletion = requests[:]
    author.deletes("articles/a.md")
    requests[:] = deletion
    events.on_schedule(object_event("Scheduled Event", "", ""), Context())
    for _ in range(2):  # then the index and the version before it are read
        blog.bucket.write(INDEX_KEY, b"damaged")
    events.on_schedule(object_event("Scheduled Event", "", ""), Context())
    compare(requests, policy("policy-prod-reconcile.json"))


def test_lambda_may_set_aside_the_events_that_the_publishing_functions_fail_on() -> None:
    text = (ROOT / ".chalice" / "policy-prod-reconcile.json").read_text(encoding="utf-8")
    (statement,) = [s for s in json.loads(text)["Statement"] if s["Sid"] == BY_LAMBDA]
    assert statement["Action"] == ["sqs:SendMessage"]
    assert statement["Resource"] == ["arn:aws:sqs:*:*:billet-prod-failures"]
    assert BY_LAMBDA not in (ROOT / ".chalice" / "policy-prod.json").read_text(encoding="utf-8")


def test_readers_cannot_write_objects_and_publishing_writes_the_index_alone_and_deletes_nothing() -> None:
    reader, reconcile, mail = (policy(f"policy-prod{suffix}.json") for suffix in ("", "-reconcile", "-mail"))
    granted = {action for statement in (*reader, *mail) for action in statement["Action"]}
    assert not {action for action in granted if re.match(r"s3:(Put|Delete)", action)}
    written = [s["Resource"] for s in reconcile for action in s["Action"] if action.startswith("s3:Put")]
    assert written == [["arn:aws:s3:::billet-prod-*/_index/*"]]
    assert not [s for s in reconcile for action in s["Action"] if "Delete" in action]


@pytest.mark.parametrize("stage", CONFIG["stages"])
def test_the_configuration_is_that_of_a_stage_before_anything_is_set_up(stage: str) -> None:
    assert CONFIG["stages"][stage] == project.new_stage(stage)


@pytest.mark.parametrize("kind", policies.KINDS)
@pytest.mark.parametrize("stage", CONFIG["stages"])
def test_the_policies_are_those_of_any_account_and_region(stage: str, kind: str) -> None:
    text = (ROOT / ".chalice" / policies.file_of(kind, stage)).read_text(encoding="utf-8")
    assert text == policies.text_of(kind, stage, CONFIG["app_name"], Account())


@pytest.mark.parametrize("kind", policies.KINDS)
@pytest.mark.parametrize("traced", [False, True])
def test_nothing_is_allowed_on_everything_but_traces_which_have_no_name(kind: str, traced: bool) -> None:
    text = policies.text_of(kind, "prod", "billet", Account("1", "eu-west-3"), traced=traced)
    wide = [s for s in json.loads(text)["Statement"] if "*" in s["Resource"]]
    actions = [action for statement in wide for action in statement["Action"]]
    assert actions == (["xray:PutTraceSegments", "xray:PutTelemetryRecords"] if traced else [])


@pytest.mark.parametrize("stage", CONFIG["stages"])
def test_each_function_has_its_own_policy_of_its_own_stage(stage: str) -> None:
    settings = CONFIG["stages"][stage]
    assert CONFIG["autogen_policy"] is False
    files = {settings["iam_policy_file"]} | {
        f["iam_policy_file"] for f in settings["lambda_functions"].values()
    }
    assert files == {f"policy-{stage}{suffix}.json" for suffix in ("", "-reconcile", "-mail")}
    assert set(settings["lambda_functions"]) == {"on_upload", "on_schedule", "on_minute"}
    for file in files:
        text = (ROOT / ".chalice" / file).read_text(encoding="utf-8")
        assert text.replace(stage, "prod") == (ROOT / ".chalice" / file.replace(stage, "prod")).read_text(
            encoding="utf-8"
        )
        for statement in json.loads(text)["Statement"]:
            assert all(f"billet-{stage}" in arn or f"billet/{stage}/" in arn for arn in statement["Resource"])
            assert not any("*" in action for action in statement["Action"])
