"""The comments of an old site as those of a blog."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from billet.migration.conversion import comment_to_markdown, escape_comment
from billet.migration.model import ImportedComment, Notice
from billet.terminal import progress
from chalicelib.content.language_tag import interface_language
from chalicelib.content.text import for_xml
from chalicelib.conversation.comment import Comment
from chalicelib.storage.comments import LONGEST_KEY

Find = Callable[[str], str | None]
"""Returns the id of the article at an address of the old site, None where there is none."""

_NAMELESS = {"fr": "Anonyme", "en": "Anonymous"}
"""The name of who gave none, by the language of the interface: Billet shows each comment with one."""

LARGEST = 100_000
"""Bytes of name and text beyond which a comment does not come: DynamoDB takes items of 400 KB (developer
guide, "Quotas"), and signs of Markdown may need a backslash each."""

_EMPTY = "…"
"""The text of a comment that has none, and was not deleted."""


def to_comments(
    imported: Sequence[ImportedComment],
    find_article: Find,
    notices: list[Notice],
    absent: Mapping[str, str],
    *,
    language: str,
    with_emails: bool,
    expires: datetime,
) -> list[Comment]:
    """Returns the comments that come. Those that do not, and answers that lost what they answer, join
    `notices`.

    E-mail addresses come `with_emails` alone, and only those of comments that wait: an approved comment has
    none. `absent` are the files of articles that do not come, by their ids. `expires` is when those that are
    not approved may be deleted, `language` is the site's.
    """
    nameless = _NAMELESS[interface_language(language)]
    article_of = {comment.id: comment.entry or find_article(comment.page) for comment in imported}
    taken: dict[str, ImportedComment] = {}
    for comment in imported:
        if problem := _problem(comment, article_of[comment.id] or "", absent, taken):
            notices.append(Notice(comment.origin, *problem, left_out=True))
        else:
            taken[comment.id] = comment
    parents = {id: comment.parent for id, comment in taken.items()}
    comments = []
    with progress("Converting", len(taken)) as advance:
        for id, comment in taken.items():
            article = article_of[id] or ""
            is_answer = comment.parent in taken and article_of[comment.parent] == article
            if comment.parent and (not is_answer or _is_circular(id, parents)):
                parents[id] = ""
                message = "it is an answer to a comment that did not come, and stands by itself now"
                notices.append(Notice(comment.origin, message))
            name = for_xml(comment.name).strip() or nameless
            complete = replace(comment, parent=parents[id], name=name, text=for_xml(comment.text))
            comments.append(_comment(complete, article, with_emails=with_emails, expires=expires))
            advance(1)
    return comments


def _problem(
    comment: ImportedComment, article: str, absent: Mapping[str, str], taken: Container[str]
) -> tuple[str, str] | None:
    """Returns why a comment does not come, and the remedy; None where it does."""
    if not article:
        message = f"the comment of {comment.posted:%Y-%m-%d} is on {comment.page}, where no article is"
        return message, f"Write {comment.page} into the aliases of its article, and run the same again"
    if article in absent:
        return f"its article {absent[article]} did not come", ""
    if not comment.id or "/" in comment.id or len(comment.id.encode("utf-8", "replace")) > LONGEST_KEY:
        return f"{comment.id[:60]!r} cannot be the id of a comment", ""
    if comment.id in taken:
        return f"another comment has its id {comment.id}", ""
    size = len(comment.text.encode("utf-8", "replace")) + len(comment.name.encode("utf-8", "replace"))
    if size > LARGEST:
        return f"it has {size:,} bytes: {LARGEST:,} are allowed", "Shorten it in the old blog"
    return None


def _is_circular(id: str, parents: Mapping[str, str]) -> bool:
    """Whether a comment answers itself, by way of others."""
    ancestors: set[str] = set()
    parent = parents.get(id, "")
    while parent and parent != id and parent not in ancestors:
        ancestors.add(parent)
        parent = parents.get(parent, "")
    return parent == id


def _comment(comment: ImportedComment, article: str, *, with_emails: bool, expires: datetime) -> Comment:
    is_approved = comment.state == "approved"
    if comment.original:
        email = comment.original.email if with_emails else ""
        return replace(comment.original, article=article, email=email)
    text = "" if comment.is_deleted else _text(comment)
    return Comment(
        id=comment.id,
        article=article,
        name="" if comment.is_deleted else comment.name,
        text=text if text or comment.is_deleted else _EMPTY,
        posted=comment.posted,
        state=comment.state,
        email=comment.email if with_emails and not is_approved else "",
        expires=None if is_approved else expires,
        parent=comment.parent,
        by_author=comment.by_author,
        edited=comment.edited,
    )


def _text(comment: ImportedComment) -> str:
    if comment.markup == "html":
        return comment_to_markdown(comment.text).strip()
    return (escape_comment(comment.text) if comment.markup == "text" else comment.text).strip()
