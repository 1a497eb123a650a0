"""Tags as `chalicelib.markdown.sanitizer` leaves them, read and written."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape, unescape

ATTRIBUTES = r'(?: [^\s"=<>]+="[^"<>]*")*'
"""The pattern of all attributes of a tag."""

_ATTRIBUTE = re.compile(r' ([^\s"=<>]+)="([^"]*)"')

Attributes = dict[str, str]


def read(attributes: str) -> Attributes:
    """The attributes by name, their values without entities."""
    return {name: unescape(value) for name, value in _ATTRIBUTE.findall(attributes)}


def tag(name: str, attributes: Mapping[str, str]) -> str:
    """The opening tag of an element."""
    return f"<{name}" + "".join(f' {key}="{escape(value)}"' for key, value in attributes.items()) + ">"


def link(address: str, text: str, *, outside: bool) -> str:
    """A whole link."""
    attributes = {"href": address, **({"rel": EXTERNAL} if outside else {})}
    return f"{tag('a', attributes)}{escape(text, quote=False)}</a>"


EXTERNAL = "external noopener"
"""The `rel` of links to other sites."""


def is_web(address: str) -> bool:
    """Whether an address outside is a page somewhere, and not mail or a telephone."""
    return not address.lower().startswith(("mailto:", "tel:"))
