"""What a person types, understood: words, "phrases", -words, tag:python, 2020..2023."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from chalicelib.content.slug import slugify
from chalicelib.index import words

T = TypeVar("T")

LONGEST = 256
"""Characters of a query that are read."""

MOST_WORDS = 12
"""Words of a query that are looked for. Each costs a pass over all articles that have it."""

MOST_TAGS = 5

WHOLE = 3
"""Letters of a word that is looked for as it is; of a longer one its beginning is enough. The articles
of all words that begin with "le" would take longer to join than a reader waits."""

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
        """For FTS5. Its words hold letters and digits alone, so that nothing needs escaping."""
        return f'"{" ".join(self.words)}"' + (" *" if self.begins else "")


@dataclass(frozen=True)
class Term:
    """What an article must have, in any of some forms."""

    forms: tuple[Phrase, ...]

    @property
    def expression(self) -> str:
        """For FTS5."""
        return "(" + " OR ".join(form.expression for form in self.forms) + ")"


@dataclass(frozen=True)
class Query:
    """All of `wanted`, none of `unwanted`, and the same for tags, by slug; years, both included, None where
    they are open.

    `cut` says that more was asked than is looked for.
    """

    wanted: tuple[Term, ...] = ()
    unwanted: tuple[Term, ...] = ()
    tags: tuple[str, ...] = ()
    other_tags: tuple[str, ...] = ()
    first: int | None = None
    last: int | None = None
    cut: bool = False

    def __bool__(self) -> bool:
        """Whether it asks for anything."""
        return bool(self.wanted or self.tags or self.first is not None or self.last is not None)

    @property
    def expression(self) -> str:
        """For FTS5; "" where no word is wanted."""
        words = self.expression_of_wanted
        return f"({words}) NOT ({self.exclusion})" if words and self.unwanted else words

    @property
    def expression_of_wanted(self) -> str:
        """The same without the words that none may have."""
        return " AND ".join(term.expression for term in self.wanted)

    @property
    def exclusion(self) -> str:
        """What none may have, for FTS5; "" where nothing is unwanted."""
        return " OR ".join(term.expression for term in self.unwanted)


def readable(text: str) -> str:
    """What was typed as it can be shown again: one line of whole characters."""
    return " ".join(words.whole(text[: LONGEST + 1]).translate(_CONTROLS).split())[:LONGEST]


_CONTROLS = dict.fromkeys((*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029), " ")


def parse(text: str, tag: str = "", since: str = "", until: str = "") -> Query:
    """The query that a form's four fields make. Nothing that is typed is an error: what cannot be
    understood is left out."""
    wanted: list[Term] = []
    unwanted: list[Term] = []
    tags, other_tags = [slugify(readable(tag))], [""]
    years = _year(since), _year(until)
    cut, left = len(text) > LONGEST, MOST_WORDS
    for piece in _PIECE.finditer(readable(text).translate(_QUOTES)):
        written = piece["plain"] or ""
        if piece["tag"]:
            (other_tags if piece["minus"] else tags).append(slugify(piece["quoted"] or written))
            continue
        if found := _YEARS.fullmatch(written):
            years = _year(found[1] or "") or years[0], _year(found[2] or "") or years[1]
            continue
        term, count = _quoted(piece["quoted"]) if piece["quoted"] is not None else _typed(written)
        if not count:
            continue
        if count > left:
            cut = True
            break
        left -= count
        (unwanted if piece["minus"] else wanted).append(term)
    named, others = _once(filter(None, tags)), _once(filter(None, other_tags))
    return Query(
        _once(wanted),
        _once(unwanted),
        named[:MOST_TAGS],
        others[:MOST_TAGS],
        *years,
        cut=cut or max(len(named), len(others)) > MOST_TAGS,
    )


def _quoted(text: str) -> tuple[Term, int]:
    """Exactly these words, and how many they are."""
    found = tuple(words.words(text))
    return Term((Phrase(found),)), len(found)


def _typed(text: str) -> tuple[Term, int]:
    """One word as it was typed: ``l'été``, ``peut-être`` and ``node.js`` are several to the index."""
    parts = _APOSTROPHES.split(text)
    if len(parts) > 1 and words.level(parts[0]).strip("(") in _ELIDED:
        parts = parts[1:]
    if len(parts) > 1 and parts[-1].lower().strip(".,;:!?)") == "s":  # John's
        parts = parts[:-1]
    found = tuple(words.words(" ".join(parts)))
    if len(found) == 1:
        return Term(_forms(found[0])), 1
    forms = [Phrase(found, begins=bool(found) and _may_begin(found[-1]))]
    if "-" in text and len(found) == 2:  # e-mail, email
        forms += _forms("".join(found))
    return Term(tuple(forms)), len(found)


def _forms(word: str) -> tuple[Phrase, ...]:
    """A word, longer ones that begin with it, and its singular or plural."""
    if _may_begin(word):
        return (Phrase((word,), begins=True), *(Phrase((one,)) for one in _others(word)))
    if len(word) == 1 or any(c.isdigit() for c in word):
        return (Phrase((word,)),)
    plural = [] if word.endswith(("s", "x", "z")) else [word + "x"] if word.endswith("u") else [word + "s"]
    return tuple(Phrase((one,)) for one in (word, *plural, *_others(word)) if one is word or len(one) > 1)


def _may_begin(word: str) -> bool:
    return len(word) > WHOLE and not word.isdigit()


def _others(word: str) -> list[str]:
    """Forms of a word that do not begin with it: ``chevaux`` and ``cheval``, ``libraries`` and
    ``library``, ``publiées`` and ``publié``."""
    if word.endswith("aux"):
        return [word[:-3] + "al", word[:-1]]
    if word.endswith("al"):
        return [word[:-2] + "aux"]
    if word.endswith("ies"):
        return [word[:-3] + "y", word[:-1], word[:-2]]
    if word.endswith("y"):
        return [word[:-1] + "ies"]
    if word.endswith("es"):
        return [word[:-1], word[:-2]]
    return [word[:-1]] if word.endswith(("s", "x")) and not word.endswith("ss") else []


def _year(text: str) -> int | None:
    found = _YEAR.fullmatch(text)
    return int(found[1]) if found else None


def _once(items: Iterable[T]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(items))
