"""The words of a text's tree: no formula, no footnote mark, and nothing of pictures and players."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from chalicelib.markdown.html_tree import Element

FORMULA = "\N{OBJECT REPLACEMENT CHARACTER}"
"""Stands for a formula until it is known what the words are for."""

TEMPLATE_TAG = "\x02"
"""Stands for the tag of another tool's template, which is no words. No text has this character."""

_HIDDEN_TAGS = frozenset({"audio", "iframe", "math", "video"})
_HIDDEN_CLASSES = frozenset({"footnote-backref", "footnote-ref", "permalink", "toc"})
_SET = re.compile("[\\s\"'`*_.…«»\\u2010-\\u201f-]+")
_LINK_BY_TAG = re.compile(rf"\[([^\[\]]*)\]\([ ]*(?:{TEMPLATE_TAG}[ ]*)+\)")
_BLANKS = re.compile(r"[ \t\r\n\f]+")  # spaces that let no line break are typography, and stay

_CHINESE = "[\u3001-\u30ff\u3400-\u9fff\uf900-\ufaff\uff01-\uff60\U00020000-\U0003ffff]"


def is_hidden(element: Element) -> bool:
    """Returns whether what an element holds is not read as words."""
    return element.tag in _HIDDEN_TAGS or element.attributes.get("class") in _HIDDEN_CLASSES


def is_formula(element: Element) -> bool:
    """Returns whether an element shows a formula, readable or not."""
    return element.tag == "math" or element.attributes.get("class") == "formula"


def is_template_tag(element: Element) -> bool:
    """Returns whether an element shows the tag of another tool's template."""
    return element.attributes.get("class") == "template"


def text_of(element: Element) -> str:
    """Returns the words of one element, in one line."""
    parts: list[str] = []
    _collect(element, parts)
    return in_one_line(parts)


def is_same_text(first: str, second: str) -> bool:
    """Returns whether two texts differ in spaces, quotes and dashes alone, which are set after the text's
    language, and in case."""
    return _SET.sub("", first).casefold() == _SET.sub("", second).casefold()


def begin_alike(first: str, second: str) -> bool:
    """Returns whether one of two texts begins with the other, as `is_same_text` compares them."""
    shorter, longer = sorted((_SET.sub("", text).casefold() for text in (first, second)), key=len)
    return bool(shorter) and longer.startswith(shorter)


def in_one_line(parts: Iterable[str]) -> str:
    """Returns texts as one line, with an ellipsis for each formula and without tags of templates; of a link
    whose address is such a tag the words stay."""
    text = "".join(parts).replace(FORMULA, "…")
    if TEMPLATE_TAG in text:
        text = _LINK_BY_TAG.sub(r"\1", text).replace(TEMPLATE_TAG, "")
    if not text.isascii():
        text = _line_end().sub("", text)
    return _BLANKS.sub(" ", text).strip()


@cache  # compiled late: it takes longer than most pages take to be read
def _line_end() -> re.Pattern[str]:
    """Returns the pattern of a line's end between two letters of Chinese or Japanese, where it is no space
    (CSS Text 3, 4.1.3)."""
    return re.compile(rf"(?<={_CHINESE})\n(?={_CHINESE})")


def _collect(element: Element, parts: list[str]) -> None:
    for child in element.children:
        if isinstance(child, str):
            parts.append(child)
        elif is_formula(child):
            parts.append(FORMULA)
        elif child.tag in ("br", "p"):
            parts.append(" ")
            _collect(child, parts)
        elif not is_hidden(child):
            _collect(child, parts)
