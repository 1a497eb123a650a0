"""From the bucket to the index: what an upload event and the schedule both set off.

`reconcile` is the door; it is handed its bucket, its clock and its renderer.
"""

from chalicelib.publishing.reconcile import ATTEMPTS, reconcile
from chalicelib.publishing.report import Report

__all__ = ["ATTEMPTS", "Report", "reconcile"]
