"""Servers, and a stage deployed once for all that look at it."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.rehearsal import servers
from tests.rehearsal.runtime import CLIENT
from tests.rehearsal.servers import Aws
from tests.rehearsal.stage import Stage, copied_project


@pytest.fixture(scope="session")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A project and an AWS, with nothing deployed; its address is known, as with a domain."""
    if not (servers.LOCALSTACK.exists() and CLIENT.exists()):
        assert not os.environ.get("CI"), "make rehearsal installs what this needs"
        pytest.skip("not installed: run 'make rehearsal'")
    aws = Aws()
    aws.start()
    project = copied_project(tmp_path_factory.mktemp("project"))
    with servers.localstack(tmp_path_factory.mktemp("localstack")) as gateway:
        one = Stage(project, aws, gateway)
        with one.opened():
            settle_address(project, one.url)
            yield one
    aws.stop()


def settle_address(project: Path, url: str) -> None:
    """What the owner of a domain writes into the configuration."""
    file = project / ".chalice" / "config.json"
    config = json.loads(file.read_text(encoding="utf-8"))
    config["stages"]["prod"]["environment_variables"]["BILLET_BASE_URL"] = url
    file.write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")


@pytest.fixture(scope="session")
def deployed(stage: Stage) -> str:
    """What `billet deploy` said."""
    return stage.billet("deploy", "--yes")
