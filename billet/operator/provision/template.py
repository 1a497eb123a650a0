"""The CloudFormation template with its parameters filled in, as far as Billet's own uses
CloudFormation's functions."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import yaml

from billet.project import TEMPLATE


def resources(values: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """Type and properties of each resource by name, those whose condition does not hold left out.

    `values` are parameters, pseudo parameters (``AWS::AccountId``) and what ``!Ref`` gives of other
    resources; ``!GetAtt`` is looked up with a dot in it. Raises `KeyError` for one that is missing.
    """
    whole = parsed(TEMPLATE.read_text(encoding="utf-8"))
    conditions = {name: _filled(c, values, {}) for name, c in whole["Conditions"].items()}
    return {
        name: {
            "Type": resource["Type"],
            "Properties": _filled(resource.get("Properties", {}), values, conditions),
        }
        for name, resource in whole["Resources"].items()
        if conditions.get(resource.get("Condition"), True)
    }


def parameters() -> dict[str, str]:
    """The names of its parameters, each with its default, "" where it has none."""
    whole = parsed(TEMPLATE.read_text(encoding="utf-8"))
    return {name: parameter.get("Default", "") for name, parameter in whole["Parameters"].items()}


def body(values: Mapping[str, str]) -> str:
    """The template as CloudFormation is handed it: the names of what it retains are written out.

    It imports nothing whose name it would have to work out (AWS CloudFormation user guide, "Import
    AWS resources into a CloudFormation stack automatically"). `values` are as for `resources`.
    """
    return _NAME.sub(
        lambda found: f'{found[1]}"{_substituted(found[2], values)}"', TEMPLATE.read_text(encoding="utf-8")
    )


_NAME = re.compile(r'((?:Bucket|Table|LogGroup|Queue)Name: )!Sub "([^"]+)"')


@cache
def parsed(text: str) -> dict[str, Any]:
    """A template as YAML has it, each function of CloudFormation's a value of its own."""
    document: dict[str, Any] = yaml.load(text, Loader=_Loader)  # noqa: S506  # a SafeLoader
    return document


class _Call:
    """A function of CloudFormation's and what it is applied to."""

    def __init__(self, name: str, argument: Any) -> None:
        self.name, self.argument = name, argument


class _Loader(yaml.SafeLoader):
    """Reads the short form of functions, such as ``!Sub``."""


def _call(loader: _Loader, suffix: str, node: yaml.Node) -> _Call:
    if isinstance(node, yaml.SequenceNode):
        return _Call(suffix, loader.construct_sequence(node, deep=True))
    return _Call(suffix, loader.construct_scalar(node))  # type: ignore[arg-type]  # no mapping is one


_Loader.add_multi_constructor("!", _call)

_NO_VALUE = object()


def _filled(thing: Any, values: Mapping[str, str], conditions: Mapping[str, bool]) -> Any:
    if isinstance(thing, dict):
        return {key: _filled(value, values, conditions) for key, value in thing.items()}
    if isinstance(thing, list):
        filled = [_filled(one, values, conditions) for one in thing]
        return [one for one in filled if one is not _NO_VALUE]
    if isinstance(thing, _Call):
        given = thing.argument
        argument = [_filled(one, values, conditions) for one in given] if isinstance(given, list) else given
        return _called(thing.name, argument, values, conditions)
    return thing


def _called(name: str, argument: Any, values: Mapping[str, str], conditions: Mapping[str, bool]) -> Any:
    results: dict[str, Callable[[], Any]] = {
        "Ref": lambda: _NO_VALUE if argument == "AWS::NoValue" else values[argument],
        "GetAtt": lambda: values[argument],
        "Sub": lambda: _substituted(argument, values),
        "Equals": lambda: argument[0] == argument[1],
        "Not": lambda: not argument[0],
        "If": lambda: argument[1] if conditions[argument[0]] else argument[2],
    }
    return results[name]()


def _substituted(text: str, values: Mapping[str, str]) -> str:
    return re.sub(r"\$\{([^}]+)\}", lambda found: values[found[1]], text)
