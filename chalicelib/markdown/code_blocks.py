"""Code blocks: highlighted where their language is known, with the lines that are marked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pygments.formatters.html import HtmlFormatter

_LANGUAGE = re.compile(r"\{?[ ]*\.?(?P<name>[A-Za-z][\w+#-]*(?:\.[\w+#-]+)*)")
_BRACES = re.compile(r"\{(?P<content>[^{}]*)\}")
_NAMES = re.compile(r"(?<![^\s{])(?P<sign>[.#])(?P<name>[A-Za-z_][\w-]*)")
_OPTION = re.compile(r"""(?P<key>[a-zA-Z_]+)[ ]*=[ ]*(?P<value>\[[^\]]*\]|"[^"]*"|'[^']*'|[^\s,}]+)""")
_LINES = re.compile(r"(\d{1,5})(?:[ ]*-[ ]*(\d{1,5}))?")
_NUMBERED = ("linenums", "linenos")


@dataclass(frozen=True)
class CodeInfo:
    """What stands beside the opening of a code block: ``python hl_lines="1 3"`` as in MkDocs,
    ``go {hl_lines=[1,"3-5"],linenostart=9}`` as in Hugo, ``js {1,3-5}`` as in Gatsby and Docusaurus,
    ``{.python #id .class}`` as in Pandoc, ``python:app.py``.

    `first_number` is that of the first line, where lines are numbered.
    """

    language: str = ""
    title: str = ""
    id: str = ""
    classes: tuple[str, ...] = ()
    marked_lines: tuple[tuple[int, int], ...] = ()
    first_number: int | None = None

    @classmethod
    def parse(cls, info: str) -> CodeInfo:
        """Returns what is said in `info`, which may be anything."""
        language = _LANGUAGE.match(info)
        rest = info[language.end() :] if language else info
        options = {match["key"].lower(): match["value"].strip("[]\"' ") for match in _OPTION.finditer(rest)}
        bare = _OPTION.sub("", rest)
        braces = _BRACES.search(bare)
        lines = options.get("hl_lines") or (braces["content"] if braces else "")
        names = [(match["sign"], match["name"]) for match in _NAMES.finditer(bare)]
        numbered = next((options[key] for key in _NUMBERED if key in options), "")
        start = options.get("linenostart") or numbered.split(" ")[0]
        return cls(
            language["name"].lower() if language else "",
            options.get("title", ""),
            next((name for sign, name in names if sign == "#"), ""),
            tuple(name for sign, name in names if sign == "."),
            tuple((int(first), int(last or first)) for first, last in _LINES.findall(lines)),
            (int(start) if start.isdecimal() else 1) if numbered not in ("", "false") else None,
        )


def code_html(source: str, info: str) -> str:
    """Returns a block of code as HTML."""
    about = CodeInfo.parse(info)
    code = _highlighted(source, about) if about.language else ""
    title = f'<span class="filename">{escape(about.title)}</span>' if about.title else ""
    names = escape(" ".join((*about.classes, "highlight")))
    anchor = f' id="{escape(about.id)}"' if about.id else ""
    return f'<div{anchor} class="{names}">{title}{code or _plain(source)}</div>'


def _plain(source: str) -> str:
    return f"<pre><code>{escape(source)}</code></pre>"


def _highlighted(source: str, about: CodeInfo) -> str:
    """Returns "" for a language that is not known."""
    # Imported here: many texts have no such code.
    from pygments import highlight
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    try:
        lexer = get_lexer_by_name(about.language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return ""
    count = source.count("\n") + 1
    marked = {
        line for first, last in about.marked_lines for line in range(max(1, first), min(last, count) + 1)
    }
    html = str(highlight(source, lexer, _formatter(tuple(sorted(marked)), about.first_number))).strip()
    return html.removeprefix('<div class="highlight">').removesuffix("</div>")


@lru_cache(maxsize=16)
def _formatter(marked_lines: tuple[int, ...], first_number: int | None) -> HtmlFormatter[str]:
    from pygments.formatters.html import HtmlFormatter

    # Classes, not styles: the stylesheet knows light from dark, and the content security policy allows no
    # inline style.
    return HtmlFormatter(
        wrapcode=True,
        cssclass="highlight",
        hl_lines=list(marked_lines),
        linenos="table" if first_number is not None else False,
        linenostart=first_number or 1,
    )
