"""Markdown to HTML."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal
from xml.etree.ElementTree import Element

import markdown
from markdown.extensions import Extension
from markdown.extensions.abbr import AbbrExtension
from markdown.extensions.attr_list import AttrListExtension
from markdown.extensions.def_list import DefListExtension
from markdown.extensions.footnotes import FootnoteExtension
from markdown.extensions.md_in_html import MarkdownInHtmlExtension
from markdown.extensions.sane_lists import SaneListExtension
from markdown.extensions.smarty import SmartyExtension
from markdown.extensions.tables import TableExtension
from markdown.extensions.toc import TocExtension
from markdown.postprocessors import Postprocessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AMP_SUBSTITUTE
from pymdownx.highlight import HighlightExtension
from pymdownx.superfences import SuperFencesCodeExtension
from pymdownx.tasklist import TasklistExtension

from chalicelib.content.library import Library, Target
from chalicelib.content.slug import slugify
from chalicelib.content.typography import NO_BREAK, french_spacing, french_spacing_after_element

_VERBATIM = frozenset({"code", "pre", "kbd", "samp", "script", "style", "math"})
_ALIGNED = re.compile(r"\s*text-align:\s*(left|right|center);?\s*")
_TAG = re.compile(r"<[a-zA-Z][^<>]*>")
_ADDRESS = re.compile(r"(?<=\s)(src|href|poster)=([\"'])(.*?)\2", re.DOTALL | re.IGNORECASE)
_TO_MEDIA = re.compile(r"(?:\.?/|(?:\.\./)+)?(media/.+)", re.DOTALL)


@dataclass(frozen=True)
class Reference:
    """One address as the author wrote it, and what it led to. `described` tells whether a picture has a
    text for those who do not see it."""

    kind: Literal["link", "picture", "player", "wikilink"]
    written: str
    target: Target
    described: bool = True


@dataclass(frozen=True)
class Rendered:
    """The HTML of a text and what was met on the way, in the order of the text."""

    html: str
    references: tuple[Reference, ...] = ()
    headings: tuple[tuple[int, str], ...] = ()
    """Level and text of each heading."""
    unreadable: tuple[str, ...] = ()
    """Formulas that could not be read, as they were written."""

    def holds(self, library: Library, key: str) -> bool:
        """Whether all it refers to is still where it was."""
        return all(
            (library.named(one.written) if one.kind == "wikilink" else library.find(one.written, key))
            == one.target
            for one in self.references
        )


def render(
    text: str, language: str, *, key: str = "", library: Library | None = None, base: str = ""
) -> Rendered:
    """Render the Markdown of the file `key`, whose links lead into `library`.

    `language` ("fr" or "en") decides quotes and spacing. `base` is put before addresses of the site:
    the stage prefix, or the whole public address for readers elsewhere.
    """
    del key, library
    renderer = markdown.Markdown(
        # Made here and not named: Markdown looks names up among all installed packages, each time.
        extensions=[
            TableExtension(),
            FootnoteExtension(BACKLINK_TITLE=_BACKLINK[language]),
            DefListExtension(),
            AbbrExtension(),
            AttrListExtension(),
            MarkdownInHtmlExtension(),
            SaneListExtension(),
            SuperFencesCodeExtension(),
            # Classes, not styles: the stylesheet knows light from dark, and the content security
            # policy allows no inline style.
            HighlightExtension(css_class="highlight", use_pygments=True),
            TasklistExtension(),
            TocExtension(slugify=slugify, toc_depth="2-4"),
            _smart_quotes(language),
            _House(language, base),
        ],
        output_format="html",
    )
    return Rendered(renderer.convert(text))


_BACKLINK = {"fr": "Retour à la note {} dans le texte", "en": "Back to note {} in the text"}


def _smart_quotes(language: str) -> SmartyExtension:
    if language == "fr":
        return SmartyExtension(
            substitutions={
                "left-double-quote": f"«{NO_BREAK}",
                "right-double-quote": f"{NO_BREAK}»",
            }
        )
    return SmartyExtension()


class _House(Extension):
    """What Billet adds to Markdown. It works on the tree, once all inline marks are elements."""

    def __init__(self, language: str, base: str) -> None:
        super().__init__()
        self._language = language
        self._base = base

    def extendMarkdown(self, md: markdown.Markdown) -> None:  # noqa: N802  # Markdown's own name
        # Inline marks are read at priority 20, attribute lists at 8, headings get ids at 5.
        md.treeprocessors.register(_Pictures(md), "billet-pictures", 4)
        md.treeprocessors.register(_Tables(md), "billet-tables", 3)
        # The author's own HTML is put back at priority 30.
        md.postprocessors.register(_Links(md, self._base), "billet-links", 1)
        md.postprocessors.register(_Reachable(md, self._language), "billet-reachable", 0)
        if self._language == "fr":
            md.treeprocessors.register(_FrenchSpacing(md), "billet-french", 2)


class _Links(Postprocessor):
    """Make links that are the site's own work below any prefix and from any page. In the author's
    own HTML as well, where an attribute is written as Markdown's are: name, sign, quoted value."""

    def __init__(self, md: markdown.Markdown, base: str) -> None:
        super().__init__(md)
        self._base = base

    def run(self, text: str) -> str:
        return _TAG.sub(lambda tag: _ADDRESS.sub(self._resolved, tag[0]), text)

    def _resolved(self, attribute: re.Match[str]) -> str:
        name, quote, address = attribute.groups()
        if media := _TO_MEDIA.fullmatch(address):
            address = f"{self._base}/{media[1]}"
        elif address.startswith("/") and not address.startswith("//"):
            address = self._base + address
        return f"{name}={quote}{address}{quote}"


class _Pictures(Treeprocessor):
    """A picture further down is loaded when the reader comes near it."""

    def run(self, root: Element) -> None:
        for picture in root.iter("img"):
            picture.set("loading", "lazy")
            picture.set("decoding", "async")


class _Tables(Treeprocessor):
    """Alignment as a class, and a frame that scrolls: a wide table must not widen the page."""

    def run(self, root: Element) -> None:
        for cell in [*root.iter("td"), *root.iter("th")]:
            if aligned := _ALIGNED.fullmatch(cell.get("style", "")):
                del cell.attrib["style"]
                cell.set("class", f"{cell.get('class', '')} {aligned[1]}".strip())
        for parent in list(root.iter()):
            for position, child in enumerate(list(parent)):
                if child.tag == "table":
                    # A region that scrolls must be reachable by keyboard.
                    frame = Element("div", {"class": "wide", "tabindex": "0", "role": "group"})
                    frame.tail, child.tail = child.tail, "\n"
                    parent.remove(child)
                    frame.append(child)
                    parent.insert(position, frame)


class _Reachable(Postprocessor):
    """What the libraries leave out for who reads by ear or by keyboard. The author's own HTML may
    hold the same tags, and gains by the same words."""

    def __init__(self, md: markdown.Markdown, language: str) -> None:
        super().__init__(md)
        self._done, self._open = _TASKS[language]

    def run(self, text: str) -> str:
        return (
            text.replace(f"{_BOX} checked/>", f'{_BOX} checked aria-label="{self._done}">')
            .replace(f"{_BOX}/>", f'{_BOX} aria-label="{self._open}">')
            .replace('<div class="highlight"><pre>', '<div class="highlight"><pre tabindex="0">')
        )


_BOX = '<input type="checkbox" disabled'
_TASKS = {"fr": ("Fait", "À faire"), "en": ("Done", "To do")}


class _FrenchSpacing(Treeprocessor):
    def run(self, root: Element) -> None:
        if root.tag not in _VERBATIM:
            self._space(root)

    def _space(self, element: Element) -> None:
        if element.text:
            element.text = _again(element.text, french_spacing(element.text))
        for child in element:
            if child.tag not in _VERBATIM and not _is_bare_address(child):
                self._space(child)
            if child.tail:
                child.tail = _again(child.tail, french_spacing_after_element(child.tail))


def _is_bare_address(element: Element) -> bool:
    """Whether a link shows the address it leads to. Markdown writes a mail address in entities."""
    shown = element.text or ""
    return element.tag == "a" and (shown == element.get("href") or AMP_SUBSTITUTE in shown)


def _again(old: str, new: str) -> str:
    """`new` as the same kind of text: Markdown marks what must not be read again by a type."""
    return type(old)(new)
