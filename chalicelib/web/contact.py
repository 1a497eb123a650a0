"""The contact page: every channel, and a form."""

from __future__ import annotations

import logging

from chalice.app import Response

from chalicelib.conversation import contacting
from chalicelib.errors import Rejected, Slowed, StoreError
from chalicelib.web import form as webforms
from chalicelib.web import posting, responses
from chalicelib.web import request as requests
from chalicelib.web.form import Form
from chalicelib.web.furniture import channels
from chalicelib.web.metadata import of_list
from chalicelib.web.page_context import PageContext, page_context
from chalicelib.web.templating import render
from chalicelib.web.words import catalogue

log = logging.getLogger("billet")


def show() -> Response:
    """Shows every way to reach the author."""
    page = page_context()
    is_static = page.services.is_static
    form = None if is_static else webforms.fresh(page.services, contacting.SUBJECT)
    body = responses.cached_page(
        ("contact", page.key, form.token if form else ""), lambda: _render(page, form)
    )
    return responses.cacheable(body, page.cache_control(degraded=form is None and not is_static))


def send() -> Response:
    """Takes a message: leads to a page that thanks, or shows the form again with its text."""
    from chalicelib.conversation import forms  # imported late: only what was sent needs its rules

    page = page_context()
    post = posting.post_of(requests.current())
    language, blog = page.site.interface_language, page.services
    try:
        contacting.send(post, blog.messages, blog.limits, blog.policy, page.site.comments, blog.clock)
    except Rejected as error:
        form = webforms.rejected(blog, contacting.SUBJECT, post.fields, error, forms.MESSAGE, language)
        return responses.uncacheable(_render(page, form), 422)
    except Slowed as error:
        text = _render(page, webforms.slowed(post.fields, error, language))
        return responses.later(responses.uncacheable(text, 429), error.wait)
    except StoreError as error:
        log.error("a message could not be stored: %s", error)
        return responses.uncacheable(_render(page, webforms.unavailable(post.fields, language)), 503)
    return responses.redirect(page.urls("contact_received"))


def received() -> Response:
    """Thanks the writer."""
    page = page_context()
    _ = catalogue(page.site.interface_language).gettext
    text = render(
        "received.html",
        **page.layout_context(page.site.interface_language),
        current_path="",
        heading=_("Thank you for your message"),
        explanation=_("It has arrived. The answer comes by e-mail."),
        back=page.urls("home"),
        back_label=_("Go to the home page"),
    )
    return responses.uncacheable(text)


def _render(page: PageContext, form: Form | None) -> str:
    return render(
        "contact.html",
        **page.layout_context(page.site.interface_language),
        current_path="contact",
        form=form,
        channels=channels(page.site.contact, page.site.interface_language),
        canonical=page.urls.public("contact"),
        metadata=of_list(
            page, page.urls.public("contact"), catalogue(page.site.interface_language).gettext("Contact")
        ),
    )
