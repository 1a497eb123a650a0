"""What is said to who comes by a signed link that is not valid, or not any more."""

from __future__ import annotations

from chalice.app import Response

from chalicelib.web import posting, responses
from chalicelib.web.page_context import PageContext
from chalicelib.web.templating import render
from chalicelib.web.words import catalogue


def invalid_link(page: PageContext) -> Response:
    """Returns the page that says so. It tells nobody whether the link was ever valid."""
    _ = catalogue(page.site.interface_language).gettext
    text = render(
        "error.html",
        **page.layout_context(page.site.interface_language),
        current_path="",
        heading=_("This link does not work any more"),
        explanation=_(
            "It has expired or was taken back, what it led to is gone, or a part of its address is missing."
        ),
        near_miss=None,
        is_out=False,
        letter=posting.letter_of(page.request),  # an answer, perhaps
        may_send_again=False,
        request_id="",
    )
    return responses.private(text, 404)
