"""Warnings about what a text or the settings refer to, held against what there is."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Iterator
from itertools import chain
from typing import TypeVar

from chalicelib.content import site as sites
from chalicelib.content.article import Article
from chalicelib.content.index import Index
from chalicelib.content.library import Library, Target
from chalicelib.content.problem import Problem
from chalicelib.content.proof import Proof
from chalicelib.publishing import media

T = TypeVar("T", bound=Hashable)

MOST = 50
"""Warnings about one text; who has more will see the others after mending these."""

LONGEST_WANTED = 3 * 1024
"""Characters of an address or name beyond which no upload can meet it: a key has 1024 bytes, of which each
may be written with three."""

_SHOWN = 200
"""Characters of the author's own that a message quotes."""

WIKILINK = "[["
"""What stands before a wikilink where addresses are remembered."""


def unmet(key: str, proof: Proof, library: Library) -> tuple[str, ...]:
    """What a text refers to and nobody has uploaded, each once, as far as `MOST` go: readers load the
    index it is kept in."""
    wanted = (
        (WIKILINK if mention.kind == "wikilink" else "") + mention.written
        for mention in dict.fromkeys(proof.mentions)
        if len(mention.written) <= LONGEST_WANTED
        and _target(mention.kind, mention.written, key, library).kind == "dead"
    )
    return tuple(_each_once(wanted))


def is_met(wanted: str, key: str, library: Library) -> bool:
    """Whether what `unmet` named has come."""
    kind = "wikilink" if wanted.startswith(WIKILINK) else "link"
    return _target(kind, wanted.removeprefix(WIKILINK), key, library).kind != "dead"


def warnings(article: Article, text: str, proof: Proof, library: Library) -> tuple[Problem, ...]:
    """What the author should know of a text that is published all the same. `text` is the whole file."""
    lines = _Lines(text)
    found = chain(
        _references(article.key, proof, library, lines),
        _headings(article.key, proof, lines),
        _formulas(article.key, proof, lines),
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


def _references(key: str, proof: Proof, library: Library, lines: _Lines) -> Iterator[Problem]:
    for mention in dict.fromkeys(proof.mentions):
        target = _target(mention.kind, mention.written, key, library)

        def problem(code: str, message: str, remedy: str, written: str = mention.written) -> Problem:
            line, column = lines.find(written)
            return Problem(key, line, message, remedy, code=code, column=column, fatal=False)

        shown = _shown(mention.written)
        if target.kind == "dead":
            yield problem(*(_missing if mention.kind in ("picture", "player") else _dead_link)(shown))
        elif mention.kind in ("picture", "player") and target.kind == "outside":
            what = f"{shown!r} is on another site, and readers' browsers do not load it from there"
            yield problem("remote-picture", what, "Put it into media/")
        elif mention.kind == "picture" and target.medium and media.is_heavy(target.medium):
            what = f"the picture {shown!r} has {target.medium.size} bytes: readers on a phone wait for it"
            yield problem(
                "huge-picture", what, "Make it smaller, or let 'billet publish' make smaller copies"
            )
        if not mention.described:
            remedy = "Write what it shows between the brackets: ![here](…)"
            yield problem("no-alt-text", f"the picture {shown!r} has no text for who cannot see it", remedy)


def _dead_link(shown: str) -> tuple[str, str, str]:
    return "dead-link", f"the link to {shown!r} leads nowhere", "Correct it, or upload what it leads to"


def _missing(shown: str) -> tuple[str, str, str]:
    return "missing-picture", f"there is no file {shown!r}", "Upload it to media/, or correct its name"


def _headings(key: str, proof: Proof, lines: _Lines) -> Iterator[Problem]:
    above = 1  # the title
    for level, text in proof.headings:
        if level > above + 1:
            line, column = lines.find_heading(level, text)
            what = f"the heading {_shown(text)!r} is of level {level}, and the one above it of level {above}"
            remedy = f"Write it with {above + 1} signs #: who reads by ear finds the way by levels"
            yield Problem(key, line, what, remedy, code="heading-skipped", column=column, fatal=False)
        above = level


def _formulas(key: str, proof: Proof, lines: _Lines) -> Iterator[Problem]:
    for formula in proof.unreadable:
        line, column = lines.find(formula)
        what = f"the formula {formula[:80]!r} cannot be read, and is shown as it is written"
        yield Problem(key, line, what, "Correct its LaTeX", code="formula", column=column, fatal=False)


def _shown(written: str) -> str:
    return written if len(written) <= _SHOWN else written[: _SHOWN - 1] + "…"


def _target(kind: str, written: str, key: str, library: Library) -> Target:
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


class _Lines:
    """A file in which a place is looked for."""

    def __init__(self, text: str) -> None:
        self._text = text

    def find(self, written: str) -> tuple[int, int]:
        """Line and column of the first place where something is written, 0 where it is not found as it is."""
        return self._place(self._text.find(written)) if written else (0, 0)

    def find_heading(self, level: int, text: str) -> tuple[int, int]:
        """The same of a heading, by the signs before it."""
        match = re.search(rf"^ {{0,3}}#{{{level}}}[ \t]+{re.escape(text)}", self._text, re.MULTILINE)
        return self._place(match.start() if match else self._text.find(text))

    def _place(self, at: int) -> tuple[int, int]:
        if at < 0:
            return 0, 0
        begun = self._text.rfind("\n", 0, at) + 1
        return self._text.count("\n", 0, at) + 1, at - begun + 1
