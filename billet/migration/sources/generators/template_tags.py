"""The tags of a generator's templates in a text, such as ``{{< figure >}}`` and ``{% highlight %}``: what is
known becomes Markdown or HTML, what is not stays as it is written and is told with its line."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

CODE = (
    r"^[ \t>]*(?P<fence>`{3,}+|~{3,}+)[^\n]*+(?:\n(?!^[ \t>]*(?P=fence)[`~]*[ \t]*$)[^\n]*+)*+(?:\n[^\n]*+)?"
    r"|(?<!`)(?P<ticks>`{1,9})(?!`)(?:(?!\n[ \t]*\n).){1,2000}?(?<!`)(?P=ticks)(?!`)"
)
"""Code in Markdown: a block to its end or that of the text, and what stands between ticks."""

_ARGUMENT = re.compile(
    r"""(?:(?P<name>[\w-]+)\s*[=:](?!//)\s*)?(?:"(?P<double>(?:[^"\\]|\\.)*)"|'(?P<single>(?:[^'\\]|\\.)*)'"""
    r"""|`(?P<raw>[^`]*)`|\{(?P<braced>[^{}]*)\}|(?P<word>[^\s,"'`]+))"""
)


@dataclass(frozen=True)
class Tag:
    """A tag as it is written. `content` stands between it and the one that closes it, None where none does;
    `line` is that of the file."""

    name: str
    written: str
    content: str | None = None
    line: int = 0
    words: tuple[str, ...] = field(default=(), init=False)
    """Its arguments without a name."""
    named: Mapping[str, str] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        words, named = [], {}
        for argument in _ARGUMENT.finditer(self.written):
            value = next((text for text in argument.group("double", "single") if text is not None), None)
            if value is not None:
                value = re.sub(r"\\(.)", r"\1", value)
            else:
                value = next(text for text in argument.group("raw", "braced", "word") if text is not None)
            if argument["name"]:
                named[argument["name"].lower()] = value.strip("\"'") if argument["braced"] else value
            else:
                words.append(value)
        object.__setattr__(self, "words", tuple(words))
        object.__setattr__(self, "named", named)

    def get(self, name: str, position: int = -1) -> str:
        """Returns an argument by its name, else the one at a position, else ""."""
        if name in self.named:
            return self.named[name]
        return self.words[position] if 0 <= position < len(self.words) else ""


Handler = Callable[[Tag], str | None]
"""Returns what is shown in the place of a tag, None where the tag is to stay."""


@dataclass(frozen=True)
class Language:
    """A language of templates. `tag` matches a tag outside of code, with the groups ``name`` and ``written``;
    `raw` matches what is no tag though it looks like one, in code as well, and what is shown of it are the
    groups `shown`. `closing` returns a pattern for the tag that closes one of a name, with a group ``opens``
    for one of that name that opens."""

    tag: re.Pattern[str]
    raw: re.Pattern[str]
    shown: tuple[str, ...]
    closing: Callable[[str], re.Pattern[str]]
    comments: frozenset[str] = frozenset({"comment", "endcomment"})
    """Names of tags that Billet itself takes out."""


@dataclass
class Expansion:
    """Expands the tags of texts. `unknown` is told of each that stays: its source and its line."""

    language: Language
    handlers: Mapping[str, Handler]
    unknown: Callable[[str, int], None]
    _kept: set[str] = field(default_factory=set)
    _unclosed: set[str] = field(default_factory=set)

    def expand(self, text: str, line: int = 1) -> str:
        """Returns a text that begins in `line` of its file with its tags expanded."""
        self._unclosed.clear()
        if "{" not in text:
            return text
        token = re.compile(
            f"(?P<raw_>{self.language.raw.pattern})|(?P<code_>{CODE})|(?P<tag_>{self.language.tag.pattern})",
            re.MULTILINE | re.DOTALL,
        )
        parts, index = [], 0
        counted = 0
        while match := token.search(text, index):
            parts.append(text[index : match.start()])
            index = match.end()
            if match["raw_"]:
                parts.append(self._shown(match))
            elif match["code_"]:
                parts.append(self.language.raw.sub(self._shown, match[0]))
            else:
                line += text.count("\n", counted, match.start())
                counted = match.start()
                new, index = self._expanded(text, match, line)
                parts.append(new)
        return "".join([*parts, text[index:]])

    def _shown(self, raw: re.Match[str]) -> str:
        return "".join(raw[group] or "" for group in self.language.shown)

    def _expanded(self, text: str, match: re.Match[str], line: int) -> tuple[str, int]:
        """Returns what stands in the place of a tag, and where in the text it ends."""
        name, written = match["name"] or "", match["written"] or ""
        if name in self.language.comments:
            return match[0], match.end()
        handler = self.handlers.get(name)
        closer = self._closer(text, match.end(), name) if name and handler else None
        content = text[match.end() : closer.start()] if closer else None
        end = closer.end() if closer else match.end()
        new = handler(Tag(name, written, content, line)) if handler else None
        if new is None:
            opening = re.sub(r"^(?:/\s*|end)", "", name)
            if opening == name or opening not in self._kept:  # of a pair the first tag is told
                self.unknown(match[0], line)
            self._kept.add(name)
            return match[0], match.end()
        return _set_apart(text, match.start(), end, new), end

    def _closer(self, text: str, start: int, name: str) -> re.Match[str] | None:
        """Returns the tag that closes one of a name, of which others may stand within it."""
        if name in self._unclosed:
            return None
        depth, closes = 1, False
        for match in self.language.closing(re.escape(name)).finditer(text, start):
            closes = closes or not match["opens"]
            depth += 1 if match["opens"] else -1
            if not depth:
                return match
        if not closes:
            self._unclosed.add(name)  # nor does anything below close one
        return None


def _set_apart(text: str, start: int, end: int, new: str) -> str:
    """Returns `new` with empty lines around it, where it stands alone in its lines and has neighbours."""
    at_head, at_tail = start == 0, end == len(text)
    alone = (at_head or text[start - 1] == "\n") and (at_tail or text[end] == "\n")
    if not alone or not new.strip():
        return new
    head = "" if start < 2 or text[start - 2] == "\n" else "\n"
    tail = "" if end > len(text) - 2 or text[end + 1] == "\n" else "\n"
    return head + new.strip("\n") + tail
