"""Keyed hashes: they know a thing again, and tell nobody without the secret what it was."""

from __future__ import annotations

import hashlib
import hmac
from typing import Literal

from chalicelib.content.email_address import punycode

Purpose = Literal["submission", "form", "text", "network", "writer"]


def fingerprint(secret: str, purpose: Purpose, *parts: str) -> str:
    """Returns 20 hexadecimal digits: the same for the same texts, others for any others."""
    message = "\0".join((f"billet.{purpose}", *parts)).encode("utf-8", "surrogatepass")
    return hmac.digest(secret.encode(), message, hashlib.sha256).hex()[:20]


def writer_of(secret: str, email: str) -> str:
    """Returns the fingerprint of an e-mail address, however it is spelled; "" where there is none."""
    return fingerprint(secret, "writer", punycode(email).lower()) if email else ""
