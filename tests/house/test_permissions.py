"""What each function does under an enforced policy: nothing is denied, and nothing is allowed in vain."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import boto3
import pytest

from billet.local import local_aws
from billet.local.event_bus import batch, object_event
from billet.local.gateway import Context
from billet.operator.account import Account
from billet.operator.provision import policies
from chalicelib import events
from chalicelib.conversation import moderation_link, preview, subscribing
from chalicelib.conversation.comment import Comment
from chalicelib.conversation.comment_link import Action, CommentLink
from chalicelib.index.search_file import SEARCH_KEY
from chalicelib.index.storage import INDEX_KEY
from chalicelib.mail.delivery import Delivery, deliver
from chalicelib.services import Services
from chalicelib.storage.secret import read_secret
from tests.conftest import Author, FrozenClock, Reader
from tests.deciding import moderate
from tests.iam.access import AccessControl
from tests.rehearsal.aws import Aws
from tests.rehearsal.functions import ACCOUNT

ARTICLE = "---\ntitle: A\ndate: 2026-01-01\n---\nText.\n"
SENDER = "blog@example.org"
SCHEDULED = object_event("Scheduled Event", "", "")

# Lambda and not the function asks for these, in its name: to write its log, to take events from a queue, and
# to put one that it failed on into another.
BY_LAMBDA = ("Log", "TakeUploads", "KeepEventsThatFailed")

Acting = Callable[[str], AbstractContextManager[None]]
"""Gives all requests of this process to the role of a kind of function, for a while."""


@pytest.fixture(scope="module")
def enforcing_aws(aws: local_aws.LocalAws) -> Iterator[Aws]:
    """The same moto behind a server that enforces policies."""
    enforcing = Aws()
    enforcing.start()
    yield enforcing
    enforcing.stop()


@pytest.fixture(autouse=True)
def access(enforcing_aws: Aws, monkeypatch: pytest.MonkeyPatch) -> AccessControl:
    """The permissions of a blog's functions, which all have one key here."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", enforcing_aws.endpoint)

    def policies_of(kind: str) -> list[Mapping[str, Any]]:
        stage = os.environ["BILLET_COMMENTS_TABLE"].split("-")[1]
        account = Account(ACCOUNT, os.environ["AWS_REGION"])
        return [json.loads(policies.text_of(kind, stage, "billet", account, sender=SENDER))]

    enforcing_aws.access = AccessControl(policies_of)
    return enforcing_aws.access


@pytest.fixture
def acting(access: AccessControl) -> Acting:
    @contextmanager
    def act(kind: str) -> Iterator[None]:
        access.roles["local"] = kind
        yield
        del access.roles["local"]

    return act


def needless(access: AccessControl, kind: str) -> set[str]:
    """Returns what a policy allows and the function has not done, without its stage's name."""
    stage = os.environ["BILLET_COMMENTS_TABLE"].split("-")[1]
    unused = (grant.replace(stage, "prod") for grant in access.unused(kind))
    return {grant for grant in unused if not grant.startswith(BY_LAMBDA)}


def test_the_readers_function_may_do_what_it_does(
    author: Author, blog: Services, reader: Reader, clock: FrozenClock, access: AccessControl, acting: Acting
) -> None:
    author.uploads("pages/p.md", "# P\n\nx")
    author.uploads("media/a.png", b"x")
    author.publishes(a=ARTICLE, site="[comments]\ntrusted = true")
    secret = read_secret(blog._ssm, blog.settings.secret_parameter)
    link = preview.issue(secret, "articles/a", clock(), timedelta(hours=1))
    pages = (f"/preview/{link}", "/", "/articles/a", "/pages/p", "/contact", "/media/a.png", "/media/b.png")
    with acting("reader"):
        for path in (*pages, "/nowhere", "/health", "/search?q=text"):
            reader.asks(path.partition("?")[0], query=path.partition("?")[2])
        reader.comments("a", name="Léa", email="lea@example.org", text="Bonjour")
    (pending,) = blog.comments.in_state("pending")
    moderate(pending.id, "approved", blog.comments, timedelta(9), clock)
    with acting("reader"):
        reader.comments("a", name="Léa", email="lea@example.org", text="Encore")
        edit = reader.comments("a", name="Noé", text="B").headers["location"].replace("received", "edit")
        assert reader.sends(edit, name="Noé", text="C").status == 303
        assert reader.sends(edit, action="delete").status == 200
        reader.writes(name="Léa", email="lea@example.org", subject="S", text="T")
        reader.comments("a", name="Noé", email="noe@example.org", text="Salut")
    assert len(blog.comments.approved("articles/a").comments) == 2
    (comment,) = blog.comments.in_state("pending")
    subscribing.subscribe(comment, "lea@example.org", blog.subscriptions, clock)
    actions: tuple[Action, ...] = ("reply", "confirm", "unsubscribe")
    with acting("reader"):
        for action in actions:
            token = CommentLink(action, comment.id, 0, clock()).token(secret)
            room = "moderation" if action == "reply" else "subscriptions"
            reader.sends(f"/{room}/{token}", text="Merci")
        reader.asks("/moderation", query=f"key={moderation_link.issue(secret, clock())}")
    assert access.denied == []
    bucket = f"s3:GetObject on arn:aws:s3:::billet-prod-{ACCOUNT}"
    # Where a bucket keeps no versions, the text itself is read.
    unversioned = {f"ReadIndexAndPictures: {bucket}/{folder}/*" for folder in ("articles", "pages")}
    assert needless(access, "reader") == unversioned


def test_the_mailing_function_may_do_what_it_does(
    author: Author, blog: Services, reader: Reader, clock: FrozenClock, access: AccessControl, acting: Acting
) -> None:
    def deliver_anew(sender: str = "") -> Delivery:
        """Lets a new instance deliver what is due."""
        settings = replace(blog.settings, sender=sender, author_email="me@example.org" if sender else "")
        with acting("mail"):
            return deliver(Services(settings, clock))

    topic = blog.settings.news_topic
    boto3.client("sns").subscribe(TopicArn=topic, Protocol="email", Endpoint="me@example.org")
    deliver_anew()  # there is no index yet
    author.publishes(a=ARTICLE)
    reader.comments("a", name="Léa", text="Bonjour")
    reader.writes(name="Léa", email="lea@example.org", subject="S", text="T")
    (comment,) = blog.comments.in_state("pending")
    subscribing.subscribe(comment, "lea@example.org", blog.subscriptions, clock)
    assert deliver_anew().items == 2
    local_aws.verify(SENDER)
    secret = read_secret(blog._ssm, blog.settings.secret_parameter)
    reader.sends(f"/moderation/{CommentLink('reply', comment.id, 0, clock()).token(secret)}", text="Merci")
    assert deliver_anew(SENDER).readers == 1  # asked to confirm
    blog.subscriptions.confirm(blog.subscriptions.get(comment.id), clock(), clock() + timedelta(days=9))
    assert deliver_anew(SENDER).readers == 1  # the answer
    # What nobody can be told of any more ends.
    reader.comments("a", name="Zoé", email="zoe@example.org", text="Salut")
    (other,) = blog.comments.in_state("pending")
    subscribing.subscribe(other, "zoe@example.org", blog.subscriptions, clock)
    blog.comments.change(other, None)
    deliver_anew(SENDER)
    assert access.denied == []
    assert needless(access, "mail") == set()


def test_the_publishing_functions_may_do_what_they_do(
    author: Author, blog: Services, clock: FrozenClock, access: AccessControl, acting: Acting
) -> None:
    author.publishes(a=ARTICLE)
    blog.comments.add(Comment("c1", "articles/a", "Léa", "Bonjour", clock(), state="approved"))
    author.uploads("site.toml", "")
    author.uploads("theme.css", "")
    author.uploads("pages/p.md", "# P\n\nx")
    author.uploads("media/a.png", b"x")
    author.uploads("articles/a.md", ARTICLE + "More.")
    with acting("reconcile"):
        events.on_upload(
            batch(object_event("Object Created", blog.settings.bucket, "articles/a.md")), Context()
        )
    blog.bucket.delete(SEARCH_KEY)
    with acting("reconcile"):  # the texts of the search are read again, by their versions
        events.on_schedule(SCHEDULED, Context())
    author.deletes("articles/a.md")
    with acting("reconcile"):
        events.on_schedule(SCHEDULED, Context())
    clock.advance(days=1)
    with acting("reconcile"):
        events.on_schedule(SCHEDULED, Context())
    for _ in range(2):  # then the index and the version before it are read
        blog.bucket.write(INDEX_KEY, b"damaged")
    with acting("reconcile"):
        events.on_schedule(SCHEDULED, Context())
    assert access.denied == []
    assert needless(access, "reconcile") == set()
