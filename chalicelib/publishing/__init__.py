"""From the bucket to the index: what an upload event and the schedule both set off."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from math import inf

from chalicelib.caching import Clock
from chalicelib.content import article_parser
from chalicelib.content.edition import front as fronts
from chalicelib.errors import Conflict
from chalicelib.publishing.bucket import Bucket
from chalicelib.publishing.pile import RESERVE, Pile
from chalicelib.publishing.render_worker import Renderer
from chalicelib.publishing.report import Report, Told
from chalicelib.publishing.run import Run

__all__ = ["ATTEMPTS", "Report", "reconcile"]

ATTEMPTS = 8
"""How often a run that lost the race for the index starts again before the schedule must."""


def reconcile(
    bucket: Bucket,
    clock: Clock,
    prover: Renderer,
    *,
    largest: int = article_parser.LARGEST,
    time_left: Callable[[], float] = lambda: inf,
    pause: Callable[[float], None] = time.sleep,
) -> Report:
    """Bring the index up to what the bucket holds, reading only what changed.

    `prover` renders each text on trial; `largest` is what a file may have in bytes; `time_left` tells the
    seconds until the function is stopped. Safe to call at any time, twice, or by several at once: the
    front of the edition is written last, and only over the one that was read first. Where time is short, what
    was read is published, and the report tells how much is left for a later run.

    Raises `Unavailable` when S3 fails, and `Conflict` when the race for the index was lost `ATTEMPTS`
    times; the index is then as it was.
    """
    report = _one_run(bucket, clock, prover, largest, time_left, pause)
    while report.left and time_left() > RESERVE:
        report = report.followed_by(_one_run(bucket, clock, prover, largest, time_left, pause))
    return report


def _one_run(
    bucket: Bucket,
    clock: Clock,
    prover: Renderer,
    largest: int,
    time_left: Callable[[], float],
    pause: Callable[[float], None],
) -> Report:
    told: dict[str, Told] = {}
    for attempt in range(ATTEMPTS):
        run = Run(bucket, clock, Pile(bucket, clock, prover, largest, time_left), told)
        try:
            return run.finish()
        except Conflict:
            pause(random.uniform(0, 0.1 * 2**attempt))  # noqa: S311  # jitter, no secret
    what = f"another run wrote {fronts.KEY} first, {ATTEMPTS} times"
    raise Conflict(what, log_summary=what)
