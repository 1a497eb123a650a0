"""Ids that no published article has, and what tells the article again that had them."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from chalicelib.content.article import Article
from chalicelib.content.folding import fold
from chalicelib.index.words import storable

Status = Literal["deleted", "waiting", "published"]
"""What became of the file that had an id: it is gone; it is there, and waits for an address; or another
version of the code has published it, and it is not read yet."""


# A heading is set as the text is, a title in the front matter is as its author wrote it.
_TYPOGRAPHY = re.compile(r"[\s'’‘‚\"“”„«»‹›‐-―-]+")


@dataclass(frozen=True)
class RetiredId:
    """An id, the file that had it, and what is known of that file as it was last.

    `uploaded` is when it was first uploaded, in ISO 8601, "" where the file named its date; `title_digest` is
    "" where its title tells nothing; `path` is the last address of its article, "" for one that was never
    published.
    """

    key: str
    id: str
    uploaded: str = ""
    etag: str = ""
    title_digest: str = ""
    path: str = ""
    status: Status = "deleted"

    @classmethod
    def of(cls, article: Article, status: Status = "deleted") -> RetiredId:
        """Returns what is remembered of a published article."""
        uploaded = article.date.isoformat() if article.dated_by_upload else ""
        title = "" if article.titled_by_name else article.title
        return cls(article.key, article.id, uploaded, article.etag, title_digest(title), article.path, status)

    def remembered_in(self, article: Article) -> Article:
        """Returns `article` as it was when it was published last, as far as that is remembered."""
        date = datetime.fromisoformat(self.uploaded) if self.uploaded else article.date
        return replace(article, id=self.id, date=date)


def title_digest(title: str) -> str:
    """Returns a digest that titles share which differ in case, accents and typography alone, "" for none: the
    title of what was deleted is not kept."""
    folded = _TYPOGRAPHY.sub("", fold(storable(title)))
    return hashlib.sha256(folded.encode()).hexdigest()[:32] if folded else ""
