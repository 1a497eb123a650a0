"""What publishing remembers of a text besides its article, so that it need not be read again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from chalicelib.content import handles
from chalicelib.content.article import Article
from chalicelib.content.edition.targets import WIKILINK
from chalicelib.markdown.link_resolver import LinkResolver
from chalicelib.markdown.reference import TextReference

if TYPE_CHECKING:
    from chalicelib.markdown.render_report import RenderReport

LONGEST = 3 * 1024
"""Characters of an address or name beyond which no upload can meet it: a key has 1024 bytes, of which each
may be written with three."""


@dataclass(frozen=True)
class Gist:
    """`mentions` are what a text writes to refer to files of the blog, a wikilink with `WIKILINK` before it;
    `handles` what these call; `keywords` what the text is about."""

    mentions: tuple[str, ...] = ()
    handles: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()


_NOWHERE = LinkResolver()


def mentions_of(article: Article, proof: RenderReport) -> tuple[TextReference, ...]:
    """All that a text refers to, in its order; the picture at its head comes first."""
    return (*([TextReference("picture", article.image)] if article.image else []), *proof.references)


def gist_of(article: Article, proof: RenderReport) -> Gist:
    """The gist of a text that was rendered on trial."""
    inside = [one for one in dict.fromkeys(mentions_of(article, proof)) if _is_inside(one, article.key)]
    called = (
        handles.of_name(one.written)
        if one.kind == "wikilink"
        else handles.of_address(one.written, article.key)
        for one in inside
    )
    return Gist(_distinct(map(_written, inside)), tuple(sorted(set().union(*called))), proof.keywords)


def _is_inside(mention: TextReference, key: str) -> bool:
    if len(mention.written) > LONGEST:
        return False
    if mention.kind == "wikilink":
        return _NOWHERE.named(mention.written).kind != "anchor"
    return _NOWHERE.find(mention.written, key).kind in ("dead", "page")


def _written(mention: TextReference) -> str:
    return (WIKILINK if mention.kind == "wikilink" else "") + mention.written


def _distinct(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(texts))
