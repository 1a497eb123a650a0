"""Settings in Python, as Pelican and Nikola have them: assignments are read, and nothing is executed."""

from __future__ import annotations

import ast
from typing import Any

from billet.migration.sources.generators.configuration import Configuration
from billet.migration.sources.generators.folder import Folder
from chalicelib.errors import BilletError, ConfigurationError

_UNREADABLE = object()


class _UnreadableError(ValueError):
    """An expression would have to be executed."""


def read_python(folder: Folder, *names: str) -> tuple[Configuration, dict[str, tuple[str, int]]]:
    """Returns the settings that files assign, a later file over an earlier one, and of those that cannot be
    read without executing them the file and line, by name. Raises `ConfigurationError`."""
    values: dict[str, Any] = {}
    unreadable: dict[str, tuple[str, int]] = {}
    for name in names:
        try:
            tree = ast.parse(folder.text(name))
        except (BilletError, SyntaxError, ValueError, RecursionError) as error:
            message = " ".join(str(error).split())
            raise ConfigurationError(f"{name} cannot be read ({message}): correct it, then import") from error
        for statement in tree.body:
            for target, expression in _assignments(statement):
                try:
                    values[target] = _value(expression, values)
                    unreadable.pop(target, None)
                except (_UnreadableError, RecursionError):
                    values.pop(target, None)
                    unreadable[target] = (name, expression.lineno)
    return Configuration(values), unreadable


def _assignments(statement: ast.stmt) -> list[tuple[str, ast.expr]]:
    if isinstance(statement, ast.AnnAssign) and statement.value and isinstance(statement.target, ast.Name):
        return [(statement.target.id, statement.value)]
    if isinstance(statement, ast.Assign):
        return [(target.id, statement.value) for target in statement.targets if isinstance(target, ast.Name)]
    return []


def _value(expression: ast.expr, values: dict[str, Any]) -> Any:
    """Returns the value of an expression of literals and names that are known."""
    result: Any = _UNREADABLE
    match expression:
        case ast.Constant(value=value):
            result = value
        case ast.Name(id=name):
            result = values.get(name, _UNREADABLE)
        case ast.List(elts=items) | ast.Tuple(elts=items) | ast.Set(elts=items):
            result = [_value(item, values) for item in items]
        case ast.Dict(keys=keys, values=items):
            pairs = zip(keys, items, strict=True)
            result = {_key(key, values): _value(item, values) for key, item in pairs if key is not None}
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            first, second = _value(left, values), _value(right, values)
            result = (
                first + second if type(first) is type(second) and isinstance(first, str | list) else result
            )
        case ast.JoinedStr(values=parts):
            result = "".join(str(_value(part, values)) for part in parts)
        case ast.FormattedValue(value=value, format_spec=None):
            result = _value(value, values)
        case ast.Call(func=ast.Name(id="dict" | "list" | "tuple"), args=[argument], keywords=[]):
            result = _value(argument, values)
        case ast.Call(func=ast.Name(id="dict"), args=[], keywords=words):
            result = {word.arg: _value(word.value, values) for word in words if word.arg}
    if result is _UNREADABLE:
        raise _UnreadableError
    return result


def _key(expression: ast.expr, values: dict[str, Any]) -> str:
    return str(_value(expression, values))
