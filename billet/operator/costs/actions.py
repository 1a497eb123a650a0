"""What each action of readers, authors and the schedule takes of AWS.

The calls are held to the code by a test, which prints the rest of the table as well:
``.venv/bin/pytest -s tests/operator/test_actions.py``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from billet.operator.costs.prices import Usage


@dataclass(frozen=True)
class Action:
    """One action: its calls of AWS, the milliseconds of a whole vCPU, and the bytes that are sent to
    the reader and logged."""

    calls: tuple[str, ...]
    cpu_ms: float
    sent: int = 0
    logged: int = 0


# Measured on 2026-11-26 with Python 3.11 and the demo content: calls, bytes and warm CPU by the test's
# command, the CPU of a first page and of the schedule, imports included, by `make bench` from the package. A
# logged line has 26 bytes more, which CloudWatch counts.
ACTIONS: Mapping[str, Action] = MappingProxyType(
    {
        # An article with comments is the page that asks AWS for most: every view counts as one.
        "first view": Action(("GetObject",) * 2 + ("Query", "GetParameter"), 355, 3_661, 713),
        "view": Action(("conditional GetObject", "Query"), 3.4, 3_661, 716),
        "style": Action((), 0.1, 6_081, 664),
        "icon": Action((), 0.1, 904, 663),
        "picture": Action(("GetObject",), 1.3, 23_138, 668),
        "missing page": Action(("conditional GetObject",), 2.7, 1_614, 653),
        # One update for each limit (sender, article, site) and for the text, while nobody else writes.
        "comment": Action(("UpdateItem",) * 4 + ("PutItem",), 7.0, 622, 686),
        "thanks": Action((), 1.1, 1_592, 719),
        "approval": Action(("BatchGetItem", "TransactWriteItems"), 4.2),
        "upload": Action(
            ("GetObject",) * 3 + ("ListObjectsV2", "ListObjectVersions") + ("PutObject",) * 3, 32.1, 0, 945
        ),
        # Once a day and after each upload: which comments are to expire, of 100 deleted articles a request.
        "sweep": Action(("Query", "BatchGetItem"), 2.0),
        "schedule": Action(("GetObject",) * 3 + ("ListObjectsV2", "PutObject"), 278, 0, 548),
        # Each minute, with nothing to tell and a day after the last mail: then spam is counted as well.
        "minute": Action(("GetItem", "conditional GetObject") + ("Query",) * 6, 13.8),
        # One comment, by itself in a mail by SES.
        "mail": Action(
            ("GetItem", "SendEmail")
            + ("Query",) * 10
            + ("BatchGetItem", "conditional GetObject") * 3
            + ("UpdateItem",) * 6,
            47.7,
            0,
            142,
        ),
    }
)


@dataclass(frozen=True)
class Call:
    """One call of AWS: what it is billed as, and the service that a function waits for."""

    service: str
    usage: Usage


# DynamoDB bills each started KB of a write and 4 KB of a read, in every index that changes (Amazon DynamoDB
# developer guide, "Read and write operations", "Using Global Secondary Indexes"). A comment has under 1 KB.
CALLS: Mapping[str, Call] = MappingProxyType(
    {
        "GetObject": Call("s3", {"s3.reads": 1}),
        "conditional GetObject": Call("s3", {"s3.reads": 1}),
        "ListObjectsV2": Call("s3", {"s3.writes": 1}),
        "ListObjectVersions": Call("s3", {"s3.writes": 1}),
        "PutObject": Call("s3", {"s3.writes": 1, "eventbridge.events": 1}),
        # Ten comments in two blocks, each half a unit as the answer may be a moment old.
        "Query": Call("dynamodb", {"dynamodb.read_units": 1}),
        "BatchGetItem": Call("dynamodb", {"dynamodb.read_units": 1}),
        "GetItem": Call("dynamodb", {"dynamodb.read_units": 1}),
        "SendEmail": Call("ses", {"ses.mails": 1}),
        # The item, its entry among the pending, and its entry among those the author is yet to be told of.
        "PutItem": Call("dynamodb", {"dynamodb.write_units": 3}),
        # An item of no index.
        "UpdateItem": Call("dynamodb", {"dynamodb.write_units": 1}),
        # The item, its entry deleted from the pending and put among the approved, its entry in the thread,
        # the article's count; and a transaction takes twice the units.
        "TransactWriteItems": Call("dynamodb", {"dynamodb.write_units": 10}),
        "GetParameter": Call("ssm", {"ssm.requests": 1, "kms.requests": 1}),
    }
)
