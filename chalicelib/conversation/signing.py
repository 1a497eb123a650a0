"""Signatures with a time in them."""

from __future__ import annotations

import hashlib
from datetime import datetime

from itsdangerous import BadSignature, TimestampSigner

__all__ = ["BadSignature", "Signer"]


class Signer(TimestampSigner):
    """A signer whose clock is handed in."""

    def __init__(self, secret: str, now: datetime) -> None:
        super().__init__(secret, salt="billet.form", digest_method=hashlib.sha256)
        self._seconds = int(now.timestamp())

    def get_timestamp(self) -> int:
        """Seconds since 1970."""
        return self._seconds
