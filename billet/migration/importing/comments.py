"""The comments of an old site as those of a blog."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from billet.migration.conversion import comment_to_markdown, escape_comment
from billet.migration.model import ImportedComment, Notice
from chalicelib.content.language_tag import interface_language
from chalicelib.conversation.comment import Comment

Find = Callable[[str], str | None]
"""Returns the id of the article at an address of the old site, None where there is none."""

_NAMELESS = {"fr": "Anonyme", "en": "Anonymous"}
"""The name of who gave none, by the language of the interface: Billet shows each comment with one."""

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
    comments = []
    for comment in imported:
        article = article_of[comment.id]
        if path := absent.get(article or ""):
            message = f"its article {path} did not come"
            notices.append(Notice(comment.origin, message, left_out=True))
            continue
        if not article:
            message = f"the comment of {comment.posted:%Y-%m-%d} is on {comment.page}, where no article is"
            remedy = f"Write {comment.page} into the aliases of its article, and run the same again"
            notices.append(Notice(comment.origin, message, remedy, left_out=True))
            continue
        parent = comment.parent if article_of.get(comment.parent) == article else ""
        if comment.parent and not parent:
            message = "it is an answer to a comment that did not come, and stands by itself now"
            notices.append(Notice(comment.origin, message))
        complete = replace(comment, parent=parent, name=comment.name.strip() or nameless)
        comments.append(_comment(complete, article, with_emails=with_emails, expires=expires))
    return comments


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
