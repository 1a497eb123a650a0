"""The splitter of files into front matter and body; it does not read what the front matter says."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from chalicelib.content.key_aliases import OPENING, STRONG, squeezed
from chalicelib.content.problem import ContentError, refusal
from chalicelib.content.text import normalize_newlines, position

Dialect = Literal["yaml", "toml", "json", "lines"]

LONGEST_HEAD = 400
"""Lines and, times 100, characters among which the end of bare front matter is looked for."""


@dataclass(frozen=True)
class Split:
    """A file cut in two. `line` and `body_line` are those of the file in which the parts begin."""

    front_matter: str
    body: str
    dialect: Dialect = "yaml"
    line: int = 1
    body_line: int = 1


def split(file: str, text: str) -> Split:
    """Returns `text` cut where its front matter ends; a file that has none is all body.

    Front matter is YAML (``---``), TOML (``+++``) or JSON (``{``); ``---json`` and the like, as in
    gray-matter; JSON without its braces (``;;;``) and YAML without its first fence, as in Hexo; or
    lines ``Key: value`` up to the first that is none, as in Pelican and MultiMarkdown. Takes a byte order
    mark, any line ends, blank lines before and blanks after a fence. Raises `ContentError` where an
    opening fence is never closed.
    """
    text = normalize_newlines(text)
    start = len(text) - len(text.lstrip(" \t\n"))
    start = text.rfind("\n", 0, start) + 1  # the line's own indentation belongs to it
    head = text[start : start + 100].split("\n", 1)[0].rstrip()
    if _CORRECTED.fullmatch(head) and _is_known(text[start : start + 200].partition("\n")[2]):
        message, line = f"the front matter is opened by {head}", position(text, start)[0]
        raise refusal(file, line, message, "Write three hyphens: ---", "fence-of-dashes", 1)
    if fence := _FENCE.fullmatch(head):
        parts = _fenced(file, text, start, fence)
    elif _JSON.match(text, start):
        parts = _braced(file, text, start)
    else:
        parts = _bare(text, start)
    return parts or Split("", text)


_FENCE = re.compile(r"(-{3,}|\+{3}|;{3,})[ \t]*(yaml|yml|toml|json)?", re.IGNORECASE)
# What writing aids make of hyphens: as text it would show a draft to everybody.
_CORRECTED = re.compile(
    r"(?=.*[\N{HYPHEN}-\N{HORIZONTAL BAR}\N{MINUS SIGN}])[-\N{HYPHEN}-\N{HORIZONTAL BAR}\N{MINUS SIGN}]{1,3}"
)
_JSON = re.compile(r"\{\s*(?:\"|\}[ \t]*(?:\n|\Z))")
_KEY = re.compile(r"([^\W_][\w .-]{0,38}?)[ \t\N{NO-BREAK SPACE}]*:(?:\s|$)")
_QUOTED_KEY = re.compile(r"[\"'][^\"'\n]{1,40}[\"'][ \t]*:")
_DIALECTS: dict[str, Dialect] = {"-": "yaml", "+": "toml", ";": "json", "toml": "toml", "json": "json"}


def _fenced(file: str, text: str, start: int, fence: re.Match[str]) -> Split | None:
    marks = fence[1]
    dialect = _DIALECTS.get((fence[2] or "").lower(), _DIALECTS[marks[0]])
    end_marks = r"(?:---|\.{3})" if marks == "---" else re.escape(marks)
    inner = text.find("\n", start) + 1
    end = re.compile(rf"^{end_marks}[ \t]*$", re.MULTILINE).search(text, inner) if inner else None
    head = text[inner : end.start() if end else None] if inner else ""
    if not end and not _promises(head, dialect):
        return None
    if dialect == "yaml" and not _is_front_matter(head):
        return None  # a horizontal rule, and another further down
    if not end:
        raise _never_closed(file, text, start, marks, f"Add a line {marks} after its last key")
    return _parts(text, inner, end.start(), end.end(), dialect)


def _never_closed(file: str, text: str, start: int, marks: str, remedy: str) -> ContentError:
    message = f"the front matter opened by {marks} is never closed"
    return refusal(file, position(text, start)[0], message, remedy, "fence-not-closed", 1)


def _promises(head: str, dialect: Dialect) -> bool:
    """Whether what follows a fence that is never closed was meant as front matter."""
    first = next((line for line in head[: LONGEST_HEAD * 100].split("\n") if line.strip()), "")
    if dialect == "toml":
        return bool(re.match(r"\s*[\w.\"'-]+[ \t]*=|\s*\[\w", first))
    if dialect == "json":
        return first.lstrip().startswith(("{", '"'))
    return _is_keyed(first) or (first[:1] in ("[", "{") and not set("]}") & set(first))


def _is_front_matter(head: str) -> bool:
    """Whether what stands between two fences is YAML, and not text between two horizontal rules."""
    lines = [line for line in head[: LONGEST_HEAD * 100].split("\n")[:LONGEST_HEAD] if line.strip()]
    written = [line for line in lines if not line.startswith("#")]
    if not written:
        return len(lines) == 0 or not head.strip("\n").startswith("# ")
    first = written[0]
    return _is_keyed(first) or first.startswith(("- ", "[", "{", "%")) or any(map(_is_known, written))


def _is_keyed(line: str) -> bool:
    """Whether a line is one of a mapping: a key of one word, or one that we know."""
    key = _KEY.match(line)
    if key:
        return " " not in key[1] or _is_known(line)
    return bool(_QUOTED_KEY.match(line) or (re.match(r"\w[\w.-]{0,38}:\S", line) and _is_known(line)))


def _is_known(line: str) -> bool:
    key, colon, _ = line[:60].partition(":")
    return bool(colon) and squeezed(key) in OPENING


def _braced(file: str, text: str, start: int) -> Split | None:
    """Returns JSON up to the brace that closes the first one, and what follows it."""
    depth = 0
    for token in _JSON_TOKEN.finditer(text, start, start + LONGEST_HEAD * 100):
        depth += {"{": 1, "}": -1}.get(token[0], 0)
        if not depth:
            after = len(text) - len(text[token.end() :].lstrip(" \t"))
            return _parts(text, start, token.end(), after, "json")
    remedy = "Add a line } after its last key, and see that each text is in double quotes"
    raise _never_closed(file, text, start, "{", remedy)


# What is never closed reaches to the end: were it no match, each quote after it would be tried in turn.
_JSON_TOKEN = re.compile(r'"(?:[^"\\]++|\\.)*+(?:"|\\?\Z)|[{}]', re.DOTALL)


def _bare(text: str, start: int) -> Split | None:
    """Returns front matter without an opening fence: Hexo's, or the lines of Pelican and MultiMarkdown."""
    lines = text[start : start + LONGEST_HEAD * 100].split("\n")[:LONGEST_HEAD]
    if _QUOTED_KEY.match(lines[0]):
        closed = next((n for n, line in enumerate(lines) if re.fullmatch(r";{3,}[ \t]*", line)), 0)
        return _cut_at(text, start, lines, closed, "json") if closed else None
    last = _last_of_block(lines) if _is_known(lines[0]) else 0
    if not _is_metadata(lines[:last]):
        return None
    after = next((n for n in range(last, len(lines)) if lines[n].strip()), last)
    if re.fullmatch(r"-{3,}[ \t]*", "".join(lines[after : after + 1])):
        return _cut_at(text, start, lines, after, "yaml")
    if lines[last - 1].startswith("- "):
        return None  # a list of the text, not of a key
    if last < len(lines) and not lines[last].strip():
        return _cut_at(text, start, lines, last, "lines")  # the blank line is the fence
    end = min(start + sum(len(line) + 1 for line in lines[:last]), len(text))
    return _parts(text, start, end, end, "lines")


def _last_of_block(lines: Sequence[str]) -> int:
    """Returns how many lines from the first on are keys, continued values or items of lists."""
    for number, line in enumerate(lines):
        key = _KEY.match(line)
        keyed = key and (" " not in key[1] or _is_known(line))
        if not (keyed or (line[:1] in (" ", "\t") and line.strip()) or re.match(r"- +\S", line)):
            return number
    return len(lines)


def _is_metadata(lines: Sequence[str]) -> bool:
    """Whether lines are metadata and not prose such as ``Place: Paris``: one key that only an article
    has, or two that we know."""
    keys = [squeezed(line.partition(":")[0]) for line in lines if _is_known(line)]
    return any(key in STRONG for key in keys) or len(keys) > 1


def _cut_at(text: str, start: int, lines: Sequence[str], number: int, dialect: Dialect) -> Split:
    end = start + sum(len(line) + 1 for line in lines[:number])
    return _parts(text, start, end, end + len(lines[number]), dialect)


def _parts(text: str, start: int, end: int, after: int, dialect: Dialect) -> Split:
    """Returns front matter from `start` to `end`, and the body from `after` or, where a line ends there, the
    next."""
    after += text[after : after + 1] == "\n"
    line, body_line = position(text, start)[0], position(text, after)[0]
    return Split(text[start:end].removesuffix("\n"), text[after:], dialect, line, body_line)
