"""Sentences of the rooms that speak English: errors, findings, receipts.

They are f-strings, and many were made by functions on AWS and saved in the index. The catalogue holds each as
a template, such as ``the id %(id)s belongs to another file``. What is fixed in a template tells which
one a sentence was made of, the rest are its values.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from billet.translation.catalogue import french, is_french

_PLACEHOLDER = re.compile(r"%\((\w+)\)s")
_QUOTES = ("'", '"', "<", "`")
_LIST = re.compile(r"(; |, )")


@dataclass(frozen=True)
class Template:
    """A sentence with places for values: `fixed` has one piece more than there are `names`."""

    names: Sequence[str]
    fixed: Sequence[str]
    french: str

    def values_in(self, text: str) -> dict[str, str] | None:
        """Returns the values that make this text, or `None` where the template does not."""
        first, *inner, last = self.fixed
        if not (text.startswith(first) and text.endswith(last)) or len(text) < len(first) + len(last):
            return None
        rest = text[len(first) : len(text) - len(last)]
        values: list[str] = []
        for piece in inner:
            value, separator, rest = rest.partition(piece)
            if not separator:
                return None
            values.append(value)
        return dict(zip(self.names, [*values, rest], strict=True))


def translate(text: str) -> str:
    """Returns a sentence in the language of the locale; as it is where the catalogue has none like it."""
    return _french(text) if is_french() else text


def _french(text: str) -> str:
    if exact := french().get(text):
        return exact.replace("%%", "%")
    for template in _templates():
        if (values := template.values_in(text)) is not None:
            return template.french % {name: _value(value) for name, value in values.items()}
    return text


def _value(text: str) -> str:
    """Returns a value, which may be a sentence or a list of sentences, but nothing that is quoted."""
    if text.startswith(_QUOTES):
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
        if (names := _PLACEHOLDER.findall(id))
    ]
    return sorted(templates, key=lambda template: -sum(map(len, template.fixed)))
