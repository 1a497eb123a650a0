"""What AWS calls when an object changes and when the clock strikes.

Chalice deploys each handler as a function of its own that loads this module and not ``app.py``.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from math import inf
from time import perf_counter
from typing import TYPE_CHECKING, Any

from chalice.app import BaseLambdaEvent, Blueprint, CloudWatchEvent, Rate, SQSEvent

from chalicelib import invocation, logs, upload_queue
from chalicelib.content.media import COPIES
from chalicelib.errors import Conflict, Corrupt, NotFound, StoreError, Unavailable

if TYPE_CHECKING:
    from chalicelib.index.heartbeat import Heartbeat
    from chalicelib.publishing import Report

log = logging.getLogger("billet")
logs.set_up()  # here too: the functions that publish do not load app.py

blueprint = Blueprint(__name__)

EVERY_MINUTES = 10
EVERY = Rate(EVERY_MINUTES, unit=Rate.MINUTES)
"""How late an upload whose event was lost is seen at the latest."""

EVERY_MINUTE = Rate(1, unit=Rate.MINUTES)
"""How long a mail waits at the most."""

LOGGED_KEYS = 10
"""How many files of an upload are logged by their names, of which thousands may come at once."""


@blueprint.on_sqs_message(
    queue_arn=upload_queue.ARN,
    batch_size=upload_queue.BATCH,
    maximum_batching_window_in_seconds=upload_queue.WINDOW_SECONDS,
    maximum_concurrency=upload_queue.RUNS_AT_ONCE,
)
def on_upload(event: SQSEvent) -> dict[str, Any]:
    """Sees to objects that were written or deleted. The events are hints: the bucket is looked at whole, once
    for all of them. Returns which messages are to come again: all of them where another run was faster each
    time, which is no failure, and none else."""
    # Imported late, as below: the function that answers readers loads this module too, for its names only.
    from chalicelib.publishing.search_documents import is_worthwhile

    with _run(event):
        keys = [upload_queue.key_in(record.body) for record in event]
        log.info("%d events: %s", len(keys), ", ".join(keys[:LOGGED_KEYS]))
        if keys and all(key.startswith(COPIES) for key in keys):
            return {}  # they go before their picture, whose event sees to them all
        try:
            report = _reconcile(event)
        except Conflict as error:
            log.warning("the events come again: %s", error.log_summary)
            return upload_queue.come_again(record.to_dict()["messageId"] for record in event)
        if report.index and (report.receipts or report.deleted) and is_worthwhile(report.index, report.texts):
            _update_search(event, report)
        return _answer(report)


@blueprint.schedule(EVERY)
def on_schedule(event: CloudWatchEvent) -> dict[str, Any]:
    """Sees to what events may have missed, to the search and to comments of deleted articles, and notes that
    somebody has looked."""
    from chalicelib.index.heartbeat import Heartbeat, write_heartbeat
    from chalicelib.services import services

    with _run(event):
        report = _reconcile(event)
        bucket, now = services().bucket, services().clock()
        searched, last = report.index.etag if report.index else "", _last_heartbeat()
        search_file = _search_file_of(searched, last) or _update_search(event, report)
        swept = _sweep_comments(event, report, last)
        write_heartbeat(
            bucket, Heartbeat(now, report.generation, searched if search_file else "", search_file, swept)
        )
        return _answer(report)


@blueprint.schedule(EVERY_MINUTE)
def on_minute(event: CloudWatchEvent) -> dict[str, Any]:
    """Sends the mails that are due: a function of its own, so that one that fails stops no publishing."""
    from chalicelib.mail.delivery import deliver
    from chalicelib.services import services

    with _run(event):
        delivery = deliver(services())
        if delivery.items or delivery.readers:  # most runs have nothing to say
            log.info("mailed", extra=logs.fields(vars(delivery)))
        return vars(delivery)


@contextmanager
def _run(event: BaseLambdaEvent) -> Iterator[None]:
    """Let all lines of a run carry its id. A failure is logged as ours, and flies on: AWS must see it
    to count it and to try again."""
    invocation.enter(event.context)
    try:
        yield
    except Exception:
        log.exception("the run failed")
        raise


def _reconcile(event: BaseLambdaEvent) -> Report:
    from chalicelib.publishing import reconcile
    from chalicelib.services import services

    start = perf_counter()
    blog = services()
    report = reconcile(
        blog.bucket,
        blog.clock,
        blog.render_worker,
        max_bytes=blog.settings.largest_article,
        time_left=_time_left(event.context),
    )
    for receipt in report.receipts:
        log.info("%s: %s %s", receipt.key, receipt.state, receipt.url)
    _log_report(report, (perf_counter() - start) * 1000)
    return report


def _last_heartbeat() -> Heartbeat:
    """Returns what the run before has noted; nothing where that cannot be read, which this run mends."""
    from chalicelib.index.heartbeat import Heartbeat, read_heartbeat
    from chalicelib.services import services

    blog = services()
    try:
        return read_heartbeat(blog.bucket) or Heartbeat(blog.clock(), 0)
    except Corrupt:
        return Heartbeat(blog.clock(), 0)


def _search_file_of(index_etag: str, last: Heartbeat) -> str:
    """Returns the ETag of the search file, "" where it is not known to be that of an index: it may have been
    deleted, or brought back to an older index by a run that began before."""
    from chalicelib.index.search_file import SEARCH_KEY
    from chalicelib.services import services

    try:
        if last.search_file and last.searched == index_etag:
            services().bucket.head(SEARCH_KEY, 1, if_match=last.search_file)
            return last.search_file
    except (NotFound, Conflict):  # which this run mends
        pass
    return ""


def _sweep_comments(event: CloudWatchEvent, report: Report, last: Heartbeat) -> str:
    """Lets the comments of deleted articles expire, and returns what the heartbeat notes of that, "" where
    the next run must go on. It is done for each new index, and once a day for comments that were approved
    since."""
    from chalicelib.conversation.expiring import sweep
    from chalicelib.services import services

    blog = services()
    assert report.index is not None, "a run that ends well has an index"
    swept = f"{report.index.etag} {blog.clock().date()}"
    if last.swept == swept:
        return swept
    retention, time_left = timedelta(days=blog.settings.retention_days), _time_left(event.context)
    try:
        is_done = sweep(report.index, blog.expiring_threads, retention, blog.clock(), time_left)
    except StoreError as error:
        log.error("the comments of deleted articles were not seen to: %s", error)
        return ""
    return swept if is_done else ""


def _update_search(event: BaseLambdaEvent, report: Report) -> str:
    """Brings the search up to what was published, and returns the ETag of its file, "" where it is not
    complete. That this fails takes nothing back: the schedule tries again."""
    from chalicelib.publishing.search_documents import update_search
    from chalicelib.services import services

    blog = services()
    assert report.index is not None, "a run that ends well has an index"
    try:
        return update_search(
            blog.bucket, report.index, blog.render_worker, report.texts, _time_left(event.context)
        )
    except Unavailable as error:
        log.error("the search is not up to date: %s", error)
        return ""


def _answer(report: Report) -> dict[str, Any]:
    return {
        "generation": report.generation,
        "receipts": {receipt.key: receipt.state for receipt in report.receipts},
        "deleted": list(report.deleted),
    }


def _time_left(context: Any) -> Callable[[], float]:
    """Tells the seconds until Lambda stops the function; without end where nothing will."""
    remaining = getattr(context, "get_remaining_time_in_millis", None)
    return (lambda: remaining() / 1000) if remaining else (lambda: inf)


def _log_report(report: Report, ms: float) -> None:
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
                "aws_calls": len(this.calls) if this else 0,
                "aws_failed": this.failed_calls if this else [],
                "cold": this.cold if this else False,
            },
            {"Reconciled": 1, "Published": len(report.receipts) - refused, "Refused": refused},
        ),
    )
