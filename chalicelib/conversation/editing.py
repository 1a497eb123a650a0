"""A comment corrected or taken back by its writer, soon after it was sent.

Who has just sent a comment is given a private link: a signed id and the moment the link ends.
"""

from __future__ import annotations

import struct
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Protocol

from chalicelib.conversation.comment import Comment
from chalicelib.conversation.erasing import erased
from chalicelib.errors import NotFound

if TYPE_CHECKING:
    from chalicelib.content.site import Comments as Settings
    from chalicelib.conversation.post import Post
    from chalicelib.conversation.submission import Policy

LIFETIME = timedelta(minutes=15)
"""How long a comment may be corrected."""

_LAYOUT = struct.Struct(">10sI")
_LENGTH = 63
"""Characters of a token: 14 and 32 bytes in base64, and a dot between."""
_PURPOSE = "edit"


class Comments(Protocol):
    """What editing needs of a store; `chalicelib.storage.comments.Comments` has it."""

    def get(self, id: str) -> Comment:
        """Returns a comment. Raises `NotFound`."""

    def change(self, old: Comment, new: Comment | None) -> Comment | None:
        """Stores `new` in the place of `old`, or deletes it. Raises `Conflict`."""


def issue(secret: str, comment_id: str, now: datetime) -> str:
    """Returns the token that lets a comment be corrected for `LIFETIME`."""
    from chalicelib.conversation.signing import PayloadSigner  # here, as below: pages for readers do without

    expires = int((now + LIFETIME).timestamp())
    return PayloadSigner(secret, _PURPOSE).dumps(_LAYOUT.pack(bytes.fromhex(comment_id), expires))


def find(
    secret: str, token: str, article: str, comments: Comments, now: datetime
) -> tuple[Comment, datetime]:
    """Returns the comment that a token lets its writer correct, and until when: `LIFETIME` after it was first
    sent, as who sends the same form again gets a token for the same comment. Raises `NotFound` for a token
    that is not ours or over, and for a comment that is gone, erased or another article's."""
    from chalicelib.conversation.signing import BadData, PayloadSigner

    if len(token) != _LENGTH:
        raise NotFound("there is no such link")
    try:
        id, seconds = _LAYOUT.unpack(PayloadSigner(secret, _PURPOSE).loads(token))
    except (BadData, struct.error) as error:
        raise NotFound("there is no such link") from error
    expires = datetime.fromtimestamp(seconds, UTC)
    comment = comments.get(id.hex()) if now < expires else None
    if comment is None or comment.article != article or comment.is_erased or comment.state == "rejected":
        raise NotFound("the comment cannot be corrected any more")
    expires = min(expires, comment.posted + LIFETIME)
    if now >= expires:
        raise NotFound("the comment cannot be corrected any more")
    return comment, expires


def correct(
    comment: Comment, post: Post, comments: Comments, policy: Policy, settings: Settings, now: datetime
) -> None:
    """Stores the name and text that a writer has corrected. The author reads them again before they appear;
    what is doubted now is spam.

    Raises `Rejected` with a code for each field that is wrong, `Conflict` where the author decides at the
    same moment, and `Unavailable`.
    """
    from chalicelib.conversation import forms, spam

    values = forms.check(forms.CORRECTION, post.fields)
    if (values["name"], values["text"]) == (comment.name, comment.text):
        return
    changed = replace(comment, name=values["name"], text=values["text"], edited=now)
    # Who corrects a comma may be as fast as a program.
    if verdict := spam.judge(post, values, spam.FASTEST, settings):
        expires = comment.expires or now + policy.retention
        changed = replace(changed, state="spam", verdict=verdict, mail="", expires=expires)
    elif comment.state != "spam":
        expires = comment.expires or now + policy.retention
        changed = replace(changed, state="pending", mail="author", expires=expires)
    comments.change(comment, changed)


def take_back(comment: Comment, comments: Comments, now: datetime) -> None:
    """Erases a comment for its writer. Raises `Conflict`, `Unavailable`.

    Where nothing is kept, an empty item expires at once: the readers' function may delete no comment.
    """
    nothing = replace(
        comment, state="rejected", name="", text="", email="", writer="", mail="", verdict="", expires=now
    )
    comments.change(comment, erased(comment) or nothing)
