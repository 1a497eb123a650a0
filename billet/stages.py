"""Which blog a command works on: the one running here, or a deployed stage."""

from __future__ import annotations

import json
import os
import socket
from urllib.parse import urlsplit

from billet import cloud
from billet.state import FOLDER
from chalicelib.blog import Blog
from chalicelib.errors import ConfigurationError
from chalicelib.settings import Settings

RUNNING = FOLDER / "running.json"
"""Written by ``billet serve``: where its local AWS answers."""

CONFIG = cloud.ROOT / ".chalice" / "config.json"


def blog_of(stage: str) -> Blog:
    """The blog of a stage. Raises `ConfigurationError` where there is none."""
    if stage == cloud.STAGE:
        return Blog(Settings.from_environment(_local()))
    stages = json.loads(CONFIG.read_text(encoding="utf-8"))["stages"]
    if stage not in stages:
        known = ", ".join([cloud.STAGE, *stages])
        raise ConfigurationError(f"there is no stage {stage!r} in .chalice/config.json: choose among {known}")
    try:
        return Blog(Settings.from_environment(stages[stage].get("environment_variables", {})))
    except ConfigurationError as error:
        raise ConfigurationError(f"stage {stage}: {error}") from error


def _local() -> dict[str, str]:
    endpoint = os.environ.get("AWS_ENDPOINT_URL", "") or _running()
    address = urlsplit(endpoint)
    try:
        socket.create_connection((address.hostname or "", address.port or 80), timeout=2).close()
    except (OSError, ValueError):
        raise ConfigurationError(
            "no Billet is running here: start one with 'make serve', or name a deployed one with --stage"
        ) from None
    cloud.aim_at(endpoint)
    return cloud.environment_of()


def _running() -> str:
    try:
        return str(json.loads(RUNNING.read_text(encoding="utf-8"))["endpoint"])
    except (OSError, ValueError, KeyError):
        return ""
