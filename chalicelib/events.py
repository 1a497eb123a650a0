"""What AWS calls when an object changes and when the clock strikes.

Chalice deploys each handler as a function of its own that loads this module and not ``app.py``.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from math import inf
from time import perf_counter
from typing import TYPE_CHECKING, Any

from chalice.app import Blueprint, CloudWatchEvent, Rate

from chalicelib import invocation, logs
from chalicelib.content.listing import PREFIXES
from chalicelib.content.media import COPIES

if TYPE_CHECKING:
    from chalicelib.publishing import Report

log = logging.getLogger("billet")
logs.set_up()  # here too: the functions that publish do not load app.py

blueprint = Blueprint(__name__)

EVERY_MINUTES = 10
EVERY = Rate(EVERY_MINUTES, unit=Rate.MINUTES)
"""How late an upload whose event was lost is seen at the latest."""


def pattern(bucket: str) -> dict[str, Any]:
    """The EventBridge pattern of changes to content.

    What the function writes itself, index and receipts, must not set it off again.
    """
    keys = [{"prefix": prefix} for prefix in PREFIXES]
    detail: dict[str, Any] = {"object": {"key": keys}}
    if bucket:
        detail["bucket"] = {"name": [bucket]}
    return {
        "source": ["aws.s3"],
        "detail-type": ["Object Created", "Object Deleted"],
        "detail": detail,
    }


@blueprint.on_cw_event(pattern(os.environ.get("BILLET_BUCKET", "")))
def on_upload(event: CloudWatchEvent) -> dict[str, Any]:
    """An object was written or deleted. The event is a hint: the bucket is looked at whole."""
    with _run(event):
        key = str(event.detail.get("object", {}).get("key"))
        log.info("%s: %s", event.detail_type, key)
        if key.startswith(COPIES):
            return {}  # one of many that go before their picture, whose event sees to them all
        return _reconcile(event)


@blueprint.schedule(EVERY)
def on_schedule(event: CloudWatchEvent) -> dict[str, Any]:
    """The clock struck: see to what events may have missed, and note that somebody has looked."""
    # Imported here: the function that answers readers loads this module too, for its names only.
    from chalicelib.index.heartbeat import Heartbeat, write_heartbeat
    from chalicelib.services import services

    with _run(event):
        answer = _reconcile(event)
        one = services()
        write_heartbeat(one.bucket, Heartbeat(one.clock(), answer["generation"]))
        return answer


@contextmanager
def _run(event: CloudWatchEvent) -> Iterator[None]:
    """Let all lines of a run carry its id. A failure is logged as ours, and flies on: AWS must see it
    to count it and to try again."""
    invocation.enter(event.context)
    try:
        yield
    except Exception:
        log.exception("the run failed")
        raise


def _reconcile(event: CloudWatchEvent) -> dict[str, Any]:
    from chalicelib.publishing import reconcile
    from chalicelib.services import services

    begun = perf_counter()
    one = services()
    report = reconcile(
        one.bucket,
        one.clock,
        one.render_worker,
        largest=one.settings.largest_article,
        time_left=_time_left(event.context),
    )
    for receipt in report.receipts:
        log.info("%s: %s %s", receipt.key, receipt.state, receipt.url)
    _tell(report, (perf_counter() - begun) * 1000)
    return {
        "generation": report.generation,
        "receipts": {receipt.key: receipt.state for receipt in report.receipts},
        "deleted": list(report.deleted),
    }


def _time_left(context: Any) -> Callable[[], float]:
    """Tells the seconds until Lambda stops the function; without end where nothing will."""
    remaining = getattr(context, "get_remaining_time_in_millis", None)
    return (lambda: remaining() / 1000) if remaining else (lambda: inf)


def _tell(report: Report, ms: float) -> None:
    """One line a run: that there is none any more is what an alarm watches for."""
    refused = sum(receipt.state == "refused" for receipt in report.receipts)
    this = invocation.current()
    log.info(
        "reconciled, generation %d",
        report.generation,
        extra=logs.fields(
            {
                "generation": report.generation,
                "deleted": len(report.deleted),
                "left": report.left,
                "ms": round(ms, 2),
                "aws_calls": len(this.asked) if this else 0,
                "aws_failed": this.failed if this else [],
                "cold": this.cold if this else False,
            },
            {"Reconciled": 1, "Published": len(report.receipts) - refused, "Refused": refused},
        ),
    )
