"""Formulas in LaTeX: where they stand in a text. `chalicelib.markdown.mathml` converts them.

In a line ``$x$`` is read by Pandoc's rule, which leaves prices alone: no blank inside the signs, and no digit
after them; nor a letter or digit before, since "5$" is a price as well. ``\\(x\\)`` is the same. A formula on
lines of its own is ``$$x$$``, ``\\[x\\]`` or a fence of the kind ``math``.
"""

from __future__ import annotations

import re
from html import escape
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor
from markdown.preprocessors import Preprocessor
from markdown.util import AtomicString

MAX_LENGTH = 4000
"""Characters of a formula beyond which it is not read."""

_DISPLAY = r"\$\$(?P<dollars>(?:\\.|[^\\$])+?)\$\$|\\\[(?P<brackets>(?:(?!\\[\[\]]).)+?)\\\]"
_BLOCK = re.compile(rf"^[ ]{{0,3}}(?:{_DISPLAY})[ \t]*$", re.DOTALL | re.MULTILINE)
_INLINE = (
    rf"(?<![\\$])(?:{_DISPLAY}|\\\((?P<round>(?:(?!\\[()]).)+?)\\\)"
    r"|(?<!\w)\$(?![\s$])(?P<dollar>(?:\\.|[^\\$])+?)(?<!\s)\$(?![\w$]))"
)


class FormulaExtension(Extension):
    """Puts MathML in the place of formulas; `unreadable` are those that stay as they were written."""

    def __init__(self) -> None:
        super().__init__()
        self.unreadable: list[str] = []

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  # Markdown's own name
        md.ESCAPED_CHARS.append("$")
        # After fenced code was put aside, before HTML is looked for; in a line after code, before escapes.
        md.preprocessors.register(_Blocks(md, self), "billet-formulas", 24)
        md.inlinePatterns.register(_Inline(md, self), "billet-formula", 185)

    def fence(self, source: str, *_: Any, **__: Any) -> str:
        """Formats fenced code of the kind ``math``."""
        return self.display_html(source)

    def display_html(self, source: str) -> str:
        """Returns a formula on lines of its own. It scrolls where it is too wide, by keyboard as well."""
        return f'<div class="formula" tabindex="0" role="group">{self.html(source, "block")}</div>'

    def html(self, source: str, display: str) -> str:
        """Returns a formula as MathML, or as code where it cannot be read."""
        # Imported here: most texts have no formula.
        from chalicelib.markdown.mathml import Unreadable, mathml

        try:
            if len(source) > MAX_LENGTH:
                raise Unreadable("it is too long")
            return mathml(source.strip(), display)
        except Unreadable:
            self.unreadable.append(source.strip())
            return f"<code>{escape(source.strip())}</code>"


class _Blocks(Preprocessor):
    def __init__(self, md: Markdown, formulas: FormulaExtension) -> None:
        super().__init__(md)
        self._formulas = formulas

    def run(self, lines: list[str]) -> list[str]:
        text = "\n".join(lines)
        if "$$" not in text and "\\[" not in text:
            return lines
        return _BLOCK.sub(self._stash, text).split("\n")

    def _stash(self, match: re.Match[str]) -> str:
        html = self._formulas.display_html(match["dollars"] or match["brackets"])
        return f"\n\n{self.md.htmlStash.store(html)}\n\n"


class _Inline(InlineProcessor):
    def __init__(self, md: Markdown, formulas: FormulaExtension) -> None:
        super().__init__(_INLINE, md)
        self._formulas = formulas

    def handleMatch(  # type: ignore[override]  # noqa: N802  # Markdown's own name
        self, m: re.Match[str], data: str
    ) -> tuple[Element, int, int]:
        del data
        assert self.md is not None
        block = m["dollars"] or m["brackets"]
        html = self._formulas.html(block or m["round"] or m["dollar"], "block" if block else "inline")
        element = Element("span", {"class": "formula"})
        element.text = AtomicString(self.md.htmlStash.store(html))
        return element, m.start(0), m.end(0)
