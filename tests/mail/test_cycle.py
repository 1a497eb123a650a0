"""A whole conversation by mail, through the events that AWS sends."""

from __future__ import annotations

import re

import pytest
from pytest_mock import MockerFixture

from billet.local.event_bus import object_event
from billet.local.gateway import Context
from billet.local.mailbox import AUTHOR, SENDER, Mailbox
from chalicelib import events
from chalicelib.errors import Unavailable, Uncertain
from chalicelib.services import Services
from tests.conftest import Answer, Author, FrozenClock, Reader
from tests.mail.letters import letters
from tests.mail.test_outbox import KINDS, Kind, run_with

SITE = 'title = "Blog"\nlanguage = "en"\n[author]\nname = "Camille"\n'
ARTICLE = "---\ntitle: Un été\ndate: 2026-01-01\nlang: fr\n---\nText.\n"

ONE_CLICK = b"List-Unsubscribe=One-Click"


def a_minute_passes(clock: FrozenClock) -> None:
    clock.advance(minutes=1)
    events.on_minute(object_event("Scheduled Event", "", ""), Context())


def comments(reader: Reader, **fields: str) -> str:
    """Sends a comment with the wish to be told of answers; returns its text."""
    text = fields.get("text", "Bonjour")
    usual = {"name": "Léa", "email": "lea@example.org", "text": text, "subscribe": "1"}
    sent = reader.comments("a", **{**usual, **fields})
    assert sent.status == 303
    return text


def opens(reader: Reader, path: str) -> Answer:
    """Follows a link."""
    path, _, query = path.partition("?")
    return reader.asks(path, query=query)


def presses(reader: Reader, path: str, **fields: str) -> Answer:
    """Follows a link of a mail and presses the button of its page."""
    page = opens(reader, path)
    assert page.status == 200
    action = re.search(r'<form class="letter" method="post"(?: action="([^"]+)")?', page.text)
    assert action is not None, page.words
    return reader.sends(action[1] or path, **fields)


@pytest.fixture
def open_blog(author: Author, mailbox: Mailbox, clock: FrozenClock) -> Mailbox:
    author.publishes(a=ARTICLE, site=SITE)
    a_minute_passes(clock)
    letters(mailbox)
    return mailbox


def test_from_a_comment_to_the_end_of_a_subscription(
    open_blog: Mailbox, reader: Reader, blog: Services, clock: FrozenClock
) -> None:
    comments(reader)
    a_minute_passes(clock)
    to_author, request = letters(open_blog)
    assert (to_author.to, to_author.subject) == (AUTHOR, "[Blog] Comment by Léa on “Un été”")
    assert "> Bonjour" in to_author.text
    assert (request.to, request.message["From"]) == ("lea@example.org", f"Blog <{SENDER}>")
    assert "Bonjour" not in request.text, "who types another's address cannot write to it"
    assert request.message["Auto-Submitted"] == "auto-generated"
    assert presses(reader, request.path("Si c’était vous, merci de le confirmer\xa0:")).status == 200

    assert presses(reader, to_author.path("Approve:")).status == 303
    assert "Bonjour" in reader.asks("/articles/a").words
    replied = presses(reader, to_author.path("Approve and reply:"), text="Merci !")
    assert "Your answer is published" in opens(reader, replied.headers["location"]).words
    clock.advance(minutes=2)
    assert "Merci !" in reader.asks("/articles/a").words

    a_minute_passes(clock)
    (answer,) = letters(open_blog)
    assert answer.subject == "Camille a répondu à votre commentaire sur « Un été »"
    assert "> Merci !" in answer.text
    assert answer.message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = str(answer.message["List-Unsubscribe"]).strip("<>")
    path = address.removeprefix("https://blog.example.org")
    assert f"Pour ne plus en recevoir\xa0:\n{address}" in answer.text.replace("\r", "")
    a_minute_passes(clock)
    assert letters(open_blog) == []

    assert reader.asks(path).status == 200  # a scanner has looked
    posted = reader.asks(path, "POST", ONE_CLICK, Content_Type="application/x-www-form-urlencoded")
    assert (posted.status, "location" in posted.headers) == (200, False)
    presses(reader, to_author.path("Approve and reply:"), text="Encore merci !")
    a_minute_passes(clock)
    assert letters(open_blog) == []
    assert reader.asks(path).status == 200, "twice is once"


def test_who_asks_for_answers_gets_the_link_to_correct_by_mail_as_well(
    open_blog: Mailbox, reader: Reader, clock: FrozenClock
) -> None:
    comments(reader)
    a_minute_passes(clock)
    _, request = letters(open_blog)
    edit = re.search(r"/articles/a/comments/edit/\S+", request.text)
    assert edit is not None
    path = edit[0]
    assert reader.asks(path).fields["text"] == "Bonjour"
    clock.advance(minutes=15)
    assert reader.asks(path).status == 410


def test_nobody_is_told_who_did_not_confirm(open_blog: Mailbox, reader: Reader, clock: FrozenClock) -> None:
    comments(reader)
    a_minute_passes(clock)
    to_author, _ = letters(open_blog)
    presses(reader, to_author.path("Approve and reply:"), text="Merci !")
    for _ in range(5):
        a_minute_passes(clock)
    assert letters(open_blog) == []


def test_who_confirms_late_gets_the_answers_until_then(
    open_blog: Mailbox, reader: Reader, clock: FrozenClock
) -> None:
    comments(reader)
    a_minute_passes(clock)
    to_author, request = letters(open_blog)
    presses(reader, to_author.path("Approve and reply:"), text="Merci !")
    a_minute_passes(clock)
    path = request.path("Si c’était vous, merci de le confirmer\xa0:")
    for _ in range(2):
        presses(reader, path)
        a_minute_passes(clock)
    (answer,) = letters(open_blog)
    assert "> Merci !" in answer.text


def test_a_link_to_confirm_is_void_after_a_week_and_nobody_is_asked_twice(
    open_blog: Mailbox, reader: Reader, clock: FrozenClock
) -> None:
    comments(reader)
    a_minute_passes(clock)
    request = letters(open_blog)[1]
    path = request.path("Si c’était vous, merci de le confirmer\xa0:")
    a_minute_passes(clock)
    assert letters(open_blog) == []
    assert reader.asks(path[:-1] + ("B" if path.endswith("A") else "A")).status == 404
    clock.advance(days=7)
    assert reader.asks(path).status == 404


def test_an_address_is_not_flooded_with_requests(
    open_blog: Mailbox, reader: Reader, clock: FrozenClock
) -> None:
    for number in range(8):
        comments(reader, text=f"Bonjour {number}")
    a_minute_passes(clock)
    requests = [letter for letter in letters(open_blog) if letter.to == "lea@example.org"]
    assert len(requests) == 5


@pytest.mark.parametrize("kind", KINDS)
def test_whatever_call_goes_wrong_no_reader_gets_a_mail_twice(
    open_blog: Mailbox, reader: Reader, blog: Services, clock: FrozenClock, kind: Kind
) -> None:
    comments(reader)
    a_minute_passes(clock)
    to_author, request = letters(open_blog)
    presses(reader, request.path("Si c’était vous, merci de le confirmer\xa0:"))
    a_minute_passes(clock)
    number, operation, lost = 0, "-", 0
    while operation:
        number += 1
        presses(reader, to_author.path("Approve and reply:"), text=f"Answer {number}.")
        state = run_with(number, kind, lambda: a_minute_passes(clock))
        operation = state.operation
        for _ in range(2):
            clock.advance(minutes=2)
            a_minute_passes(clock)
        copies = [letter for letter in letters(open_blog) if f"Answer {number}." in letter.text]
        assert len(copies) <= 1, (number, operation)
        lost += not copies
    assert number > 10
    # The mail in whose sending the crash was is lost, rather than sent twice.
    assert lost <= {"fails": 1, "answer lost": 1, "crash before": 1, "crash after": 1}[kind]


def test_a_mail_that_was_not_sent_is_sent_later_and_one_that_may_have_been_is_not(
    open_blog: Mailbox, reader: Reader, blog: Services, clock: FrozenClock, mocker: MockerFixture
) -> None:
    comments(reader)
    a_minute_passes(clock)
    to_author, request = letters(open_blog)
    presses(reader, request.path("Si c’était vous, merci de le confirmer\xa0:"))
    for text, error, mails in (("A", Unavailable("x"), 1), ("B", Uncertain("x"), 0)):
        presses(reader, to_author.path("Approve and reply:"), text=text)
        send = mocker.patch.object(blog.mailer, "send", side_effect=error)
        with pytest.raises(Unavailable):
            a_minute_passes(clock)
        mocker.stop(send)
        a_minute_passes(clock)
        assert len(letters(open_blog)) == mails


def test_the_box_is_shown_where_mail_can_be_sent(
    author: Author, reader: Reader, clock: FrozenClock, request: pytest.FixtureRequest
) -> None:
    author.publishes(a=ARTICLE)
    assert "subscribe" not in reader.asks("/articles/a").fields
    request.getfixturevalue("mailbox")
    author.publishes(b=ARTICLE)
    clock.advance(minutes=2)
    assert "subscribe" in reader.asks("/articles/b").fields
