"""Front matter completed: keys are added to a file that lacks them, and no other byte of it changes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import accumulate

from chalicelib.content import article_parser, front_matter
from chalicelib.content.article import Article, Source
from chalicelib.content.article_parser import Defaults
from chalicelib.content.front_matter import Split
from chalicelib.content.problem import ContentError

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")


@dataclass(frozen=True)
class Additions:
    """What a file may not say: its id; the dates that only the bucket tells, "" where the file says them or
    there are none; and addresses that its article had."""

    id: str = ""
    date: str = ""
    updated: str = ""
    addresses: tuple[str, ...] = ()

    @property
    def keys(self) -> Mapping[str, str]:
        """The keys of one value, without those that are empty."""
        values = {"id": self.id, "date": self.date, "updated": self.updated}
        return {name: value for name, value in values.items() if value}


def complete(article: Article, data: bytes, additions: Additions, defaults: Defaults) -> bytes | None:
    """Returns the file of an article with what `additions` have, None where there is no way to write it: the
    same file is read as before, but for what was added."""
    expected = _read(article, data, defaults)
    if expected is None:
        return None
    written_id = expected[0].id if expected[0].names_id else ""
    if additions.id == written_id:
        additions = replace(additions, id="")
    if additions == Additions():
        return data
    text = _Text.of(article.key, data)
    for candidate in _candidates(text, additions, written_id):
        completed = text.mark + candidate.encode(text.encoding, "surrogatepass")
        if _says(article, completed, defaults, expected, additions):
            return completed
    return None


def _read(article: Article, data: bytes, defaults: Defaults) -> tuple[Article, str] | None:
    """Returns what a file says of its article, and its text; None for one that would be refused."""
    source = Source(article.key, data, article.etag, article.version, article.date)
    try:
        parsed = article_parser.parse(source, article.kind, defaults)
    except ContentError:
        return None
    return parsed, front_matter.split(article.key, article_parser.decode(article.key, data)).body


def _says(
    article: Article,
    completed: bytes,
    defaults: Defaults,
    expected: tuple[Article, str],
    additions: Additions,
) -> bool:
    """Whether a completed file says what the file says and what was added, and nothing else."""
    actual = _read(article, completed, defaults)
    if actual is None or actual[1] != expected[1]:
        return False
    before, after = expected[0], actual[0]
    added: dict[str, object] = {}
    if additions.id:
        added |= {"id": additions.id, "names_id": True}
    if additions.date:
        added |= {"date": article.date, "dated_by_upload": False}
    if additions.updated:
        added["updated"] = article.edited
    if set(after.aliases) != {*before.aliases, *additions.addresses}:
        return False
    if _duplicate_keys(after) > _duplicate_keys(before):  # which other tools refuse
        return False
    return replace(after, aliases=()) == replace(before, aliases=(), **added)  # type: ignore[arg-type]  # the fields of an article


def _duplicate_keys(article: Article) -> int:
    return sum(problem.code == "duplicate-key" for problem in article.warnings)


@dataclass(frozen=True)
class _Text:
    """A file as text: its byte order mark, its encoding, its lines with their ends, and where it is cut."""

    mark: bytes
    encoding: str
    lines: list[str]
    parts: Split

    @classmethod
    def of(cls, key: str, data: bytes) -> _Text:
        mark, encoding = article_parser.encoding_of(data)
        text = data[len(mark) :].decode(encoding)
        lines = [match[0] for match in _LINE.finditer(text) if match[0]]
        return cls(mark, encoding, lines, front_matter.split(key, text))

    @property
    def newline(self) -> str:
        """How its lines end."""
        first = self.lines[0] if self.lines else ""
        return first[len(first.rstrip("\r\n")) :] or "\n"

    @property
    def is_bare(self) -> bool:
        """Whether it has no front matter at all."""
        return not self.parts.front_matter and self.parts.body_line == 1

    def front(self) -> range:
        """Returns the numbers, from 0, of the lines of its front matter."""
        first = self.parts.line - 1
        count = self.parts.front_matter.count("\n") + 1 if self.parts.front_matter else 0
        return range(first, first + count)


def _candidates(text: _Text, additions: Additions, written_id: str) -> Iterator[str]:
    """Yields the file with the additions written in each way that may be right, the plainest first. An id
    takes the place of `written_id`, which another file names as well."""
    keys: dict[str, object] = dict(additions.keys)
    addresses = {"aliases": list(additions.addresses)} if additions.addresses else {}
    if text.is_bare:
        written = _yaml({**keys, **addresses}, text.newline)
        yield "".join(["---" + text.newline, *written, "---" + text.newline, *text.lines])
        return
    versions = [text.lines]
    if written_id and (new_id := keys.pop("id", None)):
        versions = list(_with_id(text, written_id, str(new_id)))
    for version in versions:
        yield from _with_keys(text, version, {**keys, **addresses})
        for lines in _with_addresses(text, version, additions.addresses):
            yield from _with_keys(text, lines, keys)


def _with_id(text: _Text, written: str, id: str) -> Iterator[list[str]]:
    """Yields the lines with another id, quoted as the one that is written, or as JSON has it."""
    value = re.compile(rf"(\bid\b[\"']?[ \t]*[:=][ \t]*)([\"']?){re.escape(written)}\2", re.IGNORECASE)
    for number in text.front():
        if match := value.search(text.lines[number]):
            line, before, after = text.lines[number], text.lines[:number], text.lines[number + 1 :]
            for new in (match[2] + id + match[2], _json(id)):
                new_line = line[: match.start()] + match[1] + new + line[match.end() :]
                yield [*before, new_line, *after]


def _with_keys(text: _Text, lines: list[str], values: Mapping[str, object]) -> Iterator[str]:
    """Yields the lines of a file with keys at the beginning of its front matter, or at its end."""
    if not values:
        yield "".join(lines)
        return
    front, dialect = text.front(), text.parts.dialect
    is_braced = text.parts.front_matter.lstrip().startswith("{")
    if is_braced:
        yield _after_brace(lines, front.start, values, text.newline)
        return
    if dialect == "json":
        written = [f"{_json(name)}: {_json(value)},{text.newline}" for name, value in values.items()]
    elif dialect == "toml":
        written = [f"{name} = {_toml(name, value)}{text.newline}" for name, value in values.items()]
    elif dialect == "lines":
        written = [f"{name}: {_line(value)}{text.newline}" for name, value in values.items()]
    else:
        keyed = next((lines[n] for n in front if re.match(r"\s*[^\s#]", lines[n])), "")
        written = _yaml(values, text.newline, keyed[: len(keyed) - len(keyed.lstrip(" \t"))])
    shift = len(lines) - len(text.lines)
    for place in dict.fromkeys((front.start, front.stop + shift, front.start + 1)):
        before, after = lines[:place], lines[place:]
        if before and not before[-1].endswith(("\r", "\n")):
            before = [*before[:-1], before[-1] + text.newline]
        yield "".join([*before, *written, *after])


def _after_brace(lines: list[str], first: int, values: Mapping[str, object], newline: str) -> str:
    """Returns the lines with keys after the brace that opens the front matter in line `first`."""
    start = [0, *accumulate(map(len, lines))][first]
    whole = "".join(lines)
    brace = whole.index("{", start) + 1
    is_empty = whole[brace:].lstrip().startswith("}")
    is_on_lines = whole[brace : brace + 1] in ("\r", "\n")
    lead = f"{newline}  " if is_on_lines else ""
    pairs = [f"{lead}{_json(name)}: {_json(value)}" for name, value in values.items()]
    separator = "," if is_on_lines else ", "
    return whole[:brace] + separator.join(pairs) + ("" if is_empty else separator) + whole[brace:]


def _with_addresses(text: _Text, lines: list[str], addresses: tuple[str, ...]) -> Iterator[list[str]]:
    """Yields the lines with addresses added to a list of such that the file has: in brackets, with an item a
    line, or with commas between them."""
    if not addresses:
        return
    for number in text.front():
        line = lines[number]
        bare = line.rstrip("\r\n")
        end = line[len(bare) :]
        before, after = lines[:number], lines[number + 1 :]
        if "[" in bare:
            items = ", ".join(map(_json, addresses))
            is_empty = bare.partition("[")[2].lstrip().startswith("]")
            yield [*before, line.replace("[", f"[{items}" + ("" if is_empty else ", "), 1), *after]
        if item := re.match(r"([ \t]*)- ", bare):
            yield [*before, *(f"{item[1]}- {_json(a)}{text.newline}" for a in addresses), line, *after]
        if re.search(r"[:=][ \t]*[^\s\[]", bare):
            yield [*before, ", ".join([bare, *addresses]) + end, *after]


def _yaml(values: Mapping[str, object], newline: str, indent: str = "") -> list[str]:
    return [
        f"{indent}{name}: {value if name in ('date', 'updated') else _json(value)}{newline}"
        for name, value in values.items()
    ]


def _toml(name: str, value: object) -> str:
    return str(value) if name in ("date", "updated") else _json(value)


def _line(value: object) -> str:
    return ", ".join(value) if isinstance(value, list) else str(value)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
