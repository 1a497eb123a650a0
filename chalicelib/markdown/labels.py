"""Labels that lead nowhere, or to two places: notes without a text, texts of notes that nobody calls,
references without an address."""

from __future__ import annotations

import re
from collections.abc import MutableMapping
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

from chalicelib.markdown.footnotes import DUPLICATES
from chalicelib.markdown.text_findings import TextFindings

MARK = re.compile(r"\[\^|\]\[")
"""What a text has that may hold such a label."""

_UNDEFINED = "undefined_labels"
_NOTE = re.compile(r"\[\^([^\s\[\]^]+)\](?!\()")
# x[1][2] is an element of a list in a program, [1][2] are two sources, [@a][@b] are as well, and [A-Z][a-z]
# are letters of a pattern.
_REFERENCE = re.compile(
    r"(?<![\w\]])(?<!\w!)\[(?!\w-\w(?:\w-\w)*\])(?=[^\[\]]*?[^\W\d_])[^\[\]]++\]\[(?![\^@])(?=[^\[\]\n]*?\w)[^\[\]\n]++\](?![\[(])"
)


def plugin(md: MarkdownIt) -> None:
    """Notes what stands in a text where the library has found neither link nor note. Nothing is read
    otherwise by that."""
    md.inline.ruler.push("undefined_label", _undefined_label)


def add_labels(environment: MutableMapping[str, Any], findings: TextFindings) -> None:
    """Adds what the reading of a text has left in its `environment`."""
    for code, written in environment.get(_UNDEFINED, ()):
        findings.add(code, written)
    notes = environment.get("footnotes", {}).get("refs", {})
    for label, number in notes.items():
        if number < 0:
            findings.add("unused-note", f"[^{label[1:]}]:")
    for label in environment.get(DUPLICATES, ()):
        findings.add("duplicate-note", f"[^{label}]:", occurrence=1)
    references = environment.get("references", {})
    for duplicate in environment.get("duplicate_refs", ()):
        first = references.get(duplicate["label"])
        if first and first["href"].casefold() != duplicate["href"].casefold():
            findings.add("duplicate-reference", duplicate["href"], first["href"])


def _undefined_label(state: StateInline, silent: bool) -> bool:
    if silent or state.src[state.pos] != "[" or state.linkLevel:
        return False
    undefined = state.env.setdefault(_UNDEFINED, [])
    if note := _NOTE.match(state.src, state.pos, state.posMax):
        undefined.append(("undefined-note", note[0]))
    elif reference := _REFERENCE.match(state.src, state.pos, state.posMax):
        undefined.append(("undefined-reference", reference[0]))
    return False
