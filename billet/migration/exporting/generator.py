"""What the formats for site generators have in common: the texts as readers see them, and what they lose."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, tzinfo

from billet.migration.exporting.blog_content import BlogContent, Text
from billet.migration.exporting.redirect_lines import redirect_line
from billet.migration.model import Notice, Origin

_BASE = "https://billet.invalid"
"""Stands for the site while its links are told from others."""

_COPIES = re.compile(r'\s(?:srcset|sizes)="[^"]*"')
_PAGE = re.compile(rf'(?<="){re.escape(_BASE)}(/(?:articles|pages|tags|categories|series)/[^/"#?]+)(?=["#])')


def shown_of(content: BlogContent, text: Text) -> str:
    """Returns the HTML of a text, the links of the site from its root, with a slash at the end of pages."""
    html = _COPIES.sub("", content.html_of(text, _BASE)).replace(f'"{_BASE}{text.article.path}#', '"#')
    return _PAGE.sub(r"\1/", html).replace(f'"{_BASE}/', '"/').replace(f'"{_BASE}"', '"/"')


def written_in(moment: datetime | None, zone: tzinfo) -> str:
    """Returns a moment as the clocks of a zone show it, "" for none."""
    return moment.astimezone(zone).isoformat(timespec="seconds") if moment else ""


def redirect_lines(content: BlogContent, *, with_aliases: bool) -> Iterator[str]:
    """Yields the lines of ``_redirects`` for old addresses that no page can have; `with_aliases` for those of
    articles too that one could."""
    for article in content.articles:
        former = content.former_addresses.get(article.id, [])
        for alias in (*article.aliases, *former):
            if (with_aliases or "?" in alias) and not article.draft:
                yield redirect_line(alias, f"{article.path}/")
    for redirect in content.site.redirects:
        yield redirect_line(redirect.old, redirect.new)


def losses(content: BlogContent, *, with_comments: bool = True) -> Iterator[Notice]:
    """Yields a notice for each kind of thing that a generator has no place for; `with_comments` where it has
    one for published comments."""
    for file, _ in content.unpublished():
        message = "the newest version is not published: it is left out"
        yield Notice(Origin(file.key), message, left_out=True)
    waiting = sum(comment.state != "approved" for comment in content.comments)
    if with_comments and waiting:
        message = f"comments that are not published stay here ({waiting} comments)"
        yield Notice(Origin("comments"), message, left_out=True)
    if content.comments and not with_comments:
        message = f"the comments stay here ({len(content.comments)} comments)"
        yield Notice(Origin("comments"), message, left_out=True)
    if content.messages:
        message = f"messages of the contact form stay here ({len(content.messages)} messages)"
        yield Notice(Origin("messages"), message, left_out=True)
