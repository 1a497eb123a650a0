"""A message to the author."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Box = Literal["inbox", "done", "spam"]
BOXES: tuple[Box, ...] = ("inbox", "done", "spam")


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
    box: Box = "inbox"
    verdict: str = ""
    """Why it is in the spam box: a code of `chalicelib.conversation.spam`."""
    is_mailed: bool = False
    """Whether the author was told of it by mail, or need not be."""
