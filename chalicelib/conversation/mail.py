"""A mail that Billet sends."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Mail:
    """One mail in plain text. Nothing in it may end a header: `chalicelib.storage.mail` makes it whole.

    `to` is "" for the author, whose address the deployment knows; `unsubscribe` is the address that a mail
    program posts to when its reader wants no more of these (RFC 8058), "" where there is none.
    """

    subject: str
    text: str
    to: str = ""
    reply_to: str = ""
    unsubscribe: str = ""
