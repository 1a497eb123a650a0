"""The texts of the rooms below the commands, as templates for the catalogue: a method of Babel.

Taken is each literal of a module that reads as a sentence or a part of one, and each argument of what
`always` of the configuration names. Left out is what nobody is shown: logs, assertions, docstrings.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import IO, Any

Message = tuple[Any, ...]

_WORDS = re.compile(r"[A-Za-z']{2,}")
_CODE = re.compile(r"^\s|\s$|[=^\\]|^[A-Z]{3,}\b|^\w+:|charset|-age=")
_SILENT = {"log", "logging", "re", "_log"}


def sentences(
    file: IO[bytes], keywords: Sequence[str], comment_tags: Sequence[str], options: Mapping[str, str]
) -> Iterator[Message]:
    """Yields line, function, text and comments of each text of a module that is shown."""
    del keywords, comment_tags
    tree = ast.parse(file.read())
    always = set(options.get("always", "").split())
    for node, shown in _literals(tree, always, shown=False):
        template = template_of(node)
        if template and (shown or _reads_as_sentence(template)):
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
            case ast.Call(func=ast.Name(id="_decision"), args=[_, ast.Constant(value=str(text))]):
                yield node.lineno, "", text, []


def template_of(node: ast.Constant | ast.JoinedStr) -> str:
    """Returns a literal with a named place for each value, as ``%(name)s``."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    names: list[str] = []
    text = ""
    for part in node.values:
        if isinstance(part, ast.FormattedValue):
            names.append(_name_of(part.value, names))
            text += f"%({names[-1]})s"
        else:
            text += str(part.value).replace("%", "%%") if isinstance(part, ast.Constant) else ""
    return text


def _name_of(expression: ast.expr, taken: Sequence[str]) -> str:
    words = re.findall(r"[a-z_]\w*", ast.unparse(expression))
    if isinstance(expression, ast.Call) and isinstance(expression.func, ast.Name) and expression.args:
        words = re.findall(r"[a-z_]\w*", ast.unparse(expression.args[0])) or words
    name = (words[-1] if words else "value").strip("_")
    number = sum(other.rstrip("0123456789") == name for other in taken)
    return f"{name}{number + 1}" if number else name


def _literals(
    node: ast.AST, always: set[str], *, shown: bool
) -> Iterator[tuple[ast.Constant | ast.JoinedStr, bool]]:
    match node:
        case ast.Constant(value=str()) | ast.JoinedStr():
            yield node, shown
            if isinstance(node, ast.JoinedStr):
                values = [part.value for part in node.values if isinstance(part, ast.FormattedValue)]
                for value in values:
                    yield from _literals(value, always, shown=False)
            return
        case ast.Expr(value=ast.Constant()) | ast.Assert():
            return
        case ast.Call():
            function = ast.unparse(node.func)
            if function.split(".")[0] in _SILENT:
                return
            shown = function.split(".")[-1] in always
            for child in [node.func, *node.args, *(k.value for k in node.keywords if k.arg != "code")]:
                yield from _literals(child, always, shown=shown)
            return
    for part in ast.iter_child_nodes(node):
        yield from _literals(part, always, shown=shown and isinstance(node, (ast.IfExp, ast.BoolOp)))


def _reads_as_sentence(template: str) -> bool:
    fixed = re.sub(r"%\(\w+\)s", " ", template)
    return len(_WORDS.findall(fixed)) >= 2 and " " in fixed.strip() and not _CODE.search(template)


def _makes_command(decorator: ast.expr) -> bool:
    return isinstance(decorator, ast.Call) and ast.unparse(decorator.func).split(".")[-1] in (
        "command",
        "group",
    )
