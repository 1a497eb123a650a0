"""The author is told of everything: whatever fails, crashes, doubles or races."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from itertools import chain
from typing import Any, Literal

import pytest
from botocore.client import BaseClient
from botocore.exceptions import EndpointConnectionError, ReadTimeoutError

from billet.local.mailbox import Mailbox
from chalicelib.conversation import notifying
from chalicelib.conversation.comment import Comment
from chalicelib.conversation.message import Message
from chalicelib.conversation.outbox import LEASE
from chalicelib.errors import BilletError
from chalicelib.mail.delivery import Delivery, deliver
from chalicelib.services import Services
from tests.conftest import Author, FrozenClock, Reader
from tests.mail.letters import letters

ARTICLE = "---\ntitle: A\ndate: 2026-01-01\n---\nText.\n"
REFUSED = "---\ntitle: B\ndate: never\n---\nText.\n"

Kind = Literal["fails", "answer lost", "crash before", "crash after"]
KINDS: tuple[Kind, ...] = ("fails", "answer lost", "crash before", "crash after")


class CrashError(BaseException):
    """The function is gone: nothing that it would do any more is done."""


@dataclass
class Fault:
    """What happens to one call of AWS. `calls` are the calls that were made."""

    number: int
    kind: Kind
    calls: list[str]
    is_dead: bool = False

    @property
    def operation(self) -> str:
        return self.calls[self.number - 1] if len(self.calls) >= self.number else ""

    @property
    def repeats_a_mail(self) -> bool:
        """Whether it lies between sending a mail and noting that."""
        if self.operation == "SendEmail":
            return self.kind in ("answer lost", "crash after")
        before = self.calls[self.number - 2] if self.operation and self.number > 1 else ""
        return before == "SendEmail" and self.kind in ("fails", "crash before")


@contextmanager
def fault(number: int, kind: Kind) -> Iterator[Fault]:
    """Lets the call with this number, from 1, go wrong, and all that a crash would keep from happening."""
    state = Fault(number, kind, [])
    client: Any = BaseClient
    call = client._make_api_call

    def broken(self: Any, operation: str, params: Any) -> Any:
        if state.is_dead:
            raise CrashError
        state.calls.append(operation)
        if len(state.calls) != number:
            return call(self, operation, params)
        state.is_dead = kind.startswith("crash")
        if kind == "fails":
            raise EndpointConnectionError(endpoint_url="http://aws")
        if kind == "crash before":
            raise CrashError
        result = call(self, operation, params)
        if kind == "crash after":
            raise CrashError
        raise ReadTimeoutError(endpoint_url="http://aws") if kind == "answer lost" else AssertionError(result)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(client, "_make_api_call", broken)
        yield state


def run_with(number: int, kind: Kind, run: Callable[[], Any]) -> Fault:
    with fault(number, kind) as state, suppress(BilletError, CrashError):
        run()
    return state


def comment(blog: Services, id: str, **changes: Any) -> Comment:
    now = blog.clock()
    stored = Comment(
        id, "articles/a", "Léa", f"Text of {id}.", now, expires=now + timedelta(days=9), mail="author"
    )
    blog.comments.add(Comment(**{**vars(stored), **changes}))
    return blog.comments.get(id)


def message(blog: Services, id: str) -> None:
    now = blog.clock()
    blog.messages.add(Message(id, "Léa", "lea@example.org", "S", f"Text of {id}.", now, now + timedelta(9)))


def mailed_ids(mailbox: Mailbox) -> list[list[str]]:
    """Returns the ids of comments and messages in each mail."""
    return [re.findall(r"Text of (\w+)\.", letter.text) for letter in letters(mailbox)]


@pytest.mark.parametrize("kind", KINDS)
def test_whatever_call_goes_wrong_nothing_is_left_out_and_only_the_mail_that_was_not_noted_is_sent_twice(
    blog: Services, author: Author, clock: FrozenClock, mailbox: Mailbox, kind: Kind
) -> None:
    author.publishes(a=ARTICLE)
    deliver(blog)  # the settings and the index are read
    number, operation, repeated = 0, "-", 0
    while operation:
        number += 1
        comment(blog, f"c{number}")
        message(blog, f"m{number}")
        author.publishes(**{f"b{number}": REFUSED})
        state = run_with(number, kind, lambda: deliver(blog))
        operation = state.operation
        comment(blog, f"later{number}")
        for _ in range(3):
            clock.advance(minutes=LEASE / timedelta(minutes=1) + 1)
            deliver(blog)
        mails = [letter.text for letter in letters(mailbox)]
        copies = [text for text in mails if f"Text of c{number}." in text]
        assert len(copies) == (2 if state.repeats_a_mail else 1), (number, operation)
        assert [text for text in mails if f"Text of m{number}." in text] == copies
        # Where S3 fails the next mail has it.
        assert sum(f"articles/b{number}.md" in text for text in mails) == len(copies)
        assert sum(f"Text of later{number}." in text for text in mails) == 1
        if state.repeats_a_mail:
            repeated += 1
            assert all(f"later{number}" not in text for text in copies), "the same mail is repeated"
    assert number > 15
    assert repeated == 1


def test_in_a_long_row_of_faults_nothing_is_left_out(
    blog: Services, author: Author, clock: FrozenClock, mailbox: Mailbox
) -> None:
    author.publishes(a=ARTICLE)
    chance, repeats, ids = random.Random(7), 0, []
    for number in range(25):
        ids.append(f"c{number}")
        comment(blog, ids[-1])
        state = run_with(chance.randint(1, 25), chance.choice(KINDS), lambda: deliver(blog))
        repeats += state.repeats_a_mail
        clock.advance(minutes=chance.choice((0, 1, 5)))
    for _ in range(3):
        clock.advance(minutes=3)
        deliver(blog)
    mails = mailed_ids(mailbox)
    assert set(chain.from_iterable(mails)) == set(ids)
    assert len(mails) - len({tuple(mail) for mail in mails}) <= repeats


def test_runs_at_the_same_moment_send_one_mail(blog: Services, author: Author, mailbox: Mailbox) -> None:
    author.publishes(a=ARTICLE)
    for number in range(5):
        comment(blog, f"c{number}")
    with ThreadPoolExecutor(6) as pool:
        deliveries = list(pool.map(deliver, [blog] * 6))
    assert sorted(delivery.items for delivery in deliveries) == [0, 0, 0, 0, 0, 5]
    assert mailed_ids(mailbox) == [["c0", "c1", "c2", "c3", "c4"]]
    assert deliver(blog) == Delivery()


def test_a_run_that_was_outlived_by_its_lease_sends_nothing(
    blog: Services, author: Author, clock: FrozenClock, mailbox: Mailbox
) -> None:
    author.publishes(a=ARTICLE)
    comment(blog, "c1")
    first = blog.outboxes.acquire("slow", clock())
    clock.advance(minutes=3)
    assert deliver(blog).items == 1
    with pytest.raises(BilletError):
        blog.outboxes.write("slow", first)
    assert mailed_ids(mailbox) == [["c1"]]


def test_what_is_changed_while_it_is_told_is_told_again(
    blog: Services, author: Author, clock: FrozenClock, mailbox: Mailbox
) -> None:
    author.publishes(a=ARTICLE)
    before = comment(blog, "c1")
    outbox = blog.outboxes.acquire("run", clock())
    stores = notifying.Stores(blog.outboxes, blog.comments, blog.messages, _NoUploads())

    def send(news: notifying.News) -> None:
        assert news.comments == [before]
        blog.comments.change(before, Comment(**{**vars(before), "text": "Text of c2."}))

    notifying.notify(stores, outbox, "run", send, clock)
    blog.outboxes.release("run")
    assert deliver(blog).items == 1
    assert mailed_ids(mailbox) == [["c2"]]


class _NoUploads:
    def problems(self, known_index: str) -> None:
        del known_index


def test_a_flood_is_one_mail_and_the_next_one_waits(
    blog: Services, author: Author, clock: FrozenClock, mailbox: Mailbox
) -> None:
    author.publishes(a=ARTICLE)
    for number in range(100):
        comment(blog, f"c{number:03}", posted=clock() + timedelta(seconds=number))
    clock.advance(minutes=5)
    deliver(blog)
    (letter,) = letters(mailbox)
    assert re.findall(r"^> Text of (\w+)", letter.text, re.MULTILINE) == [f"c{n:03}" for n in range(20)]
    beginnings = re.findall(r"^\* Léa: Text of (\w+)", letter.text, re.MULTILINE)
    assert beginnings == [f"c{n:03}" for n in range(20, 80)]
    assert "20 autres" in letter.text
    assert len(letter.text.encode()) < 256 * 1024
    comment(blog, "next")
    assert deliver(blog) == Delivery()
    clock.advance(minutes=11)
    deliver(blog)
    assert mailed_ids(mailbox) == [["next"]]


def test_what_nobody_would_receive_waits_until_somebody_does(
    blog: Services, author: Author, mailbox: Mailbox
) -> None:
    author.publishes(a=ARTICLE)
    comment(blog, "c1")
    settings = blog.settings
    blog.settings = type(settings)(**{**vars(settings), "sender": ""})
    assert deliver(blog) == Delivery()
    blog.settings = settings
    vars(blog).pop("mailer")
    deliver(blog)
    assert mailed_ids(mailbox) == [["c1"]]


def test_spam_is_counted_once_and_alone_tells_of_itself_once_a_day(
    blog: Services, author: Author, reader: Reader, clock: FrozenClock, mailbox: Mailbox
) -> None:
    author.publishes(a=ARTICLE)
    comment(blog, "c1")
    for number in range(3):
        comment(blog, f"s{number}", state="spam", mail="")
    clock.advance(minutes=1)
    deliver(blog)
    comment(blog, "s9", state="spam", mail="")
    clock.advance(minutes=1)
    deliver(blog)
    (first,) = letters(mailbox)
    assert "3 textes ont été mis de côté" in first.text
    link = re.search(r"/moderation\?(\S+list=\S+)", first.text)
    assert link
    words = reader.asks("/moderation", query=link[1]).words
    assert ("Text of s9." in words, "Text of c1." in words) == (True, False)
    clock.advance(days=1)
    deliver(blog)
    (second,) = letters(mailbox)
    assert "1 texte a été mis de côté" in second.text
    clock.advance(days=1)
    assert deliver(blog) == Delivery()


def test_a_problem_of_an_upload_is_told_once_for_each_upload(
    blog: Services, author: Author, clock: FrozenClock, mailbox: Mailbox
) -> None:
    author.publishes(a=ARTICLE, b=REFUSED, c=ARTICLE + "[x](gone.md)")
    deliver(blog)
    (letter,) = letters(mailbox)
    assert "articles/b.md:3" in letter.text
    assert "articles/c.md:6" in letter.text
    author.publishes(d=ARTICLE)
    assert deliver(blog).items == 0
    author.publishes(b=REFUSED + "More.")
    deliver(blog)
    (letter,) = letters(mailbox)
    assert "articles/b.md" in letter.text
    assert "articles/c.md" not in letter.text
