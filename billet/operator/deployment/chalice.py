"""Runs Chalice's own command."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from types import MappingProxyType

from billet import project
from billet.operator.deployment import preflight
from chalicelib.errors import BilletError

NOTHING: Mapping[str, str] = MappingProxyType({})


def run(
    command: str, stage: str, tell: Callable[[str], None], environment: Mapping[str, str] = NOTHING
) -> None:
    """``chalice COMMAND --stage STAGE``, calling `tell` with each line of output. `environment` is added to
    ours. Raises `BilletError`."""
    process = subprocess.Popen(  # noqa: S603  # the stage's name was checked
        [sys.executable, "-m", "billet.operator.deployment.chalice_main", command, stage],
        cwd=project.ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1", preflight.DONE: "1", **environment},
    )
    with process:
        assert process.stdout is not None, "it was asked for"
        for line in process.stdout:
            tell(line.rstrip())
    if process.returncode:
        raise BilletError(f"chalice {command} failed: fix what it says above, then run this again")
