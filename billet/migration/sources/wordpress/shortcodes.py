"""Shortcodes, such as ``[gallery ids="4,5"]``: found in a text as WordPress finds them, and replaced."""

from __future__ import annotations

import html
import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Container
from dataclasses import dataclass

_TAG = re.compile(r"\[(?P<end>/?)(?P<name>[A-Za-z][\w-]*)(?P<rest>(?:[\s\xa0/=:][^\]]*)?)\]")
_ATTRIBUTE = re.compile(
    r"""([\w-]+)\s*=\s*"([^"]*)"|([\w-]+)\s*=\s*'([^']*)'|([\w-]+)\s*=\s*([^\s'"]+)|"([^"]*)"|'([^']*)'|(\S+)"""
)
_PROTECTED = re.compile(
    r"<!--.*?(?:-->|$)|<(pre|code|script|style|textarea)\b.*?(?:</\1\s*>|$)|<[^>]*>?",
    re.DOTALL | re.IGNORECASE,
)
_CURLY = str.maketrans("“”„″‘’′\xa0", '""""\'\'\' ')


@dataclass(frozen=True)
class Shortcode:
    """`content` is what stands between its tags, None where it has no closing one. `values` are those without
    a name."""

    name: str
    attributes: dict[str, str]
    values: tuple[str, ...]
    content: str | None
    written: str


Expand = Callable[[Shortcode], str | None]
"""Returns what is to stand in the place of a shortcode, None where it is to stay."""


def replace_shortcodes(text: str, expand: Expand, names: Container[str] | None = None) -> str:
    """Returns `text` with its shortcodes replaced, those called `names` or all. In code, comments and tags
    they stay as they are; ``[[x]]`` says ``[x]``."""
    parts, at = [], 0
    spans, tags = _Protected(text), _Tags(text)
    for match in tags.openings:
        if match.start() < at or match.start() in spans:
            continue
        if names is not None and match["name"].lower() not in names:
            continue
        shortcode, end = _shortcode(text, match, tags)
        before = match.start()
        if text[before - 1 : before] == "[" and text[end : end + 1] == "]" and before > at:
            parts.append(text[at : before - 1] + shortcode.written)
            at = end + 1
        elif (replacement := expand(shortcode)) is not None:
            parts.append(text[at:before] + replacement)
            at = end
    return "".join([*parts, text[at:]])


class _Tags:
    """The tags of a text, which are looked for once: a text may have thousands."""

    def __init__(self, text: str) -> None:
        matches = list(_TAG.finditer(text, 0, text.rfind("]") + 1))
        self.openings = [match for match in matches if not match["end"]]
        self._closings: dict[str, list[re.Match[str]]] = defaultdict(list)
        self._starts: dict[str, list[int]] = defaultdict(list)
        for match in matches:
            name = match["name"].lower()
            if match["end"]:
                self._closings[name].append(match)
            else:
                self._starts[name].append(match.start())

    def closing(self, opening: re.Match[str]) -> re.Match[str] | None:
        """Returns the tag that closes an opening one: the next of its name, if none opens before."""
        name = opening["name"].lower()
        closings = self._closings[name]
        index = bisect_left(closings, opening.end(), key=lambda match: match.start())
        if index == len(closings):
            return None
        again = self._starts[name]
        following = bisect_right(again, opening.start())
        is_before = following == len(again) or closings[index].start() < again[following]
        return closings[index] if is_before else None


def _shortcode(text: str, match: re.Match[str], tags: _Tags) -> tuple[Shortcode, int]:
    rest = match["rest"].rstrip()
    content, end = None, match.end()
    is_whole = rest.endswith("/") and "=" not in rest.rsplit(" ", 1)[-1]
    if not is_whole and (closing := tags.closing(match)):
        content, end = text[end : closing.start()], closing.end()
    attributes, values = _attributes(rest)
    return Shortcode(match["name"].lower(), attributes, values, content, text[match.start() : end]), end


def _attributes(written: str) -> tuple[dict[str, str], tuple[str, ...]]:
    """Returns the attributes of a shortcode, whose values are HTML, and values without a name."""
    if '"' not in written and "'" not in written:
        written = html.unescape(written)
    attributes: dict[str, str] = {}
    values = []
    for match in _ATTRIBUTE.finditer(written.translate(_CURLY).strip().removesuffix("/").lstrip("=:")):
        named = [(match[index], match[index + 1]) for index in (1, 3, 5) if match[index] is not None]
        if named:
            attributes.setdefault(named[0][0].lower(), named[0][1])
        else:
            values.append(match[7] or match[8] or match[9] or "")
    return attributes, tuple(values)


class _Protected:
    """The places of a text in which no shortcode is one."""

    def __init__(self, text: str) -> None:
        spans = [match.span() for match in _PROTECTED.finditer(text)]
        self._starts = [start for start, _ in spans]
        self._ends = [end for _, end in spans]

    def __contains__(self, position: int) -> bool:
        index = bisect_right(self._starts, position) - 1
        return index >= 0 and position < self._ends[index]
