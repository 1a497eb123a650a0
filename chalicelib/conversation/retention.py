"""How long personal data is kept: the one list of it.

The code takes its spans from here, the page of legal notices shows them, and a test holds the stack to them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Literal

from chalicelib.conversation.limits import PER_NETWORK

UNCONFIRMED = timedelta(days=7)
"""The e-mail address of who asked to be told of answers, and has not confirmed it."""

CONFIRMED = timedelta(days=365)
"""The same once it is confirmed."""

MAILED = timedelta(days=370)
"""The digest of an address that got a mail: for longer than anybody is subscribed: none goes twice."""

WRITERS = timedelta(days=365)
"""The keyed hash of the address of a writer, which may be trusted: after the last approved comment."""

TEXTS = timedelta(days=7)
"""The keyed hash of a text, by which it is known again."""

NETWORKS = PER_NETWORK.burst * PER_NETWORK.interval
"""The keyed hash of a network that sends forms: until it may send as many as any other."""

LOGS = timedelta(days=30)
"""What the functions log of requests and runs."""

BACKUPS = timedelta(days=35)
"""What the tables held before: DynamoDB can restore each of their states for so long (developer guide,
"Point-in-time backups")."""

Kind = Literal[
    "comment",
    "comment_address",
    "writer",
    "unpublished",
    "message",
    "subscription",
    "mailed",
    "network",
    "text",
    "logs",
    "backups",
]
"""A kind of personal data."""


def retentions(unpublished: timedelta) -> Mapping[Kind, tuple[timedelta, ...]]:
    """Returns how long each kind of personal data is kept where comments that are not published are kept for
    a span."""
    return {
        "comment": (unpublished,),
        "comment_address": (unpublished,),
        "writer": (WRITERS,),
        "unpublished": (unpublished,),
        "message": (unpublished,),
        "subscription": (UNCONFIRMED, CONFIRMED),
        "mailed": (MAILED,),
        "network": (NETWORKS,),
        "text": (TEXTS,),
        "logs": (LOGS,),
        "backups": (BACKUPS,),
    }
