"""The addresses and domains that SES sends from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import boto3

if TYPE_CHECKING:
    from types_boto3_sesv2 import SESV2Client


def keep(sender: str) -> None:
    """Asks SES to let an address send, unless it or its domain was asked for already: SES then writes to the
    address, and whoever reads that follows its link."""
    if not has(sender):
        _client().create_email_identity(EmailIdentity=sender)


def has(sender: str) -> bool:
    """Returns whether SES was asked for an address or its domain, verified or not."""
    return bool(_states(sender))


def is_verified(sender: str) -> bool:
    """Returns whether SES sends from an address."""
    return any(_states(sender))


def _states(sender: str) -> list[bool]:
    """Returns whether each identity that an address has is verified: its own, and that of its domain."""
    client = _client()
    states = []
    for identity in (sender, sender.rpartition("@")[2]):
        try:
            answer = client.get_email_identity(EmailIdentity=identity)
        except client.exceptions.NotFoundException:
            continue
        states.append(answer.get("VerifiedForSendingStatus", False))
    return states


def _client() -> SESV2Client:
    return boto3.client("sesv2")
