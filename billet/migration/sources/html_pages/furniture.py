"""The main text of a page, without what most pages of the site share: banners, menus, feet."""

from __future__ import annotations

import re
import textwrap
from collections import Counter
from collections.abc import Iterable

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString, PreformattedString

from billet.migration.conversion.inline import INLINE

_LEAST_PAGES = 3
_LONGEST = 200
_SHARE = 0.5
"""The part of all pages that have a piece which is furniture."""

_MOST_OF = 0.9
"""The part of a page's text that its main block holds."""

_NEVER_TEXT = ("script", "style", "noscript", "template", "form", "nav")
_FRAMES = re.compile(
    r"body|main|article|section|div|center|table|tbody|tr|td|font|span|blockquote|form|header"
)
_BREAKS = ("br", "hr")
_OBJECTS = ("img", "video", "audio", "iframe", "object", "embed", "hr")

Leaf = NavigableString | Tag


class Furniture:
    """What most pages of one site share."""

    def __init__(self, bodies: Iterable[Tag]) -> None:
        counts: Counter[tuple[str, str]] = Counter()
        pages = 0
        for body in bodies:
            pages += 1
            keys = (key for line in lines_of(body) for leaf in line if (key := _key(leaf)))
            counts.update(dict.fromkeys(keys, 1))
        self._counts = counts
        least = max(_LEAST_PAGES, pages * _SHARE)
        self._shared = {key for key, count in counts.items() if count >= least}
        self._linked = {text for tag, text in self._shared if tag == "a"}

    @property
    def words(self) -> str:
        """The words of it, shortened."""
        texts = (
            text
            for tag, text in self._counts
            if tag != "img" and (tag, text) in self._shared and re.search(r"\w", text)
        )
        return textwrap.shorten(" · ".join(texts), _LONGEST, placeholder=" …")

    def remove(self, body: Tag) -> None:
        """Takes out of a page the lines that other pages have as well: those before and after the page's own
        text, and menus within it."""
        lines = lines_of(body)
        own = [number for number, line in enumerate(lines) if not all(map(self._is_shared, line))]
        first, last = (own[0], own[-1]) if own else (len(lines), -1)
        for number, line in enumerate(lines):
            is_at_edge = number < first or number > last
            if number not in own and (is_at_edge or any(_link_of(leaf) is not None for leaf in line)):
                for leaf in line:
                    leaf.extract()
        prune(body)

    def _is_shared(self, leaf: Leaf) -> bool:
        """Whether other pages have a piece, or have it as the item of a menu, which is no link where it is
        the page itself."""
        key = _key(leaf)
        if key is None or key in self._shared:
            return True
        is_heading = leaf.find_parent(("h1", "h2", "h3")) is not None
        return key[0] == "" and (not re.search(r"\w", key[1]) or (key[1] in self._linked and not is_heading))


def lines_of(body: Tag) -> list[list[Leaf]]:
    """Returns the texts and pictures of an element, those together that stand in one line."""
    lines: dict[tuple[int, int], list[Leaf]] = {}
    breaks = 0
    for node in body.descendants:
        if isinstance(node, Tag) and (node.name in _BREAKS or _is_block(node)):
            breaks += 1
        if (isinstance(node, Tag) and node.name in _OBJECTS and node.name != "hr") or (
            type(node) is NavigableString and node.strip()
        ):
            block = next((parent for parent in node.parents if _is_block(parent)), body)
            lines.setdefault((id(block), breaks), []).append(node)
    return list(lines.values())


def _is_block(tag: Tag) -> bool:
    return tag.name not in INLINE and tag.name != "font"


def main_block(body: Tag) -> Tag:
    """Returns the innermost element that holds nearly all of a page's text."""
    for name in ("main", "article"):
        blocks = body.find_all(name)
        if len(blocks) == 1 and _words(blocks[0].get_text()):
            return blocks[0]
    block = body
    while True:
        weight = _weight(block)
        inner = next(
            (
                child
                for child in block.find_all(True, recursive=False)
                if _FRAMES.fullmatch(child.name) and _weight(child) >= weight * _MOST_OF and weight
            ),
            None,
        )
        if inner is None:
            return block
        block = inner


def clear(soup: BeautifulSoup) -> None:
    """Takes out of a page what is no text: scripts, menus, fields, comments."""
    for tag in soup.find_all(_NEVER_TEXT):
        if tag.name == "form" and len(tag.get_text(strip=True)) > 300:
            tag.unwrap()  # some pages stand in one form
        elif tag.name == "noscript":
            tag.unwrap()
        else:
            tag.decompose()
    for node in soup.find_all(string=lambda text: isinstance(text, PreformattedString)):
        if not _is_mark(node):
            node.extract()


def prune(block: Tag) -> None:
    """Takes out the elements that hold nothing any more."""
    for tag in reversed(block.find_all(True)):
        is_object = tag.name in (*_OBJECTS, "br", "td", "th", "col", "source", "param", "area")
        if (
            not is_object
            and not tag.get_text(strip=True)
            and not tag.find((*_OBJECTS,))
            and not tag.get("id")
            and not (tag.name == "a" and tag.get("name"))
        ):
            tag.extract()


def _is_mark(node: NavigableString) -> bool:
    return "more" in node.lower()


def _key(leaf: Leaf) -> tuple[str, str] | None:
    if isinstance(leaf, Tag):
        if leaf.name != "img":
            return (leaf.name, str(leaf.get("src") or leaf.get("data") or ""))
        return ("img", str(leaf.get("src", "")).rsplit("/", 1)[-1])
    text = _words(leaf)
    return ("a" if _link_of(leaf) is not None else "", text) if text else None


def _link_of(leaf: Leaf) -> Tag | None:
    link = leaf.find_parent("a")
    return link if isinstance(link, Tag) and link.get("href") else None


def _words(text: str) -> str:
    return " ".join(text.split()).strip()


def _weight(block: Tag) -> int:
    """Returns how much text a block has; a picture counts as a line."""
    return len(_words(block.get_text())) + 60 * len(block.find_all("img"))
