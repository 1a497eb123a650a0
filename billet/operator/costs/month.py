"""A month of the blog, as usage that has a price."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, fields
from math import ceil
from typing import Any

from billet import project
from billet.operator.checks.monitoring import ALARMS
from billet.operator.costs.actions import ACTIONS, CALLS, Action
from billet.operator.costs.prices import Usage
from billet.operator.deployment.chalice_state import HANDLER
from chalicelib import logs
from chalicelib.events import EVERY, EVERY_MINUTE

SECONDS = 730 * 3600
"""Of a month (AWS Pricing Calculator, "Assumptions")."""

GB = 2**30
"""Bytes of a gigabyte as AWS bills it (the same)."""

A_VCPU = 1769
"""Megabytes at which a function has one vCPU (AWS Lambda developer guide, "Memory")."""

A_DAY = 86_400

METRICS = len(logs.REQUEST_METRICS) + 2 * len(logs.RUN_METRICS)
"""Custom metrics: of the readers' function, and of the two that publish."""

LONG_POLL = 20
"""Seconds that SQS lets a request wait for a message at the most (Amazon SQS developer guide, "Amazon SQS
short and long polling")."""

PLATFORM_LOG = 379
"""Bytes of the three lines that Lambda writes of each invocation, with the 26 that CloudWatch counts for each
line (AWS Lambda developer guide, "Logs"; PutLogEvents, API reference)."""

EDGE_LOG = 380
"""The same of the three lines that CloudFront writes of each reading: a begin, what `billet stats` reads, an
end, each with an id of 56 characters (Amazon CloudFront developer guide, "Edge function logs")."""


def _assumed(value: float, reason: str) -> Any:
    return field(default=value, metadata={"reason": reason})


@dataclass(frozen=True)
class Assumptions:
    """What cannot be known before there are readers. Where a choice was open, the dearer one was taken."""

    files: float = _assumed(
        0.8, "share of views that load style, icon and a picture: who comes back within a day keeps them"
    )
    pages: float = _assumed(20, "pages that views are spread over, as far as a cache keeps each")
    strays: float = _assumed(20_000, "requests a month for addresses nobody has: robots look for holes")
    idle: float = _assumed(
        300, "seconds after which an unused instance is gone: AWS promises nothing, minutes are usual"
    )
    edges: float = _assumed(
        10, "caches of CloudFront that readers meet: regional ones, of which it has a dozen"
    )
    s3_wait: float = _assumed(0.2, "seconds to wait for S3, which its guide puts at 0.1 to 0.2")
    dynamodb_wait: float = _assumed(0.01, "seconds to wait for DynamoDB: milliseconds of one digit")
    ses_wait: float = _assumed(0.2, "seconds to wait for SES")
    ssm_wait: float = _assumed(0.1, "seconds to wait for SSM and KMS")
    overhead: float = _assumed(1_000, "bytes sent besides each answer: TLS, and the headers AWS adds")
    uploads: float = _assumed(30, "articles saved a month")
    stored: float = _assumed(0.1, "GB of articles, pictures and their older versions")
    form: float = _assumed(1_000, "bytes of a form that is sent")
    comment: float = _assumed(2_100, "bytes of a comment in its table and in two indexes, 100 each more")
    mails: float = _assumed(20, "alarms told by mail")
    failures: float = _assumed(20, "events that no attempt could handle, kept in a queue for a person")
    pollers: float = _assumed(
        5, "requests of Lambda to the queue of uploads at once, each waiting for 20 seconds, day and night"
    )
    table_keys: float = _assumed(
        2 * SECONDS / 300, "requests to KMS for the keys of two tables, kept for five minutes each"
    )

    def reasons(self) -> list[tuple[str, float, str]]:
        """Returns name, value and reason of each."""
        return [(f.name, getattr(self, f.name), f.metadata["reason"]) for f in fields(self)]


@dataclass(frozen=True)
class Functions:
    """What config.json asks of Lambda: megabytes for the three kinds of function, and the processor."""

    readers: int
    publishing: int
    mailing: int
    architecture: str

    @classmethod
    def of(cls, stage: str) -> Functions:
        """Returns those of a stage, Chalice's defaults where nothing is set."""
        return cls(
            project.setting(stage, "lambda_memory_size", 128, HANDLER),
            project.setting(stage, "lambda_memory_size", 128, "on_schedule"),
            project.setting(stage, "lambda_memory_size", 128, "on_minute"),
            project.setting(stage, "lambda_architecture", "x86_64", HANDLER),
        )


@dataclass
class Month:
    """The usage of a number of views and comments, with or without CloudFront in front.

    Each view comes after the freshness window, in seconds, when S3 and DynamoDB are asked.
    """

    functions: Functions
    freshness: float
    assumed: Assumptions = field(default_factory=Assumptions)
    first_view_ms: float = ACTIONS["first view"].cpu_ms

    def usage(self, views: float, comments: float, *, cloudfront: bool = False) -> Usage:
        """Returns the quantity of each meter."""
        usage = self._fixed(comments)
        files = views * self.assumed.files
        served = {
            "view": views,
            "style": files,
            "icon": files,
            "picture": files,
            "missing page": self.assumed.strays,
            "comment": comments,
            "thanks": comments,
        }
        sent = (
            sum(count * (ACTIONS[name].sent + self.assumed.overhead) for name, count in served.items()) / GB
        )
        if cloudfront:
            usage["cloudfront.requests"] += sum(served.values())
            # What is neither a file of the bucket nor an error passes the function that counts readings.
            usage["cloudfront.functions"] += views + files + 2 * comments
            usage["logs.ingested"] += views * EDGE_LOG / GB
            usage["logs.stored"] += views * EDGE_LOG / GB
            usage["cloudfront.transfer"] += sent
            usage["cloudfront.to_origin"] += comments * (self.assumed.form + self.assumed.overhead) / GB
            served["view"] = self._missed(views, self.freshness)
            for name in ("style", "icon", "picture"):  # the bucket has them
                usage["s3.reads"] += self._missed(served.pop(name), A_DAY)
        else:
            usage["transfer.out"] += sent
        for name, count in served.items():
            usage["apigateway.requests"] += count
            self._invoke(usage, ACTIONS[name], count, self.functions.readers)
        # An instance begins for each request, until there is one for each idle span.
        starts = min(sum(served.values()), SECONDS / self.assumed.idle)
        self._work(usage, ACTIONS["first view"], starts, self.functions.readers, self.first_view_ms)
        return usage

    def _missed(self, count: float, span: float) -> float:
        """Returns how many of `count` requests no cache can answer that keeps each page for `span` seconds:
        one, then the first after it is over (a renewal process). Requests are spread evenly over the
        month, the pages and the caches: real ones crowd, and are answered at the edge more often."""
        places = self.assumed.pages * self.assumed.edges
        return count / (1 + count * span / (places * SECONDS))

    def _invoke(self, usage: defaultdict[str, float], action: Action, count: float, memory: int) -> None:
        """Adds invocations of a function of so many megabytes."""
        usage["lambda.requests"] += count
        logged = count * (action.logged + PLATFORM_LOG) / GB
        usage["logs.ingested"] += logged
        usage["logs.stored"] += logged  # a month of them, as they came: CloudWatch packs them
        self._work(usage, action, count, memory, action.cpu_ms)

    def _work(
        self, usage: defaultdict[str, float], action: Action, count: float, memory: int, cpu_ms: float
    ) -> None:
        """Adds the time that a function works and waits, and what it calls."""
        waiting = sum(getattr(self.assumed, f"{CALLS[call].service}_wait") for call in action.calls)
        share = min(1.0, memory / A_VCPU)  # of a second vCPU one thread has nothing
        seconds = ceil(round(cpu_ms / share + waiting * 1000, 6)) / 1000  # billed by the millisecond
        usage[f"lambda.gb_seconds.{self.functions.architecture}"] += count * seconds * memory / 1024
        self._call(usage, action, count)

    def _call(self, usage: defaultdict[str, float], action: Action, count: float) -> None:
        for call in action.calls:
            for meter, quantity in CALLS[call].usage.items():
                usage[meter] += count * quantity

    def _fixed(self, comments: float) -> defaultdict[str, float]:
        """Returns what runs and lies there whoever reads, and what the author does."""
        usage: defaultdict[str, float] = defaultdict(float)
        for name, count in (("schedule", SECONDS / (EVERY.value * 60)), ("upload", self.assumed.uploads)):
            self._invoke(usage, ACTIONS[name], count, self.functions.publishing)
        sweeps = SECONDS / A_DAY + self.assumed.uploads
        self._work(usage, ACTIONS["sweep"], sweeps, self.functions.publishing, ACTIONS["sweep"].cpu_ms)
        minutes = SECONDS / (EVERY_MINUTE.value * 60)
        for name, count in (("minute", minutes), ("mail", min(comments, minutes))):
            self._invoke(usage, ACTIONS[name], count, self.functions.mailing)
        self._call(usage, ACTIONS["approval"], comments)  # by the author's own machine
        usage["s3.storage"] += self.assumed.stored
        usage["dynamodb.storage"] += comments * self.assumed.comment / GB
        usage["dynamodb.backups"] += comments * self.assumed.comment / GB
        usage["alarms"] += len(ALARMS)
        usage["metrics"] += METRICS
        usage["sns.mails"] += self.assumed.mails
        events = self.assumed.uploads + self.assumed.failures
        usage["sqs.requests"] += 3 * events  # sent, received, deleted
        usage["sqs.requests"] += self.assumed.pollers * SECONDS / LONG_POLL
        usage["kms.requests"] += self.assumed.table_keys
        return usage
