"""The libraries of the package: locked, and a botocore that knows what the functions call."""

from __future__ import annotations

import ast
import json
import re
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import botocore
import botocore.session
import pytest
from botocore import xform_name
from botocore.loaders import Loader
from click.testing import CliRunner
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from billet.commands import main
from billet.operator.deployment import botocore_wheel, wheels
from billet.project import ROOT
from chalicelib.errors import BilletError

STORAGE = ROOT / "chalicelib" / "storage"
INSTALLED = Path(botocore.__file__).parent
OTHER = "sqs"
"""A service that no function calls."""


@pytest.fixture(scope="module")
def pruned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data of botocore as the package has it."""
    folder = tmp_path_factory.mktemp("wheels")
    release = folder / f"botocore-{botocore.__version__}-py3-none-any.whl"
    info = f"botocore-{botocore.__version__}.dist-info"
    with zipfile.ZipFile(release, "w") as wheel:
        wheel.writestr(f"{info}/METADATA", f"Name: botocore\nVersion: {botocore.__version__}\n")
        wheel.writestr(f"{info}/RECORD", "")
        for path in INSTALLED.glob("data/*.json"):
            wheel.write(path, f"botocore/data/{path.name}")
        for service in (*botocore_wheel.OPERATIONS, OTHER):
            for path in INSTALLED.glob(f"data/{service}/*/*"):
                wheel.write(path, f"botocore/{path.relative_to(INSTALLED)}")
    with zipfile.ZipFile(botocore_wheel.build(release, folder / "built")) as wheel:
        wheel.extractall(folder / "unpacked")
    return folder / "unpacked"


def names_in_storage() -> Iterator[str]:
    """Yields the attributes and texts of the code that speaks to AWS."""
    for file in STORAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute):
                yield node.attr
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value


def test_the_kept_operations_are_those_that_the_functions_call() -> None:
    session = botocore.session.get_session()
    called = defaultdict(set)
    names = set(names_in_storage())
    for service in botocore_wheel.OPERATIONS:
        for operation in session.get_service_model(service).operation_names:
            if xform_name(operation) in names:
                called[service].add(operation)
    assert called == botocore_wheel.OPERATIONS


def test_a_pruned_botocore_makes_the_same_requests(pruned: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    session = botocore.session.Session()
    session.register_component(
        "data_loader",
        Loader(extra_search_paths=[str(pruned / "botocore" / "data")], include_default_search_paths=False),
    )
    assert sorted(session.get_available_services()) == sorted(botocore_wheel.OPERATIONS)
    whole = botocore.session.Session()
    for service, operations in botocore_wheel.OPERATIONS.items():
        model, whole_model = session.get_service_model(service), whole.get_service_model(service)
        assert set(model.operation_names) == operations
        for operation in operations:
            ours, theirs = model.operation_model(operation), whole_model.operation_model(operation)
            assert ours.input_shape
            assert theirs.input_shape
            assert ours.input_shape.members.keys() == theirs.input_shape.members.keys()
            assert {s.name for s in ours.error_shapes} == {s.name for s in theirs.error_shapes}
    client = session.create_client(
        "s3", region_name="eu-west-3", aws_access_key_id="a", aws_secret_access_key="s"
    )
    assert client.can_paginate("list_objects_v2")
    assert client.meta.endpoint_url == "https://s3.eu-west-3.amazonaws.com"


def test_the_version_of_a_pruned_botocore_says_so(pruned: Path) -> None:
    (info,) = pruned.glob("*.dist-info")
    version = f"{botocore.__version__}+billet"
    assert info.name == f"botocore-{version}.dist-info"
    assert f"Version: {version}\n" in (info / "METADATA").read_text(encoding="utf-8")
    listed = {line.split(",")[0] for line in (info / "RECORD").read_text(encoding="utf-8").splitlines()}
    assert listed == {str(path.relative_to(pruned)) for path in pruned.rglob("*") if path.is_file()}


def test_an_operation_that_botocore_does_not_have_is_a_clear_error() -> None:
    with pytest.raises(BilletError, match="does not know GetNothing"):
        botocore_wheel.prune_service({"operations": {}, "shapes": {}}, frozenset({"GetNothing"}))


def test_the_bill_of_materials_names_each_locked_release() -> None:
    document = json.loads(CliRunner().invoke(main, ["sbom"], catch_exceptions=False).output)
    assert (document["bomFormat"], document["specVersion"]) == ("CycloneDX", "1.6")
    named = {(part["name"], part["version"], part["purl"]) for part in document["components"]}
    lock = wheels.LOCK.read_text(encoding="utf-8")
    locked = {(name, version, f"pkg:pypi/{name}@{version}") for name, version in wheels.releases(lock)}
    assert named - locked == {("chalice", version("chalice"), f"pkg:pypi/chalice@{version('chalice')}")}
    assert locked < named


def test_the_lock_file_has_a_release_and_hashes_for_each_requirement() -> None:
    lock = wheels.LOCK.read_text(encoding="utf-8")
    entries = re.findall(
        r"^(\S+)==(\S+) \\\n((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)", lock, flags=re.M
    )
    releases = {canonicalize_name(name): version for name, version, _ in entries}
    assert len(entries) == lock.count("==")
    for line in (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            requirement = Requirement(line)
            release = releases[canonicalize_name(requirement.name)]
            assert requirement.specifier.contains(release), f"{line}: run 'make lock'"
