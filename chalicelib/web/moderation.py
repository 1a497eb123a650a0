"""The moderation page: what waits, what was set aside and what was decided, for who holds a link to it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from urllib.parse import urlencode

from chalice.app import Response

from chalicelib.conversation import moderation, moderation_link
from chalicelib.conversation.comment_link import CommentLink
from chalicelib.conversation.moderation import Decisions
from chalicelib.errors import NotFound
from chalicelib.web import request as requests
from chalicelib.web import responses
from chalicelib.web.invalid_link import invalid_link
from chalicelib.web.moderated import STATES
from chalicelib.web.moderation_queue import LISTS, Selection, select
from chalicelib.web.page_context import PageContext, page_context
from chalicelib.web.templating import render

CHECKED = "comment:"
"""The prefix of a checkbox: its name has the comment's id, its value the revision that was shown."""


def show() -> Response:
    """Shows one of the lists; nothing changes."""
    page = page_context()
    key = requests.query_field(page.request, "key")
    if not _is_valid(page, key):
        return invalid_link(page)
    return _page(page, key, _selection_of(page, requests.query_field))


def act() -> Response:
    """Carries out a decision about one comment or all that are checked, and leads back to the list."""
    page = page_context()
    sent = requests.form_of(page.request)
    if not _is_valid(page, key := sent.get("key", "")):
        return invalid_link(page)
    action, _, single = sent.get("do", "").partition(" ")
    decisions = _carry_out(page, action, _revisions_of(sent, single))
    selection = _selection_of(page, lambda _, name: sent.get(name, ""))
    query = {
        "key": key,
        **selection.query,
        "done": len(decisions.decided) + len(decisions.unchanged),
        "left": len(decisions.conflicts) + len(decisions.missing),
    }
    return responses.redirect(f"{page.urls('moderation')}?{urlencode(query)}")


def _revisions_of(sent: Mapping[str, str], single: str) -> dict[str, int]:
    """Returns the ids of the comments that are meant, with the revisions that were shown: of the `single` one
    whose own button was pressed, else of those that are checked."""
    checked = (
        (name.removeprefix(CHECKED), value) for name, value in sent.items() if name.startswith(CHECKED)
    )
    id, _, revision = single.rpartition(" ")
    return {id: _number(revision) for id, revision in ([(id, revision)] if single else checked)}


def _carry_out(page: PageContext, action: str, revisions: dict[str, int]) -> Decisions:
    blog = page.services
    store, retention = blog.comments, blog.policy.retention
    if action == "undo":
        return moderation.undo(revisions, store, retention, blog.clock)
    for known_action, state in STATES.items():
        if known_action == action:
            return moderation.decide(revisions, state, store, retention, blog.clock, revisions)
    return Decisions()


def _is_valid(page: PageContext, key: str) -> bool:
    """Returns whether a key opens this page. Raises `Unavailable`."""
    blog = page.services
    try:
        moderation_link.require_valid(key, blog.policy.secret, blog.bucket, page.now)
    except NotFound:
        return False
    return True


def _selection_of(page: PageContext, field: requests.FieldReader) -> Selection:
    before = field(page.request, "before")
    try:
        end = datetime.fromisoformat(before) if before else None
    except ValueError:
        end = None
    name = field(page.request, "list")
    return Selection(
        name if name in LISTS else LISTS[0],
        field(page.request, "q")[:200],
        end if end and end.tzinfo else None,
    )


def _page(page: PageContext, key: str, selection: Selection) -> Response:
    blog = page.services
    queue = select(page, selection)
    secret = blog.policy.secret

    def address(**changes: str) -> str:
        return f"{page.urls('moderation')}?{urlencode({'key': key, **changes})}"

    def reply_address(id: str, revision: int) -> str:
        link = CommentLink("reply", id, revision, page.now)
        return page.urls("moderation_comment", token=link.token(secret))

    done, left = (_number(requests.query_field(page.request, name)) for name in ("done", "left"))
    text = render(
        "moderation.html",
        **page.layout_context(page.site.interface_language),
        current_path="",
        key=key,
        selection=selection,
        queue=queue,
        lists=LISTS,
        address=address,
        reply_address=reply_address,
        done=done,
        left=left,
    )
    return responses.private(text)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 0
