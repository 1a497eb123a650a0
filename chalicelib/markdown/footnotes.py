"""Footnotes, as a reader sees them: numbers in the text, notes below it, and the ways there and back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Literal

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.footnote.index import footnote_def

from chalicelib.markdown.words import Words

if TYPE_CHECKING:
    from chalicelib.markdown.tree_builder import TreeBuilder

NO_BREAK = "\N{NO-BREAK SPACE}"
DUPLICATES = "duplicate_notes"
"""The labels that several notes have, in the environment of a text."""

_IN_NOTE = "in_note"
_ROLES = {"ref": "doc-noteref", "backref": "doc-backlink"}
_ARROW = "\N{LEFTWARDS ARROW WITH HOOK}"


def plugin(md: MarkdownIt) -> None:
    """Reads notes: ``[^1]`` with their text elsewhere, ``^[this one]`` in the line."""
    md.use(footnote_plugin)
    md.block.ruler.at("footnote_def", _definition, {"alt": ["paragraph", "reference"]})


def _definition(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """Reads the text of a note, but within another: the library loses the end of that. Of two notes of one
    name the first counts, as of two addresses; the library takes the last."""
    if silent:
        return footnote_def(state, start_line, end_line, silent)
    if state.env.get(_IN_NOTE):
        return False
    names = set(state.env.get("footnotes", {}).get("refs", ()))
    count = len(state.tokens)
    state.env[_IN_NOTE] = True
    try:
        is_note = footnote_def(state, start_line, end_line, silent)
    finally:
        state.env[_IN_NOTE] = False
    if is_note and f":{(label := state.tokens[count].meta['label'])}" in names:
        del state.tokens[count:]
        state.env.setdefault(DUPLICATES, []).append(label)
    return is_note


class Footnotes:
    """Adds the notes of one text to its tree. Their ids are those of
    Python-Markdown, which others link to."""

    def __init__(self, builder: TreeBuilder, words: Words) -> None:
        self._builder = builder
        self._words = words
        self._is_first_way_back = True
        self._is_in_own_paragraph = False

    @property
    def handlers(self) -> Mapping[str, Callable[[Token], None]]:
        """What is done for each type of token."""
        return {
            "footnote_ref": self._reference,
            "footnote_block_open": self._open_block,
            "footnote_block_close": self._close_block,
            "footnote_open": self._open_note,
            "footnote_close": self._close_note,
            "footnote_anchor": self._way_back,
        }

    def _reference(self, token: Token) -> None:
        number = str(token.meta["id"] + 1)
        self._builder.open("sup", {"id": _id_of_reference(token)})
        self._link(f"#{_id_of_note(token)}", "ref", number, self._words.note.format(number))
        self._builder.close()

    def _open_block(self, token: Token) -> None:
        del token
        # The notes are in the language of the text: the section's name, "Notes" in both, cannot say its own.
        attributes = {"class": "footnote", "role": "doc-endnotes", "aria-label": self._words.notes}
        self._builder.open("section", attributes, is_block=True)
        self._builder.open("hr", is_block=True)
        self._builder.close(is_block=True)
        self._builder.open("ol", is_block=True)

    def _close_block(self, token: Token) -> None:
        del token
        self._builder.close(is_block=True)
        self._builder.close(is_block=True)

    def _open_note(self, token: Token) -> None:
        self._builder.open("li", {"id": _id_of_note(token)}, is_block=True)
        self._is_first_way_back = True

    def _close_note(self, token: Token) -> None:
        del token
        if self._is_in_own_paragraph:
            self._builder.close(is_block=True)
        self._builder.close(is_block=True)

    def _way_back(self, token: Token) -> None:
        if self._is_first_way_back:
            # The library leaves a last paragraph open; there is none after a list.
            self._is_in_own_paragraph = self._builder.tag != "p"
            if self._is_in_own_paragraph:
                self._builder.open("p", is_block=True)
            else:
                self._builder.add_text(NO_BREAK)
        self._is_first_way_back = False
        repetition = token.meta.get("subId") or 0
        number = f"{token.meta['id'] + 1}" + (f"-{repetition + 1}" if repetition else "")
        self._link(f"#{_id_of_reference(token)}", "backref", _ARROW, self._words.backlink.format(number))

    def _link(self, address: str, kind: Literal["ref", "backref"], shown: str, name: str) -> None:
        attributes = {"class": f"footnote-{kind}", "role": _ROLES[kind], "href": address}
        self._builder.open("a", attributes | {"aria-label": name, **self._words.attributes})
        self._builder.add_text(shown)
        self._builder.close()


def _id_of_note(token: Token) -> str:
    return f"fn:{_name(token)}"


def _id_of_reference(token: Token) -> str:
    repetition = token.meta.get("subId") or 0
    return f"fnref{repetition + 1 if repetition else ''}:{_name(token)}"


def _name(token: Token) -> str:
    """Returns the label of a note; one that stands in the line has none."""
    return token.meta.get("label") or f"note-{token.meta['id'] + 1}"
