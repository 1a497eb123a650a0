"""Sentences of the rooms that speak English: errors, findings, receipts.

They are f-strings, and many were made by functions on AWS and saved in the index. The catalogue holds each as
a template, such as ``the id %(id)s belongs to another file``. What is fixed in a template tells which
one a sentence was made of, the rest are its values.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from billet.translation.catalogue import french, is_french
from chalicelib.content.typography import NO_BREAK

_PLACEHOLDER = re.compile(r"%\((\w+)\)s")
_WORD = re.compile(r"[A-Za-z]{2,}")
_QUOTED = re.compile(r"""'[^']*'|"[^"]*"|<[^>]*>|`[^`]*`""")
_MARKS = ("'", '"', "<", ">", "`")
_AWS_ERROR = "An error occurred ("
_LIST = re.compile(r"(; |, )")


@dataclass(frozen=True)
class Template:
    """A sentence with places for values: `fixed` has one piece more than there are `names`."""

    names: Sequence[str]
    fixed: Sequence[str]
    french: str

    def quotes(self, name: str) -> bool:
        """Returns whether a value stands in quotes: it is then what somebody wrote, or is to write."""
        number = self.names.index(name)
        return self.fixed[number].endswith(_MARKS) and self.fixed[number + 1].startswith(_MARKS)

    @property
    def is_sure(self) -> bool:
        """Returns whether so much is fixed that no other sentence has it."""
        return len(_WORD.findall(" ".join(self.fixed))) >= 3

    def values_in(self, text: str) -> dict[str, str] | None:
        """Returns the values that make this text, or `None` where the template does not."""
        first, *inner, last = self.fixed
        if not (text.startswith(first) and text.endswith(last)) or len(text) < len(first) + len(last):
            return None
        rest = text[len(first) : len(text) - len(last)]
        values: list[str] = []
        for piece in inner:
            if piece not in rest:
                return None
            # Of places without a word between them, the last has all.
            value, rest = rest.split(piece, maxsplit=1) if piece else ("", rest)
            values.append(value)
        return dict(zip(self.names, [*values, rest], strict=True))


def translate(text: str) -> str:
    """Returns a sentence in the language of the locale; as it is where the catalogue has none like it."""
    return _french(text) if is_french() else text


@lru_cache(4096)
def _french(text: str) -> str:
    if exact := french().get(text):
        return exact.replace("%%", "%")
    if match := _match(text):
        template, values = match
        shown = {name: v if template.quotes(name) else _value(v) for name, v in values.items()}
        return template.french % shown
    parts = text.split(": ")
    known = [french().get(part, part) for part in parts]
    return text if known == parts else f"{NO_BREAK}: ".join(known)


def _match(text: str) -> tuple[Template, dict[str, str]] | None:
    """Returns the template that a text was made of, and its values: one for which all values can be such,
    else one that says enough."""
    _, error, words_of_aws = text.partition(_AWS_ERROR)
    matches = [
        (template, values)
        for template in _templates()
        if (values := template.values_in(text)) is not None
        # What AWS says stays whole: it may end as a sentence of ours does.
        and (not error or any(value.endswith(error + words_of_aws) for value in values.values()))
    ]
    for template, values in matches:
        if all(map(_is_value, values.values())):
            return template, values
    return next((match for match in matches if match[0].is_sure), None)


def _is_value(text: str) -> bool:
    """Returns whether a text can be the value of a template that says little: one word, or something that is
    quoted or has a translation. What AWS says is no such value."""
    return " " not in text or bool(_QUOTED.fullmatch(text)) or _value(text) != text


def _value(text: str) -> str:
    """Returns a value, which may be a sentence or a list of sentences, but nothing that is quoted."""
    if _QUOTED.fullmatch(text):
        return text
    if (translation := _french(text)) != text:
        return translation
    parts = _LIST.split(text)
    return "".join(map(_french, parts)) if len(parts) > 1 else text


@cache
def _templates() -> list[Template]:
    """Returns all templates, those first of which most is fixed."""
    templates = [
        Template(names, [piece.replace("%%", "%") for piece in _PLACEHOLDER.split(id)[::2]], text)
        for id, text in french().items()
        if (names := _PLACEHOLDER.findall(id)) and _WORD.search(_PLACEHOLDER.sub("", id))
    ]
    return sorted(templates, key=lambda template: -sum(map(len, template.fixed)))
