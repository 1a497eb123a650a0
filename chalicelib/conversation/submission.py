"""A form as it was sent: accepted or rejected, for comments and messages alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib.conversation import forms, tokens
from chalicelib.conversation.forms import Rule
from chalicelib.errors import Rejected


@dataclass(frozen=True)
class Policy:
    """What the deployment says of forms: the secret that signs them, how long one stays valid,
    and how long what is not published is kept."""

    secret: str
    lifetime: timedelta
    retention: timedelta


@dataclass(frozen=True)
class Submission:
    """An accepted form: `values` by field, and an id that is the same however often it is sent."""

    id: str
    values: Mapping[str, str]
    spam: bool
    at: datetime
    expires: datetime


def accept(
    rules: tuple[Rule, ...], subject: str, sent: Mapping[str, str], policy: Policy, now: datetime
) -> Submission:
    """Checks what was sent with the form that was signed for `subject`, what costs least first.

    Raises `Rejected` with a code for each field that is wrong, and for a form that was not given
    out here or too long ago.
    """
    forms.check_lengths(rules, sent)
    token = sent.get(forms.TOKEN, "")
    if not tokens.is_valid(policy.secret, subject, token, now, policy.lifetime):
        raise Rejected({"": forms.EXPIRED})
    values = forms.check(rules, sent)
    return Submission(
        id=tokens.submission_id(token, *values.values()),
        values=values,
        spam=bool(sent.get(forms.HONEYPOT)),
        at=now,
        expires=now + policy.retention,
    )
