"""A form as it was sent: accepted, slowed or rejected, for comments and messages alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib.content.site import Comments
from chalicelib.conversation import HONEYPOT, forms, spam, tokens
from chalicelib.conversation.fingerprint import fingerprint
from chalicelib.conversation.forms import Rule
from chalicelib.conversation.limits import (
    PER_NETWORK,
    PER_SITE,
    PER_SUBJECT,
    LenientLimits,
    Limits,
)
from chalicelib.conversation.post import Post
from chalicelib.conversation.retention import TEXTS
from chalicelib.errors import Rejected, Slowed


@dataclass(frozen=True)
class Policy:
    """What the deployment says of forms: the secret that signs them, how long one stays valid,
    and how long what is not published is kept."""

    secret: str
    lifetime: timedelta
    retention: timedelta


@dataclass(frozen=True)
class Submission:
    """An accepted form: `values` by field, the verdict on it, and an id that is the same however often it is
    sent."""

    id: str
    values: Mapping[str, str]
    verdict: str
    at: datetime
    expires: datetime


def accept(
    rules: tuple[Rule, ...],
    subject: str,
    post: Post,
    policy: Policy,
    settings: Comments,
    limits: Limits,
    now: datetime,
) -> Submission:
    """Checks what was sent with the form that was signed for `subject`, what costs least first.

    Raises `Rejected` with a code for each field that is wrong, and for a form that was not given
    out here or too long ago; and `Slowed` for who sends too much.
    """
    values, age = check(rules, subject, post, policy, now)
    token = post.fields.get(forms.TOKEN, "")
    lenient = LenientLimits(limits)
    _slow(post, policy.secret, lenient)
    verdict = spam.judge(post, values, age, settings)
    if not verdict:
        form = fingerprint(policy.secret, "form", token, *values.values())
        verdict = _compare(values["text"], form, subject, policy.secret, lenient)
    return Submission(
        id=_id(policy.secret, token, post, values),
        values=values,
        verdict=verdict,
        at=now,
        expires=now + policy.retention,
    )


def check(
    rules: tuple[Rule, ...], subject: str, post: Post, policy: Policy, now: datetime
) -> tuple[Mapping[str, str], timedelta | None]:
    """Returns the fields of a form as they are stored, and how long ago it was given out, where it tells.
    Raises `Rejected` as `accept` does."""
    forms.check_lengths(rules, post.fields)
    token = post.fields.get(forms.TOKEN, "")
    issued = tokens.read(policy.secret, subject, token, now, policy.lifetime)
    if issued is None:
        raise Rejected({"": forms.EXPIRED})
    return forms.check(rules, post.fields), tokens.age(issued, now)


def _id(secret: str, token: str, post: Post, values: Mapping[str, str]) -> str:
    """Returns the id of what was sent: the same for a double click, a retry and a replay.

    All readers of a page have the same token: it is the network and the browser that tell two people who
    write the same from one who sends it twice. What was sent with the trap is another thing than the same
    without it.
    """
    trapped = spam.TRAP if post.fields.get(HONEYPOT) else ""
    sender = (str(post.network or post.address), post.agent)
    return fingerprint(secret, "submission", token, trapped, *sender, *values.values())


def _slow(post: Post, secret: str, limits: Limits) -> None:
    """Raises `Slowed` where too much comes from one network."""
    if post.network:
        network = fingerprint(secret, "network", str(post.network))
        if wait := limits.take(f"network/{network}", PER_NETWORK):
            raise Slowed(wait)


def _compare(text: str, form: str, subject: str, secret: str, limits: Limits) -> str:
    """Returns the verdict on a form in view of all others: another one had the same text, or there are too
    many of them. People are among those who are too many: they are not refused, and the author decides."""
    if gist := spam.gist(text):
        digest = fingerprint(secret, "text", gist)
        if not limits.claim(f"text/{digest}", form, TEXTS):
            return spam.REPEATED
    is_flood = limits.take(f"subject/{subject}", PER_SUBJECT) or limits.take("site", PER_SITE)
    return spam.FLOOD if is_flood else ""
