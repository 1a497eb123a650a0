"""The very package that would be uploaded, run with nothing else on the path."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from billet.local.bus import object_event
from billet.local.gateway import match, rest_event
from billet.project import ROOT
from chalicelib.blog import Blog
from chalicelib.version import deployed
from tests.conftest import Author

# Runs in an interpreter that sees the package and the standard library, as on Lambda.
RUNNER = """
import importlib, json, sys
sys.path[:] = [sys.argv[1]] + [p for p in sys.path if "site-packages" not in p]
for handler, event in json.load(sys.stdin):
    module, name = handler.rsplit(".", 1)
    print("answer", json.dumps(getattr(importlib.import_module(module), name)(event, None)))
"""

PATHS = {
    "/": 200,
    "/page/1": 200,
    "/articles/a": 200,
    "/pages/p": 200,
    "/contact": 200,
    "/media/a.png": 200,
    "/static/style.css": 200,
    "/robots.txt": 200,
    "/favicon.ico": 200,
    "/health": 503,  # the schedule has not run yet
    "/nowhere/at/all": 404,
}


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `chalice package` makes of the tracked files, unpacked."""
    project, unpacked = tmp_path_factory.mktemp("project"), tmp_path_factory.mktemp("unpacked")
    tracked = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    for name in filter(None, tracked.stdout.split("\0")):
        if (ROOT / name).exists():
            target = project / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes((ROOT / name).read_bytes())
    subprocess.run(
        [Path(sys.executable).with_name("chalice"), "package", "--stage", "prod", "out"],
        check=True,
        cwd=project,
        env={**os.environ, "AWS_DEFAULT_REGION": "eu-west-3"},
        capture_output=True,
    )
    with zipfile.ZipFile(project / "out" / "deployment.zip") as archive:
        archive.extractall(unpacked)
    return unpacked


def run(package: Path, *calls: tuple[str, dict[str, Any]]) -> tuple[list[dict[str, Any]], list[str]]:
    """What the functions answered, and what they logged: both are on standard output, as on Lambda."""
    base = getattr(sys, "_base_executable", sys.executable)
    done = subprocess.run(
        [base, "-I", "-c", RUNNER, str(package)],
        input=json.dumps(calls),
        capture_output=True,
        text=True,
        check=False,
        cwd=package,
        env={**os.environ, "AWS_LAMBDA_FUNCTION_NAME": "billet-prod"},
    )
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    answers = [json.loads(line.removeprefix("answer ")) for line in lines if line.startswith("answer ")]
    return answers, [line for line in lines if not line.startswith("answer ")]


def test_the_package_answers_every_route_and_event_by_itself(
    chalice_app: Any, package: Path, author: Author, blog: Blog
) -> None:
    picture = bytes(range(256))
    author.uploads("media/a.png", picture)
    author.uploads("pages/p.md", "# P\n\nx")
    author.uploads("articles/a.md", "# A\n\nL'été [^1] !\n\n```python\nx = 1\n```\n\n[^1]: Note.\n")
    author.uploads("site.toml", 'timezone = "America/Toronto"')
    upload = object_event("Object Created", blog.settings.bucket, "articles/a.md")
    calls: list[tuple[str, dict[str, Any]]] = [("chalicelib.events.on_upload", upload)]
    for path in PATHS:
        found = match(chalice_app.routes, path)
        assert found is not None
        calls.append(("app.app", rest_event("GET", path, found, headers=[("Accept", "text/html")])))
    calls.append(("chalicelib.events.on_schedule", object_event("Scheduled Event", "", "")))
    (published, *answers, struck), logged = run(package, *calls)
    assert published["receipts"]["articles/a.md"] == "live"
    assert struck == {"generation": 1, "receipts": {}, "deleted": []}
    assert {path: answer["statusCode"] for path, answer in zip(PATHS, answers, strict=True)} == PATHS
    bodies = [base64.b64decode(answer["body"]) for answer in answers]
    assert bodies[list(PATHS).index("/media/a.png")] == picture
    assert "Commentaires" in bodies[list(PATHS).index("/articles/a")].decode()
    health = json.loads(bodies[list(PATHS).index("/health")])
    assert health["version"] == deployed(), "what is deployed is not what lies here"
    lines = [json.loads(line) for line in logged]
    assert sum("route" in line for line in lines) == len(PATHS)
    assert sum("Reconciled" in line for line in lines) == 2


def test_the_package_holds_nothing_it_does_not_need(package: Path) -> None:
    packed = {path.name for path in package.iterdir()}
    assert not packed & {"billet", "tests", "content", "pip", "setuptools", "moto", "click", "inquirer"}
    assert sum(path.stat().st_size for path in package.rglob("*")) < 120 * 2**20, "Lambda takes 250 MB"
