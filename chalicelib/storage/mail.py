"""Mail: to the author by SNS, or by SES where a sender is set; to readers by SES alone."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formataddr
from typing import TYPE_CHECKING

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectTimeoutError,
    EndpointConnectionError,
    NoCredentialsError,
)

from chalicelib.content.email_address import is_email, punycode
from chalicelib.content.folding import SPELLED_OUT
from chalicelib.conversation.mail import Mail
from chalicelib.errors import Unavailable, Uncertain, Undeliverable

if TYPE_CHECKING:
    from types_boto3_sesv2 import SESV2Client
    from types_boto3_sns import SNSClient

LONGEST_SUBJECT = 99
"""ASCII characters of a subject (Amazon SNS API reference, "Publish": fewer than 100)."""

_UNSENT = (EndpointConnectionError, ConnectTimeoutError, NoCredentialsError)
"""Failures before a request left."""

_REFUSED = frozenset({"BadRequestException", "MessageRejected", "InvalidParameterException"})
"""Errors of this mail, and not of the service at this moment (Amazon SES API v2 reference, "SendEmail")."""

_SPELLED_OUT = str.maketrans(
    {**SPELLED_OUT, "’": "'", "“": '"', "”": '"', "«": '"', "»": '"', "–": "-", "…": "..."}
)


class Mailer:
    """Sends mails. `send` raises `Unavailable` where a mail was not sent, `Uncertain` where nobody knows, and
    `Undeliverable` where it never will be: no request is repeated here, so that no mail is."""

    def __init__(self, sns: SNSClient, ses: SESV2Client, topic: str, sender: str, author: str) -> None:
        self._sns = sns
        self._ses = ses
        self._topic = topic
        self._sender = sender
        self._author = author

    @property
    def reaches_readers(self) -> bool:
        """Returns whether mail can be sent to readers."""
        return bool(self._sender)

    def reaches_author(self) -> bool:
        """Returns whether somebody receives what is sent to the author: what nobody receives is better kept
        until somebody does. Raises `Unavailable`."""
        if self._sender and self._author:
            return True
        if not self._topic:
            return False
        with _translated():
            answer = self._sns.list_subscriptions_by_topic(TopicArn=self._topic)
        arns = (subscription.get("SubscriptionArn", "") for subscription in answer["Subscriptions"])
        return any(arn.startswith("arn:") for arn in arns)  # else it waits for its confirmation

    def send(self, mail: Mail, name: str = "") -> None:
        """Sends a mail; `name` is that of its sender."""
        recipient = mail.to or self._author
        with _translated():
            if self._sender and recipient:
                content = message_of(mail, formataddr((_one_line(name), self._sender)), recipient)
                self._ses.send_email(
                    FromEmailAddress=self._sender,
                    Destination={"ToAddresses": [ascii_address(recipient)]},
                    Content={"Raw": {"Data": content.as_bytes()}},
                )
            elif mail.to:
                raise Undeliverable("no sender is set", log_summary="no sender is set")
            else:
                self._sns.publish(
                    TopicArn=self._topic, Subject=ascii_subject(mail.subject), Message=mail.text
                )


def message_of(mail: Mail, sender: str, recipient: str) -> EmailMessage:
    """Returns a mail as it travels (RFC 5322). Raises `Undeliverable` for an address that none can have."""
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["To"] = ascii_address(recipient)
    message["Subject"] = _one_line(mail.subject)
    if mail.reply_to and is_deliverable(mail.reply_to):
        message["Reply-To"] = ascii_address(mail.reply_to)
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no absence notice answers it
    if mail.unsubscribe:
        message["List-Unsubscribe"] = f"<{mail.unsubscribe}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(mail.text, cte="quoted-printable")
    return message


def ascii_address(address: str) -> str:
    """Returns an e-mail address with its domain in ASCII (RFC 5891). Raises `Undeliverable` where SES could
    not send to it (Amazon SES developer guide, "Email format": the local part must be ASCII)."""
    written = punycode(address)
    if not is_email(address) or not written.isascii():
        problem = "no mail can be sent to this address"
        raise Undeliverable(problem, log_summary=problem)
    return written


def is_deliverable(address: str) -> bool:
    """Returns whether mail can be sent to an address."""
    try:
        return bool(ascii_address(address))
    except Undeliverable:
        return False


def ascii_subject(subject: str) -> str:
    """Returns a subject as SNS takes it."""
    decomposed = unicodedata.normalize("NFKD", subject.translate(_SPELLED_OUT))
    letters = "".join(c for c in decomposed if not unicodedata.combining(c))
    line = _one_line(letters).encode("ascii", "replace").decode("ascii")
    return line[:LONGEST_SUBJECT].strip() or "?"


def _one_line(text: str) -> str:
    """Returns a text without characters that end a line or control anything."""
    return " ".join("".join(c if unicodedata.category(c)[0] != "C" else " " for c in text).split())


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except _UNSENT as error:
        raise Unavailable(f"mail: {error}", log_summary=type(error).__name__) from error
    except BotoCoreError as error:
        raise Uncertain(f"mail: {error}", log_summary=type(error).__name__) from error
    except ClientError as error:
        code = error.response["Error"]["Code"]
        log_summary = f"{error.operation_name}: {code}"
        status = error.response["ResponseMetadata"].get("HTTPStatusCode", 500)
        if code in _REFUSED:
            raise Undeliverable(f"mail: {error}", log_summary=log_summary) from error
        kind = Uncertain if status >= 500 else Unavailable
        raise kind(f"mail: {error}", log_summary=log_summary) from error
