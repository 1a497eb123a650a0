"""Python-Markdown with the reading of blocks and inline marks left to markdown-it-py."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any, ClassVar
from xml.etree.ElementTree import Element, ElementTree, tostring

from markdown import Markdown
from markdown.blockparser import BlockParser
from markdown.extensions import Extension
from markdown.postprocessors import RawHtmlPostprocessor
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import UnescapeTreeprocessor
from markdown.util import ETX, STX, Registry

from chalicelib.markdown.address_findings import add_addresses
from chalicelib.markdown.labels import add_labels
from chalicelib.markdown.reader import Options, reader
from chalicelib.markdown.text_findings import TextFindings
from chalicelib.markdown.tree_builder import TreeBuilder
from chalicelib.markdown.words import Words


def _serialize(element: Element) -> str:
    return tostring(element, encoding="unicode", method="html")


class CommonMark(Markdown):
    """Python-Markdown with another parser. `options` are what it looks for, `abbreviations` are filled by
    it."""

    # The library's own takes "&copy;" in a text for the sign that it names.
    output_formats: ClassVar = {"html": _serialize}

    def __init__(
        self,
        extensions: Sequence[Extension],
        options: Options,
        words: Words,
        findings: TextFindings,
        abbreviations: dict[str, str],
    ) -> None:
        self._parser = partial(_Parser, self, options, words, findings, abbreviations)
        super().__init__(extensions=extensions, output_format="html")

    def build_parser(self) -> CommonMark:
        """Makes the parts of the pipeline that are left: what reads blocks and inline marks is not there,
        nor what prepares a text for it."""
        self.preprocessors = Registry()
        self.preprocessors.register(_Marks(self), "billet-marks", 30)
        self.parser = self._parser()
        self.inlinePatterns = Registry()
        self.treeprocessors = Registry()
        self.treeprocessors.register(_Signs(self), "unescape", 0)
        self.postprocessors = Registry()
        self.postprocessors.register(RawHtmlPostprocessor(self), "raw_html", 30)
        return self


class _Signs(UnescapeTreeprocessor):
    """Puts escaped signs back where they stand. The library looks for them in each text."""

    def unescape(self, text: str) -> str:
        return super().unescape(text) if STX in text else text


class _Marks(Preprocessor):
    """Takes the signs out that mark what the pipeline has put aside."""

    def run(self, lines: list[str]) -> list[str]:
        text = "\n".join(lines).replace(STX, "").replace(ETX, "")
        return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


class _Parser(BlockParser):
    def __init__(
        self,
        md: Markdown,
        options: Options,
        words: Words,
        findings: TextFindings,
        abbreviations: dict[str, str],
    ) -> None:
        super().__init__(md)
        self._options = options
        self._words = words
        self._findings = findings
        self._abbreviations = abbreviations

    def parseDocument(self, lines: Iterable[str]) -> ElementTree:  # noqa: N802  # Markdown's own name
        """Returns the tree of a text. Raises `RecursionError` for one that is nested too deep."""
        assert self.md is not None
        lines = list(lines)
        environment: dict[str, Any] = {"abbreviations": self._abbreviations}
        tokens = reader(self._options).parse("\n".join(lines), environment)
        root = Element(self.md.doc_tag)
        add_labels(environment, self._findings)
        add_addresses(tokens, self._findings)
        TreeBuilder(root, self.md.htmlStash, self._words, self._findings, lines).build_text(tokens)
        return ElementTree(root)
