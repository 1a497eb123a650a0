"""Warnings about what a text refers to, held against what there is when somebody asks.

So a warning goes by itself when what was missing comes, and comes when it goes.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from chalicelib.content.article import Article, kind_of
from chalicelib.content.problem import Problem, warning
from chalicelib.index.file import IndexFile
from chalicelib.index.links import resolver
from chalicelib.index.media_receipts import LIGHTER, is_heavy
from chalicelib.markdown.link_resolver import LinkResolver, ResolvedLink

_MAX_QUOTED = 200
"""Characters of the author's own that a message quotes."""


def reference_warnings(index: IndexFile, article: Article, now: datetime) -> Iterator[Problem]:
    """Returns the warnings about an article's references, in the order of its text.

    None about links while files are left for a later run: what they lead to may be among these.
    """
    everything = resolver(index, None)
    # A draft may refer to others, as drafts are often finished together.
    lasting = everything if article.draft else resolver(index, now)
    complete = bool(index.number("SELECT complete FROM state"))
    rows = index.rows(
        "SELECT r.* FROM article_references AS r JOIN articles USING (article) "
        "WHERE key = :key ORDER BY position",
        key=article.key,
    )
    for row in rows:
        kind, written = row["kind"], row["written"]
        link = _resolve(lasting, kind, written, article.key)
        hidden = _resolve(everything, kind, written, article.key) if link.kind == "dead" else link
        described = bool(row["described"])
        for code, message, remedy in _warnings(
            kind, written, link, hidden, described=described, frames=index.site.frames
        ):
            if complete or code not in ("missing-picture", "dead-link", "dead-anchor"):
                yield Problem(
                    article.key, row["line"], message, remedy, code=code, column=row["column"], fatal=False
                )
        is_favourite = (kind, written) == ("link", article.favourite)
        if is_favourite and hidden.kind != "dead" and kind_of(hidden.key) != "articles":
            message = f"'favourite' is {written[:_MAX_QUOTED]!r}, which is no article here: it is not shown"
            remedy = "Write the slug, the title or the file of one of your articles"
            yield warning(article.key, row["line"], message, remedy, "unknown-choice", row["column"])


def _place_warning(quoted: str) -> tuple[str, str, str]:
    message = f"the link to {quoted!r} leads to a text that has no such place"
    return "dead-anchor", message, "Write the words of one of its headings after the #"


def _frame_warning(address: str, frames: tuple[str, ...]) -> Iterator[tuple[str, str, str]]:
    """Returns a warning about a page elsewhere that readers get a link to, and not within the text."""
    from chalicelib.markdown.sanitizer import frame_host

    host = frame_host(address)
    if not host or host not in frames:
        message = f"{address!r} is not shown within the text: readers get a link to it"
        remedy = f"Add {host!r} to 'frames' in site.toml" if host else "Write an address with https://"
        yield "frame", message, remedy


def _resolve(links: LinkResolver, kind: str, written: str, key: str) -> ResolvedLink:
    return links.resolve_wikilink(written) if kind == "wikilink" else links.resolve(written, key)


def _warnings(
    kind: str,
    written: str,
    link: ResolvedLink,
    hidden: ResolvedLink,
    *,
    described: bool,
    frames: tuple[str, ...],
) -> Iterator[tuple[str, str, str]]:
    """Returns code, message and remedy of all that is wrong with one reference."""
    quoted = written if len(written) <= _MAX_QUOTED else written[: _MAX_QUOTED - 1] + "…"
    is_shown = kind in ("picture", "player")
    if link.kind == "dead" and is_shown:
        yield "missing-picture", f"there is no file {quoted!r}", "Upload it to media/, or correct its name"
    elif link.kind == "dead" and hidden.kind == "dead":
        message = f"the link to {quoted!r} leads nowhere"
        yield "dead-link", message, "Correct it, or upload what it leads to"
    elif link.kind == "dead":
        message = f"the link to {quoted!r} leads to a draft or to what is over, which readers are not shown"
        yield "dead-link", message, "Publish that, or take the link out"
    elif not link.is_place_known:
        yield _place_warning(quoted)
    elif link.kind == "outside" and kind == "frame":
        yield from _frame_warning(quoted, frames)
    elif link.kind == "outside" and is_shown:
        message = f"{quoted!r} is on another site, and readers' browsers do not load it from there"
        yield "remote-picture", message, "Put it into media/"
    elif kind == "picture" and link.medium and is_heavy(link.medium):
        message = f"the picture {quoted!r} has {link.medium.size} bytes: readers on a phone wait for it"
        yield "huge-picture", message, LIGHTER
    if not described:
        message = f"the picture {quoted!r} has no text for who cannot see it"
        yield "no-alt-text", message, "Write what it shows between the brackets: ![here](…)"
