"""LaTeX to MathML. A module of its own, since the library is loaded only when a formula is met."""

from __future__ import annotations

import re
from html import unescape
from xml.etree.ElementTree import Element, tostring

from latex2mathml.converter import convert_to_element

_CHILDREN = {
    "mfrac": 2,
    "msub": 2,
    "msup": 2,
    "msubsup": 3,
    "munder": 2,
    "mover": 2,
    "munderover": 3,
    "mroot": 2,
}
"""The number of children of these elements (MathML Core)."""

_ENVIRONMENT = re.compile(r"\\(begin|end)\{(\w+\*?)\}")
_LIKE = {
    **dict.fromkeys(("aligned", "eqnarray", "eqnarray*", "gather", "gather*", "gathered"), "split"),
    **dict.fromkeys(("multline", "multline*"), "split"),
    "dcases": "cases",
}
"""Environments that the library does not know, and those it knows that look like them."""

_ESCAPED = re.compile(r"\\([\\_%&$#{} ])")


class Unreadable(Exception):
    """A source is no formula, or one that the library does not know."""


def mathml(source: str, display: str) -> str:
    """Returns a formula as MathML, with its source as ``alttext``. `display` is ``inline`` or ``block``.

    Raises `Unreadable`.
    """
    try:
        known = _ENVIRONMENT.sub(lambda mark: rf"\{mark[1]}{{{_LIKE.get(mark[2], mark[2])}}}", source)
        root = convert_to_element(known, display=display)
        for element in root.iter():
            _check(element)
    except RecursionError as error:
        raise Unreadable("it is too deep") from error
    except Unreadable:
        raise
    except Exception as error:  # the library raises whatever happens to it
        raise Unreadable(str(error)) from error
    root.attrib.pop("xmlns", None)  # a page is HTML
    root.set("alttext", " ".join(source.split()))
    return tostring(root, encoding="unicode", short_empty_elements=False)


def _check(element: Element) -> None:
    """Raises `Unreadable` for what the library does not know and has written as it stands; decodes entities,
    which it writes as text."""
    text = element.text or ""
    if element.tag == "mtext":
        text = _ESCAPED.sub(r"\1", text)
    elif text in ("{", "}", "&"):
        raise Unreadable(f"{text!r} stands alone")
    if re.search(r"\\[A-Za-z]", text) or len(element) != _CHILDREN.get(element.tag, len(element)):
        raise Unreadable(f"{text or element.tag!r} is not known")
    if element.text:
        element.text = unescape(text)
