"""`billet comments` and `billet messages`, against a blog on the local AWS."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from billet.author import comment_records
from chalicelib.conversation.comment import Comment
from chalicelib.conversation.message import Message
from chalicelib.conversation.subscription import Subscription
from chalicelib.errors import ConfigurationError
from chalicelib.services import Services
from tests.command.conftest import Billet
from tests.conftest import NOW, Author

ARTICLE = "---\ntitle: Un article\nslug: un\ndate: 2026-01-15\n---\nTexte.\n"
LATER = NOW + timedelta(days=300)
MESSAGE = Message("m1", "Léa", "lea@example.org", "Devis", "Bonjour,\ncombien ?", NOW, LATER)


@pytest.fixture
def comments(billet: Billet, author: Author) -> Billet:
    """The command, and two articles."""
    author.publishes(a=ARTICLE, b=ARTICLE.replace("un\n", "deux\n"))
    return partial(billet, "comments")


def store(blog: Services, id: str, **changes: object) -> Comment:
    plain = Comment(id, "articles/a", "Léa", f"Texte {id}", NOW, email="lea@example.org", expires=LATER)
    comment = replace(plain, **changes)  # type: ignore[arg-type]  # the tests know the attributes
    blog.comments.add(comment)
    return comment


def states(blog: Services) -> dict[str, str]:
    return {
        c.id: c.state
        for state in ("pending", "approved", "rejected", "spam")
        for c in blog.comments.in_state(state)
    }


def test_a_comment_is_read_whole_before_it_is_decided_about(comments: Billet, blog: Services) -> None:
    store(blog, "c1", text="x" * 70 + "\nhttps://spam.example")
    assert "spam.example" not in comments("list").output
    shown = comments("show", "c1").output
    assert "https://spam.example" in shown
    assert "Léa <lea@example.org>" in shown
    assert json.loads(comments("show", "c1", "--json").output)[0]["text"].endswith("spam.example")
    missing = comments("show", "c2")
    assert (missing.exit_code, "'billet comments list'" in missing.output) == (1, False)


def test_lists_are_cut_by_state_article_and_time(comments: Billet, blog: Services) -> None:
    store(blog, "c1", posted=NOW - timedelta(days=30))
    store(blog, "c2", article="articles/b")
    store(blog, "c3", state="spam")

    def listed(*options: str) -> list[str]:
        return [comment["id"] for comment in json.loads(comments("list", "--json", *options).output)]

    assert listed() == ["c1", "c2"]
    assert listed("--state", "all") == ["c1", "c2", "c3"]
    assert listed("--spam") == ["c3"]
    assert listed("--article", "deux") == ["c2"]
    assert listed("--article", "https://blog.example.org/articles/un") == ["c1"]
    assert listed("--since", "2026-02-20") == ["c2"]
    assert "there is no article" in comments("list", "--article", "nul").output
    assert "no day such as" in comments("list", "--since", "hier").output


def test_a_hundred_and_fifty_are_approved_by_one_command(comments: Billet, blog: Services) -> None:
    for number in range(150):
        store(blog, f"c{number:03}")
    run = comments("approve", "--all-pending", "--article", "un", "--json")
    assert run.exit_code == 0
    assert len(json.loads(run.output)["decided"]) == 150
    assert blog.comments.counts(["articles/a"]) == {"articles/a": 150}
    assert comments("approve", "--all-pending").output == "No comments.\n"


def test_several_are_decided_about_and_what_is_not_there_is_told(comments: Billet, blog: Services) -> None:
    for id in ("c1", "c2", "c3"):
        store(blog, id)
    assert comments("approve", "c1", "c2").output.count("approved: Léa on articles/a") == 2
    assert comments("approve", "c1").exit_code == 0  # twice is once
    assert comments("reject", "c2").exit_code == 0
    run = comments("spam", "c3", "c9")
    assert (run.exit_code, "there is no comment 'c9'" in run.output) == (1, True)
    assert states(blog) == {"c1": "approved", "c2": "rejected", "c3": "spam"}
    assert comments("approve", "--spam").exit_code == 0
    assert states(blog)["c3"] == "approved"


def test_what_is_imported_expires_as_all_others_do(comments: Billet, blog: Services, tmp_path: Path) -> None:
    file = tmp_path / "comments.jsonl"
    record = {"article": "articles/a", "name": "Léa", "text": "Texte", "posted": "2026-03-01T12:00:00+00:00"}
    states = {"c1": {"state": "approved", "expires": "2026-04-01T12:00:00+00:00"}, "c2": {"state": "pending"}}
    lines = [json.dumps({"id": id, **record, **state}) for id, state in states.items()]
    file.write_text("\n".join(lines), encoding="utf-8")
    comments("import", str(file))
    expiries = {comment.id: comment.expires for comment in blog.comments.get_many(["c1", "c2"])}
    assert expiries == {"c1": None, "c2": NOW + timedelta(days=365)}


@pytest.mark.parametrize(
    "words", [("approve",), ("approve", "c1", "--all-pending"), ("delete", "c1", "--since", "7d")]
)
def test_a_command_that_does_not_say_which_comments_is_refused(
    comments: Billet, words: tuple[str, ...]
) -> None:
    run = comments(*words)
    assert (run.exit_code, "name the ids of comments" in run.output) == (2, True)


def test_a_deleted_comment_is_gone_and_an_answered_one_keeps_its_place(
    comments: Billet, blog: Services
) -> None:
    store(blog, "c1", state="approved", expires=None)
    store(blog, "c2", state="approved", expires=None, parent="c1")
    store(blog, "c3")
    blog.subscriptions.add(Subscription("c3", "articles/a", "lea@example.org", NOW, LATER))
    assert comments("delete", "c1", "c3", input="n\n").exit_code == 1
    assert len(states(blog)) == 3
    assert comments("delete", "c1", "c3", "--yes").output == "2 deleted.\n"
    assert blog.comments.get("c1").is_erased
    assert blog.comments.get_many(["c3"]) == []
    assert blog.subscriptions.get_many(["c3"]) == []
    assert comments("delete", "c3", "--yes").exit_code == 1


def test_what_is_exported_is_imported_again_once(comments: Billet, blog: Services, tmp_path: Path) -> None:
    stored = [
        store(blog, "c1"),
        store(blog, "c2", state="approved", expires=None, parent="c1", by_author=True),
    ]
    file = tmp_path / "comments.jsonl"
    assert "2 comments exported." in comments("export", str(file)).output
    blog.comments.change_all([(comment, None) for comment in stored])
    assert comments("import", str(file), "--dry-run").output == "2 comments could be imported.\n"
    assert comments("import", str(file)).output == "2 comments imported, 0 existed.\n"
    assert blog.comments.get_many(["c1", "c2"]) == stored
    assert blog.comments.counts(["articles/a"]) == {"articles/a": 1}
    assert comments("import", str(file)).output == "0 comments imported, 2 existed.\n"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "line 2: "),
        ("[]", "line 2: this is no comment"),
        ("{}", "there is no id and no article"),
        ({"name": 5}, "'name' is no text"),
        ({"posted": "hier"}, "line 2: "),
        ({"posted": "2026-01-01T10:00:00"}, "'posted' names no time zone"),
        ({"state": "good"}, "'state' is none of"),
        ({"id": "count/a"}, "an 'id' has no slash"),
        ({"colour": "red"}, "'colour' is no value of a comment"),
        ({"by_author": "yes"}, "neither true nor false"),
    ],
)
def test_a_line_that_is_no_comment_is_told_and_nothing_is_imported(
    line: str | dict[str, object], message: str
) -> None:
    good = comment_records.to_record(Comment("c1", "articles/a", "Léa", "Texte", NOW))
    bad = line if isinstance(line, str) else json.dumps(good | line)
    with pytest.raises(ConfigurationError) as error:
        comment_records.read([json.dumps(good), bad])
    assert message in str(error.value)


@pytest.fixture
def messages(billet: Billet, blog: Services) -> Billet:
    """The command, and a message."""
    blog.messages.add(MESSAGE)
    blog.messages.add(replace(MESSAGE, id="m2", box="spam"))
    return partial(billet, "messages")


def test_a_message_is_read_put_away_and_deleted(messages: Billet, blog: Services) -> None:
    assert "m1" in messages("list").output
    assert "combien ?" in messages("show", "m1").output
    assert messages("done", "m1").output == "1 done.\n"
    assert messages("list").output == "No messages.\n"
    assert "m1" in messages("list", "--done").output
    assert messages("done", "m1", "--undo").exit_code == 0
    assert "m1" in messages("list", "--since", "2026-01-01").output
    assert messages("list", "--since", "2026-03-03").output == "No messages.\n"
    assert "m2" in messages("list", "--spam").output
    assert messages("delete", "m1", input="n\n").exit_code == 1
    assert messages("delete", "m1", "--yes").output == "1 deleted.\n"
    assert messages("show", "m1").exit_code == 1


def test_all_messages_are_exported(messages: Billet) -> None:
    lines = messages("export").stdout.splitlines()
    assert [json.loads(line)["id"] for line in lines] == ["m1", "m2"]
    assert json.loads(lines[0]) == json.loads(
        json.dumps(asdict(MESSAGE), default=str).replace(" 09:30", "T09:30")
    )


def test_the_authors_answer_wears_the_mark_and_is_published_once(
    comments: Billet, author: Author, blog: Services
) -> None:
    author.publishes(site='title = "Essai"\n[author]\nname = "Camille"')
    store(blog, "c1", posted=NOW - timedelta(days=1))
    assert comments("reply", "c1", "Merci").output.startswith("answered: Léa on articles/a")
    assert json.loads(comments("reply", "c1", "--json", input="Merci\n").output)["id"]
    first, answer = blog.comments.approved("articles/a").comments
    assert (first.id, answer.by_author, answer.name, answer.parent) == ("c1", True, "Camille", "c1")
    assert "Please fill in this field" in comments("reply", "c1", " ").output
    assert comments("reply", "c9", "Merci").exit_code == 1


def test_a_decision_is_taken_back(comments: Billet, blog: Services) -> None:
    store(blog, "c1")
    store(blog, "c2", state="approved", expires=None, parent="c1")
    comments("spam", "c1")
    comments("reject", "c2")
    assert comments("undo", "c1", "c2").output.count("Léa on articles/a") == 2
    assert states(blog) == {"c1": "pending", "c2": "approved"}
    assert [c.id for c in blog.comments.due("subscribers", 9)] == ["c2"]  # nobody may have been told of it
    assert comments("undo", "c9").exit_code == 1


def test_an_erased_comment_is_imported_as_what_it_is(
    comments: Billet, blog: Services, tmp_path: Path
) -> None:
    erased = store(blog, "c1", state="approved", name="", text="", email="", expires=None)
    file = tmp_path / "comments.jsonl"
    comments("export", str(file))
    blog.comments.change(erased, None)
    assert comments("import", str(file)).exit_code == 0
    assert blog.comments.get_many(["c1"]) == [erased]
    assert blog.comments.counts(["articles/a"]).get("articles/a", 0) == 0
