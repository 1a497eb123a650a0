"""The Markdown that authors write: CommonMark and GFM as markdown-it-py reads them, extensions of others, and
our own, in the pipeline of Python-Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from markdown import Markdown
from markdown.extensions import Extension
from markdown.extensions.abbr import AbbrTreeprocessor

from chalicelib.content.language_tag import primary
from chalicelib.markdown.attributes import MARK as ATTRIBUTES
from chalicelib.markdown.attributes import AttributeExtension
from chalicelib.markdown.comments import MARK as COMMENT
from chalicelib.markdown.comments import CommentExtension
from chalicelib.markdown.commonmark import CommonMark
from chalicelib.markdown.contents import MARK, Contents
from chalicelib.markdown.figures import Figures
from chalicelib.markdown.reader import Options
from chalicelib.markdown.shortcodes import ShortcodeExtension
from chalicelib.markdown.text_findings import TextFindings
from chalicelib.markdown.typesetting import Typesetting
from chalicelib.markdown.words import words_of


def markdown_for(
    text: str,
    language: str,
    findings: TextFindings,
    *,
    mdx: bool = False,
    math: bool = False,
    site_language: str = "",
    options: Options | None = None,
) -> Markdown:
    """Returns the converter of one text, whose HTML is not yet clean. `mdx` tells whether the text is MDX,
    `math` whether ``\\(`` and ``\\[`` begin formulas in a line. `options` are what it looks for: without
    them, all that the text may hold."""
    options = options or Options.of(text, is_french=primary(language) == "fr", math=math)
    abbreviations: dict[str, str] = {}
    # Extensions are made here and not named: Markdown looks names up among all installed packages, each time.
    extensions = [
        _BilletExtension(text, language, abbreviations),
        *_needed_for(text, options, findings, mdx=mdx),
    ]
    return CommonMark(extensions, options, words_of(language, site_language), findings, abbreviations)


def _needed_for(text: str, options: Options, findings: TextFindings, *, mdx: bool) -> Iterator[Extension]:
    """Yields what each piece of a text would be searched for, and few texts hold."""
    if ATTRIBUTES.search(text):
        yield AttributeExtension()
    if COMMENT.search(text):
        yield CommentExtension(options, findings, mdx=mdx)
    if "{{" in text or "{%" in text:
        yield ShortcodeExtension(options)


class _BilletExtension(Extension):
    """Changes Markdown's tree."""

    def __init__(self, text: str, language: str, abbreviations: dict[str, str]) -> None:
        super().__init__()
        self._has_contents = MARK in text
        self._language = language
        self._abbreviations = abbreviations

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  # Markdown's own name
        # Attribute lists are read at priority 8.
        md.treeprocessors.register(Figures(md), "billet-figures", 7.5)
        md.treeprocessors.register(AbbrTreeprocessor(md, self._abbreviations), "abbr", 7)
        md.treeprocessors.register(Typesetting(md, self._language), "billet-typesetting", 6)
        if self._has_contents:
            md.treeprocessors.register(Contents(md), "billet-contents", 5)
