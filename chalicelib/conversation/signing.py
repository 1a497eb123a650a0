"""Signatures with a time in them."""

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
        """Seconds since 1970."""
        return self._seconds


class PayloadSigner:
    """Signs a few bytes as one URL-safe word; `purpose` keeps what is signed for one from another."""

    def __init__(self, secret: str, purpose: str) -> None:
        self._signer = PlainSigner(secret, salt=f"billet.{purpose}", digest_method=hashlib.sha256)

    def close(self, data: bytes) -> str:
        """The bytes and their signature."""
        return self._signer.sign(base64_encode(data)).decode()

    def open(self, word: str) -> bytes:
        """The bytes of a word. Raises `BadData` for one that was not signed with this secret for
        this purpose."""
        try:
            return base64_decode(self._signer.unsign(word))
        except UnicodeError as error:  # no word of ours has what UTF-8 cannot say
            raise BadSignature("not a word of ours") from error
