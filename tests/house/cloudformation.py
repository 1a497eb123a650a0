"""CloudFormation templates as YAML has them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml


class Loader(yaml.SafeLoader):
    """Reads ``!If [...]`` and the like as a mapping of the function's name, ``!Ref X`` as "X"."""


def _function(loader: yaml.SafeLoader, suffix: str, node: yaml.Node) -> Any:
    if isinstance(node, yaml.ScalarNode):
        return str(node.value)
    assert isinstance(node, yaml.SequenceNode)
    return {suffix: loader.construct_sequence(node, deep=True)}


Loader.add_multi_constructor("!", _function)


def parse(text: str) -> Any:
    """Returns a template."""
    return yaml.load(text, Loader=Loader)


def load(path: Path) -> Any:
    """Returns the template of a file."""
    return parse(path.read_text(encoding="utf-8"))
