"""The Markdown of ``site.toml``: what stands around the texts of many pages, and so brings no ids and no
headings of its own."""

from __future__ import annotations

from html import escape

from chalicelib.content.site import FILE
from chalicelib.markdown import renderer
from chalicelib.markdown.html_tree import Element
from chalicelib.markdown.link_resolver import LinkResolver
from chalicelib.markdown.link_writer import LinkWriter
from chalicelib.markdown.rendered import Rendered

_HEADINGS = frozenset(f"h{level}" for level in range(1, 7))

_OF_NOTES = ("href", "role", "aria-label")
"""The attributes by which notes lead to and fro: without ids they would lead to those of the article."""


def render_setting(text: str, language: str, resolver: LinkResolver, base: str = "") -> Rendered:
    """Renders a text of the settings, in the language of the site. Its addresses are those of the author's
    folder, in which ``site.toml`` lies, or of the site; `base` is put before them. Headings become
    paragraphs, and notes are no links."""
    try:
        document = renderer.parse(text, language, FILE)
        for element in document.root.descendants():
            _make_modest(element)
        return renderer.finish(document, language, LinkWriter(resolver, FILE, base))
    except RecursionError:
        return Rendered(f"<p>{escape(text)}</p>")


def _make_modest(element: Element) -> None:
    """Takes from an element what is unique on a page, would stand in its outline, or would be loaded before
    the text that it stands below."""
    role = element.attributes.get("role", "")
    for name in ("id", "name", *(_OF_NOTES if role.startswith("doc-") else ())):
        element.attributes.pop(name, None)
    if role == "doc-backlink":
        element.children = []
    if element.tag in _HEADINGS:
        element.tag = "p"
    if element.tag == "img":
        element.attributes["loading"] = "lazy"
