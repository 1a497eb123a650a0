"""The package that would be uploaded, run with nothing else on the path."""

from __future__ import annotations

import base64
import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from benchmarks.clone import clone
from billet.local.event_bus import batch, object_event
from billet.local.gateway import match, rest_event
from billet.operator.deployment import preflight
from billet.operator.provision import policies
from billet.project import ROOT
from chalicelib import upload_queue
from chalicelib.events import EVERY, EVERY_MINUTE
from chalicelib.services import Services
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
    "/page/1": 301,
    "/archive": 200,
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


CHALICE = Path(sys.executable).with_name("chalice")
EVENTS = ("on_upload", "on_schedule", "on_minute")
HANDLERS = {"app.app", *(f"chalicelib.events.{name}" for name in EVENTS)}
NAMES = {"billet-prod", *(f"billet-prod-{name}" for name in EVENTS)}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tracked files, as a clone has them."""
    return clone(tmp_path_factory.mktemp("project"))


def packed(project: Path, *options: str) -> Path:
    """The output of `chalice package` for stage prod."""
    out = project / "out" / "-".join(["out", *options[1:2]])
    subprocess.run(
        [CHALICE, "package", "--stage", "prod", *options, out],
        check=True,
        cwd=project,
        env={**os.environ, "AWS_DEFAULT_REGION": "eu-west-3", preflight.DONE: "1"},
        capture_output=True,
    )
    return out


@pytest.fixture(scope="module")
def cloudformation(project: Path) -> Path:
    """The package for CloudFormation, with the names that the guide gives the functions."""
    guide = (ROOT / "docs" / "continuous-deployment.md").read_text(encoding="utf-8")
    _, names = re.findall(r"```json\n(.*?)```", guide, re.DOTALL)
    (project / "names.json").write_text(names, encoding="utf-8")
    return packed(project, "--merge-template", "names.json")


@pytest.fixture(scope="module")
def terraform(project: Path) -> dict[str, Any]:
    """The resources for Terraform."""
    out = packed(project, "--pkg-format", "terraform")
    resources: dict[str, Any] = json.loads((out / "chalice.tf.json").read_text(encoding="utf-8"))["resource"]
    return resources


@pytest.fixture(scope="module")
def stack(cloudformation: Path) -> dict[str, Any]:
    """The resources for CloudFormation."""
    template = json.loads((cloudformation / "sam.json").read_text(encoding="utf-8"))
    resources: dict[str, Any] = template["Resources"]
    return resources


@pytest.fixture(scope="module")
def package(cloudformation: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The functions' own files, unpacked."""
    unpacked = tmp_path_factory.mktemp("unpacked")
    with zipfile.ZipFile(cloudformation / "deployment.zip") as archive:
        archive.extractall(unpacked)
    return unpacked


def run(package: Path, *calls: tuple[str, dict[str, Any]]) -> tuple[list[dict[str, Any]], list[str]]:
    """Returns the functions' answers and the lines they logged, both from standard output, as on Lambda."""
    base = getattr(sys, "_base_executable", sys.executable)
    process = subprocess.run(
        [base, "-I", "-c", RUNNER, str(package)],
        input=json.dumps(calls),
        capture_output=True,
        text=True,
        check=False,
        cwd=package,
        env={**os.environ, "AWS_LAMBDA_FUNCTION_NAME": "billet-prod"},
    )
    assert process.returncode == 0, process.stderr
    lines = process.stdout.splitlines()
    answers = [json.loads(line.removeprefix("answer ")) for line in lines if line.startswith("answer ")]
    return answers, [line for line in lines if not line.startswith("answer ")]


def test_the_package_answers_every_route_and_event_by_itself(
    chalice_app: Any, package: Path, author: Author, blog: Services
) -> None:
    picture = bytes(range(256))
    author.uploads("media/a.png", picture)
    author.uploads("pages/p.md", "# P\n\nx")
    author.uploads("articles/a.md", "# A\n\nL'été [^1] !\n\n```python\nx = 1\n```\n\n[^1]: Note.\n")
    author.uploads("site.toml", 'timezone = "America/Toronto"')
    upload = batch(object_event("Object Created", blog.settings.bucket, "articles/a.md"))
    calls: list[tuple[str, dict[str, Any]]] = [("chalicelib.events.on_upload", upload)]
    for path in PATHS:
        route = match(chalice_app.routes, path)
        assert route is not None
        calls.append(("app.app", rest_event("GET", path, route, headers=[("Accept", "text/html")])))
    calls.append(("chalicelib.events.on_schedule", object_event("Scheduled Event", "", "")))
    calls.append(("chalicelib.events.on_minute", object_event("Scheduled Event", "", "")))
    (published, *answers, struck, mailed), logged = run(package, *calls)
    assert published["receipts"]["articles/a.md"] == "live"
    assert mailed == {"items": 0, "readers": 0}, "nobody has subscribed to the topic"
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


def test_from_a_fresh_clone_chalice_deploys_nothing_and_says_what_to_type(project: Path) -> None:
    run = subprocess.run([CHALICE, "deploy"], cwd=project, capture_output=True, text=True, check=False)
    assert (run.returncode, run.stdout) == (1, "")
    assert run.stderr == "Error: stage dev is not set up: type 'billet setup --stage dev', then this again\n"


def of_type(stack: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [resource["Properties"] for resource in stack.values() if resource["Type"] == kind]


def file_of(handler: str) -> str:
    name = "api_handler" if handler == "app.app" else handler.rpartition(".")[2]
    return policies.file_of(policies.kind_of(name), "prod")


def policy_of(file: str) -> Any:
    return json.loads((ROOT / ".chalice" / file).read_text(encoding="utf-8"))


def test_cloudformation_takes_the_package_without_a_warning(cloudformation: Path) -> None:
    lint = Path(sys.executable).with_name("cfn-lint")
    run = subprocess.run([lint, cloudformation / "sam.json"], capture_output=True, text=True, check=False)
    assert (run.returncode, run.stdout) == (0, "")


def test_cloudformation_makes_four_functions_each_with_a_role_of_its_own(stack: dict[str, Any]) -> None:
    functions = of_type(stack, "AWS::Serverless::Function")
    assert {function["Handler"] for function in functions} == HANDLERS
    assert {function["FunctionName"] for function in functions} == NAMES
    roles = {f["Handler"]: f["Role"]["Fn::GetAtt"][0] for f in functions}
    assert len(set(roles.values())) == 4
    for handler, role in roles.items():
        (inline,) = stack[role]["Properties"]["Policies"]
        file = file_of(handler)
        assert inline["PolicyDocument"] == policy_of(file)


def test_cloudformation_makes_the_schedule_and_takes_uploads_from_their_queue(stack: dict[str, Any]) -> None:
    events = {
        function["Handler"]: event
        for function in of_type(stack, "AWS::Serverless::Function")
        for event in function.get("Events", {}).values()
    }
    assert events == {
        "chalicelib.events.on_upload": {
            "Type": "SQS",
            "Properties": {
                "Queue": upload_queue.ARN,
                "BatchSize": upload_queue.BATCH,
                "MaximumBatchingWindowInSeconds": upload_queue.WINDOW_SECONDS,
                "ScalingConfig": {"MaximumConcurrency": upload_queue.RUNS_AT_ONCE},
            },
        },
        "chalicelib.events.on_schedule": {"Type": "Schedule", "Properties": {"Schedule": EVERY.to_string()}},
        "chalicelib.events.on_minute": {
            "Type": "Schedule",
            "Properties": {"Schedule": EVERY_MINUTE.to_string()},
        },
    }


def test_cloudformation_lets_any_type_travel_as_bytes(stack: dict[str, Any]) -> None:
    (api,) = of_type(stack, "AWS::Serverless::Api")
    assert api["DefinitionBody"]["x-amazon-apigateway-binary-media-types"] == ["*/*"]
    assert api["StageName"] == "api"


def test_terraform_makes_four_functions_each_with_a_role_of_its_own(terraform: dict[str, Any]) -> None:
    functions = terraform["aws_lambda_function"]
    assert {function["handler"] for function in functions.values()} == HANDLERS
    assert {function["function_name"] for function in functions.values()} == NAMES
    roles = {f["handler"]: re.split(r"[.}]", f["role"])[1] for f in functions.values()}
    assert set(roles.values()) == set(terraform["aws_iam_role"])
    assert len(set(roles.values())) == 4
    for handler, role in roles.items():
        file = file_of(handler)
        assert json.loads(terraform["aws_iam_role_policy"][role]["policy"]) == policy_of(file)


def test_terraform_makes_the_schedule_and_takes_uploads_from_their_queue(terraform: dict[str, Any]) -> None:
    rules = terraform["aws_cloudwatch_event_rule"]
    assert rules["on_schedule-event"]["schedule_expression"] == EVERY.to_string()
    assert rules["on_minute-event"]["schedule_expression"] == EVERY_MINUTE.to_string()
    called = {name: target["arn"] for name, target in terraform["aws_cloudwatch_event_target"].items()}
    functions = {name: f"${{aws_lambda_function.{name}.arn}}" for name in EVENTS}
    assert called == {f"{name}-event": functions[name] for name in ("on_schedule", "on_minute")}
    (mapping,) = terraform["aws_lambda_event_source_mapping"].values()
    assert mapping == {
        "event_source_arn": upload_queue.ARN,
        "function_name": functions["on_upload"],
        "batch_size": upload_queue.BATCH,
        "maximum_batching_window_in_seconds": upload_queue.WINDOW_SECONDS,
        "scaling_config": {"maximum_concurrency": upload_queue.RUNS_AT_ONCE},
    }


def test_terraform_lets_any_type_travel_as_bytes(terraform: dict[str, Any]) -> None:
    (api,) = terraform["aws_api_gateway_rest_api"].values()
    assert api["binary_media_types"] == ["*/*"]
