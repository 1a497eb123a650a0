"""What all mails are written with: the blog's addresses and names, and the words of a language."""

from __future__ import annotations

import gettext
import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from chalicelib.content.article import Article
from chalicelib.content.language_tag import interface_language
from chalicelib.content.site import Site
from chalicelib.index.articles import articles_where
from chalicelib.index.file import IndexFile
from chalicelib.web import words
from chalicelib.web.urls import Urls

LONGEST_LINE = 160
"""Characters of a text that is shown as one line."""

_LINE_ENDS = re.compile("[\n\u2028\u2029]")
"""What mail programs begin a new line at; the others control something, and are left out."""
_DIRECTIONS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True)
class Writer:
    """One blog, as its index has it at `now`; links are signed with `secret`. Methods raise `Unavailable`."""

    index: IndexFile
    urls: Urls
    secret: str
    now: datetime

    @property
    def site(self) -> Site:
        """Returns the settings of the site."""
        return self.index.site

    def catalogue(self, language: str = "") -> gettext.NullTranslations:
        """Returns the words of a language, by default that of the site."""
        return words.catalogue(language or self.site.interface_language)

    def article(self, id: str) -> Article | None:
        """Returns the article with an id, None where there is none any more."""
        if id not in self._articles:
            articles = articles_where(self.index, "id = :id", id=id)
            self._articles[id] = articles[0] if articles else None
        return self._articles[id]

    @cached_property
    def _articles(self) -> dict[str, Article | None]:
        return {}

    def language_of(self, id: str) -> str:
        """Returns the language of mails about the article with an id: its own, or that of the site."""
        article, usual = self.article(id), self.site.interface_language
        return interface_language(article.language, usual) if article else usual

    def title(self, id: str) -> str:
        """Returns the title of the article with an id; the id itself where there is none any more."""
        article = self.article(id)
        return article.title if article else id

    def address(self, article: str, comment: str) -> str:
        """Returns the address of a comment, "" where its article is gone or the blog has no address."""
        commented = self.article(article)
        if not commented:
            return ""
        # The page of the comments is not that of the article where there are many.
        return self.urls.public("comment", slug=commented.slug, id=comment)

    def time(self, moment: datetime, language: str = "") -> str:
        """Returns a moment in the site's zone."""
        return words.full_time(moment.astimezone(self.site.zone), language or self.site.interface_language)


def quoted(text: str) -> str:
    """Returns a text as mails quote it. What somebody wrote never looks like a line of ours, such as a link
    to approve something."""
    return "\n".join(f"> {visible(line)}".rstrip() for line in _LINE_ENDS.split(text))


def one_line(text: str, longest: int = LONGEST_LINE) -> str:
    """Returns a text as one line of `longest` characters at the most."""
    line = " ".join(visible(text.replace("\n", " ")).split())
    return line if len(line) <= longest else line[: longest - 1] + "…"


def visible(text: str) -> str:
    """Returns a text without characters that control a screen or turn the direction of what follows."""
    clean = _DIRECTIONS.sub("", text)
    return "".join(c for c in clean if c == "\t" or unicodedata.category(c) not in ("Cc", "Cs"))
