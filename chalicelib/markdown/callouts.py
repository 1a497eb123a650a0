"""Callouts, as GitHub and Obsidian have them: ``> [!NOTE]``, ``> [!tip]- folded``."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.treeprocessors import Treeprocessor
from pymdownx.quotes import QuotesExtension

from chalicelib.markdown.words import Words

_FAMILIES = {
    "tip": ("tip", "hint", "success", "check", "done"),
    "important": ("important", "question", "help", "faq", "example"),
    "warning": ("warning", "attention", "todo"),
    "danger": ("caution", "danger", "error", "bug", "failure", "fail", "missing"),
}
_FAMILY_OF_KIND = {kind: family for family, kinds in _FAMILIES.items() for kind in kinds}


class CalloutExtension(QuotesExtension):  # type: ignore[misc]  # it comes without types
    """Reads quotes and callouts. The library does so; what it makes of them lacks the text's language and a
    role."""

    def __init__(self, words: Words) -> None:
        super().__init__(callouts=True)
        self._words = words

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  # Markdown's own name
        super().extendMarkdown(md)
        # In place of the library's own, right after inline marks were read.
        md.treeprocessors.register(_Callouts(md, self._words), "quotes", 19.99)


class _Callouts(Treeprocessor):
    def __init__(self, md: Markdown, words: Words) -> None:
        super().__init__(md)
        self._titles = words.callouts

    def run(self, root: Element) -> None:
        for quote in list(root.iter("blockquote")):
            kind = quote.attrib.pop("data-alert", "").split(" ")[0]
            folding = quote.attrib.pop("data-alert-collapse", "")
            if kind:
                self._convert(quote, kind, folding)

    def _convert(self, box: Element, kind: str, folding: str) -> None:
        title = self._title_of(box, kind)
        box.set("class", f"callout {_FAMILY_OF_KIND.get(kind, 'note')}")
        if folding:
            box.tag = "details"
            if folding == "open":
                box.set("open", "open")
            title.tag = "summary"
        else:
            box.tag = "div"
            box.set("role", "note")
            title.set("class", "callout-title")

    def _title_of(self, box: Element, kind: str) -> Element:
        """Returns the paragraph the library has put first: the author's title, or the kind in English, which
        is translated."""
        if len(box) == 0 or box[0].tag != "p":
            box.insert(0, Element("p"))
            box[0].text = kind.title()
        title = box[0]
        if len(title) == 0 and title.text == kind.title():
            title.text = self._titles.get(kind, kind.capitalize())
        return title
