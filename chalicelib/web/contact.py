"""The contact page: every channel, and a form."""

from __future__ import annotations

import logging

from chalice.app import Blueprint, Response

from chalicelib.conversation import contacting
from chalicelib.errors import Rejected, StoreError
from chalicelib.web import form as webforms
from chalicelib.web import request as requests
from chalicelib.web import responses
from chalicelib.web.form import Form
from chalicelib.web.metadata import of_list
from chalicelib.web.page_context import PageContext, page_context
from chalicelib.web.routing import mount
from chalicelib.web.templating import render
from chalicelib.web.urls import PATHS
from chalicelib.web.words import catalogue

log = logging.getLogger("billet")

blueprint = Blueprint(__name__)


def show() -> Response:
    """Every way to reach the author."""
    seen = page_context()
    form = webforms.fresh(seen.blog, contacting.SUBJECT)
    body = responses.keep(("contact", seen.key, form.token if form else ""), lambda: _page(seen, form))
    return responses.kept(body, seen.cache_control(degraded=form is None))


def send() -> Response:
    """Take a message: on to a page that thanks, or the form again with the text kept."""
    from chalicelib.conversation import forms  # here: only what was sent needs its rules

    seen = page_context()
    sent = requests.form_of(requests.current())
    language = seen.site.language
    try:
        contacting.send(sent, seen.blog.messages, seen.blog.policy, seen.blog.clock)
    except Rejected as error:
        form = webforms.rejected(seen.blog, contacting.SUBJECT, sent, error, forms.MESSAGE, language)
        return responses.once(_page(seen, form), 422)
    except StoreError as error:
        log.error("a message could not be stored: %s", error)
        return responses.once(_page(seen, webforms.unavailable(sent, language)), 503)
    return responses.redirect(seen.urls("contact_received"))


def received() -> Response:
    """Thanks."""
    seen = page_context()
    _ = catalogue(seen.site.language).gettext
    text = render(
        "received.html",
        **seen.layout_context(seen.site.language),
        here="",
        heading=_("Thank you for your message"),
        explanation=_("It has arrived. The answer comes by e-mail."),
        back=seen.urls("home"),
        back_label=_("Go to the home page"),
    )
    return responses.once(text)


def _page(seen: PageContext, form: Form | None) -> str:
    return render(
        "contact.html",
        **seen.layout_context(seen.site.language),
        here="contact",
        form=form,
        canonical=seen.urls.public("contact"),
        metadata=of_list(seen, seen.urls.public("contact"), catalogue(seen.site.language).gettext("Contact")),
    )


mount(blueprint, PATHS["contact"], get=show, post=send)
mount(blueprint, PATHS["contact_received"], get=received)
