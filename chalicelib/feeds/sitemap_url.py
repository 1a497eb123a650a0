"""An address in the map of the site."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

PART = 5_000
"""Addresses in one document. The protocol allows 50,000 and 50 MB, and a Lambda function 6 MB, of which
base64 takes a quarter: the longest slug has 200 bytes, percent-encoded 600, and what is around it 150."""


@dataclass(frozen=True)
class Place:
    """A whole address, and when what is there last changed, None where nobody knows."""

    url: str
    changed: datetime | None = None
