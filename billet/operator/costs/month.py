"""What a month is made of: views, comments and the blog's own work, as usage that has a price."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from math import ceil
from typing import Any

from chalice.config import Config

from billet.operator.costs.cost import GB, Usage
from billet.operator.costs.instance import LOG_EVENT_BYTES, Measured
from billet.operator.costs.traffic import Traffic, Visit
from billet.project import TEMPLATE, config
from chalicelib import logs
from chalicelib.events import EVERY

Tally = defaultdict[str, float]
"""Usage that is being added up."""

SECONDS = 730 * 3600
"""Of a month (AWS Pricing Calculator, "Assumptions")."""

A_VCPU = 1769
"""Megabytes at which a function has one vCPU (AWS Lambda developer guide, "Memory")."""

A_DAY = 86_400

METRICS = len(logs.REQUEST_METRICS) + 2 * len(logs.RUN_METRICS)
"""Custom metrics: of the readers' function, and of the two that publish."""

# The three lines that Lambda writes of each invocation (AWS Lambda developer guide, "Logs").
_ID = "8f507cfc-example-4697-b07a-ac58fc914c95"
_LINES = (
    f"START RequestId: {_ID} Version: $LATEST",
    f"END RequestId: {_ID}",
    f"REPORT RequestId: {_ID}\tDuration: 1234.56 ms\tBilled Duration: 1235 ms\tMemory Size: 1024 MB\t"
    "Max Memory Used: 123 MB\tInit Duration: 1234.56 ms",
)
_LOGGED = sum(len(line) + LOG_EVENT_BYTES for line in _LINES)


def _assumed(value: float, why: str) -> Any:
    return field(default=value, metadata={"why": why})


@dataclass(frozen=True)
class Assumptions:
    """What cannot be measured before there are readers. Each says what it is and why; where a choice
    was open, the dearer one was taken."""

    article: float = _assumed(0.70, "share of views that are articles: links and searches lead there")
    home: float = _assumed(0.20, "share of views that are the home page")
    page: float = _assumed(0.05, "share of views that are standing pages")
    contact: float = _assumed(0.05, "share of views that are the contact page")
    newcomers: float = _assumed(
        0.8, "share of views that load style, icon and pictures: who comes back within a day keeps them"
    )
    strays: float = _assumed(20_000, "requests a month for addresses nobody has: robots look for holes")
    idle: float = _assumed(
        300, "seconds after which an unused instance is gone: AWS promises nothing, minutes are seen"
    )
    edges: float = _assumed(
        10, "caches of CloudFront that readers meet: regional ones, of which it has a dozen"
    )
    s3_wait: float = _assumed(0.2, "seconds to wait for S3, which its guide puts at 0.1 to 0.2")
    dynamodb_wait: float = _assumed(0.01, "seconds to wait for DynamoDB: milliseconds of one digit")
    ssm_wait: float = _assumed(0.1, "seconds to wait for SSM and KMS")
    overhead: float = _assumed(1_000, "bytes sent besides each answer: TLS, and the headers AWS adds")
    uploads: float = _assumed(30, "articles saved a month")
    mails: float = _assumed(20, "alarms told by mail")
    failures: float = _assumed(
        20, "events that no attempt could handle, kept in a queue until they are seen to"
    )
    table_keys: float = _assumed(
        2 * SECONDS / 300, "requests to KMS for the keys of two tables, kept for five minutes each"
    )

    def reasons(self) -> list[tuple[str, float, str]]:
        """Name, value and reason of each."""
        return [(f.name, getattr(self, f.name), f.metadata["why"]) for f in fields(self)]


@dataclass(frozen=True)
class Functions:
    """What config.json asks of Lambda: megabytes for the two kinds of function, and the processor."""

    readers: int
    publishing: int
    architecture: str

    @classmethod
    def of(cls, stage: str) -> Functions:
        """Those of a stage, as Chalice reads the file."""

        def read(function: str) -> Config:
            return Config(stage, function, config_from_disk=config())

        api = read("api_handler")
        return cls(
            api.lambda_memory_size or 128,  # Lambda's own
            read("on_schedule").lambda_memory_size or 128,
            api.lambda_architecture,
        )


@dataclass(frozen=True)
class Month:
    """Turns readers into usage, with and without CloudFront in front."""

    traffic: Traffic
    functions: Functions
    freshness: float
    assumed: Assumptions = field(default_factory=Assumptions)

    def direct(self, views: float, comments: float) -> Usage:
        """Everything is answered by the API. Each view comes after the freshness window."""
        usage = self._own(comments)
        served = list(self._requests(views, comments))
        for measured, count in served:
            self._invoke(usage, measured, count)
            usage["transfer.out"] += count * (measured.sent + self.assumed.overhead) / GB
        self._begin(usage, sum(count for _, count in served))
        return usage

    def behind_cloudfront(self, views: float, comments: float) -> Usage:
        """Pages come from the edge within their freshness, files from the bucket once a day each.

        Views are spread evenly over the month, the articles and the caches: real ones crowd, and
        are answered at the edge more often.
        """
        usage = self._own(comments)
        for measured, count in self._requests(views, comments):
            usage["cloudfront.requests"] += count
            usage["cloudfront.transfer"] += count * (measured.sent + self.assumed.overhead) / GB
        asked = 0.0
        for visit, count in self._visits(views):
            missed = self._missed(count, visit.number, self.freshness)
            self._invoke(usage, visit.later, missed)
            asked += missed
            for _ in visit.files:
                usage["s3.reads"] += self._missed(count * self.assumed.newcomers, visit.number, A_DAY)
        for measured, count in self._uncacheable(comments):
            self._invoke(usage, measured, count)
            asked += count
        if talk := self.traffic.conversation:
            usage["cloudfront.to_origin"] += comments * (talk.body + self.assumed.overhead) / GB
        self._begin(usage, asked)
        return usage

    def _visits(self, views: float) -> Iterator[tuple[Visit, float]]:
        shares = {kind: getattr(self.assumed, kind) for kind in self.traffic.visits}
        for kind, visit in self.traffic.visits.items():
            # A blog without pages has its views elsewhere.
            yield visit, views * shares[kind] / sum(shares.values())

    def _requests(self, views: float, comments: float) -> Iterator[tuple[Measured, float]]:
        """Everything that readers ask for, and how often."""
        for visit, count in self._visits(views):
            yield visit.later, count
            for file in visit.files.values():
                yield file, count * self.assumed.newcomers
        yield from self._uncacheable(comments)

    def _uncacheable(self, comments: float) -> Iterator[tuple[Measured, float]]:
        yield self.traffic.missing, self.assumed.strays
        if talk := self.traffic.conversation:
            yield talk.sending, comments
            yield talk.thanks, comments

    def _missed(self, count: float, number: int, span: float) -> float:
        """How many of `count` requests for `number` addresses no cache can answer, which keeps each
        for `span` seconds: one, then all that come when it is over (a renewal process)."""
        places = number * self.assumed.edges
        return count / (1 + count * span / (places * SECONDS))

    def _invoke(self, usage: Tally, measured: Measured, count: float) -> None:
        """Requests to the API."""
        usage["apigateway.requests"] += count
        self._run(usage, measured, count, self.functions.readers)

    def _begin(self, usage: Tally, requests: float) -> None:
        """Cold starts, by the dearest page: one for each request, until one for each idle span."""
        starts = min(requests, SECONDS / self.assumed.idle)
        dearest = max((visit.cold for visit in self.traffic.visits.values()), key=lambda one: one.cpu)
        self._work(usage, dearest, starts, self.functions.readers)

    def _run(self, usage: Tally, measured: Measured, count: float, memory: int) -> None:
        """Invocations of a function of so many megabytes."""
        usage["lambda.requests"] += count
        self._work(usage, measured, count, memory)
        logged = count * (measured.logged + _LOGGED) / GB
        usage["logs.ingested"] += logged
        usage["logs.stored"] += logged  # a month of them, as they came: CloudWatch packs them

    def _work(self, usage: Tally, measured: Measured, count: float, memory: int) -> None:
        """The time that a function works and waits, and what it calls."""
        waits = {
            "s3": self.assumed.s3_wait,
            "dynamodb": self.assumed.dynamodb_wait,
            "ssm": self.assumed.ssm_wait,
        }
        waiting = sum(number * waits[service] for service, number in measured.services.items())
        share = min(1.0, memory / A_VCPU)  # of a second vCPU one thread has nothing
        billed = ceil((measured.cpu / share + waiting) * 1000) / 1000  # by the millisecond
        usage[f"lambda.gb_seconds.{self.functions.architecture}"] += count * billed * memory / 1024
        for meter, quantity in measured.usage.items():
            usage[meter] += count * quantity

    def _own(self, comments: float) -> Tally:
        """What runs and lies there whoever reads."""
        usage: Tally = defaultdict(float)
        strikes = SECONDS / (EVERY.value * 60)
        self._run(usage, self.traffic.fire_schedule, strikes, self.functions.publishing)
        self._run(usage, self.traffic.upload, self.assumed.uploads, self.functions.publishing)
        usage["s3.storage"] += self.traffic.stored / GB
        if talk := self.traffic.conversation:
            for meter, quantity in talk.judging.usage.items():
                usage[meter] += comments * quantity
            usage["dynamodb.storage"] += comments * talk.stored / GB
            usage["dynamodb.backups"] += comments * talk.stored / GB
        usage["alarms"] += TEMPLATE.read_text(encoding="utf-8").count("Type: AWS::CloudWatch::Alarm")
        usage["metrics"] += METRICS
        usage["sns.mails"] += self.assumed.mails
        usage["sqs.requests"] += 3 * self.assumed.failures  # sent, received, deleted
        usage["kms.requests"] += self.assumed.table_keys
        return usage
