"""Messages to the author: from the form to the table."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Protocol

from chalicelib.caching import Clock
from chalicelib.errors import Conflict

if TYPE_CHECKING:
    from chalicelib.content.site import Comments as Settings
    from chalicelib.conversation.limits import Limits
    from chalicelib.conversation.message import Message
    from chalicelib.conversation.post import Post
    from chalicelib.conversation.submission import Policy

SUBJECT = "contact"
"""What the contact form is signed for."""


class Messages(Protocol):
    """What contacting needs of a store; `chalicelib.storage.messages.Messages` has it."""

    def add(self, message: Message) -> None:
        """Stores a new message. Raises `Conflict` where its id is known already."""


def send(
    post: Post, messages: Messages, limits: Limits, policy: Policy, settings: Settings, clock: Clock
) -> None:
    """Stores a message to the author; the same form sent twice is stored once. What is doubted goes to the
    spam box.

    Raises `Rejected` with a code for each field that is wrong, `Slowed` for who sends too much, and
    `Unavailable`.
    """
    # Imported here: a page that is only read does without a form's rules.
    from chalicelib.conversation import forms
    from chalicelib.conversation.message import Message
    from chalicelib.conversation.submission import accept

    form = accept(forms.MESSAGE, SUBJECT, post, policy, settings, limits, clock())
    message = Message(
        id=form.id,
        received=form.at,
        expires=form.expires,
        box="spam" if form.verdict else "inbox",
        verdict=form.verdict,
        is_mailed=bool(form.verdict),
        **form.values,
    )
    with contextlib.suppress(Conflict):  # the first click has stored it
        messages.add(message)
