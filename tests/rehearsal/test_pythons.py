"""The package that Chalice makes with newer Pythons, under AWS's runtime client for the same Python."""

from __future__ import annotations

import base64
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from benchmarks.clone import clone
from billet.local.event_bus import object_event
from billet.local.gateway import match, rest_event
from billet.operator.deployment import preflight
from billet.project import ROOT
from chalicelib.services import Services
from tests.conftest import Author
from tests.rehearsal.runtime import Function

CLIENT = Path(__file__).with_name("requirements-lambda.txt")


def environment_of(python: str, folder: Path, *packages: str) -> Path:
    """Creates a virtual environment with some packages; returns its interpreter."""
    subprocess.run([python, "-m", "venv", folder], check=True)
    pip = [str(folder / "bin" / "pip"), "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, *packages], check=True, capture_output=True)
    return folder / "bin" / "python"


def installed(version: str) -> str | None:
    """Returns a Python of that version that runs: pyenv also puts commands on the path that fail."""
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions"
    candidates = [
        shutil.which(f"python{version}"),
        *sorted(map(str, pyenv.glob(f"{version}.*/bin/python{version}"))),
    ]
    for python in filter(None, candidates):
        if not subprocess.run(
            [python, "-c", "import ensurepip"], capture_output=True, check=False
        ).returncode:
            return python
    return None


@pytest.mark.parametrize("version", ["3.12", "3.13", "3.14"])
def test_the_package_runs_on_a_newer_python(
    version: str, tmp_path: Path, author: Author, blog: Services, chalice_app: object
) -> None:
    python = installed(version)
    if python is None or f"{sys.version_info.major}.{sys.version_info.minor}" == version:
        pytest.skip(f"python{version} is not installed beside this one")
    author.uploads("articles/a.md", "# A\n\nL'été !")
    project = clone(tmp_path / "project")
    builder = environment_of(python, tmp_path / "builder", "chalice", "-r", str(ROOT / "requirements.txt"))
    subprocess.run(
        [builder.with_name("chalice"), "package", "--stage", "prod", "out"],
        cwd=project,
        check=True,
        capture_output=True,
        env={**os.environ, preflight.DONE: "1"},
    )
    with zipfile.ZipFile(project / "out" / "deployment.zip") as archive:
        archive.extractall(tmp_path / "function" / "task")
    client = environment_of(python, tmp_path / "client", "-r", str(CLIENT))
    variables = {name: value for name, value in os.environ.items() if name.startswith(("AWS_", "BILLET_"))}
    functions = [
        Function(f"billet-prod-{handler}", handler, tmp_path / "function" / "task", variables, client)
        for handler in ("chalicelib.events.on_schedule", "app.app")
    ]
    publisher, reader = functions
    try:
        published = publisher(object_event("Scheduled Event", "", ""))
        assert published["receipts"] == {"articles/a.md": "live"}
        for path in ("/", "/articles/a", "/contact", "/static/style.css", "/health", "/search"):
            route = match(chalice_app.routes, path)  # type: ignore[attr-defined]  # it is a Chalice app
            assert route
            query = "q=ete" if path == "/search" else ""
            answer = reader(rest_event("GET", path, route, query=query, headers=[("Accept", "*/*")]))
            assert answer["statusCode"] == 200
            body = base64.b64decode(answer["body"]).decode()
            assert "<mark>été</mark>" in body or path != "/search", body
    finally:
        for function in functions:
            function.stop()
