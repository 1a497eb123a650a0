"""What a person types, parsed: words, "phrases", -words, tag:python, 2020..2023."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TypeVar

from chalicelib.content.folding import other_forms
from chalicelib.content.term_slug import term_slug
from chalicelib.index import words

T = TypeVar("T")

MAX_CHARACTERS = 256
"""Characters of a query that are read."""

MAX_WORDS = 12
"""Words of a query that are looked for. Each costs a pass over all articles that have it."""

MAX_TAGS = 5

MAX_EXACT = 3
"""Letters of a word that is looked for as it is; of a longer one its beginning is enough. The articles of all
words that begin with "le" would take longer to join than a reader waits."""

_QUOTES = str.maketrans(dict.fromkeys("“”„«»‟＂", '"'))
_PIECE = re.compile(r'(?P<minus>-?)(?P<tag>tag:)?(?:"(?P<quoted>[^"]*)"?|(?P<plain>[^\s"]+))', re.IGNORECASE)
_YEARS = re.compile(r"(\d{4})?\.\.(\d{4})?", re.ASCII)
_YEAR = re.compile(r"\s*([1-9]\d{3})\s*", re.ASCII)
_APOSTROPHES = re.compile(r"['’ʼ‘＇]")
# What French leaves of a word before a vowel.
_ELIDED = frozenset(["l", "d", "j", "m", "n", "s", "t", "c", "qu", "lorsqu", "jusqu", "puisqu", "quoiqu"])


@dataclass(frozen=True)
class Phrase:
    """Words one after another; with `begins`, the last may be the beginning of a longer one."""

    words: tuple[str, ...]
    begins: bool = False

    @property
    def expression(self) -> str:
        """It for FTS5. Its words hold letters, digits and `+#.` alone: nothing needs escaping."""
        return f'"{" ".join(self.words)}"' + (" *" if self.begins else "")


def _phrase(text: str, *, may_begin: bool = False) -> Phrase:
    """Returns the phrase of a text's words. Of a run that ends it, the last pair is enough; a character alone
    begins all pairs that it is the first of."""
    last_words = words.words(text)
    if len(last_words) > 1 and _is_alone(last_words[-1]) and last_words[-2][1:] == last_words[-1]:
        del last_words[-1]
    last = last_words[-1] if last_words else ""
    begins = _is_alone(last) or (may_begin and _may_begin(last))
    return Phrase(tuple(last_words), begins)


@dataclass(frozen=True)
class Term:
    """A word in any of its forms, the one that was typed first, or a phrase."""

    forms: tuple[Phrase, ...]

    def cut(self, longest: int) -> Term:
        """Returns the term, or its first words where it has more than `longest`."""
        words = self.forms[0].words
        return self if len(words) <= longest else Term((Phrase(words[:longest]),))

    @property
    def expression(self) -> str:
        """It for FTS5."""
        return "(" + " OR ".join(form.expression for form in self.forms) + ")"


@dataclass(frozen=True)
class Query:
    """Asks for articles with all of `terms` and `tags` and none of the excluded ones, of the years from
    `first_year` to `last_year`, both included; None is open.

    Tags are slugs. `is_cut` tells that more was typed than is looked for.
    """

    terms: tuple[Term, ...] = ()
    excluded_terms: tuple[Term, ...] = ()
    tags: tuple[str, ...] = ()
    excluded_tags: tuple[str, ...] = ()
    first_year: int | None = None
    last_year: int | None = None
    is_cut: bool = False

    def __bool__(self) -> bool:
        """Whether it asks for anything."""
        years = (self.first_year, self.last_year)
        return bool(self.terms or self.tags or years != (None, None))

    @property
    def expression(self) -> str:
        """All terms for FTS5; "" where there are only excluded ones."""
        included = self.inclusion
        return f"({included}) NOT ({self.exclusion})" if included and self.excluded_terms else included

    @property
    def inclusion(self) -> str:
        """The terms that are not excluded, for FTS5; "" where there are none."""
        return " AND ".join(term.expression for term in self.terms)

    @property
    def exact_inclusion(self) -> str:
        """The terms that are not excluded as they were typed, for FTS5; "" where there are none."""
        forms = (term.forms[0] for term in self.terms)
        exact = (replace(form, begins=form.begins and _is_alone(form.words[-1])) for form in forms)
        return " AND ".join(form.expression for form in exact)

    @property
    def exclusion(self) -> str:
        """The excluded terms for FTS5; "" where there are none."""
        return " OR ".join(term.expression for term in self.excluded_terms)


def readable(text: str) -> str:
    """Returns what was typed as it can be shown again: one line of whole characters."""
    return " ".join(words.whole(text[: MAX_CHARACTERS + 1]).translate(_CONTROLS).split())[:MAX_CHARACTERS]


_CONTROLS = dict.fromkeys((*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029), " ")


def parse(text: str, tag: str = "", since: str = "", until: str = "") -> Query:
    """Returns the query that the four fields of a form make. Nothing that is typed is an error: what cannot
    be understood is left out."""
    terms: list[Term] = []
    excluded_terms: list[Term] = []
    tags, excluded_tags = [term_slug(readable(tag))], [""]
    years = _year(since), _year(until)
    is_cut, words_left = len(text) > MAX_CHARACTERS, MAX_WORDS
    for piece in _PIECE.finditer(readable(text).translate(_QUOTES)):
        written = piece["plain"] or ""
        if piece["tag"]:
            (excluded_tags if piece["minus"] else tags).append(term_slug(piece["quoted"] or written))
            continue
        if match := _YEARS.fullmatch(written):
            years = _year(match[1] or "") or years[0], _year(match[2] or "") or years[1]
            continue
        term, count = _quoted(piece["quoted"]) if piece["quoted"] is not None else _typed(written)
        if not count:
            continue
        is_cut = is_cut or count > words_left
        if not words_left or (piece["minus"] and count > words_left):
            break
        (excluded_terms if piece["minus"] else terms).append(term.cut(words_left))
        words_left -= min(count, words_left)
    slugs, excluded_slugs = _distinct(filter(None, tags)), _distinct(filter(None, excluded_tags))
    return Query(
        _distinct(terms),
        _distinct(excluded_terms),
        slugs[:MAX_TAGS],
        excluded_slugs[:MAX_TAGS],
        *years,
        is_cut=is_cut or max(len(slugs), len(excluded_slugs)) > MAX_TAGS,
    )


def _quoted(text: str) -> tuple[Term, int]:
    """Returns a term of exactly these words, and their number."""
    phrase = _phrase(text)
    return Term((phrase,)), len(phrase.words)


def _typed(text: str) -> tuple[Term, int]:
    """Returns the term of one word as it was typed, and the number of its words: ``l'été``, ``peut-être``,
    ``node.js`` and ``東京都`` are several to the search file."""
    parts = _APOSTROPHES.split(text)
    if len(parts) > 1 and words.level(parts[0]).strip("(") in _ELIDED:
        parts = parts[1:]
    if len(parts) > 1 and parts[-1].lower().strip(".,;:!?)") == "s":  # John's
        parts = parts[:-1]
    phrase = _phrase(" ".join(parts), may_begin=True)
    count = len(phrase.words)
    if count == 1 and not words.is_run(phrase.words[0]):
        return Term(_forms(phrase.words[0])), 1
    forms = [phrase]
    if "-" in text and count == 2 and not any(map(words.is_run, phrase.words)):  # e-mail, email
        forms += _forms("".join(phrase.words))
    return Term(tuple(forms)), count


def _forms(word: str) -> tuple[Phrase, ...]:
    """Returns a word, longer ones that begin with it, and its singular or plural."""
    if _may_begin(word):
        return (Phrase((word,), begins=True), *(Phrase((other,)) for other in other_forms(word)))
    if len(word) == 1 or not word.isalpha():
        return (Phrase((word,)),)
    plural = [] if word.endswith(("s", "x", "z")) else [word + "x"] if word.endswith("u") else [word + "s"]
    forms = (word, *plural, *other_forms(word))
    return tuple(Phrase((form,)) for form in forms if form is word or len(form) > 1)


def _may_begin(word: str) -> bool:
    return len(word) > MAX_EXACT and word.isalnum() and not word.isdigit()


def _is_alone(word: str) -> bool:
    return len(word) == 1 and words.is_run(word)


def _year(text: str) -> int | None:
    match = _YEAR.fullmatch(text)
    return int(match[1]) if match else None


def _distinct(items: Iterable[T]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(items))
