"""Messages to the author: from the form to the table."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Protocol

from chalicelib.caching import Clock
from chalicelib.errors import Conflict

if TYPE_CHECKING:
    from chalicelib.conversation.message import Message
    from chalicelib.conversation.submission import Policy

SUBJECT = "contact"
"""What the contact form is signed for."""


class Messages(Protocol):
    """What contacting needs of a store; `chalicelib.storage.messages.Messages` has it."""

    def add(self, message: Message) -> None:
        """Stores a new message. Raises `Conflict` where its id is known already."""


def send(sent: Mapping[str, str], messages: Messages, policy: Policy, clock: Clock) -> None:
    """Stores a message to the author; the same form sent twice is stored once.

    Raises `Rejected` with a code for each field that is wrong, and `Unavailable`.
    """
    # Imported here: a page that is only read does without a form's rules.
    from chalicelib.conversation import forms
    from chalicelib.conversation.message import Message
    from chalicelib.conversation.submission import accept

    form = accept(forms.MESSAGE, SUBJECT, sent, policy, clock())
    message = Message(
        id=form.id,
        received=form.at,
        expires=form.expires,
        box="spam" if form.spam else "inbox",
        is_mailed=form.spam,
        **form.values,
    )
    with contextlib.suppress(Conflict):  # the first click has stored it
        messages.add(message)
