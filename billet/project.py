"""The operator's project folder: Chalice's configuration and the template in it."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from billet.names import Names
from chalicelib.errors import ConfigurationError

ROOT = Path(__file__).resolve().parent.parent
TEMPLATE = ROOT / ".chalice" / "resources.yaml"
CONFIG = ROOT / ".chalice" / "config.json"
LOCAL = "local"
"""The stage that runs on this machine; no stage on AWS has its name."""

DEFAULT_STAGE = "dev"
"""The stage of the operator's commands where none is named. Chalice's own commands have the same."""

_NONE: Mapping[str, object] = MappingProxyType({})


def config() -> dict[str, Any]:
    """Returns `.chalice/config.json`. Raises `ConfigurationError` where it has another shape, or none."""
    try:
        document: dict[str, Any] = json.loads(CONFIG.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ConfigurationError(f".chalice/config.json cannot be read: {error}") from error
    if problem := next(_problems(document), ""):
        raise ConfigurationError(f"{problem} in .chalice/config.json: write it as the other stages have it")
    return document


def _problems(document: Any) -> Iterator[str]:
    """Yields what has another shape than Chalice and the commands expect."""
    if not isinstance(document, dict) or not isinstance(document.get("app_name"), str):
        yield "there is no app_name"
    elif not isinstance(stages := document.get("stages"), dict):
        yield "there are no stages"
    else:
        for stage, settings in stages.items():
            if not isinstance(settings, dict):
                yield f"stage {stage} has no settings"
            elif not isinstance(variables := settings.get("environment_variables", {}), dict):
                yield f"environment_variables of stage {stage} has no names"
            else:
                yield from (
                    f"{name} of stage {stage} is no text between quotes"
                    for name, value in variables.items()
                    if not isinstance(value, str)
                )


def application() -> str:
    """Returns the name that the functions' names begin with."""
    return str(config()["app_name"])


def stage_of(stage: str) -> dict[str, Any]:
    """Returns the settings of one stage. Raises `ConfigurationError` where there is none."""
    stages: dict[str, dict[str, Any]] = config().get("stages", {})
    if stage not in stages:
        known = ", ".join(stages)
        raise ConfigurationError(f"there is no stage {stage!r} in .chalice/config.json: choose among {known}")
    return stages[stage]


def setting(stage: str, key: str, usual: object, function: str = "") -> Any:
    """Returns a setting as Chalice does: the function's own, else the stage's, else the one for all."""
    stage_of(stage)
    return nearest(config(), stage, key, usual, function)


def nearest(document: Mapping[str, Any], stage: str, key: str, usual: object, function: str = "") -> Any:
    """Returns the same in a configuration that was read already."""
    own: Mapping[str, Any] = document["stages"][stage]
    levels = (own.get("lambda_functions", {}).get(function, {}), own, document)
    return next((level[key] for level in levels if key in level), usual)


def api_stage(stage: str) -> str:
    """Returns the name of API Gateway's own stage, which is in the address."""
    return str(setting(stage, "api_gateway_stage", "api"))


def environment(stage: str) -> dict[str, str]:
    """Returns the environment variables that a stage is deployed with."""
    variables: dict[str, str] = stage_of(stage).get("environment_variables", {})
    return variables


def is_set_up(stage: str) -> bool:
    """Returns whether `billet setup` has written the names of a stage's resources into the configuration."""
    variables = config()["stages"].get(stage, {}).get("environment_variables", {})
    return all(variables.get(name) for name in ("BILLET_BUCKET", "BILLET_UPLOADS_QUEUE"))


def how_to_set_up(stage: str) -> str:
    """Returns what is to be typed where a stage is not set up, and which stages are."""
    ready = [f"--stage {other}" for other in config()["stages"] if is_set_up(other)]
    others = f"; what is set up: {', '.join(ready)}" if ready else ""
    return f"stage {stage} is not set up: type 'billet setup --stage {stage}', then this again{others}"


def new_stage(stage: str) -> dict[str, Any]:
    """Returns the settings of a stage that is not set up yet. Raises `ConfigurationError` for a name that
    AWS or the template would refuse."""
    if not re.fullmatch(r"[a-z][a-z0-9]{0,20}", stage):
        raise ConfigurationError(
            f"a stage cannot be called {stage!r}: write a small letter, then up to 20 letters and digits"
        )
    if stage == LOCAL:
        raise ConfigurationError(f"{stage!r} is the blog on this machine: give the stage another name")
    publishing = {"lambda_timeout": 900, "iam_policy_file": f"policy-{stage}-reconcile.json"}
    mailing = {
        "lambda_timeout": 60,
        "lambda_memory_size": 512,
        "iam_policy_file": f"policy-{stage}-mail.json",
    }
    return {
        "api_gateway_stage": "api",
        "iam_policy_file": f"policy-{stage}.json",
        "environment_variables": {
            **Names(stage).environment(),
            "BILLET_UPLOADS_QUEUE": "",
            "BILLET_BASE_URL": "",
            "BILLET_SENDER": "",
            "BILLET_AUTHOR_EMAIL": "",
        },
        "lambda_functions": {
            "on_upload": dict(publishing),
            "on_schedule": dict(publishing),
            "on_minute": mailing,
        },
    }


def differences(stage: str, variables: Mapping[str, str], keys: Mapping[str, object]) -> list[str]:
    """Returns what `configure` would change in a stage, for people."""
    settings = config()["stages"].get(stage) or new_stage(stage)
    current = settings.get("environment_variables", {})
    return [
        f"set {name} to {value} in .chalice/config.json"
        for existing, given in ((current, variables), (settings, keys))
        for name, value in given.items()
        if existing.get(name) != value
    ]


def configure(stage: str, variables: Mapping[str, str], keys: Mapping[str, object] = _NONE) -> bool:
    """Sets environment variables and keys of a stage, which is added where there is none; returns whether
    that changed anything."""
    document = config()
    if stage in document["stages"] and not differences(stage, variables, keys):
        return False
    settings = document["stages"].setdefault(stage, new_stage(stage))
    settings.setdefault("environment_variables", {}).update(variables)
    settings.update(keys)
    write(CONFIG, json.dumps(document, indent=2, ensure_ascii=False) + "\n")
    return True


def write(path: Path, text: str) -> None:
    """Writes a file whole or not at all."""
    partial = path.with_name(path.name + ".partial")
    with partial.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)
