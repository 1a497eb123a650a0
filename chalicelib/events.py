"""What AWS calls when an object changes and when the clock strikes.

Chalice deploys each handler as a function of its own that loads this module and not ``app.py``.
"""

from __future__ import annotations

import logging
import os
from typing import Any

from chalice.app import Blueprint, CloudWatchEvent, Rate

from chalicelib.content.article import KINDS
from chalicelib.content.site import FILE

log = logging.getLogger("billet")
log.setLevel(logging.INFO)

blueprint = Blueprint(__name__)

EVERY = Rate(10, unit=Rate.MINUTES)
"""How late an upload whose event was lost is seen at the latest."""


def pattern(bucket: str) -> dict[str, Any]:
    """The EventBridge pattern of changes to content.

    What the function writes itself, index and receipts, must not set it off again.
    """
    keys = [{"prefix": f"{kind}/"} for kind in KINDS] + [{"prefix": FILE}]
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
    log.info("%s: %s", event.detail_type, event.detail.get("object", {}).get("key"))
    return _reconcile()


@blueprint.schedule(EVERY)
def on_schedule(event: CloudWatchEvent) -> dict[str, Any]:
    """The clock struck: see to what events may have missed."""
    log.debug("%s", event.time)
    return _reconcile()


def _reconcile() -> dict[str, Any]:
    # Imported here: the function that answers readers loads this module too, for its names only.
    from chalicelib.blog import blog
    from chalicelib.publishing import reconcile

    report = reconcile(blog().bucket, blog().clock)
    for receipt in report.receipts:
        log.info("%s: %s %s", receipt.key, receipt.state, receipt.url)
    return {
        "generation": report.generation,
        "receipts": {receipt.key: receipt.state for receipt in report.receipts},
        "deleted": list(report.deleted),
    }
