"""MDX as Markdown: modules are taken out, and components that show a picture or a film become one."""

from __future__ import annotations

import re
from collections.abc import Callable

from billet.migration.sources.generators import snippets
from billet.migration.sources.generators.template_tags import CODE

_IMPORT = re.compile(
    r"^import\s++(?:(?P<name>\w++)\s*+(?:,\s*+)?)?(?:\{[^{}]*+\}|\*\s++as\s++\w++)?\s*+(?:from\s*+)?"
    r"[\"'](?P<path>[^\"'\n]+)[\"'];?[ \t]*\n?",
    re.MULTILINE,
)
_EXPORT = re.compile(r"^export\s+(?:const|let|var|function|default)\b[^\n]*\n(?:[^\n]+\n)*", re.MULTILINE)
_COMMENT = re.compile(r"\{/\*((?:[^*]|\*(?!/\}))*+)(?:\*/\}|\Z)")
_COMPONENT = re.compile(
    r"<(?P<name>[A-Z][\w.]*)(?P<written>(?:[^<>\"'{}]|\"[^\"]*\"|'[^']*'|\{(?:[^{}]|\{[^{}]*\})*\})*?)(?P<closed>/?)>"
)
_ATTRIBUTE = re.compile(
    r"(?<![\w:-])(?P<name>[\w:-]+)=(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'|\{(?P<value>[^{}]*)\})"
)
_PICTURES = frozenset({"Image", "Picture", "Img", "Figure", "BlogImage"})
_FILMS = {"YouTube": "youtube", "Youtube": "youtube", "Vimeo": "vimeo"}

Keep = Callable[[str, int], None]
"""Is told of a component that stays: its source and its line."""


def to_markdown(text: str, line: int, keep: Keep) -> str:
    """Returns the text of a file in MDX, which begins in `line`, as Markdown."""
    names: dict[str, str] = {}
    body = _outside_code(text, lambda part, at: _modules(part, line + text.count("\n", 0, at), names, keep))

    def component(match: re.Match[str], at: int) -> str:
        new = _component(match, names)
        if new is None:
            keep(match[0], line + body.count("\n", 0, at + match.start()))
        return match[0] if new is None else new

    return _outside_code(
        body,
        lambda part, at: _COMPONENT.sub(lambda match: component(match, at), _COMMENT.sub(_hidden, part)),
    )


def _outside_code(text: str, change: Callable[[str, int], str]) -> str:
    """Returns a text whose parts between code are what `change` makes of them and of where they begin."""
    parts, index = [], 0
    for code in re.finditer(CODE, text, re.MULTILINE | re.DOTALL):
        parts += [change(text[index : code.start()], index), code[0]]
        index = code.end()
    return "".join([*parts, change(text[index:], index)])


def _modules(part: str, line: int, names: dict[str, str], keep: Keep) -> str:
    """Returns a part without imports and exports, each replaced by as many empty lines; the files that are
    imported by name join `names`."""

    def imported(match: re.Match[str]) -> str:
        if match["name"]:
            names[match["name"]] = match["path"]
        return "\n" * match[0].count("\n")

    def exported(match: re.Match[str]) -> str:
        keep(match[0], line + part.count("\n", 0, match.start()))
        return "\n" * match[0].count("\n")

    return _EXPORT.sub(exported, _IMPORT.sub(imported, part))


def _hidden(match: re.Match[str]) -> str:
    return f"<!--{match[1].replace('--', '- -')}-->"


def _component(match: re.Match[str], names: dict[str, str]) -> str | None:
    values = {}
    for attribute in _ATTRIBUTE.finditer(match["written"]):
        text = attribute["double"] if attribute["double"] is not None else attribute["single"]
        if text is None:
            value = attribute["value"].strip()
            text = names.get(value.removesuffix(".src")) or value.strip("\"'`")
        values[attribute["name"]] = text
    name = match["name"]
    if name in _PICTURES and (source := values.get("src") or values.get("image")):
        return snippets.figure(
            source, values.get("alt", ""), values.get("caption") or values.get("title", "")
        )
    if name in _FILMS and (film := values.get("id") or values.get("videoId")):
        return snippets.video(_FILMS[name], re.split(r"[/=]", film)[-1], values.get("title", "")) or None
    return None
