"""Delivers what is due: to the author one mail at the most, to readers what they asked for.

One run at a time has the lease of the outbox. What fails is tried again by the next run.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from chalicelib.content.problem import Problem
from chalicelib.conversation import answering, notifying
from chalicelib.conversation.answering import AnswerRun
from chalicelib.conversation.comment import Comment
from chalicelib.conversation.notifying import News, Stores, UploadProblems, digest_of
from chalicelib.conversation.outbox import MOST_PROBLEMS, Outbox
from chalicelib.conversation.subscription import Subscription
from chalicelib.errors import Conflict, StoreError
from chalicelib.index.receipts import receipts_of
from chalicelib.mail import author_mail, reader_mail
from chalicelib.mail.writer import Writer
from chalicelib.services import Services
from chalicelib.web.urls import Urls


@dataclass(frozen=True)
class Delivery:
    """What one run has sent: `items` is how many comments, messages, texts set aside and problems of uploads
    the mail to the author tells, 0 where none was sent; `readers` how many mails went to readers."""

    items: int = 0
    readers: int = 0


def deliver(blog: Services) -> Delivery:
    """Sends what is due. Raises `Unavailable` and `Undeliverable`, after all was tried."""
    run = _Run(blog)
    for_author, for_readers = run.has_news(), run.has_answers()
    if not (for_author or for_readers):
        return Delivery()
    try:
        outbox = blog.outboxes.acquire(run.id, blog.clock())
    except Conflict:
        return Delivery()  # another run is at it
    items = readers = 0
    failures: list[StoreError] = []
    try:
        if for_author:
            try:
                items = run.tell_author(outbox)
            except StoreError as error:
                failures.append(error)
        if for_readers:
            try:
                readers = run.tell_readers()
            except StoreError as error:
                failures.append(error)
    finally:
        run.release()
    if failures:
        raise failures[0]
    return Delivery(items, readers)


@dataclass
class IndexUploads:
    """The problems of uploads, as the index has them: those of one index are looked for once."""

    blog: Services
    _last: UploadProblems | None = None

    def problems(self, known_index: str) -> UploadProblems | None:
        """Returns what is wrong with uploads; None where the index still has the ETag `known_index`, or there
        is none."""
        cached = self.blog.index_cache.newest()
        index = cached.value
        if cached.stale or not index.etag or index.etag == known_index:
            return None
        if self._last and self._last.index == index.etag:
            return self._last
        by_digest: dict[bytes, Problem] = {}
        for receipt in receipts_of(index, self.blog.clock()):
            # What readers do not see has no warnings that matter yet.
            warnings = receipt.warnings if receipt.state in ("live", "scheduled") else ()
            by_digest |= {digest_of(p, receipt.etag): p for p in (*receipt.errors, *warnings)}
            if len(by_digest) >= MOST_PROBLEMS:
                break
        self._last = UploadProblems(index.etag, by_digest)
        return self._last


class _Run:
    """One run and its id."""

    def __init__(self, blog: Services) -> None:
        self.id = uuid.uuid4().hex
        self._blog = blog
        self._stores = Stores(blog.outboxes, blog.comments, blog.messages, IndexUploads(blog))

    def has_news(self) -> bool:
        """Returns whether there is anything to tell the author, and somebody who would be told."""
        blog = self._blog
        outbox = blog.outboxes.read()
        return notifying.has_news(self._stores, outbox, blog.clock()) and blog.mailer.reaches_author()

    def has_answers(self) -> bool:
        """Returns whether there is anything to tell readers."""
        blog = self._blog
        if not (blog.mailer.reaches_readers and answering.has_work(blog.comments, blog.subscriptions)):
            return False
        return bool(blog.public_address.read())

    def tell_author(self, outbox: Outbox) -> int:
        """Sends one mail at the most, and returns how much it tells."""
        writer = self._writer()

        def send(news: News) -> None:
            self._blog.mailer.send(author_mail.write(news, writer), writer.site.title)

        news = notifying.notify(self._stores, outbox, self.id, send, self._blog.clock)
        return len(news.comments) + len(news.messages) + news.spam + len(news.problems)

    def tell_readers(self) -> int:
        """Sends what readers asked for, and returns the number of mails."""
        blog = self._blog
        letters = _Letters(blog, self._writer())
        run = AnswerRun(blog.comments, blog.subscriptions, letters, self.id, blog.policy.secret, blog.clock)
        run.tell()
        if run.refused:
            raise run.refused[0]
        return run.sent

    def release(self) -> None:
        """Gives the lease back; one that cannot be given back is over soon."""
        try:
            self._blog.outboxes.release(self.id)
        except StoreError:
            return

    def _writer(self) -> Writer:
        blog = self._blog
        urls = Urls("", blog.public_address.read())
        return Writer(blog.index_cache.newest().value, urls, blog.policy.secret, blog.clock())


@dataclass(frozen=True)
class _Letters:
    """The mails to readers, by SES."""

    blog: Services
    writer: Writer

    def send_request(self, subscription: Subscription, comment: Comment) -> None:
        """Asks the writer of a comment to confirm."""
        mail = reader_mail.write_request(subscription, comment, self.writer)
        self.blog.mailer.send(mail, self.writer.site.title)

    def send_answer(self, subscription: Subscription, answer: Comment) -> None:
        """Sends an answer to a subscriber."""
        mail = reader_mail.write_answer(subscription, answer, self.writer)
        self.blog.mailer.send(mail, self.writer.site.title)
