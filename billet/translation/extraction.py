"""The texts of the rooms below the commands, as templates for the catalogue: a method of Babel.

Taken is each literal of a module that reads as a sentence or a part of one, and each argument of what
`always` of the configuration names. Left out is what nobody is shown: logs, assertions, docstrings; and what
`never`, a pattern, is found in.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import IO, Any

Message = tuple[Any, ...]

_WORDS = re.compile(r"[A-Za-z']{2,}")
_CODE = re.compile(r"""^\s|\s$|="|=\ [:#]|[\^]|^\w+:|charset|-age=|\bFROM\ \w|^REMOVE\b""")
_SILENT = {"log", "logging", "re", "_log"}


def sentences(
    file: IO[bytes], keywords: Sequence[str], comment_tags: Sequence[str], options: Mapping[str, str]
) -> Iterator[Message]:
    """Yields line, function, text and comments of each text of a module that is shown."""
    del keywords, comment_tags
    tree = ast.parse(file.read())
    always = set(options.get("always", "").split())
    never = re.compile(options.get("never", r"(?!)"))
    for node, shown in _literals(tree, always, shown=False):
        template = template_of(node)
        if never.search(template) or not _WORDS.search(_fixed(template)):
            continue
        if shown or _reads_as_sentence(template):
            yield node.lineno, "", template, []


def commands(
    file: IO[bytes], keywords: Mapping[str, Any], comment_tags: Sequence[str], options: Any
) -> Iterator[Message]:
    """Yields what a module of commands marks, and the help of its commands and options."""
    from babel.messages.extract import extract_python

    yield from extract_python(file, keywords, comment_tags, options)
    file.seek(0)
    for node in ast.walk(ast.parse(file.read())):
        match node:
            case ast.FunctionDef(decorator_list=decorators) if any(map(_makes_command, decorators)):
                if text := ast.get_docstring(node):
                    yield node.lineno, "", text, []
            case ast.keyword(arg="help", value=ast.Constant(value=str(text))):
                yield node.lineno, "", text, []


def template_of(node: ast.expr) -> str:
    """Returns a literal, or literals and values that are joined by +, with a named place for each value, as
    ``%(name)s``."""
    parts = list(_parts(node))
    if len(parts) == 1 and isinstance(parts[0], str):
        return parts[0]
    names: list[str] = []
    text = ""
    for part in parts:
        if isinstance(part, str):
            text += part.replace("%", "%%")
        else:
            names.append(_name_of(part, names))
            text += f"%({names[-1]})s"
    return text


def _parts(node: ast.expr) -> Iterator[str | ast.expr]:
    """Yields what is fixed, and the expressions between."""
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.JoinedStr(values=values):
            for value in values:
                yield from _parts(value.value if isinstance(value, ast.FormattedValue) else value)
        case ast.BinOp(op=ast.Add(), left=left, right=right):
            yield from _parts(left)
            yield from _parts(right)
        case _:
            yield node


def _name_of(expression: ast.expr, taken: Sequence[str]) -> str:
    """Returns a name for the place of a value: that of what it is, with a number where it is taken."""
    name = _identifier(expression).strip("_").lower() or "value"
    number = sum(other.rstrip("0123456789") == name for other in taken)
    return f"{name}{number + 1}" if number else name


def _identifier(expression: ast.expr) -> str:
    match expression:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case ast.Subscript(slice=ast.Constant(value=str(key))):
            return re.sub(r"\W", "", key)
        case ast.Subscript(value=value) | ast.BinOp(left=value) | ast.IfExp(body=value):
            return _identifier(value)
        case ast.Call(args=[first, *_]) if not isinstance(first, ast.GeneratorExp):
            return _identifier(first)
        case ast.Call(func=ast.Attribute(value=value)):
            return _identifier(value)
    return ""


def _literals(node: ast.AST, always: set[str], *, shown: bool) -> Iterator[tuple[ast.expr, bool]]:
    """Yields each literal that stands for itself, and whether its place says that it is shown."""
    match node:
        case ast.Constant(value=str()) | ast.JoinedStr() | ast.BinOp(op=ast.Add()):
            parts = list(_parts(node))
            if any(isinstance(part, str) for part in parts):
                yield node, shown
            for part in parts:
                if isinstance(part, ast.expr):
                    yield from _literals(part, always, shown=False)
        case ast.Expr(value=ast.Constant()) | ast.Assert():
            return
        case ast.Raise(exc=ast.Call(func=ast.Name(id="AssertionError"))):
            return
        case ast.Call():
            function = ast.unparse(node.func)
            if function.split(".")[0] in _SILENT:
                return
            is_shown = function.split(".")[-1] in always
            for child in [node.func, *node.args, *(k.value for k in node.keywords if k.arg != "code")]:
                yield from _literals(child, always, shown=is_shown)
        case _:
            is_shown = shown and isinstance(node, (ast.IfExp, ast.BoolOp))
            for inner in ast.iter_child_nodes(node):
                yield from _literals(inner, always, shown=is_shown)


def _fixed(template: str) -> str:
    return re.sub(r"%\(\w+\)s", " ", template)


def _reads_as_sentence(template: str) -> bool:
    fixed = _fixed(template)
    return len(_WORDS.findall(fixed)) >= 2 and " " in fixed.strip() and not _CODE.search(template)


def _makes_command(decorator: ast.expr) -> bool:
    return isinstance(decorator, ast.Call) and ast.unparse(decorator.func).split(".")[-1] in (
        "command",
        "group",
    )
