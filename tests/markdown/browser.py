"""What a browser makes of a text: html5lib follows the parsing rules of the HTML standard."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit
from xml.etree.ElementTree import Comment, Element

import html5lib

from chalicelib.markdown import sanitizer

_NAMESPACES = {"http://www.w3.org/1999/xhtml", "http://www.w3.org/1998/Math/MathML"}
_URLS = {"href", "src", "poster", "cite", "srcset"}
_ADDED = {
    "loading", "decoding", "fetchpriority", "srcset", "sizes", "sandbox", "referrerpolicy", "tabindex",
    "target", "type",
}  # fmt: skip


def elements_of(page: str) -> Iterator[Element]:
    """The elements a browser makes of a part of a page. Raises `AssertionError` for a comment."""
    parser = html5lib.HTMLParser(html5lib.getTreeBuilder("etree"), namespaceHTMLElements=True)
    for element in parser.parseFragment(page, container="div", scripting=True).iter():
        assert element.tag is not Comment, "a comment"
        if element.tag != "DOCUMENT_FRAGMENT":
            yield element


def assert_harmless(page: str, frames: tuple[str, ...] = ()) -> None:
    """Each element, attribute and scheme of an address is one that texts may have."""
    for element in elements_of(page):
        namespace, tag = element.tag.removeprefix("{").split("}")
        assert namespace in _NAMESPACES, tag
        assert tag in sanitizer.TAGS or tag == "iframe", tag
        assert tag not in {"script", "style", "object", "embed", "form", "base", "link", "meta"}
        allowed = sanitizer.ATTRIBUTES.get(tag, set()) | sanitizer.ATTRIBUTES["*"] | _ADDED
        for name, value in element.attrib.items():
            assert name in allowed or name.startswith("aria-"), f"{tag} {name}"
            assert not name.startswith("on")
            if name in _URLS:
                scheme = re.match(r"[\x00-\x20]*([a-z][a-z0-9+.-]*):", value, re.IGNORECASE)
                assert scheme is None or scheme[1].lower() in {"http", "https", "mailto", "tel"}, value
        if tag == "iframe":
            assert urlsplit(element.attrib["src"]).hostname in frames
            assert element.attrib["sandbox"]
            assert not element.text
