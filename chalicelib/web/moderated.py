"""A comment as the author sees it who decides about it."""

from __future__ import annotations

from dataclasses import dataclass

from chalicelib.content.article import Article
from chalicelib.conversation.comment import Comment, State
from chalicelib.conversation.comment_link import Action
from chalicelib.index.articles import articles_where
from chalicelib.web.page_context import PageContext

STATES: dict[Action, State] = {"approve": "approved", "reject": "rejected", "spam": "spam"}
"""What an action makes of a comment. An answer approves the comment it answers."""


@dataclass(frozen=True)
class ModeratedComment:
    """A comment and its article, None where that is gone; `address` is where readers see the comment, or
    would, "" where they cannot see the article."""

    comment: Comment
    article: Article | None
    address: str

    @property
    def title(self) -> str:
        """Returns the title of its article, the article's id where that is gone."""
        return self.article.title if self.article else self.comment.article


def moderated(page: PageContext, comment: Comment) -> ModeratedComment:
    """Returns a comment with its article."""
    article = article_with(page, comment.article)
    address = ""
    if article and article.is_public(page.now):
        is_shown = comment.state == "approved"
        address = (
            page.urls("comment", slug=article.slug, id=comment.id) if is_shown else page.urls.of(article)
        )
    return ModeratedComment(comment, article, address)


def article_with(page: PageContext, id: str) -> Article | None:
    """Returns the article with an id, None where there is none any more."""
    articles = articles_where(page.index, "id = :id", id=id)
    return articles[0] if articles else None
