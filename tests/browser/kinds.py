"""Every kind of page there is, as readers, writers and the author get it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import timedelta

from botocore.exceptions import EndpointConnectionError

from billet.local.mailbox import AUTHOR, SENDER
from chalicelib.conversation import moderation_link, preview
from chalicelib.conversation.comment_link import ACTIONS, CommentLink
from chalicelib.conversation.subscribing import subscribe
from chalicelib.services import Services
from chalicelib.web.urls import PATHS
from tests.browser import stress
from tests.browser.chromium import ask
from tests.conftest import Answer, Author, Reader

ADDRESSES = {
    "home": "/",
    "home, page 2": "/page/2",
    **{f"article {slug}": f"/articles/{slug}" for slug in stress.ARTICLES if slug != "brouillon"},
    "newest comments": "/articles/discute/comments?newest=1",
    "answer form": f"/articles/discute?reply={0:020x}",
    "comment received": "{received}",
    "comment edit": "{edit}",
    "expired comment edit": "/articles/mots/comments/edit/forged",
    "page": "/pages/longue",
    "preview": "/preview/{preview}",
    "archive": "/archive",
    "archive year": "/archive/2026",
    "archive year, page 2": "/archive/2026/page/2",
    "tags": "/tags",
    "tag": f"/tags/{stress.WORD_SLUG}",
    "tag, page 2": f"/tags/{stress.WORD_SLUG}/page/2",
    "categories": "/categories",
    "category": f"/categories/{stress.WORD_SLUG}",
    "category, page 2": f"/categories/{stress.WORD_SLUG}/page/2",
    "all series": "/series",
    "series": f"/series/{stress.WORD_SLUG}",
    "series, page 2": f"/series/{stress.WORD_SLUG}/page/2",
    "search": "/search",
    "search results": f"/search?q={stress.WORD}",
    "search without results": f"/search?q={'z' * 60}",
    "follow": "/follow",
    "contact": "/contact",
    "message received": "/contact/received",
    "moderation": "/moderation?key={moderation}",
    "moderation, decisions": "/moderation?key={moderation}&list=spam&done=3&left=1",
    "moderation of one": "/moderation/{approve}",
    "answer of the author": "/moderation/{reply}",
    "invalid link": "/moderation/forged",
    "confirmation": "/subscriptions/{confirm}",
    "end of a subscription": "/subscriptions/{unsubscribe}",
    "404": f"/nowhere/at/all/{stress.WORD}",
}
"""By the name of a kind, an address that shows it."""

NEVER_SHOWN = {"comments", "comment", "opensearch", "static", "favicon", "media", "health"} | {
    name for name in PATHS if name.endswith("feed") or name.startswith("sitemap")
} | {"robots", "humans", "security"}  # fmt: skip
"""The routes that answer with no page, or lead to one."""


@dataclass(frozen=True)
class Kind:
    """One kind of page: the address in the browser's bar, and the answer to it."""

    address: str
    answer: Answer


def collect(reader: Reader, author: Author) -> dict[str, Kind]:
    """Returns every kind of page of the blog of `stress`, by name, as it answers now."""
    blog = author.blog
    blog.settings = replace(blog.settings, sender=SENDER, author_email=AUTHOR)
    stress.publish(author)
    stress.discuss(blog)
    tokens = _tokens(reader, blog)
    addresses = {name: address.format_map(tokens) for name, address in ADDRESSES.items()}
    later = re.search(
        r'href="(/articles/discute/comments\?from=[^"#]+)', ask(reader, "/articles/discute").text
    )
    assert later, "the comments have a second page"
    addresses["later comments"] = later[1].replace("&amp;", "&")
    kinds = {name: Kind(address, ask(reader, address)) for name, address in addresses.items()}
    return kinds | _answers_to_forms(reader) | _without_stores(reader, author)


def _tokens(reader: Reader, blog: Services) -> dict[str, str]:
    """Returns what stands in signed addresses."""
    secret, now = blog.policy.secret, blog.clock()
    comment = blog.comments.get(f"f{0:019x}")
    subscribe(comment, "lea@example.org", blog.subscriptions, blog.clock)
    received = reader.comments("mots", name=stress.WORD, text=f"Bonjour {stress.WORD}").headers["location"]
    edit = re.search(r'href="(/articles/mots/comments/edit/[^"]+)"', ask(reader, received).text)
    assert edit, "who sent a comment may correct it"
    return {
        **{
            action: CommentLink(action, comment.id, comment.revision, now).token(secret) for action in ACTIONS
        },
        "moderation": moderation_link.issue(secret, now),
        "preview": preview.issue(secret, "articles/brouillon", now, timedelta(days=1)),
        "received": received,
        "edit": edit[1],
    }


def _answers_to_forms(reader: Reader) -> dict[str, Kind]:
    letter = {"name": stress.WORD, "email": "?", "text": f"{stress.WORD} " * 9, "subject": stress.WORD}
    draft = letter | {"email": "", "action": "preview"}
    comments = "/articles/mots/comments"
    elsewhere = reader.asks(comments, "POST", b"text=x", Sec_Fetch_Site="cross-site")
    return {
        "comment to correct": Kind(comments, reader.comments("mots", **letter)),
        "comment to look at": Kind(comments, reader.comments("mots", **draft)),
        "message to correct": Kind("/contact", reader.writes(**letter)),
        "comment that is closed": Kind(comments, reader.sends("/articles/court/comments", **letter)),
        "comment from elsewhere": Kind(comments, elsewhere),
        "method not allowed": Kind("/contact", reader.asks("/contact", "DELETE")),
    }


def _without_stores(reader: Reader, author: Author) -> dict[str, Kind]:
    """Returns the pages of a blog whose tables cannot be reached, then nor its bucket."""

    def fail(**_: object) -> None:
        raise EndpointConnectionError(endpoint_url="http://aws")

    form = reader.asks("/articles/mots").fields | {"name": stress.WORD, "text": stress.WORD}
    tables, bucket = (store._client.meta.events for store in (author.blog.comments, author.blog.bucket))
    author.restarts()
    tables.register("before-call", fail)
    without_comments = reader.asks("/articles/discute")
    unsent = reader.sends("/articles/mots/comments", **form)
    author.restarts()
    bucket.register("before-call", fail)
    unavailable = reader.asks("/")
    tables.unregister("before-call", fail)
    bucket.unregister("before-call", fail)
    author.restarts()
    return {
        "article without its comments": Kind("/articles/discute", without_comments),
        "comment that cannot be stored": Kind("/articles/mots/comments", unsent),
        "503": Kind("/", unavailable),
    }
