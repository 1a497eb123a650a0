"""The mails that the blog sends on this machine: files that any mail program opens."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Any

import click
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.ses.models import ses_backends
from moto.sns.models import sns_backends

log = logging.getLogger("billet.mailbox")

POLL_SECONDS = 0.5

SENDER, AUTHOR = "blog@example.org", "author@example.org"
"""Who mails come from, and who the author is: nothing leaves this machine."""

VARIABLES = {"BILLET_SENDER": SENDER, "BILLET_AUTHOR_EMAIL": AUTHOR}


class Mailbox:
    """What the local AWS was asked to send, by SES and by SNS, since the mailbox was made."""

    def __init__(self) -> None:
        self._read = {id for id, _ in _all()}

    def take(self) -> list[bytes]:
        """Returns the mails since the last call, the first one sent first."""
        mails = [(id, data) for id, data in _all() if id not in self._read]
        self._read |= {id for id, _ in mails}
        return [data for _, data in mails]

    def follow(self, folder: Path, stop: threading.Event) -> None:
        """Writes each mail into a folder, and prints where, until `stop` is set."""
        while not stop.wait(POLL_SECONDS):
            self.write(folder)

    def write(self, folder: Path) -> None:
        """Writes the mails since the last call into a folder, and prints where."""
        for data in self.take():
            path = folder / f"{datetime.now(UTC):%Y-%m-%d-%H-%M-%S-%f}.eml"
            try:
                folder.mkdir(parents=True, exist_ok=True)
                path.touch(mode=0o600)
                path.write_bytes(data)
            except OSError as error:
                log.error("a mail could not be kept: %s", error)
                continue
            click.echo(f"mail: {path}", err=True)


def _all() -> Iterator[tuple[str, bytes]]:
    """Yields the id and the bytes of every mail."""
    for ses in list(ses_backends[DEFAULT_ACCOUNT_ID].values()):
        for message in list(ses.sent_messages):
            yield message.id, message.raw_data.encode()
    for sns in list(sns_backends[DEFAULT_ACCOUNT_ID].values()):
        for topic in list(sns.topics.values()):
            for notification in list(topic.sent_notifications):
                yield notification[0], _notification(notification)


def _notification(notification: Any) -> bytes:
    """Returns what SNS sends by mail."""
    _, text, subject, *_ = notification
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"], message["Subject"] = "no-reply@sns.amazonaws.com", AUTHOR, subject or ""
    message.set_content(text, cte="quoted-printable")
    return message.as_bytes()
