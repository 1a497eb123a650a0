"""SPIP's tables and lists as HTML."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from html import escape
from itertools import takewhile

Inline = Callable[[str], str]

TABLE = re.compile(r"(?:^\|[^\n]*\|[ \t]*(?:\n|\Z))+", re.MULTILINE)
LIST = re.compile(r"(?:^-[*#]+[^\n]*(?:\n(?!\s*\n|-)[^\n]*)*(?:\n|\Z))+", re.MULTILINE)
_ITEM = re.compile(r"^-([*#]+)\s*", re.MULTILINE)
_CAPTION = re.compile(r"\|\|([^|]*)(?:\|.*)?\|\|\s*\Z")
_HEADING = re.compile(r"\s*(?:\{\{[^{}]*\}\}|<)?\s*")


def table(source: str, inline: Inline) -> str:
    """Returns the HTML of lines such as ``|{{a}}|b|``; ``<`` and ``^`` join a cell to its neighbour."""
    lines = source.strip().split("\n")
    caption = ""
    if match := _CAPTION.match(lines[0]):
        caption = f"<caption>{inline(match[1].strip())}</caption>" if match[1].strip() else ""
        lines = lines[1:]
    rows = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in lines]
    head = ""
    if rows and any(rows[0]) and all(_HEADING.fullmatch(cell) for cell in rows[0]):
        cells = _row([[cell.replace("{", "").replace("}", "") for cell in rows.pop(0)]], 0, "th", inline)
        head = f"<thead>{cells}</thead>"
    body = "".join(_row(rows, number, "td", inline) for number in range(len(rows)))
    return f"<table>{caption}{head}<tbody>{body}</tbody></table>"


def _row(rows: list[list[str]], number: int, name: str, inline: Inline) -> str:
    html, cells = "", rows[number]
    below = range(number + 1, len(rows))
    for column, cell in enumerate(cells):
        if cell in ("<", "^"):
            continue
        columns = 1 + _run(cells[column + 1 :], "<")
        height = 1 + _run((rows[index][column] if column < len(rows[index]) else "" for index in below), "^")
        spans = f' colspan="{columns}"' * (columns > 1) + f' rowspan="{height}"' * (height > 1)
        html += f"<{name}{spans}>{inline(cell)}</{name}>"
    return f"<tr>{html}</tr>"


def _run(cells: Iterable[str], sign: str) -> int:
    """Returns how many cells from the first one on are a sign."""
    return sum(1 for _ in takewhile(sign.__eq__, cells))


def nested_list(source: str, inline: Inline) -> str:
    """Returns the HTML of lines that begin with ``-*`` and ``-#``, more signs for what is below an item."""
    starts = list(_ITEM.finditer(source))
    ends = [match.start() for match in starts[1:]] + [len(source)]
    html, opened = "", list[str]()
    for match, end in zip(starts, ends, strict=True):
        name, depth = "ol" if match[1][-1] == "#" else "ul", len(match[1])
        while len(opened) > depth or (len(opened) == depth and opened[-1] != name):
            html += f"</li></{opened.pop()}>"
        if len(opened) == depth:
            html += "</li><li>"
        while len(opened) < depth:
            html += f"<{name}><li>"
            opened.append(name)
        html += inline(source[match.end() : end].strip())
    return html + "".join(f"</li></{name}>" for name in reversed(opened))


def poem(source: str, inline: Inline) -> str:
    """Returns the HTML of verses: each line of the source is one."""
    stanzas = re.split(r"\n\s*\n", source.strip())
    verses = ("<br>".join(inline(line.strip()) for line in stanza.split("\n")) for stanza in stanzas)
    return "<blockquote>" + "".join(f"<p>{stanza}</p>" for stanza in verses) + "</blockquote>"


def code(source: str, attributes: str) -> str:
    """Returns the HTML of code, a block where it has several lines."""
    match = re.search(r"""class=["']([\w-]+)["']""", attributes)
    language = f' class="language-{match[1].removeprefix("language-")}"' if match else ""
    text = source.strip("\n")
    html = f"<code{language}>{escape(text, quote=False)}</code>"
    return f"<pre>{html}</pre>" if "\n" in text else html
