"""The settings of generators in TOML, YAML or JSON, as nested tables whose keys have no case. Nothing is
constructed or executed."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from datetime import date
from typing import Any

import yaml

from billet.migration.sources.generators.folder import Folder
from chalicelib.content.field_reader import SWITCH
from chalicelib.errors import BilletError, ConfigurationError


class Configuration:
    """Settings by their names, dots between those of nested tables: ``params.author.name``."""

    def __init__(self, table: Mapping[str, Any] | None = None) -> None:
        self.values = {str(key).casefold(): value for key, value in (table or {}).items()}

    @classmethod
    def read(cls, folder: Folder, *names: str) -> Configuration:
        """Returns the settings in files, of which a later one comes before an earlier. Raises
        `ConfigurationError` for one that cannot be read."""
        configuration = cls()
        for name in names:
            configuration = configuration.with_defaults_of(cls(_table(folder, name)), reverse=True)
        return configuration

    def with_defaults_of(self, other: Configuration, *, reverse: bool = False) -> Configuration:
        """Returns these settings, and those of `other` that they do not have; where `reverse`, those of
        `other` come first."""
        first, second = (other, self) if reverse else (self, other)
        merged = dict(second.values)
        for key, value in first.values.items():
            below = merged.get(key)
            if isinstance(value, Mapping) and isinstance(below, Mapping):
                value = Configuration(value).with_defaults_of(Configuration(below)).values  # noqa: PLW2901
            merged[key] = value
        return Configuration(merged)

    def get(self, name: str) -> Any:
        """Returns the value of a setting as it is written, None where there is none."""
        value: Any = self.values
        for part in name.casefold().split("."):
            if not isinstance(value, Mapping):
                return None
            value = {str(key).casefold(): below for key, below in value.items()}.get(part)
        return value

    def text(self, *names: str, default: str = "") -> str:
        """Returns the first of these settings that is a text, on one line."""
        for name in names:
            value = self.get(name)
            if isinstance(value, str | int | float | date) and not isinstance(value, bool) and str(value):
                return " ".join(str(value).split())
        return default

    def flag(self, *names: str, default: bool = False) -> bool:
        """Returns whether the first of these settings that is written says yes."""
        for name in names:
            value = self.get(name)
            if value is not None and not isinstance(value, list | Mapping):
                return SWITCH.get(str(value).lower(), default)
        return default

    def texts(self, name: str) -> list[str]:
        """Returns the texts of a list, or a text alone."""
        value = self.get(name)
        items = value if isinstance(value, list | tuple) else [value]
        return [str(item) for item in items if isinstance(item, str | int | float) and str(item)]

    def table(self, name: str) -> Configuration:
        """Returns a nested table, an empty one where there is none."""
        value = self.get(name)
        return Configuration(value if isinstance(value, Mapping) else None)

    def tables(self, name: str) -> list[Configuration]:
        """Returns the tables in a list, or a table alone."""
        value = self.get(name)
        items = value if isinstance(value, list) else [value]
        return [Configuration(item) for item in items if isinstance(item, Mapping)]

    def keys(self, name: str) -> dict[str, Any]:
        """Returns a nested table as it is written."""
        value = self.get(name)
        return {str(key): below for key, below in value.items()} if isinstance(value, Mapping) else {}


def _table(folder: Folder, name: str) -> Mapping[str, Any]:
    try:
        text = folder.text(name)
        if name.endswith(".toml"):
            table = tomllib.loads(text)
        elif name.endswith(".json"):
            table = json.loads(text)
        else:
            table = yaml.load(text.replace("\t", " "), Loader=yaml.BaseLoader) or {}  # noqa: S506  # it makes texts alone
    except (BilletError, ValueError, yaml.YAMLError, RecursionError) as error:
        message = " ".join(str(error).split())
        raise ConfigurationError(f"{name} cannot be read ({message}): correct it, then import") from error
    if not isinstance(table, Mapping):
        raise ConfigurationError(f"{name} is no table of settings: is it the file of the generator?")
    return table
