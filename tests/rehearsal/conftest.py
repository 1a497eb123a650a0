"""AWS servers, and a stage that is deployed once for all tests."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from benchmarks.clone import clone
from billet.folder import DEMO
from chalicelib.version import digest
from tests.rehearsal import cloudformation, localstack
from tests.rehearsal.aws import Aws
from tests.rehearsal.events import delivery
from tests.rehearsal.front import serving
from tests.rehearsal.runtime import CLIENT
from tests.rehearsal.stage import Stage


@pytest.fixture(scope="session")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A stage with nothing deployed; its address is known, as with a domain."""
    if not (localstack.PYTHON.exists() and CLIENT.exists()):
        assert not os.environ.get("CI"), "make rehearsal installs what this needs"
        pytest.skip("not installed: run 'make rehearsal'")
    aws = Aws()
    aws.start()
    project = clone(tmp_path_factory.mktemp("project"))
    (project / "content" / DEMO).unlink()  # the demo is deployed to no stage but this
    stage = Stage(project, aws)
    with (
        cloudformation.enforced(),
        delivery(aws.functions) as aws.events,
        localstack.localstack(tmp_path_factory.mktemp("localstack"), aws.endpoint) as aws.gateway,
        serving(aws.gateway, lambda: stage.host) as aws.front,
    ):
        stage.configure(BILLET_BASE_URL=stage.url)
        yield stage
        aws.events.wait()
    aws.functions.stop()
    aws.stop()
    assert aws.access.denied == [], "a policy lacks what a function does"


@pytest.fixture(scope="session")
def deployed(stage: Stage) -> str:
    """The output of `billet deploy`."""
    stage.version = digest(stage.project)
    return stage.billet("deploy", "--yes")
