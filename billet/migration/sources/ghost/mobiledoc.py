"""Mobiledoc, in which Ghost stored texts from its version 1 to 5, as plain HTML.

The numbers of its format 0.3: sections are 1 a text, 2 a picture, 3 a list, 10 a card; markers are 0 a text,
1 an atom.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from billet.migration.sources.ghost.cards import render_card

_TEXT, _PICTURE, _LIST, _CARD = 1, 2, 3, 10


def mobiledoc_html(document: Mapping[str, Any], losses: list[str]) -> str:
    """Returns the HTML of a document; what does not come joins `losses`. Raises `ValueError`, `TypeError` or
    `LookupError` where it is none."""
    return "\n".join(_section(section, document, losses) for section in document.get("sections") or ())


def _section(section: Sequence[Any], document: Mapping[str, Any], losses: list[str]) -> str:
    kind = section[0]
    if kind == _TEXT:
        html = _markers(section[2], document)
        name = "blockquote" if section[1] in ("aside", "pull-quote") else section[1]
        return f"<{name}>{html}</{name}>" if html.strip() else ""
    if kind == _LIST:
        items = "".join(f"<li>{_markers(markers, document)}</li>" for markers in section[2])
        return f"<{section[1]}>{items}</{section[1]}>"
    if kind == _PICTURE:
        return render_card("image", {"src": section[1]}, losses)
    if kind == _CARD:
        name, card = document["cards"][section[1]]
        return render_card(str(name), card if isinstance(card, Mapping) else {}, losses)
    losses.append(f"a section of a kind that is not known ({kind})")
    return ""


def _markers(markers: Sequence[Any], document: Mapping[str, Any]) -> str:
    html, opened = "", list[str]()
    for kind, openings, closings, value in markers:
        for index in openings:
            name, *attributes = document["markups"][index]
            html += f"<{name}{_attributes(attributes[0] if attributes else ())}>"
            opened.append(name)
        html += escape(str(value), quote=False) if kind == 0 else _atom(document["atoms"][value])
        for _ in range(min(closings, len(opened))):
            html += f"</{opened.pop()}>"
    return html + "".join(f"</{name}>" for name in reversed(opened))


def _attributes(pairs: Sequence[str]) -> str:
    """Returns those of a list of names and values that a link needs."""
    return "".join(
        f' {name}="{escape(value)}"'
        for name, value in zip(pairs[::2], pairs[1::2], strict=False)
        if name == "href"
    )


def _atom(atom: Sequence[Any]) -> str:
    return "<br>" if atom[0] == "soft-return" else escape(str(atom[1]), quote=False)
