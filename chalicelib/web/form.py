"""A form as the templates show it: empty, or given back with its text and what to correct."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field

from chalicelib.blog import Blog
from chalicelib.conversation import tokens
from chalicelib.conversation.forms import Rule
from chalicelib.errors import Rejected, StoreError
from chalicelib.web.words import catalogue, form_error

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


def fresh(blog: Blog, subject: str) -> Form | None:
    """An empty form; None where it cannot be signed, so that a page can be shown without it."""
    try:
        return Form(tokens.issue(blog.policy.secret, subject, blog.clock()))
    except StoreError as error:
        log.error("no form: %s", error)
        return None


def rejected(
    blog: Blog, subject: str, sent: Mapping[str, str], error: Rejected, rules: tuple[Rule, ...], language: str
) -> Form | None:
    """The form with what was sent, its errors, and a new token."""
    limits = {rule.name: rule.limit for rule in rules}
    sentences = {name: form_error(code, limits.get(name, 0), language) for name, code in error.errors.items()}
    whole = sentences.pop("", "")
    notice = whole or catalogue(language).gettext("Please correct what is marked below.")
    return _given_back(fresh(blog, subject), sent, sentences, notice)


def unavailable(blog: Blog, subject: str, sent: Mapping[str, str], language: str) -> Form | None:
    """The form with what was sent, for when the store fails."""
    return _given_back(fresh(blog, subject), sent, {}, form_error("unavailable", 0, language))


def _given_back(
    form: Form | None, sent: Mapping[str, str], errors: Mapping[str, str], notice: str
) -> Form | None:
    token = form.token if form else sent.get("token", "")
    return Form(token, sent, errors, notice, next(iter(errors), ""))
