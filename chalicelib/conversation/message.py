"""A message to the author."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Message:
    """One message sent by the contact page. The store may delete it from `expires` on."""

    id: str
    name: str
    email: str
    subject: str
    text: str
    received: datetime
    expires: datetime
    spam: bool = False
