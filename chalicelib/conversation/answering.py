"""Readers who asked for it are told by mail of answers, and are asked first whether they did.

No mail goes to who did not confirm, and none twice: each is noted before it is sent. Where nobody knows
whether a mail was sent, it is not sent again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

from chalicelib.caching import Clock
from chalicelib.conversation.comment import Addressee, Comment, CommentPage
from chalicelib.conversation.fingerprint import writer_of
from chalicelib.conversation.subscription import Subscription
from chalicelib.errors import Conflict, StoreError, Uncertain, Undeliverable

MOST = 30
"""Mails to readers in one run, and comments that are looked at for them; the next run sends the others."""

DEEPEST = 50
"""Answers to answers whose subscribers are told."""

REQUEST = "request-"
"""The prefix of what the mail that asks to confirm is noted as; an answer is noted by its id."""

LATER = timedelta(hours=1)
"""When a subscription is looked at again whose comment waits as spam, or whose address was asked often."""


class Comments(Protocol):
    """What answering needs of a store; `chalicelib.storage.comments.Comments` has it."""

    def due(self, addressee: Addressee, limit: int) -> list[Comment]:
        """Returns the oldest comments that somebody is yet to be told of, `limit` at the most."""

    def get_many(self, ids: Iterable[str]) -> list[Comment]:
        """Returns the comments that exist of those with these ids."""

    def approved(self, article: str, start: datetime | None = None) -> CommentPage:
        """Returns a page of the approved comments of an article, the oldest or those from `start` on."""

    def address(self, comment: Comment, addressee: Addressee) -> None:
        """Notes who is to be told of a comment now, unless it was changed since it was read."""


class Subscriptions(Protocol):
    """What answering needs of a store; `chalicelib.storage.subscriptions.Subscriptions` has it."""

    def due(self, limit: int) -> list[Subscription]:
        """Returns the oldest subscriptions that somebody is yet to be told of, `limit` at the most."""

    def get_many(self, comments: Iterable[str]) -> list[Subscription]:
        """Returns the subscriptions to the answers to these comments."""

    def note(self, mail: str, address: str, run: str) -> None:
        """Notes that an address, a keyed hash, gets a mail. Raises `Conflict` where that is so already."""

    def forget(self, mail: str, address: str) -> None:
        """Takes back the note of a mail that was not sent."""

    def may_ask(self, address: str, now: datetime) -> bool:
        """Returns whether an address may get one more request to confirm on this day, and counts it."""

    def postpone(self, subscription: Subscription, moment: datetime) -> None:
        """Lets nobody be told of a subscription before a moment."""

    def settle(self, subscription: Subscription) -> None:
        """Notes that nobody is to be told of a subscription any more."""

    def delete(self, comment: str) -> None:
        """Deletes the subscription to a comment's answers, if there is one."""


class Letters(Protocol):
    """Sends the two kinds of mail to readers. Both raise `Unavailable` where a mail was not sent, `Uncertain`
    where nobody knows, and `Undeliverable` where it never will be."""

    def send_request(self, subscription: Subscription, comment: Comment) -> None:
        """Asks the writer of a comment to confirm."""

    def send_answer(self, subscription: Subscription, answer: Comment) -> None:
        """Sends an answer to a subscriber."""


def has_work(comments: Comments, subscriptions: Subscriptions) -> bool:
    """Returns whether a run has anything to do."""
    return bool(comments.due("subscribers", 1) or subscriptions.due(1))


@dataclass
class AnswerRun:
    """One run, which has the lease of the outbox; `run` is its id, `secret` the key of the hashes of
    addresses."""

    comments: Comments
    subscriptions: Subscriptions
    letters: Letters
    run: str
    secret: str
    clock: Clock
    sent: int = 0
    noted: set[tuple[str, str]] = field(default_factory=set)
    """Mails and addresses that this run has noted."""
    refused: list[Undeliverable] = field(default_factory=list)
    """Why mails were not sent, and never will be."""

    def tell(self) -> None:
        """Sends what is due. Raises `Unavailable`: what was not sent is sent by the next run."""
        for subscription in self.subscriptions.due(MOST):
            self._look_at(subscription)
        for answer in self.comments.due("subscribers", MOST):
            if self.sent >= MOST:
                return
            if answer.is_counted:
                self._tell_of(answer)
            self.comments.address(answer, "")

    def _look_at(self, subscription: Subscription) -> None:
        comments = self.comments.get_many([subscription.comment])
        if not comments or comments[0].state == "rejected" or comments[0].is_erased:
            self.subscriptions.delete(subscription.comment)
        elif subscription.confirmed:
            for answer in self._answers_to(comments[0]):
                self._answer(subscription, answer)
            self.subscriptions.settle(subscription)
        elif comments[0].state == "spam" or not self.subscriptions.may_ask(
            writer_of(self.secret, subscription.email), self.clock()
        ):
            self.subscriptions.postpone(subscription, self.clock() + LATER)
        else:
            send = partial(self.letters.send_request, subscription, comments[0])
            self._send(subscription, REQUEST + subscription.comment, send)
            self.subscriptions.settle(subscription)

    def _answers_to(self, comment: Comment) -> Iterator[Comment]:
        """Yields the approved answers to a comment, and the answers to these, by others."""
        ids, start = {comment.id}, comment.posted
        while True:
            page = self.comments.approved(comment.article, start)
            for answer in page.comments:
                if answer.parent in ids and answer.id not in ids:
                    ids.add(answer.id)
                    yield answer
            if page.later is None:
                return
            start = page.later

    def _tell_of(self, answer: Comment) -> None:
        for subscription in self.subscriptions.get_many(list(self._ancestors(answer))):
            if subscription.confirmed:
                self._answer(subscription, answer)

    def _ancestors(self, answer: Comment) -> Iterator[str]:
        """Yields the ids of the comments that it answers, the nearest first."""
        for _ in range(DEEPEST):
            if not answer.parent:
                return
            yield answer.parent
            parents = self.comments.get_many([answer.parent])
            if not parents:
                return
            answer = parents[0]

    def _answer(self, subscription: Subscription, answer: Comment) -> None:
        """Sends an answer to a subscriber, but not to its own writer."""
        if not answer.writer or answer.writer != subscription.writer:
            self._send(subscription, answer.id, partial(self.letters.send_answer, subscription, answer))

    def _send(self, subscription: Subscription, mail: str, send: Callable[[], None]) -> None:
        """Sends a mail that is noted first, unless its reader has got it."""
        note = (mail, writer_of(self.secret, subscription.email))
        if note in self.noted:
            return
        self.noted.add(note)
        try:
            self.subscriptions.note(*note, self.run)
        except Conflict:
            return
        try:
            send()
            self.sent += 1
        except Uncertain:
            raise  # it may have been sent: the note stays
        except Undeliverable as error:
            self.subscriptions.delete(subscription.comment)
            self.refused.append(error)
        except StoreError:
            self.subscriptions.forget(*note)
            raise
