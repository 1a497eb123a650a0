"""The main text of a page, without what most pages of the site share: banners, menus, feet."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString, PreformattedString

_LEAST_PAGES = 3
_SHARE = 0.5
"""The part of all pages that have a piece which is furniture."""

_MOST_OF = 0.9
"""The part of a page's text that its main block holds."""

_NEVER_TEXT = ("script", "style", "noscript", "template", "form", "nav")
_FRAMES = re.compile(
    r"body|main|article|section|div|center|table|tbody|tr|td|font|span|blockquote|form|header"
)
_OBJECTS = ("img", "video", "audio", "iframe", "object", "embed", "hr")

Leaf = NavigableString | Tag


class Furniture:
    """What most pages of one site share."""

    def __init__(self, bodies: Iterable[Tag]) -> None:
        counts: Counter[tuple[str, str]] = Counter()
        pages = 0
        for body in bodies:
            pages += 1
            counts.update({key for leaf in leaves_of(body) if (key := _key(leaf))})
        least = max(_LEAST_PAGES, pages * _SHARE)
        self._shared = {key for key, count in counts.items() if count >= least}
        self._linked = {text for tag, text in self._shared if tag == "a"}

    def remove(self, body: Tag) -> None:
        """Takes it out of a page: what stands before and after the page's own text, and menus within it."""
        leaves = list(leaves_of(body))
        own = [number for number, leaf in enumerate(leaves) if not self._is_shared(leaf)]
        first, last = (own[0], own[-1]) if own else (len(leaves), -1)
        for number, leaf in enumerate(leaves):
            is_at_edge = number < first or number > last
            if self._is_shared(leaf) and (is_at_edge or _link_of(leaf) is not None):
                leaf.extract()
        self._remove_current_items(body)
        prune(body)

    def _is_shared(self, leaf: Leaf) -> bool:
        key = _key(leaf)
        return key is not None and (key in self._shared or (key[0] != "img" and key[1] in self._separators))

    _separators = frozenset({"|", "-", "–", "—", "·", "•", "»", "«", ">", "::", "/", "*"})

    def _remove_current_items(self, body: Tag) -> None:
        """Takes the item of a menu out that is the page itself: it is no link there, and stands where other
        pages have one."""
        for leaf in list(leaves_of(body)):
            if isinstance(leaf, NavigableString) and _words(leaf) in self._linked and _link_of(leaf) is None:
                parent = leaf.parent
                if (
                    parent
                    and parent.name not in ("h1", "h2", "h3")
                    and _words(parent.get_text()) == _words(leaf)
                ):
                    leaf.extract()


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


def leaves_of(body: Tag) -> Iterator[Leaf]:
    """Yields the texts and pictures of an element, in their order."""
    for node in body.descendants:
        if isinstance(node, Tag):
            if node.name in _OBJECTS:
                yield node
        elif type(node) is NavigableString and node.strip():
            yield node


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
            return None if leaf.name == "hr" else (leaf.name, str(leaf.get("src") or leaf.get("data") or ""))
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
