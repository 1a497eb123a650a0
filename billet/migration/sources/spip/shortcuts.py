"""SPIP's typographic shortcuts as HTML: ``{{{heading}}}``, ``[text->art12]``, ``<img3|center>``.

What the site itself knows, the targets of links and documents, is asked of a `Library`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape
from typing import Protocol
from urllib.parse import quote

from billet.migration.sources.spip import blocks

_BLOCK_TAG = re.compile(
    r"</?(?:div|pre|[uo]l|li|blockquote|h[1-6r]|table|t[rdh]|thead|tbody|form|object|center|address|d[ltd]"
    r"|figure|details|iframe|audio|video|p)\b",
    re.IGNORECASE,
)
_RAW = re.compile(
    r"<(html|code|cadre|frame|script|pre)(\s[^>]{0,500})?>(.{0,50000}?)</\1>", re.DOTALL | re.IGNORECASE
)
_MULTI = re.compile(r"<multi>((?:(?!<multi>).){0,50000}?)</multi>", re.DOTALL | re.IGNORECASE)
_LANGUAGE = re.compile(r"\[([a-z_]{2,10})\]")
_NOTE = re.compile(r"\[\[\s*(?:<([^<>]{0,100})>)?\s*((?:(?!\[\[).){0,5000}?)\]\]", re.DOTALL)
_LINK = re.compile(r"\[([^\[\]]*?)->(>?)\s*([^\[\]\s]{0,2000})\s*\]")
_LINK_ATTRIBUTES = re.compile(r"(.*?)(?:\|[^<>{}]*)?(?:\{[a-z_]*\})?", re.DOTALL)
_ANCHOR = re.compile(r"\[#?([^\[\]<>]+)<-\]")
_GLOSSARY = re.compile(r"\[\?\s*([^\[\]<>|#{]+)[^\[\]<>]*\]")
_MODEL = re.compile(r"<([a-z_-]{3,})\s*(\d+)\s*(\|[^>]{0,500})?/?>", re.IGNORECASE)
_SECTION = re.compile(r"<(quote|poesie|poetry)>((?:(?!<\1>).){0,50000}?)</\1>", re.DOTALL | re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z!][^<>]*[{}_|*-][^<>]*>")
_ADDRESS = re.compile(
    r"(?<![\"'=>\w/])https?://[^\s\"'<>\[\]{}|)\uE000-\uF8FF]*[^\s\"'<>\[\]{}|).,;:!?\uE000-\uF8FF]"
)
_RULE = re.compile(r"^(?:-{4,}|_{4,})[ \t]*$", re.MULTILINE)
_HIDDEN = re.compile("\ue000(\\d+)\ue001")
_FALSE_TAG = re.compile(r"<(?![a-zA-Z/!])")


class Library(Protocol):
    """What texts refer to."""

    def address(self, target: str) -> tuple[str, str]:
        """Returns address and title of what a link such as ``art12`` leads to, two empty texts where there is
        none."""
        ...

    def document(self, kind: str, number: str, options: str) -> str | None:
        """Returns the HTML of a document or picture in a text, None where it is no document."""
        ...


@dataclass
class Shortcuts:
    """The texts of one article: their notes are numbered together."""

    library: Library
    language: str
    notes: list[str] = field(default_factory=list)
    _hidden: list[str] = field(default_factory=list)

    def html(self, text: str) -> str:
        """Returns the HTML of a text."""
        text = re.sub("[\ue000\ue001]", "", text)
        return self._shown(self._blocks(self._prepared(text)))

    def line(self, text: str) -> str:
        """Returns the HTML of a text of one line, such as a title."""
        return self._shown(self._inline(self._prepared(re.sub("[\ue000\ue001]", "", text))))

    def notes_html(self) -> str:
        """Returns the notes of all texts so far, as a list; "" where there are none."""
        items = "".join(
            f'<li id="nb{number}">{note} <a href="#nh{number}">↩</a></li>'
            for number, note in enumerate(self.notes, start=1)
        )
        return f"<hr><ol>{items}</ol>" if items else ""

    def _prepared(self, text: str) -> str:
        text = _RAW.sub(self._raw, text)
        text = _MULTI.sub(lambda match: in_language(match[1], self.language), text)
        text = _NOTE.sub(self._note, text)
        text = _ANCHOR.sub(lambda match: self._hide(f'<a id="{escape(match[1])}"></a>'), text)
        text = _LINK.sub(self._link, text)
        text = _GLOSSARY.sub(self._glossary, text)
        return _MODEL.sub(self._model, text)

    def _hide(self, html: str, *, is_block: bool = False) -> str:
        self._hidden.append(html)
        mark = f"\ue000{len(self._hidden) - 1}\ue001"
        return f"\n\n{mark}\n\n" if is_block else mark

    def _shown(self, html: str) -> str:
        while _HIDDEN.search(html):
            html = _HIDDEN.sub(lambda match: self._hidden[int(match[1])], html)
        return html.strip()

    def _raw(self, match: re.Match[str]) -> str:
        name, content = match[1].lower(), match[3]
        if name in ("html", "script"):
            html = content if name == "html" else match[0]
        elif name == "pre":
            html = match[0]
        elif name == "code":
            html = blocks.code(content, match[2] or "")
        else:
            html = f"<pre><code>{escape(content.strip(chr(10)), quote=False)}</code></pre>"
        return self._hide(html, is_block=_BLOCK_TAG.match(html.lstrip()) is not None)

    def _note(self, match: re.Match[str]) -> str:
        if not match[2].strip():
            return ""
        self.notes.append("")
        number = len(self.notes)
        self.notes[-1] = self.line(match[2].strip())
        return self._hide(f'<sup><a id="nh{number}" href="#nb{number}">{number}</a></sup>')

    def _link(self, match: re.Match[str]) -> str:
        attributes = _LINK_ATTRIBUTES.fullmatch(match[1])
        text = (attributes[1] if attributes else match[1]).strip()
        target = match[3]
        if not target:
            return self._glossary(match) if text else match[0]
        address, title = self.library.address(target)
        html = self._inline(text) if text else escape(title or address or target, quote=False)
        return self._hide(f'<a href="{escape(address or target)}">{html}</a>')

    def _glossary(self, match: re.Match[str]) -> str:
        term = match[1].strip()
        host = f"https://{(self.language or 'fr')[:2]}.wikipedia.org/wiki/"
        return self._hide(f'<a href="{host}{quote(term.replace(" ", "_"))}">{escape(term, quote=False)}</a>')

    def _model(self, match: re.Match[str]) -> str:
        html = self.library.document(match[1].lower(), match[2], match[3] or "")
        if html is None:
            return match[0]
        return self._hide(html, is_block=_BLOCK_TAG.match(html) is not None)

    def _blocks(self, text: str) -> str:
        text = _SECTION.sub(self._section, text)
        for pattern, to_html in ((blocks.TABLE, blocks.table), (blocks.LIST, blocks.nested_list)):
            text = pattern.sub(self._of(to_html), text)
        text = re.sub(r"\{\{\{(.{1,500}?)\}\}\}", self._heading, text, flags=re.DOTALL)
        text = _RULE.sub(lambda _: self._hide("<hr>", is_block=True), text)
        text = re.sub(r"</?intro>", "", text)
        chunks = (chunk.strip() for chunk in re.split(r"\n[ \t]*\n", text))
        return "\n".join(filter(None, (self._paragraph(chunk) for chunk in chunks if chunk)))

    def _of(self, to_html: Callable[[str, Callable[[str], str]], str]) -> Callable[[re.Match[str]], str]:
        return lambda match: self._hide(to_html(match[0], self._inline), is_block=True)

    def _section(self, match: re.Match[str]) -> str:
        if match[1].lower() == "quote":
            return self._hide(f"<blockquote>{self._blocks(match[2])}</blockquote>", is_block=True)
        return self._hide(blocks.poem(match[2], self._inline), is_block=True)

    def _heading(self, match: re.Match[str]) -> str:
        return self._hide(f"<h2>{self._inline(match[1].strip())}</h2>", is_block=True)

    def _paragraph(self, chunk: str) -> str:
        hidden = _HIDDEN.fullmatch(chunk)
        content = self._hidden[int(hidden[1])] if hidden else chunk
        html = self._inline(chunk) if content else ""
        return html if not html or _BLOCK_TAG.match(content) else f"<p>{html}</p>"

    def _bare_address(self, match: re.Match[str]) -> str:
        return self._hide(f'<a href="{escape(match[0])}">{escape(match[0])}</a>')

    def _inline(self, text: str) -> str:
        text = _TAG.sub(lambda match: self._hide(match[0]), text)
        text = _ADDRESS.sub(self._bare_address, text)
        text = _FALSE_TAG.sub("&lt;", text)
        text = re.sub(r"(?:\A|\n)-- *", "\n<br>— ", text)
        text = re.sub(r"(?:\A|\n)- *(?=\S)", "\n<br>– ", text)
        text = re.sub(r"(?:\A|\n)_ +", "\n<br>", text)
        text = re.sub(r"\{\{(.{1,2000}?)\}\}(?!\})", r"<strong>\1</strong>", text, flags=re.DOTALL)
        text = re.sub(r"\{([^{}]+)\}", r"<em>\1</em>", text)
        return re.sub(r"\A\s*<br>", "", text)


def in_language(text: str, language: str) -> str:
    """Returns the part of a text such as ``[fr]été[en]summer`` that is in a language, else its first one."""
    before, *parts = _LANGUAGE.split(text)
    texts = dict(zip(parts[::2], parts[1::2], strict=True))
    return texts.get(language, before or next(iter(texts.values()), "")).strip()
