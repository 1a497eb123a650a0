"""Values and keys of front matter that are read otherwise than they are written, or not at all."""

from __future__ import annotations

import difflib
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import lru_cache

from chalicelib.content.field_reader import SWITCH
from chalicelib.content.front_matter import Field, FrontMatter, Split
from chalicelib.content.key_aliases import MEANING_OF, MEANINGS, OPENING, squeezed
from chalicelib.content.problem import Problem, refusal, warning
from chalicelib.content.text import position, quoted

_TEXTS = frozenset({"title", "summary", "series", "author", "place", "tags", "categories", "aliases", "slug"})
"""Meanings whose values are words, in which a sign # belongs to them more often than not."""

_SENTENCES = frozenset({"title", "summary"})
_COMMENT = re.compile(r"[ ]*(#[^\n]*)")
_PLACEHOLDER = re.compile(
    r"""^(?P<indent>[ \t]*)["']?(?P<key>[^\W_][\w .-]{0,38}?)["']?[ \t]*[:=][ \t]*["']?"""
    r"""(?P<value>\{\{.*?\}\}|\{%.*?%\}|<%.*?%>)["']?[ \t]*,?[ \t]*$""",
    re.MULTILINE,
)
_USUAL = (
    *("title", "titre", "date", "published", "updated", "draft", "brouillon", "expires", "unlisted"),
    *("slug", "permalink", "aliases", "tags", "category", "categories", "categorie", "series"),
    *("summary", "description", "excerpt", "image", "cover", "lang", "langue", "canonical", "featured"),
    *("author", "authors", "auteur", "comments", "commentaires"),
)
"""Keys that are mistyped more often than others."""

_SPELLINGS: Mapping[str, list[str]] = defaultdict(list)
"""All keys that may be meant, by their first letter, which nobody mistypes; the usual ones first."""

for _spelling in (*_USUAL, *(spelling for spelling in MEANING_OF if "." not in spelling)):
    _SPELLINGS[_spelling[0]].append(_spelling)

_OTHER_WORDS = frozenset({"data", "tabs", "dates", "titles", "poster"})
"""Words that are near."""

_NEAR = 0.8
"""How alike two keys are, of 1, that differ in two places."""

_SHORTEST_TYPO = 4
_LONG = 6
"""Letters of a key in which any one may be wrong; a shorter one has two letters changed about, or one missing
or doubled: other words are near."""


def misreadings(file: str, parts: Split, front_matter: FrontMatter) -> Iterator[Problem]:
    """Returns the warnings about a file's front matter that each value explains by itself."""
    if parts.dialect == "yaml":
        yield from _cut_values(file, parts)
    yield from _placeholders(file, parts)
    yield from _misspelled_keys(file, front_matter)


def _cut_values(file: str, parts: Split) -> Iterator[Problem]:
    """A value without quotes ends at a sign # that follows a blank."""
    text = parts.front_matter.replace("\t", " ")
    if " #" not in text:
        return
    from chalicelib.content.front_matter.yaml import plain_values

    for key, value, end in plain_values(text):
        meaning = MEANING_OF.get(squeezed(key))
        comment = _COMMENT.match(text, end)
        if meaning not in _TEXTS or not comment or not _belongs_to(value, comment[1], meaning):
            continue
        line, column = position(text, comment.start(1), parts.line)
        if value:
            message = f"'{key}' is {quoted(value)} here: YAML takes {quoted(comment[1])} for a comment"
        else:
            message = f"'{key}' has no value here: YAML takes {quoted(comment[1])} for a comment"
        remedy = (
            f'Put it in quotes, "{value} {comment[1]}"' if value else "Put it in quotes, or without the #"
        )
        yield warning(file, line, message, remedy, "cut-value", column)


def _belongs_to(value: str, comment: str, meaning: str) -> bool:
    """Returns whether what follows a value was meant as a part of it, and not as a comment."""
    return bool(re.match(r"#+\w", comment)) or (bool(value) and meaning in _SENTENCES)


def _placeholders(file: str, parts: Split) -> Iterator[Problem]:
    for match in _PLACEHOLDER.finditer(parts.front_matter):
        meaning = MEANING_OF.get(squeezed(match["key"]))
        if not meaning or meaning == "address" or (match["indent"] and parts.dialect != "json"):
            continue
        line, column = position(parts.front_matter, match.start("value"), parts.line)
        message = f"'{match['key']}' is {quoted(match['value'])}, which another tool would have filled in"
        yield warning(file, line, message, "Write the value itself", "placeholder", column)


def _misspelled_keys(file: str, front_matter: FrontMatter) -> Iterator[Problem]:
    """A key that nobody knows, beside one that is not there. Raises `ContentError` for one that may make the
    file a draft: what may be a draft is never published."""
    keys = {squeezed(key): (key, field) for key, field in front_matter.fields.items()}
    meanings = {MEANING_OF[key] for key in keys if key in MEANING_OF}
    for squeezed_key, (key, field) in keys.items():
        if (
            squeezed_key in OPENING
            or squeezed_key in MEANING_OF
            or squeezed_key in _OTHER_WORDS
            or "." in squeezed_key
        ):
            continue
        near = (s for s in _near_spellings(squeezed_key) if MEANING_OF[s] not in meanings)
        if spelling := next(near, ""):
            message = f"'{key}' is no key that is read: did you mean '{spelling}'?"
            if _may_be_draft(spelling, field):
                remedy = f"Write '{spelling}', or leave it out"
                raise refusal(file, field.line, message, remedy, "draft", field.column)
            remedy = "Correct it, or leave it out"
            yield warning(file, field.line, message, remedy, "unknown-key", field.column)


@lru_cache(maxsize=1024)
def _near_spellings(key: str) -> tuple[str, ...]:
    """Returns what a key was meant to be, the likeliest first."""
    spellings = _SPELLINGS.get(key[:1], [])
    alike = difflib.get_close_matches(key, spellings, n=3, cutoff=_NEAR)
    return (
        *(spelling for spelling in spellings if _is_typo(key, spelling)),
        *(spelling for spelling in alike if len(spelling) > _SHORTEST_TYPO),
    )


def _may_be_draft(spelling: str, field: Field) -> bool:
    """Returns whether a key would have kept readers from seeing the file, had it been written so."""
    word = field.value.strip().lower() if isinstance(field.value, str) else ""
    if MEANING_OF[spelling] == "draft":
        return SWITCH.get(word, True)
    return spelling in MEANINGS["public"] and not SWITCH.get(word, True)


def _is_typo(key: str, known: str) -> bool:
    """Returns whether a key is a known one with the same first letter, mistyped in one place behind it."""
    if min(len(key), len(known)) < _SHORTEST_TYPO - 1 or len(known) < _SHORTEST_TYPO:
        return False
    length = next(
        (n for n, (a, b) in enumerate(zip(key, known, strict=False)) if a != b), min(len(key), len(known))
    )
    rest, known_rest = key[length:], known[length:]
    if len(key) == len(known):
        is_turned = rest[:2] == known_rest[1::-1] and rest[2:] == known_rest[2:]
        return is_turned or (len(known) >= _LONG and rest[1:] == known_rest[1:])
    if len(key) + 1 == len(known):
        return rest == known_rest[1:]
    if len(key) == len(known) + 1:
        return rest[1:] == known_rest and (rest[0] == key[length - 1] or len(known) >= _LONG)
    return False
