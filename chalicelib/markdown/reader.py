"""markdown-it-py, set up for what authors write: CommonMark, GFM, and what other tools added to them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from markdown.util import ETX, STX
from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_block.table import table
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from chalicelib.markdown import (
    abbreviations,
    bare_links,
    callouts,
    definitions,
    emoji,
    footnotes,
    formulas,
    html_blocks,
    labels,
    marks,
    spaced_links,
    tasks,
    template_tags,
    wikilinks,
)

MAX_NESTING = 200
"""Levels of blocks, and of marks in a line: a list is two."""

_CODE = ("fence", "code_block")
_CONTAINER = re.compile(r">|(?:[-+*]|\d{1,9}[.)])[ \t]")
_ASIDE = re.compile(rf"{STX}(\d+){ETX}")


@dataclass(frozen=True)
class Options:
    """What of the dialect a text needs: each costs time where it is looked for in vain."""

    is_french: bool = False
    math: bool = False
    abbreviations: bool = False
    bare_links: bool = False
    callouts: bool = False
    definitions: bool = False
    emoji: bool = False
    footnotes: bool = False
    formulas: bool = False
    labels: bool = False
    markdown_in_html: bool = False
    marked: bool = False
    spaced_links: bool = False
    tasks: bool = False
    template_tags: bool = False
    wikilinks: bool = False

    @classmethod
    def of(cls, text: str, *, is_french: bool, math: bool) -> Options:
        """Returns what `text` may hold."""
        return cls(
            is_french=is_french,
            math=math,
            abbreviations="*[" in text,
            bare_links="://" in text or "www." in text or "@" in text,
            callouts="[!" in text,
            definitions=bool(definitions.MARK.search(text)),
            emoji=bool(emoji.NAMES.search(text)),
            footnotes="[^" in text or "^[" in text,
            formulas="$" in text or "\\[" in text or (math and "\\(" in text),
            labels=bool(labels.MARK.search(text)),
            markdown_in_html="markdown=" in text,
            marked="==" in text,
            spaced_links=bool(spaced_links.MARK.search(text)),
            tasks="[ ]" in text or "[x]" in text or "[X]" in text,
            template_tags="{{" in text or "{%" in text,
            wikilinks="[[" in text,
        )


@lru_cache(maxsize=32)
def reader(options: Options) -> MarkdownIt:
    """Returns the reader of texts that need `options`. It keeps nothing of one."""
    md = _Reader("commonmark", {"maxNesting": MAX_NESTING, "strikethrough_single_tilde": True})
    md.enable(["table", "strikethrough"])
    md.inline.ruler.before("strikethrough", "tilde", marks.tilde)
    md.block.ruler.at("table", _table, {"alt": ["paragraph", "reference"]})
    # Escaped signs stay apart from text: they are no quotes, attributes or spaces before a mark.
    md.disable("text_join")
    md.core.ruler.after("block", "depth", _check_depth)
    if options.definitions:
        md.use(definitions.plugin, is_french=options.is_french)
    if options.formulas:
        md.use(formulas.plugin, math=options.math)
    for is_needed, plugin in (
        (options.abbreviations, abbreviations.plugin),
        (options.bare_links, bare_links.plugin),
        (options.callouts, callouts.plugin),
        (options.emoji, emoji.plugin),
        (options.footnotes, footnotes.plugin),
        (options.labels, labels.plugin),
        (options.markdown_in_html, html_blocks.plugin),
        (options.marked, marks.plugin),
        (options.spaced_links, spaced_links.plugin),
        (options.tasks, tasks.plugin),
        (options.template_tags, template_tags.plugin),
        (options.wikilinks, wikilinks.plugin),
    ):
        if is_needed:
            md.use(plugin)
    return md


def outside_code(lines: list[str], options: Options, change: Callable[[str], str]) -> list[str]:
    """Returns the lines of a text of which `change` has changed all but the code blocks."""
    md = reader(options)
    tokens: list[Token] = []
    md.block.parse("\n".join(lines), md, {"abbreviations": {}}, tokens)
    changed = list(lines)
    for token in tokens:
        if token.type in _CODE and token.map:
            for number in range(*token.map):
                changed[number] = f"{STX}{number}{ETX}"
    return _ASIDE.sub(lambda aside: lines[int(aside[1])], change("\n".join(changed))).split("\n")


def _table(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """Reads a table, but where the line begins a quote or a list first."""
    start = state.bMarks[start_line] + state.tShift[start_line]
    if _CONTAINER.match(state.src, start, state.eMarks[start_line]):
        return False
    return table(state, start_line, end_line, silent)


class _Reader(MarkdownIt):
    """The library, but that addresses stay as they were written, whatever they are: what could act is cleaned
    away later, and receipts quote them."""

    def validateLink(self, url: str) -> bool:  # noqa: N802  # the library's own name
        del url
        return True

    def normalizeLink(self, url: str) -> str:  # noqa: N802
        return url

    def normalizeLinkText(self, link: str) -> str:  # noqa: N802
        return link


def _check_depth(state: StateCore) -> None:
    """Raises `RecursionError` where the library has left out what is nested deeper than it reads."""
    if any(token.level + token.nesting >= MAX_NESTING for token in state.tokens):
        raise RecursionError("blocks are nested too deep")
