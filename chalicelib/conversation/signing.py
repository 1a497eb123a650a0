"""Signatures, with and without a time in them."""

from __future__ import annotations

import hashlib
from datetime import datetime

from itsdangerous import BadData, BadSignature, TimestampSigner
from itsdangerous import Signer as PlainSigner
from itsdangerous.encoding import base64_decode, base64_encode

__all__ = ["BadData", "BadSignature", "PayloadSigner", "Signer"]


class Signer(TimestampSigner):
    """A signer whose clock is handed in."""

    def __init__(self, secret: str, now: datetime) -> None:
        super().__init__(secret, salt="billet.form", digest_method=hashlib.sha256)
        self._seconds = int(now.timestamp())

    def get_timestamp(self) -> int:
        """Returns seconds since 1970."""
        return self._seconds


class PayloadSigner:
    """Signs a few bytes as one URL-safe word, which is good for one `purpose` alone."""

    def __init__(self, secret: str, purpose: str) -> None:
        self._signer = PlainSigner(secret, salt=f"billet.{purpose}", digest_method=hashlib.sha256)

    def dumps(self, data: bytes) -> str:
        """Returns the bytes and their signature."""
        return self._signer.sign(base64_encode(data)).decode()

    def loads(self, signed: str) -> bytes:
        """Returns the bytes. Raises `BadData` for a text that `dumps` did not return, with this secret for
        this purpose: also for another spelling of it, which base64 has."""
        try:
            data = base64_decode(self._signer.unsign(signed))
        except UnicodeError as error:  # half characters, which UTF-8 does not have
            raise BadSignature("not a signed text") from error
        if self.dumps(data) != signed:
            raise BadSignature("not as it was signed")
        return data
