"""What the author is told about each kind of thing that was met in a text: message and remedy."""

from __future__ import annotations

from collections.abc import Callable

from chalicelib.markdown.text_findings import TextFinding

Message = tuple[str, str]
"""A message, and what to do."""

_SCRIPTS = frozenset({"script", "noscript", "template"})
_STYLES = frozenset({"style", "link", "meta"})
_FIELDS = frozenset({"form", "button", "select", "option", "textarea", "fieldset", "legend", "optgroup"})
_OBJECTS = frozenset({"object", "embed", "applet", "frame", "frameset"})


def message_of(finding: TextFinding) -> Message:
    """Returns what is said of a finding."""
    return _MESSAGES[finding.code](finding)


def _undefined_note(finding: TextFinding) -> Message:
    message = f"'{finding.written}' calls a note that has no text, and is shown as it is written"
    return message, f"Write its text on a line of its own: {finding.written}: …"


def _unused_note(finding: TextFinding) -> Message:
    name = finding.written.removesuffix(":")
    return (
        f"nothing calls the note '{name}', which is shown nowhere",
        f"Write {name} where it belongs, or delete it",
    )


def _duplicate_note(finding: TextFinding) -> Message:
    name = finding.written.removesuffix(":")
    return f"the note '{name}' has two texts, of which the first is shown", "Give one of them another name"


def _undefined_reference(finding: TextFinding) -> Message:
    label = finding.written.rpartition("[")[2].removesuffix("]")
    message = f"'{finding.written}' is no link, as nothing says where '{label}' leads"
    return message, f"Write the address on a line of its own: [{label}]: https://…"


def _duplicate_reference(finding: TextFinding) -> Message:
    message = (
        f"the name of this address has another one already, '{finding.detail}', which is the one that counts"
    )
    return message, "Give one of them another name"


def _unclosed_comment(finding: TextFinding) -> Message:
    if finding.detail:
        return (
            "a comment is opened and never closed, and is shown to readers",
            "Close it with the signs it needs",
        )
    message = "a comment is opened and never closed: readers see nothing of what follows"
    return message, "Write --> where it ends"


def _unclosed_tag(finding: TextFinding) -> Message:
    name = finding.written.removeprefix("<")
    message = f"<{name}> is opened and never closed: it takes in what follows"
    return message, f"Write </{name}> where it ends, at the beginning of a line"


def _html_left_out(finding: TextFinding) -> Message:
    if finding.detail:
        name = finding.written.removesuffix("=")
        remedy = "Take it out, or use a class of the site's style"
        return f"the attribute '{name}' of HTML is left out", remedy
    name = finding.written.removeprefix("<")
    if name[0] in "?!":
        return f"'<{name}' and what it encloses is left out of the page", "Take it out, or put it into code"
    lower = name.lower()
    if lower in _SCRIPTS:
        remedy = "Take it out: no page runs a script"
    elif lower in _STYLES:
        remedy = "Take it out: pages have the site's style"
    elif lower in _FIELDS:
        remedy = "Take it out, or link to a form elsewhere"
    elif lower in _OBJECTS:
        remedy = "Write a link, a picture, <audio> or <video> in its place"
    else:
        remedy = f"Write Markdown in its place, or `<{name}>` in code if readers are to see it"
    return f"the tag <{name}> is left out of the page", remedy


def _address_left_out(finding: TextFinding) -> Message:
    message = f"the address {finding.written[:80]!r} is left out, as it begins with '{finding.detail}:'"
    return message, "Write one with https:, http:, mailto: or tel:, or a path"


def _attribute_list(finding: TextFinding) -> Message:
    message = f"'{finding.detail}' belongs to nothing, and is shown as it is written"
    return message, "Write it at the end of the heading or on the line below the paragraph, or delete it"


def _lost_cells(finding: TextFinding) -> Message:
    columns = finding.detail
    message = f"a row of the table has more cells than its head, and those after the first {columns} are lost"
    return message, r"Add columns to the head, or write \| for a sign that parts no cells"


_MESSAGES: dict[str, Callable[[TextFinding], Message]] = {
    "undefined-note": _undefined_note,
    "unused-note": _unused_note,
    "duplicate-note": _duplicate_note,
    "undefined-reference": _undefined_reference,
    "duplicate-reference": _duplicate_reference,
    "unclosed-comment": _unclosed_comment,
    "unclosed-tag": _unclosed_tag,
    "html-left-out": _html_left_out,
    "address-left-out": _address_left_out,
    "attribute-list": _attribute_list,
    "lost-cells": _lost_cells,
}
