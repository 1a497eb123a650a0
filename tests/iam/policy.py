"""A role's policy, and what it allows (IAM user guide, "Policy evaluation logic").

It knows the elements and the operators that the policies here use. Any other fails, so that none is taken
for granted.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from tests.iam.permission import Permission

_ELEMENTS = {"Sid", "Effect", "Action", "Resource", "Condition"}


@dataclass(frozen=True)
class Grant:
    """One action on one resource of a statement."""

    statement: str
    action: str
    resource: str

    def __str__(self) -> str:
        return f"{self.statement}: {self.action} on {self.resource}"


def grants_of(policy: Mapping[str, Any]) -> Iterator[Grant]:
    """Yields all that a policy allows."""
    for statement in policy["Statement"]:
        for action in statement["Action"]:
            yield from (Grant(statement["Sid"], action, resource) for resource in statement["Resource"])


def grants_for(permission: Permission, policy: Mapping[str, Any]) -> list[Grant]:
    """Returns what of a policy allows something, nothing where it is denied."""
    grants = []
    for statement in policy["Statement"]:
        assert statement["Effect"] == "Allow", "no policy here denies anything"
        assert statement.keys() <= _ELEMENTS, statement.keys() - _ELEMENTS
        if not _fulfils(permission, statement.get("Condition", {})):
            continue
        for action in statement["Action"]:
            if _is_like(permission.action.lower(), action.lower()):
                grants += [
                    Grant(statement["Sid"], action, resource)
                    for resource in statement["Resource"]
                    if _covers(resource, permission.resource)
                ]
    return grants


def _covers(pattern: str, resource: str) -> bool:
    """Whether a pattern covers an ARN: a wildcard does not reach over a colon of its first five parts."""
    expected, actual = pattern.split(":", 5), resource.split(":", 5)
    return pattern == "*" or (
        len(expected) == len(actual)
        and all(_is_like(value, part) for part, value in zip(expected, actual, strict=True))
    )


def _fulfils(permission: Permission, condition: Mapping[str, Mapping[str, Any]]) -> bool:
    return all(
        _OPERATORS[operator](permission.context.get(key, ()), _list(expected))
        for operator, keys in condition.items()
        for key, expected in keys.items()
    )


def _list(values: str | list[str]) -> list[str]:
    return [values] if isinstance(values, str) else values


def _each_like(actual: Iterable[str], patterns: Iterable[str]) -> bool:
    """True as well where the request has no value at all: that is how AWS reads ForAllValues."""
    return all(any(_is_like(value, pattern) for pattern in patterns) for value in actual)


def _single(compare: Callable[[str, str], bool]) -> Callable[[tuple[str, ...], Iterable[str]], bool]:
    """Returns the operator for a key with a single value, which the request must have."""

    def fulfils(actual: tuple[str, ...], expected: Iterable[str]) -> bool:
        assert len(actual) <= 1, "a key with several values needs ForAllValues or ForAnyValue"
        return bool(actual) and any(compare(actual[0], value) for value in expected)

    return fulfils


@cache
def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(re.escape(text).replace(r"\*", ".*").replace(r"\?", "."), re.DOTALL)


def _is_like(value: str, pattern: str) -> bool:
    return bool(_pattern(pattern).fullmatch(value))


_OPERATORS: Mapping[str, Callable[[tuple[str, ...], list[str]], bool]] = {
    "StringEquals": _single(lambda value, expected: value == expected),
    "StringLike": _single(_is_like),
    "ForAllValues:StringLike": _each_like,
}
