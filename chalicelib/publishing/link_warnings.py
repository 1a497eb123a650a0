"""Warnings about what a text or the settings refer to, held against what there is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator
from datetime import datetime
from itertools import chain
from typing import TypeVar

from chalicelib.content import site as sites
from chalicelib.content.article import Article
from chalicelib.content.edition.targets import WIKILINK
from chalicelib.content.gist import LONGEST, mentions_of
from chalicelib.content.index import Index
from chalicelib.content.problem import Problem
from chalicelib.markdown.link_resolver import LinkResolver, ResolvedLink
from chalicelib.markdown.reference import TextReference
from chalicelib.markdown.render_report import RenderReport
from chalicelib.publishing import media
from chalicelib.publishing.source_locations import SourceLocations

T = TypeVar("T", bound=Hashable)

MOST = 50
"""Warnings about one text; who has more will see the others after mending these."""

_SHOWN = 200
"""Characters of the author's own that a message quotes."""


class LinkContexts:
    """What texts are held against, worked out once for all of them."""

    def __init__(self, index: Index, now: datetime) -> None:
        self.everything = index.library
        # What readers will find without anybody's doing: no draft, and nothing that is over.
        self._public = LinkResolver(
            (a for a in index.articles if not a.draft and (not a.expires or now < a.expires)), index.media
        )

    def of(self, article: Article) -> LinkResolver:
        """What `article` may refer to; a draft to others, as drafts are often finished together."""
        return self.everything if article.draft else self._public


def unmet(article: Article, proof: RenderReport, shelves: LinkContexts) -> tuple[str, ...]:
    """What a text refers to and may not, each once, as far as `MOST` go: readers load the index it is
    kept in."""
    library = shelves.of(article)
    wanted = (
        (WIKILINK if mention.kind == "wikilink" else "") + mention.written
        for mention in dict.fromkeys(mentions_of(article, proof))
        if len(mention.written) <= LONGEST
        and _target(mention.kind, mention.written, article.key, library).kind == "dead"
    )
    return tuple(_each_once(wanted))


def is_met(wanted: str, article: Article, shelves: LinkContexts) -> bool:
    """Whether what `unmet` named has come."""
    kind = "wikilink" if wanted.startswith(WIKILINK) else "link"
    return _target(kind, wanted.removeprefix(WIKILINK), article.key, shelves.of(article)).kind != "dead"


def warnings(article: Article, text: str, proof: RenderReport, shelves: LinkContexts) -> tuple[Problem, ...]:
    """What the author should know of a text that is published all the same. `text` is the whole file."""
    source_locations = SourceLocations(article.key, text)
    found = chain(
        _references(article, proof, shelves, source_locations),
        _headings(article.key, proof, source_locations),
        _formulas(article.key, proof, source_locations),
        _tags(article.key, proof, source_locations),
    )
    return tuple(_each_once(found))


def _each_once(things: Iterable[T]) -> Iterable[T]:
    """The first `MOST` different ones. What comes after them is not even looked for: each search for a
    place goes through the whole text."""
    found: dict[T, None] = {}
    for thing in things:
        found[thing] = None
        if len(found) == MOST:
            break
    return found


def _references(
    article: Article, proof: RenderReport, shelves: LinkContexts, source_locations: SourceLocations
) -> Iterator[Problem]:
    met: Counter[str] = Counter()
    for mention in mentions_of(article, proof):
        written = mention.written
        is_head = written == article.image and not met[written]
        number = met[written] - bool(written == article.image)
        met[written] += 1
        for code, message, remedy in _findings(article, mention, shelves):
            line, column = (
                source_locations.find_in_front_matter(written)
                if is_head
                else source_locations.find(written, number)
            )
            yield Problem(article.key, line, message, remedy, code=code, column=column, fatal=False)


def _findings(
    article: Article, mention: TextReference, shelves: LinkContexts
) -> Iterator[tuple[str, str, str]]:
    """Code, message and remedy of all that is wrong with one reference."""
    shown, shows = _shown(mention.written), mention.kind in ("picture", "player")
    target = _target(mention.kind, mention.written, article.key, shelves.of(article))
    if target.kind == "dead" and shows:
        remedy = "Upload it to media/, or correct its name"
        yield "missing-picture", f"there is no file {shown!r}", remedy
    elif target.kind == "dead":
        hidden = _target(mention.kind, mention.written, article.key, shelves.everything)
        yield "dead-link", *_dead_link(shown, hidden)
    elif target.kind == "outside" and shows:
        what = f"{shown!r} is on another site, and readers' browsers do not load it from there"
        yield "remote-picture", what, "Put it into media/"
    elif mention.kind == "picture" and target.medium and media.is_heavy(target.medium):
        what = f"the picture {shown!r} has {target.medium.size} bytes: readers on a phone wait for it"
        yield "huge-picture", what, media.LIGHTER
    if not mention.described:
        what = f"the picture {shown!r} has no text for who cannot see it"
        yield "no-alt-text", what, "Write what it shows between the brackets: ![here](…)"


def _dead_link(shown: str, target: ResolvedLink) -> tuple[str, str]:
    if target.kind == "dead":
        return f"the link to {shown!r} leads nowhere", "Correct it, or upload what it leads to"
    what = f"the link to {shown!r} leads to a draft or to what is over, which readers are not shown"
    return what, "Publish that, or take the link out"


def _headings(key: str, proof: RenderReport, source_locations: SourceLocations) -> Iterator[Problem]:
    above = 1  # the title
    for level, text in proof.headings:
        if level > above + 1:
            line, column = source_locations.find_heading(text)
            what = f"the heading {_shown(text)!r} is of level {level}, and the one above it of level {above}"
            remedy = f"Write it with {above + 1} signs #: who reads by ear finds the way by levels"
            yield Problem(key, line, what, remedy, code="heading-skipped", column=column, fatal=False)
        above = level


def _formulas(key: str, proof: RenderReport, source_locations: SourceLocations) -> Iterator[Problem]:
    for formula in proof.unreadable_formulas:
        line, column = source_locations.find(formula)
        shown = " ".join(formula[:80].split())  # as it is written: LaTeX is full of backslashes
        what = f"the formula '{shown}' cannot be read, and is shown as it is written"
        yield Problem(key, line, what, "Correct its LaTeX", code="formula", column=column, fatal=False)


def _tags(key: str, proof: RenderReport, source_locations: SourceLocations) -> Iterator[Problem]:
    for tag in proof.template_tags[:1]:
        line, column = source_locations.find(tag)
        others = f", and so are {len(proof.template_tags) - 1} others" if len(proof.template_tags) > 1 else ""
        what = f"'{tag}' begins a tag of another tool, which is shown to readers as it is written{others}"
        remedy = "Write Markdown or HTML in its place, or put it into code"
        yield Problem(key, line, what, remedy, code="template-tag", column=column, fatal=False)


def _shown(written: str) -> str:
    return written if len(written) <= _SHOWN else written[: _SHOWN - 1] + "…"


def _target(kind: str, written: str, key: str, library: LinkResolver) -> ResolvedLink:
    return library.named(written) if kind == "wikilink" else library.find(written, key)


def unknown_choices(index: Index) -> tuple[Problem, ...]:
    """Warnings for the articles and pages ``site.toml`` names and nobody wrote."""
    wanted = (("featured", "articles"), ("favourite", "articles"), ("legal", "pages"))
    addresses = {(article.kind, article.slug) for article in index.articles}
    return tuple(
        Problem(
            sites.FILE,
            0,
            f"'{name}' is {slug!r}, and there is no such {kind.removesuffix('s')}",
            "Write the last part of its address",
            code="unknown-choice",
            fatal=False,
        )
        for name, kind in wanted
        if (slug := getattr(index.site, name)) and (kind, slug) not in addresses
    )
