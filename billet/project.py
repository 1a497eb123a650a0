"""The operator's project folder: Chalice's configuration, the policies and the templates in it."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from chalicelib.errors import ConfigurationError

ROOT = Path(__file__).resolve().parent.parent
TEMPLATE = ROOT / ".chalice" / "resources.yaml"
CONFIG = ROOT / ".chalice" / "config.json"


def config() -> dict[str, Any]:
    """`.chalice/config.json`. Raises `ConfigurationError` where it is no JSON."""
    try:
        found: dict[str, Any] = json.loads(CONFIG.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ConfigurationError(f".chalice/config.json cannot be read: {error}") from error
    return found


def stage_of(stage: str) -> dict[str, Any]:
    """What config.json says of one stage. Raises `ConfigurationError` where there is none."""
    stages: dict[str, dict[str, Any]] = config().get("stages", {})
    if stage not in stages:
        known = ", ".join(stages)
        raise ConfigurationError(f"there is no stage {stage!r} in .chalice/config.json: choose among {known}")
    return stages[stage]


def environment(stage: str) -> dict[str, str]:
    """The environment variables that a stage is deployed with."""
    variables: dict[str, str] = stage_of(stage).get("environment_variables", {})
    return variables


def configure(stage: str, variables: Mapping[str, str]) -> bool:
    """Set environment variables of a stage; whether that changed any."""
    whole = config()
    kept = whole["stages"][stage].setdefault("environment_variables", {})
    if all(kept.get(name) == value for name, value in variables.items()):
        return False
    kept.update(variables)
    write(CONFIG, json.dumps(whole, indent=2, ensure_ascii=False) + "\n")
    return True


def write(path: Path, text: str) -> None:
    """Write a file whole or not at all."""
    partial = path.with_name(path.name + ".partial")
    with partial.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)
