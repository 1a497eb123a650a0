"""What files that mean harm cost: CPU time of reading each, against the bound that an upload may take."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from chalicelib.content import article_parser
from chalicelib.content.article import Source
from chalicelib.content.article_parser import Defaults
from chalicelib.content.front_matter import LARGEST
from chalicelib.content.problem import ContentError

BOUND = 0.2
"""Seconds of CPU that any one file may take to be read."""

SITE = Defaults("fr", ZoneInfo("Europe/Paris"))
UPLOADED = datetime(2026, 1, 5, tzinfo=UTC)


@dataclass(frozen=True)
class Cost:
    """Seconds of CPU for one file, and what became of it: "read", or the code of its refusal."""

    name: str
    size: int
    seconds: float
    answer: str


def measure() -> list[Cost]:
    """Reads every hostile file three times; the fastest counts, since other programs only add time."""
    _read("# Warm\n\nUp.\n", "x.md")
    _read("---\ntitle: warm\n---\nUp.\n", "x.md")
    _read("+++\ntitle = 'warm'\n+++\nUp.\n", "x.md")
    costs = []
    for name, text, file in hostile():
        answers = [_read(text, file) for _ in range(3)]
        costs.append(Cost(name, len(text.encode()), min(seconds for seconds, _ in answers), answers[0][1]))
    return costs


def _read(text: str, file: str) -> tuple[float, str]:
    source = Source(f"articles/{file}", text.encode(), "", "", UPLOADED)
    start, answer = time.process_time(), "read"
    try:
        article_parser.body_of(article_parser.parse(source, "articles", SITE), source.data)
    except ContentError as error:
        answer = error.problem.code
    return time.process_time() - start, answer


def hostile() -> Iterator[tuple[str, str, str]]:
    """Yields name, text and file name of what tries each parser, pattern and loop at its dearest."""
    yield from ((f"YAML: {name}", f"---\n{front}\n---\nx", "x.md") for name, front in _yaml())
    yield from ((f"TOML: {name}", f"+++\n{front}\n+++\nx", "x.md") for name, front in _toml())
    yield from ((f"JSON: {name}", f"{front}\nx", "x.md") for name, front in _json())
    yield from ((f"lines: {name}", f"{front}\n\nx", "x.md") for name, front in _lines())
    yield from ((f"value: {name}", f"---\n{front}\n---\nx", "x.md") for name, front in _values())
    for name, body in _bodies():
        yield f"text: {name}", body, "x.md"
        yield f"MDX: {name}", body, "x.mdx"


ROOM = LARGEST - 200
"""Bytes of front matter that are looked at."""


def filled(part: str, room: int = ROOM) -> str:
    """Returns `part` over and over."""
    return part * (room // len(part.encode()))


def _yaml() -> Iterator[tuple[str, str]]:
    yield "opening brackets", filled("[")
    yield "brackets as deep as they may be", "a: " + "[" * 18 + "x," * 1700 + "]" * 18
    yield "more brackets than levels", "a: " + "[" * 199 + "x," * 1700 + "]" * 199
    yield "braces and colons", "a: " + "{a: " * 199 + "x, " * 1000
    yield "a list in one line", "a: [" + filled("x,") + "]"
    yield "as many values as there may be", "a: [" + "x," * 1990 + "]"
    yield "lists in lists", filled("- ")
    yield "questions", filled("? ")
    yield "mappings in mappings", "\n".join(" " * n + "a:" for n in range(160))
    yield "many keys", "\n".join(f"k{n}:" for n in range(1990))
    yield "many keys like known ones", "\n".join(f"ca{n}:" for n in range(1990))
    yield "many keys to mend", "\n".join(f"k{n}: @" for n in range(290))
    yield "many long values to mend", "\n".join(f"k{n}: a: " + "b: " * 5 for n in range(290))
    yield "one long value to mend", "title: " + "a: " * 1900
    yield "a list to mend", "tags:\n" + filled("- @x\n", 1400)
    yield "an expanding bomb", "a: &a [x,x]\n" + "\n".join(f"b{n}: &b{n} [*a,*a]" for n in range(90))
    yield "tags", filled("- !!python/name:os.system x\n")
    yield "a long text", "title: " + filled("x")
    yield "a long text in words", "title: " + filled("mot ")
    yield "a long quoted text", 'title: "' + filled("\\u00e9") + '"'
    yield "a quote never closed", "\n".join(f'k{n}: "x' for n in range(290))
    yield "a folded text", "title: >\n" + filled("  mot\n")
    yield "blanks", "title:" + filled(" ") + "x"
    yield "tabs", filled("\t\n")
    yield "comments", filled("#\n")
    yield "directives", filled("%a b\n")
    yield "documents", filled("a: 1\n...\n")
    yield "line separators", filled("\u2028")
    yield "invisible characters", filled("\x08")


def _toml() -> Iterator[tuple[str, str]]:
    yield "opening brackets", "a = " + filled("[")
    yield "tables in tables", "a = " + filled("{a=")
    yield "dots", filled("a.") + "a = 1"
    yield "dots in a table's name", "[" + filled("a.") + "a]"
    yield "dots in an inline table", "a = {" + filled("a.") + "a = 1}"
    yield "dots in many lines", "\n".join("a" + ".a" * 19 + f".b{n} = 1" for n in range(300))
    yield "quoted dots", filled('"a" . ') + "a = 1"
    yield "many keys", "\n".join(f"k{n}=1" for n in range(1900))
    yield "many tables", "\n".join(f"[a.k{n}]" for n in range(1600))
    yield "many tables in a list", filled("[[a]]\n")
    yield "a list", "a = [" + filled("1,") + "]"
    yield "a number", "a = " + filled("9")
    yield "a quote never closed", filled('a = "')
    yield "a long text", 'title = """' + filled("mot ") + '"""'


def _json() -> Iterator[tuple[str, str]]:
    yield "opening brackets", '{"a":' + filled("[") + filled("]") + "}"
    yield "objects in objects", filled('{"a":')
    yield "escaped quotes", '{"' + filled('\\"')
    yield "escaped quotes, a megabyte", '{"' + filled('\\"', 10**6)
    yield "quotes, a megabyte", '{"' + filled('" "', 10**6)
    yield "braces, a megabyte", '{"' + '"' + filled("{}", 10**6)
    yield "a list", '{"tags": [' + filled("1,") + "1]}"
    yield "lists as deep as they may be", '{"tags": ' + "[" * 18 + "1," * 3000 + "1" + "]" * 18 + "}"
    yield "many keys", json.dumps({f"k{n}": 1 for n in range(1200)})
    yield "one key many times", '{"a":0' + filled(',"a":0') + "}"
    yield "a number", '{"order": ' + filled("9") + "}"


def _lines() -> Iterator[tuple[str, str]]:
    yield "many keys", "title: x\n" + filled("a:\n")
    yield "one key many times", filled("title: x\n")
    yield "a long value", "title: x\n" + filled("  mot\n")
    yield "a megabyte of keys", filled("title: x\n", 10**6)
    yield "a megabyte of almost keys", "title: x\n" + filled("a b c d e f\n", 10**6)
    yield "a key of a megabyte", "title" + filled(" ", 10**6)


def _values() -> Iterator[tuple[str, str]]:
    keys = ("title", "date", "slug", "permalink", "tags", "aliases", "summary", "canonical", "image", "lang")
    parts = ["a", " ", "-", "/", "[", "<", "*a ", "&", "&amp;", "#", "(", "1 ", "é", "日", "/index", "a, "]
    for key in keys:
        for part in parts:
            yield f"{key}, {part!r} over and over", f"{key}: '{filled(part)}'"
    for what in ("1", "1:", "2013-01-01 ", "jan ", "(", "([", "+1", "A/", "Aa/"):
        yield f"date, {what!r} a hundred times", f"date: '{(what * 100)[:100]}'"


def _bodies() -> Iterator[tuple[str, str]]:
    million = 10**6
    lines = ["", "\t", "#", "# ", "## a", "a\n=", "a\n---", "---", "```", "~~~~", "<!--", "import x", "- a"]
    lines += ["> a", "| a |", "a\n", "---\na: b", "+++", "...", ";;;"]
    parts = [
        " ",
        "<!-- ",
        "<!--more",
        "{/* ",
        "export ",
        "<A",
        "[",
        "![",
        "[^",
        "{:",
        "{.",
        "*a ",
        "**",
        "_a_",
    ]
    parts += [
        "`",
        "\\",
        "<",
        "&",
        "&amp;",
        '"',
        "«",
        "'",
        "a ",
        "a",
        "é",
        "日本",
        "a-",
        "a'",
        "# a #",
        "# a {#",
    ]
    parts += ["\ufeff", "\x00", "\r", "\u2028"]
    for part in [*(line + "\n" for line in lines), *parts]:
        yield f"{part!r}, a megabyte", filled(part, million)
    yield "a heading of a megabyte", "# " + filled("a #", million)
    yield "a heading of links", "# " + filled("[a](", 1990) + "\n" + filled("a ", million)
    yield "a paragraph of brackets", filled("[a](b ", million)
    yield "a rule and a megabyte", "---\n" + filled("a b\n", million)
    yield "a fence never closed", "---\ntitle: x\n" + filled("a: b\n", million)
    yield "an excerpt's mark at the end", filled("mot\n\n", 90_000) + "<!-- more -->"
