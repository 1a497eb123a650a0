"""The blog that a command works on: the one running here, or a deployed stage."""

from __future__ import annotations

import contextlib
import json
import os
import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from billet import project
from billet.local import local_aws
from billet.local.state import FOLDER
from billet.project import LOCAL
from chalicelib.errors import ConfigurationError
from chalicelib.services import Services
from chalicelib.settings import Settings


def blog_of(stage: str) -> Services:
    """Returns the blog of a stage. Raises `ConfigurationError` where there is none."""
    if stage == LOCAL:
        return Services(Settings.from_environment(_local()))
    variables = project.environment(stage)
    if not variables.get("BILLET_BUCKET"):
        raise ConfigurationError(project.how_to_set_up(stage))
    try:
        return Services(Settings.from_environment(variables))
    except ConfigurationError as error:
        raise ConfigurationError(f"stage {stage}: {error}") from error


def announce(folder: Path, endpoint: str, url: str) -> None:
    """Lets the commands find a `billet serve` that keeps its state in `folder`: its local AWS, and the
    address of its home page."""
    running = {"endpoint": endpoint, "url": url, "region": os.environ["AWS_DEFAULT_REGION"]}
    (folder / _RUNNING).write_text(json.dumps(running), encoding="utf-8")


def withdraw(folder: Path) -> None:
    """Removes what `announce` wrote."""
    (folder / _RUNNING).unlink(missing_ok=True)


_RUNNING = "running.json"


def _local() -> dict[str, str]:
    if chosen := os.environ.get("AWS_ENDPOINT_URL", ""):
        local_aws.use_endpoint(chosen, chosen=True)
        return local_aws.environment()
    for endpoint, region, url in _running():
        if _answers(endpoint):
            local_aws.use_endpoint(endpoint, region=region)
            return {**local_aws.environment(), "BILLET_BASE_URL": url}
    raise ConfigurationError(
        "no Billet is running here: start one with 'make serve', or name a deployed one with --stage"
    )


def _running() -> Iterator[tuple[str, str, str]]:
    """Yields endpoint, region and address of those that were announced, the first one started first."""
    for file in [FOLDER / _RUNNING, *sorted(FOLDER.glob(f"*/{_RUNNING}"))]:
        with contextlib.suppress(OSError, ValueError, KeyError):
            running = json.loads(file.read_text(encoding="utf-8"))
            yield str(running["endpoint"]), str(running["region"]), str(running.get("url", ""))


def _answers(endpoint: str) -> bool:
    try:
        address = urlsplit(endpoint)
        socket.create_connection((address.hostname or "", address.port or 80), timeout=2).close()
    except (OSError, ValueError):
        return False
    return True
