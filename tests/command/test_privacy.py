"""`billet privacy`, against a blog on the local AWS."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import boto3
import pytest
from pytest_mock import MockerFixture

from billet import tables
from billet.author.privacy import is_same_address
from chalicelib.conversation.comment import Comment
from chalicelib.conversation.fingerprint import writer_of
from chalicelib.conversation.message import Message
from chalicelib.conversation.subscription import Subscription
from chalicelib.services import Services
from tests.command.conftest import Billet
from tests.conftest import NOW, FrozenClock

LEA, LATER = "lea@example.org", NOW + timedelta(days=300)
COMMENT = Comment("c1", "articles/a", "Léa", "Texte de Léa", NOW, email=LEA, expires=LATER)


@pytest.fixture
def privacy(billet: Billet) -> Billet:
    return partial(billet, "privacy")


@pytest.fixture
def stored(blog: Services) -> Services:
    """Traces of Léa of every kind, and as many of Max."""
    dynamodb, table = boto3.client("dynamodb"), blog.settings.comments_table
    for name, email in (("Léa", LEA), ("Max", "max@example.org")):
        key = name[0]
        writer = writer_of(blog.policy.secret, email)
        of_person = replace(COMMENT, name=name, text=f"Texte de {name}", email=email)
        blog.comments.add(replace(of_person, id=f"{key}1"))
        blog.comments.add(replace(of_person, id=f"{key}2", state="spam"))
        published = replace(of_person, id=f"{key}3", state="approved", email="", writer=writer, expires=None)
        blog.comments.add(published)
        blog.subscriptions.add(Subscription(f"{key}3", "articles/a", email, NOW, LATER))
        blog.messages.add(Message(f"{key}4", name, email, "Sujet", "Message", NOW, LATER))
        for item in ({"id": f"writer/{writer}"}, {"id": f"asked/2026-03-02/{writer}"}):
            dynamodb.put_item(TableName=table, Item={name: {"S": value} for name, value in item.items()})
        dynamodb.update_item(
            TableName=table,
            Key={"id": {"S": "told/m1"}},
            UpdateExpression="SET #digest = :run",
            ExpressionAttributeNames={"#digest": writer},
            ExpressionAttributeValues={":run": {"S": "run"}},
        )
    return blog


def everything(blog: Services) -> list[dict[str, Any]]:
    names = (blog.settings.comments_table, blog.settings.messages_table)
    return [item for name in names for item in tables.scan(boto3.client("dynamodb"), name)]


def marks(blog: Services) -> list[str]:
    """Returns all that tells of Léa in the tables."""
    secrets = (LEA, "Léa", writer_of(blog.policy.secret, LEA))
    return [mark for mark in secrets if mark in json.dumps(everything(blog), ensure_ascii=False)]


def test_all_that_is_stored_about_a_person_is_printed_and_nothing_of_another(
    stored: Services, privacy: Billet
) -> None:
    record = json.loads(privacy("export", "LEA@Example.ORG").stdout)
    assert {kind: len(traces) for kind, traces in record.items() if kind != "email"} == {
        "comments": 3,
        "subscriptions": 1,
        "messages": 1,
        "notes": 3,
    }
    assert "Max" not in json.dumps(record)
    assert {comment["text"] for comment in record["comments"]} == {"Texte de Léa"}


def test_all_of_it_is_erased_and_a_published_comment_keeps_its_place(
    stored: Services, privacy: Billet
) -> None:
    assert len(marks(stored)) == 3
    before = [item for item in everything(stored) if "Max" in str(item)]
    erased = privacy("erase", LEA, "--yes")
    assert erased.exit_code == 0
    assert "L3 (approved)" in erased.output
    assert "35 days" in erased.output
    assert marks(stored) == []
    assert [(c.id, c.is_erased) for c in stored.comments.approved("articles/a").comments] == [
        ("L3", True),
        ("M3", False),
    ]
    assert stored.comments.counts(["articles/a"]) == {"articles/a": 1}
    assert [item for item in everything(stored) if "Max" in str(item)] == before
    assert privacy("erase", LEA, "--yes").exit_code == 1


def test_nothing_is_erased_without_a_yes(stored: Services, privacy: Billet) -> None:
    before = everything(stored)
    assert privacy("erase", LEA, input="n\n").exit_code == 1
    assert everything(stored) == before


@pytest.mark.parametrize(("id", "left"), [("L3", {"L1", "L2"}), ("L4", {"L1", "L2", "L3"})])
def test_one_comment_or_message_is_erased_by_its_id_alone(
    stored: Services, privacy: Billet, id: str, left: set[str]
) -> None:
    assert privacy("erase", id, input="y\n").exit_code == 0
    comments = stored.comments.get_many(["L1", "L2", "L3"])
    assert {comment.id for comment in comments if not comment.is_erased} == left
    assert len(stored.subscriptions.get_many(["L3"])) == ("L3" in left)
    assert len(stored.messages.get_many(["L4"])) == ("L3" not in left)
    # The note of the writer of L3, who has no other comment.
    writer = writer_of(stored.policy.secret, LEA)
    assert stored.comments.is_trusted(writer) == ("L3" in left)


def test_what_has_expired_and_is_not_deleted_yet_is_erased_as_well(
    stored: Services, privacy: Billet, clock: FrozenClock
) -> None:
    clock.advance(days=999)
    assert privacy("erase", LEA, "--yes").exit_code == 0
    assert marks(stored) == []


def test_a_comment_that_is_decided_about_at_the_same_moment_is_erased_all_the_same(
    stored: Services, privacy: Billet, mocker: MockerFixture
) -> None:
    change_all = stored.comments.change_all

    def decide_first(changes: Any) -> Any:
        mocker.stop(patched)
        old = stored.comments.get("L1")
        stored.comments.change(old, replace(old, state="approved", email="", expires=None))
        return change_all(changes)

    patched = mocker.patch.object(stored.comments, "change_all", side_effect=decide_first)
    assert privacy("erase", LEA, "--yes").exit_code == 0
    assert marks(stored) == []
    assert stored.comments.get("L1").is_erased


def test_who_is_not_known_and_what_is_no_address_is_said(privacy: Billet) -> None:
    nobody = privacy("export", "nobody@example.org")
    assert (nobody.exit_code, "ID alone" in nobody.stderr) == (0, True)
    assert "no e-mail address" in privacy("export", "nobody").output
    assert "nothing about nobody" in privacy("erase", "nobody", "--yes").output


@pytest.mark.parametrize(
    ("address", "other", "same"),
    [
        ("Rene@SOCIÉTÉ.fr", "rene@xn--socit-esab.fr", True),
        ("rene@xn--socit-esab.FR", "rene@société.fr", True),
        ("re\u0301ne@exemple.fr", "réne@exemple.fr", True),
        ("rene@exemple.fr", "rene@exemple.org", False),
        ("", "", False),
    ],
)
def test_an_address_is_known_however_it_is_written(address: str, other: str, same: bool) -> None:
    assert is_same_address(address, other) == same
