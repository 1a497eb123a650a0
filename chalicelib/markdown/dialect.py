"""The Markdown that authors write: Python-Markdown, extensions of others, and our own."""

from __future__ import annotations

from collections.abc import Iterator

from markdown import Markdown
from markdown.extensions import Extension
from markdown.extensions.abbr import AbbrExtension
from markdown.extensions.attr_list import AttrListExtension
from markdown.extensions.def_list import DefListExtension
from markdown.extensions.footnotes import FootnoteExtension
from markdown.extensions.md_in_html import MarkdownInHtmlExtension
from markdown.extensions.sane_lists import SaneListExtension
from markdown.extensions.tables import TableExtension
from markdown.extensions.toc import TocExtension
from pymdownx.highlight import HighlightExtension
from pymdownx.superfences import SuperFencesCodeExtension
from pymdownx.tasklist import TasklistExtension
from pymdownx.tilde import DeleteSubExtension

from chalicelib.content.slug import slugify
from chalicelib.markdown.callouts import CalloutExtension
from chalicelib.markdown.comments import CommentExtension
from chalicelib.markdown.figures import Figures
from chalicelib.markdown.formulas import FormulaExtension
from chalicelib.markdown.html_blocks import HTMLBlockExtension
from chalicelib.markdown.shortcodes import ShortcodeExtension
from chalicelib.markdown.spacing import FrenchSpacing, smart_quotes
from chalicelib.markdown.tables import Tables
from chalicelib.markdown.wikilinks import WikilinkExtension
from chalicelib.markdown.words import WORDS


def markdown_for(text: str, language: str, formulas: FormulaExtension, *, mdx: bool = False) -> Markdown:
    """Returns the converter of one text, whose HTML is not yet clean. `mdx` tells whether the text is MDX."""
    return Markdown(
        # Made here and not named: Markdown looks names up among all installed packages, each time.
        extensions=[
            TableExtension(),
            FootnoteExtension(BACKLINK_TITLE=WORDS[language].backlink),
            DefListExtension(),
            AbbrExtension(),
            AttrListExtension(),
            MarkdownInHtmlExtension(),
            SaneListExtension(),
            SuperFencesCodeExtension(
                custom_fences=[{"name": "math", "class": "formula", "format": formulas.fence}]
            ),
            # Classes, not styles: the stylesheet knows light from dark, and the content security
            # policy allows no inline style.
            HighlightExtension(css_class="highlight", use_pygments=True),
            TasklistExtension(),
            TocExtension(slugify=slugify, toc_depth="2-4"),
            smart_quotes(language),
            CalloutExtension(WORDS[language]),
            ShortcodeExtension(),
            *_needed_for(text, formulas, mdx=mdx),
            _Typography(language),
        ],
        output_format="html",
    )


def _needed_for(text: str, formulas: FormulaExtension, *, mdx: bool) -> Iterator[Extension]:
    """Yields what each piece of a text would be searched for, and few texts hold."""
    if "%%" in text or "{::comment}" in text or (mdx and "{/*" in text):
        yield CommentExtension(mdx=mdx)
    if "</" in text:
        yield HTMLBlockExtension()
    if "~~" in text:
        yield DeleteSubExtension(subscript=False)
    if "[[" in text:
        yield WikilinkExtension()
    if "$" in text or "\\(" in text or "\\[" in text:
        yield formulas


class _Typography(Extension):
    """Changes Markdown's tree, once all inline marks are elements."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self._language = language

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  # Markdown's own name
        # Inline marks are read at priority 20, attribute lists at 8, headings get ids at 5.
        md.treeprocessors.register(Figures(md, self._language), "billet-figures", 4)
        md.treeprocessors.register(Tables(md), "billet-tables", 3)
        if self._language == "fr":
            md.treeprocessors.register(FrenchSpacing(md), "billet-french", 2)
