"""Markdown to HTML.

Markdown is read (`dialect`), what comes of it is cleaned and read as a tree (`sanitizer`, `html_tree`), the
tree is finished (`finishing`), and what is written of it is cleaned last. The author's own HTML goes the same
way.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from chalicelib.content.language_tag import direction
from chalicelib.markdown import headings, html_tree
from chalicelib.markdown.anchors import Anchor, Anchors, anchors_of
from chalicelib.markdown.comments import MORE
from chalicelib.markdown.dialect import markdown_for
from chalicelib.markdown.finishing import Finishing
from chalicelib.markdown.html_tree import Element
from chalicelib.markdown.link_resolver import LinkResolver
from chalicelib.markdown.link_writer import LinkWriter
from chalicelib.markdown.plain_text import is_same_text, text_of
from chalicelib.markdown.rendered import Reference, Rendered
from chalicelib.markdown.sanitizer import MORE as MORE_ATTRIBUTE
from chalicelib.markdown.sanitizer import clean, clean_markdown
from chalicelib.markdown.table_of_contents import list_contents
from chalicelib.markdown.text_extractor import opening_heading
from chalicelib.markdown.text_findings import TextFindings
from chalicelib.markdown.words import words_of

__all__ = ["Document", "Reference", "Rendered", "finish", "parse", "render"]


@dataclass
class Document:
    """A text as a tree, its addresses as the author wrote them, and what its author should know of it.

    `title` is the heading that was taken out of it.
    """

    root: Element
    findings: TextFindings
    title: Element | None = None

    @cached_property
    def anchors(self) -> list[Anchor]:
        """The places in it that links may lead to."""
        return anchors_of(self.root, self.title)

    @cached_property
    def _places(self) -> Anchors:
        return Anchors(self.anchors)

    def find_place(self, fragment: str) -> str | None:
        """Returns what leads to the place in it that a fragment means, None where there is no such place."""
        return self._places.find(fragment)

    def drop_opening_heading(self, title: str = "") -> Element | None:
        """Takes the heading out that the text begins with, if it may be its title, and returns it. Where the
        author wrote a `title`, it is taken out if it says the same."""
        heading = opening_heading(self.root)
        if heading and title and not is_same_text(text_of(heading), title):
            return None
        if heading:
            self.root.children.remove(heading)
            self.title = heading
        return heading


def render(
    text: str,
    language: str,
    *,
    site_language: str = "",
    key: str = "",
    resolver: LinkResolver | None = None,
    base: str = "",
    frames: tuple[str, ...] = (),
    without_title: bool = False,
    math: bool = False,
    contents_from: int = 0,
) -> Rendered:
    """Renders the Markdown of the file `key`, whose links `resolver` resolves.

    `language`, a tag of BCP 47, decides quotes and spacing; the words that are added to a text whose language
    has none are in `site_language`. `base` is put before addresses of the site:
    the stage prefix, or the whole public address for readers elsewhere, whose HTML then has no
    links beside its headings. `frames` are the hosts that may be framed; others get a link.
    `without_title` leaves out the heading of level 1 that the text begins with. `math` tells whether ``\\(``
    and ``\\[`` begin formulas in it. From `contents_from` headings on they are listed above the text, but for
    readers elsewhere; never for 0.

    Raises `RecursionError` for a text that is nested too deep to be read.
    """
    document = parse(text, language, key, math=math, site_language=site_language)
    if without_title:
        document.drop_opening_heading()
    links = LinkWriter(resolver or LinkResolver(), key, base)
    return finish(document, language, links, frames, site_language=site_language, contents_from=contents_from)


def parse(
    text: str, language: str, key: str = "", *, math: bool = False, site_language: str = ""
) -> Document:
    """Returns the tree of a text of the file `key`, clean and not yet finished."""
    findings = TextFindings()
    mdx = key.lower().endswith(".mdx")
    markdown = markdown_for(text, language, findings, mdx=mdx, math=math, site_language=site_language)
    html = markdown.convert(text)
    if "<!--" in html:
        html = MORE.sub(f'<wbr {MORE_ATTRIBUTE}="">', html, count=1)
    root = html_tree.parse(clean_markdown(html))
    headings.give_ids(root)
    return Document(root, findings)


def finish(
    document: Document,
    language: str,
    links: LinkWriter,
    frames: tuple[str, ...] = (),
    *,
    site_language: str = "",
    contents_from: int = 0,
) -> Rendered:
    """Returns the HTML of a text for readers. Its tree is used up."""
    root = document.root
    headings.lower_headings(root)
    words = words_of(language, site_language)
    is_for_here = not links.is_for_elsewhere
    list_contents(root, words, at_head_from=contents_from if is_for_here else 0, foldable=is_for_here)
    links.find_place = document.find_place
    finishing = Finishing(links, words, frames, direction(language))
    root.children = finishing.finish(root.children)
    document.findings.dead_anchors = links.dead_anchors
    return Rendered(clean(html_tree.serialize(root), frames), tuple(links.references))
