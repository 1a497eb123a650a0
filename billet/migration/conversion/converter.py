"""HTML to Markdown, block by block, each compared with what it came of."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from billet.migration.conversion.escaping import escape, escape_start
from billet.migration.conversion.html_block import write_html_block
from billet.migration.conversion.html_reader import read_html, words_of
from billet.migration.conversion.normal_form import Signature, blocks_of, signature_of
from billet.migration.conversion.writer import write_block
from billet.migration.model import TargetOf
from chalicelib.markdown import html_tree
from chalicelib.markdown.comments import MORE as MORE_COMMENT
from chalicelib.markdown.dialect import markdown_for
from chalicelib.markdown.html_tree import Element
from chalicelib.markdown.sanitizer import MORE, clean_markdown
from chalicelib.markdown.text_findings import TextFindings

_LISTS = ("ul", "ol", "dl")


@dataclass(frozen=True)
class Converted:
    """A text in Billet's Markdown. `losses` are the pieces of the HTML that Billet does not show, each once
    and as it was written."""

    text: str
    losses: tuple[str, ...] = ()


def to_markdown(html: str, language: str, target_of: TargetOf = lambda address: address) -> Converted:
    """Returns some HTML as Markdown where Billet shows the same of it, else as HTML. `language`, a tag of BCP
    47, is that of the text; `target_of` returns what an address of a link or picture becomes, or None where
    it stays."""
    try:
        return _converted(html, language, target_of)
    except RecursionError:
        words = escape_start(escape(words_of(html), is_heavy=True))
        return Converted(f"{words}\n", ("elements that are nested too deep, but for their words",))


def _converted(html: str, language: str, target_of: TargetOf) -> Converted:
    root, losses = read_html(html, target_of)
    blocks = [_Block(element, language) for element in blocks_of(root.children)]
    text = _joined(blocks)
    if not _is_equal(text, blocks, language):
        for block in blocks:
            block.make_equal()
        text = _joined(blocks)
    while not _is_equal(text, blocks, language):
        # What is equal alone is read otherwise beside others.
        if not _first_unequal(blocks, language).advance():
            return _as_one_block(blocks, losses)
        text = _joined(blocks)
    return Converted(text, losses)


class _Block:
    """A block of a text, in the plainest form that shows the same."""

    def __init__(self, element: Element, language: str) -> None:
        self.element = element
        self._language = language
        self.signature = signature_of([element])
        self._forms = _forms_of(element)
        self.text = next(self._forms)

    def make_equal(self) -> None:
        """Takes the first form of those that are left that shows the same alone."""
        while signature_of(_read(self.text, self._language)) != self.signature and self.advance():
            pass

    def advance(self) -> bool:
        """Takes the next form that shows the same alone, and returns whether there is one."""
        for text in self._forms:
            self.text = text
            if signature_of(_read(self.text, self._language)) == self.signature:
                return True
        return False


def _forms_of(element: Element) -> Iterator[str]:
    if MORE in element.attributes:
        yield "<!-- more -->"
        return
    write: Callable[..., str] = partial(write_block, element)
    for is_heavy, marks_as_html in ((False, False), (True, False), (False, True), (True, True)):
        yield write(is_heavy=is_heavy, marks_as_html=marks_as_html)
    yield write_html_block(element)
    yield write_html_block(element, is_heavy=True)


def _read(text: str, language: str) -> list[Element]:
    """Returns the blocks that Billet makes of a text, before quotes and spaces are set after its language: as
    those of Markdown are, and those of HTML are not."""
    markdown = markdown_for(text, language, TextFindings())
    markdown.treeprocessors.deregister("billet-typesetting")
    try:
        html = markdown.convert(text)
    except RecursionError:
        return []
    html = MORE_COMMENT.sub(f'<wbr {MORE}="">', html, count=1)
    return blocks_of(html_tree.parse(clean_markdown(html)).children)


def _is_equal(text: str, blocks: Sequence[_Block], language: str) -> bool:
    return signature_of(_read(text, language)) == _signatures(blocks)


def _signatures(blocks: Sequence[_Block]) -> list[Signature]:
    return [signature for block in blocks for signature in block.signature]


def _joined(blocks: Sequence[_Block]) -> str:
    parts: list[str] = []
    for number, block in enumerate(blocks):
        before = blocks[number - 1] if number else None
        if before and before.element.tag in _LISTS and block.element.tag == before.element.tag:
            parts.append("<!-- -->")  # else they are one list
        parts.append(block.text)
    return "\n\n".join(parts) + "\n" if parts else ""


def _first_unequal(blocks: Sequence[_Block], language: str) -> _Block:
    """Returns the block with which a text begins to differ."""
    low, high = 0, len(blocks) - 1
    while low < high:
        middle = (low + high) // 2
        part = blocks[: middle + 1]
        if _is_equal(_joined(part), part, language):
            low = middle + 1
        else:
            high = middle
    return blocks[low]


def _as_one_block(blocks: Sequence[_Block], losses: tuple[str, ...]) -> Converted:
    whole = Element("div", {}, [block.element for block in blocks])
    return Converted(write_html_block(whole, is_heavy=True) + "\n", losses)
