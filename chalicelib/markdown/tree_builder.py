"""The tree of a text for Python-Markdown, of the tokens that markdown-it-py has read."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from string import punctuation
from typing import cast
from xml.etree.ElementTree import Element, SubElement

from markdown.util import ETX, STX, AtomicString, HtmlStash
from markdown_it.token import Token

from chalicelib.markdown import callouts, formulas, tasks, template_tags
from chalicelib.markdown.code_blocks import CodeInfo, code_html
from chalicelib.markdown.footnotes import Footnotes
from chalicelib.markdown.formulas import FormulaWriter
from chalicelib.markdown.html_findings import HtmlFindings
from chalicelib.markdown.table_findings import add_lost_cells
from chalicelib.markdown.text_findings import TextFindings
from chalicelib.markdown.words import KNOWN_CALLOUTS, Words

_ALIGNMENT = re.compile(r"text-align:(left|right|center)")
_OWN_NAMES = {"s": "del"}
_PUNCTUATION = frozenset(punctuation)


class TreeBuilder:
    """Builds the tree of one text below `root`; HTML that is ready goes to `stash`. `lines` are the text."""

    def __init__(
        self, root: Element, stash: HtmlStash, words: Words, findings: TextFindings, lines: Sequence[str]
    ) -> None:
        self._stash = stash
        self._words = words
        self._findings = findings
        self._lines = lines
        self._formulas = FormulaWriter(findings)
        self._html_findings = HtmlFindings(findings)
        self._footnotes = Footnotes(self, words)
        self._ancestors: list[Element] = []
        self._parent = root
        self._texts: list[str] = []  # that follow what the parent has so far
        self._is_atomic = False
        self._handlers: dict[str, Callable[[Token], None]] = {
            "text": self._text,
            "softbreak": self._soft_break,
            "hardbreak": self._hard_break,
            "inline": self._inline,
            "text_special": self._special,
            "code_inline": self._code,
            "html_inline": self._html,
            "html_block": self._html_block,
            "fence": self._fence,
            "code_block": self._code_block,
            "image": self._image,
            "link_open": self._link,
            "link_close": self._end_link,
            "th_open": self._cell,
            "td_open": self._cell,
            "table_open": self._table,
            template_tags.TAG: self._template_tag,
            formulas.INLINE: self._formula,
            formulas.BLOCK: self._formula_block,
            **self._footnotes.handlers,
        }

    def build_text(self, tokens: Sequence[Token]) -> None:
        """Adds a whole text."""
        self.build(tokens)
        self._html_findings.finish()

    def build(self, tokens: Sequence[Token]) -> None:
        """Adds what the tokens stand for."""
        handlers = self._handlers
        for token in tokens:
            if handler := handlers.get(token.type):
                handler(token)
            elif token.hidden:
                continue
            elif token.nesting == 1:
                self.open(token.tag, _attributes(token), is_block=token.block)
            elif token.nesting == -1:
                self.close(is_block=token.block)
            else:
                self.open(token.tag, _attributes(token), is_block=token.block)
                self.close(is_block=token.block)
        self._flush()

    def open(self, tag: str, attributes: dict[str, str] | None = None, *, is_block: bool = False) -> Element:
        """Begins an element; a block on a line of its own."""
        if is_block:
            self._break_line()
        self._flush()
        element = SubElement(self._parent, _OWN_NAMES.get(tag, tag), attributes or {})
        self._ancestors.append(self._parent)
        self._parent = element
        return element

    def close(self, *, is_block: bool = False) -> None:
        """Ends the element that was begun last."""
        self._flush()
        self._parent = self._ancestors.pop()
        if is_block:
            self._texts.append("\n")

    def add_text(self, text: str) -> None:
        """Adds a text that other tools in the pipeline may read."""
        self._texts.append(text)

    @property
    def tag(self) -> str:
        """The tag of the element that was begun last."""
        return self._parent.tag

    def _flush(self) -> None:
        if self._texts:
            text = "".join(self._texts)
            self._texts.clear()
            parent = self._parent
            if len(parent):
                parent[-1].tail = (parent[-1].tail or "") + text
            elif self._is_atomic:
                parent.text = AtomicString(text)
            else:
                parent.text = (parent.text or "") + text

    def _break_line(self) -> None:
        if not self._texts or not self._texts[-1].endswith("\n"):
            self._texts.append("\n")

    def _text(self, token: Token) -> None:
        self._texts.append(token.content)

    def _soft_break(self, token: Token) -> None:
        del token
        self._texts.append("\n")

    def _hard_break(self, token: Token) -> None:
        del token
        self.open("br")
        self.close()
        self._texts.append("\n")

    def _special(self, token: Token) -> None:
        """A sign that was escaped or written as an entity is no quote, and no part of an attribute list."""
        content = token.content
        self._texts.append(f"{STX}{ord(content)}{ETX}" if content in _PUNCTUATION else content)

    def _inline(self, token: Token) -> None:
        if tasks.BOX in token.meta:
            box = {"type": "checkbox", "disabled": ""}
            self.open("input", box | ({"checked": ""} if token.meta[tasks.BOX] else {}))
            self.close()
            self._texts.append(" ")
        if token.children:
            self.build(token.children)
        elif kind := token.meta.get("callout"):
            if kind in KNOWN_CALLOUTS:
                self._parent.attrib.update(self._words.attributes)
            self._texts.append(callouts.title_of(kind, self._words.callouts))

    def _code(self, token: Token) -> None:
        self.open("code").text = AtomicString(token.content)
        self.close()

    def _html(self, token: Token) -> None:
        self._html_findings.read(token.content)
        self._texts.append(self._stash.store(token.content))

    def _html_block(self, token: Token) -> None:
        self._html_findings.read(token.content)
        self._break_line()
        self._texts.append(self._stash.store(token.content.rstrip("\n")) + "\n")

    def _store_block(self, html: str) -> None:
        self._break_line()
        self._texts.append(self._stash.store(html) + "\n")

    def _fence(self, token: Token) -> None:
        if token.map and not self._is_closed(token):
            self._findings.unclosed_fence = self._findings.unclosed_fence or len(self._lines) - token.map[0]
        if CodeInfo.parse(token.info).language == "math":
            self._store_block(self._formulas.display_html(token.content))
        else:
            self._store_block(code_html(token.content, token.info))

    def _is_closed(self, token: Token) -> bool:
        first, end = token.map or (0, 0)
        last = self._lines[end - 1].strip(" \t>") if end <= len(self._lines) else ""
        return end - first > 1 and last.startswith(token.markup) and not last.strip(token.markup[0])

    def _code_block(self, token: Token) -> None:
        self._store_block(code_html(token.content, ""))

    def _image(self, token: Token) -> None:
        self.open("img", {"alt": ""} | _attributes(token) | {"alt": _plain(token.children or ())})
        self.close()

    def _link(self, token: Token) -> None:
        self.open("a", _attributes(token))
        self._is_atomic = token.info == "auto"

    def _end_link(self, token: Token) -> None:
        del token
        self._flush()
        self._is_atomic = False
        self.close()

    def _table(self, token: Token) -> None:
        if token.map:
            add_lost_cells(self._lines[slice(*token.map)], self._findings)
        self.open("table", is_block=True)

    def _cell(self, token: Token) -> None:
        """The alignment is a class: the content security policy allows no inline style."""
        alignment = _ALIGNMENT.fullmatch(cast("str", token.attrs.get("style", "")))
        self.open(token.tag, {"class": alignment[1]} if alignment else {}, is_block=True)

    def _template_tag(self, token: Token) -> None:
        self.open("span", {"class": "template"}).text = AtomicString(token.content)
        self.close()

    def _formula(self, token: Token) -> None:
        html = self._formulas.html(token.content, token.info)
        self.open("span", {"class": "formula"}).text = AtomicString(self._stash.store(html))
        self.close()

    def _formula_block(self, token: Token) -> None:
        self._store_block(self._formulas.display_html(token.content))


def _attributes(token: Token) -> dict[str, str]:
    return {name: str(value) for name, value in token.attrs.items()}


def _plain(tokens: Sequence[Token]) -> str:
    """Returns the words of marks in a line: what is shown where a picture is not."""
    parts = []
    for token in tokens:
        if token.type == "image":
            parts.append(_plain(token.children or ()))
        elif token.type in ("softbreak", "hardbreak"):
            parts.append("\n")
        else:
            parts.append(token.content)
    return "".join(parts)
