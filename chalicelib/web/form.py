"""A form as the templates show it: empty, or given back with its text and its errors."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from math import ceil
from typing import TYPE_CHECKING

from chalicelib.conversation import tokens
from chalicelib.errors import Rejected, Slowed, StoreError
from chalicelib.services import Services
from chalicelib.web.words import catalogue, form_error

if TYPE_CHECKING:
    from chalicelib.conversation.forms import Rule

log = logging.getLogger("billet")


@dataclass(frozen=True)
class Form:
    """`errors` are sentences by field; `notice` speaks for the whole form; `focus` names the field
    the browser goes to first, "" for the notice."""

    token: str
    values: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    notice: str = ""
    focus: str = ""


def fresh(blog: Services, subject: str, *, timed: bool = False) -> Form | None:
    """Returns an empty form; None where it cannot be signed, so that a page can be shown without it. On a
    page that nobody keeps it may be `timed` to the second."""
    issue = tokens.issue_timed if timed else tokens.issue
    try:
        return Form(issue(blog.policy.secret, subject, blog.clock()))
    except StoreError as error:
        log.error("no form: %s", error)
        return None


def rejected(
    blog: Services,
    subject: str,
    sent: Mapping[str, str],
    error: Rejected,
    rules: tuple[Rule, ...],
    language: str,
) -> Form:
    """Returns the form with what was sent, its errors, and a new token."""
    limits = {rule.name: rule.limit for rule in rules}
    sentences = {name: form_error(code, limits.get(name, 0), language) for name, code in error.errors.items()}
    notice = sentences.pop("", "") or catalogue(language).gettext("Please correct what is marked below.")
    if "parent_gone" in error.errors.values():
        sent = {name: value for name, value in sent.items() if name != "parent"}
    # Who has something to correct takes a while; who has not sends it again at once.
    empty = fresh(blog, subject, timed=bool(sentences))
    return Form(empty.token if empty else _token(sent), sent, sentences, notice, next(iter(sentences), ""))


def to_look_at(sent: Mapping[str, str]) -> Form:
    """Returns the form as it was sent, for who wants to look at it first."""
    return Form(_token(sent), sent)


def slowed(sent: Mapping[str, str], error: Slowed, language: str) -> Form:
    """Returns the form with what was sent, for who is to wait. It keeps its token, as the next one."""
    return noticed(sent, "slowed", language, ceil(error.wait.total_seconds()))


def unavailable(sent: Mapping[str, str], language: str) -> Form:
    """Returns the form with what was sent, for when the store fails. It keeps its token: what may have been
    stored after all is then not stored twice."""
    return noticed(sent, "unavailable", language)


def noticed(sent: Mapping[str, str], code: str, language: str, number: int = 0) -> Form:
    """Returns the form with what was sent, as it was, and the sentence for a code, with a number in it."""
    return Form(_token(sent), sent, notice=form_error(code, number, language))


def _token(sent: Mapping[str, str]) -> str:
    from chalicelib.conversation import forms  # here: only what was sent needs its rules

    return sent.get(forms.TOKEN, "")
