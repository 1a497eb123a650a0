"""Mails as their readers see them."""

from __future__ import annotations

import email
import re
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import default

from billet.local.mailbox import Mailbox

BASE = "https://blog.example.org"


@dataclass(frozen=True)
class Letter:
    """One mail."""

    message: EmailMessage

    @property
    def to(self) -> str:
        return str(self.message["To"])

    @property
    def subject(self) -> str:
        return str(self.message["Subject"])

    @property
    def text(self) -> str:
        body = self.message.get_body()
        assert body is not None
        return str(body.get_content())

    def path(self, label: str) -> str:
        """Returns the path of the link behind a label at the beginning of a line."""
        match = re.search(rf"^{re.escape(label)}\s+{re.escape(BASE)}(\S+)", self.text, re.MULTILINE)
        assert match is not None, self.text
        return match[1]


def letters(mailbox: Mailbox) -> list[Letter]:
    """Returns the mails since the last call."""
    messages = [email.message_from_bytes(data, policy=default) for data in mailbox.take()]
    return [Letter(message) for message in messages if isinstance(message, EmailMessage)]
