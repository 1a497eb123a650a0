"""What docs/architecture.md says of rooms and imports, compared with the code."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from billet.project import ROOT
from chalicelib.web.routes import FORM_VIEWS, VIEWS

# Each room may import from its own layer and from those before it.
LAYERS = (
    (
        "chalicelib.errors",
        "chalicelib.settings",
        "chalicelib.caching",
        "chalicelib.invocation",
        "chalicelib.parallel",
        "chalicelib.logs",
        "chalicelib.version",
        "chalicelib.upload_queue",
    ),
    ("chalicelib.content", "chalicelib.markdown", "chalicelib.feeds"),
    ("chalicelib.index",),
    ("chalicelib.conversation",),
    (
        "chalicelib.publishing",
        "chalicelib.conversation.commenting",
        "chalicelib.conversation.contacting",
        "chalicelib.conversation.previewing",
        "chalicelib.web.html_cache",
        "chalicelib.web.snapshot",
    ),
    ("chalicelib.storage",),
    ("chalicelib.services",),
    ("chalicelib.web", "chalicelib.mail", "chalicelib.events"),
    ("billet.names", "billet.project", "billet.translation", "billet.terminal"),
    ("billet.operator.account", "billet.operator.provision"),
    ("billet.parallel", "billet.file_lock"),
    ("billet.local", "billet.stages", "billet.folder", "billet.tables", "billet.author", "billet.preview"),
    ("billet.operator", "billet.migration"),
    ("billet.commands", "billet.__main__"),
    ("app",),
)

PACKAGES = {"chalicelib", "billet", "billet.operator"}  # they hold rooms and are none
USE_CASES = "chalicelib.publishing"  # and the others of its layer


def modules() -> Iterator[tuple[str, Path]]:
    for path in [*ROOT.glob("chalicelib/**/*.py"), *ROOT.glob("billet/**/*.py"), ROOT / "app.py"]:
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        yield name, path


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names |= {node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


def layer_of(name: str) -> int | None:
    return next(
        (n for n, rooms in enumerate(LAYERS) if any(name == r or name.startswith(r + ".") for r in rooms)),
        None,
    )


def test_imports_run_one_way() -> None:
    for name, path in modules():
        layer = layer_of(name)
        if layer is None:
            assert name in PACKAGES, f"{name} is in no room"
            continue
        for imported_name in imported(path) - {"app", "app.app"} - PACKAGES:  # billet loads the app late
            imported_layer = layer_of(imported_name)
            assert imported_layer is None or imported_layer <= layer, f"{name} imports {imported_name}"


def test_use_cases_are_handed_their_stores_and_do_not_fetch_them() -> None:
    for name, path in modules():
        if layer_of(name) == layer_of(USE_CASES):
            assert not any(module.startswith("chalicelib.storage") for module in imported(path)), name


def test_pure_rooms_know_neither_aws_nor_chalice_and_only_the_storage_knows_boto3() -> None:
    for name, path in modules():
        packages = {module.split(".")[0] for module in imported(path)}
        if name.startswith("chalicelib") and not name.startswith("chalicelib.storage"):
            assert not packages & {"boto3", "botocore"}, name
        if not name.startswith(("chalicelib.web", "chalicelib.events", "billet", "app")):
            assert "chalice" not in packages, name


def test_views_do_not_know_each_other() -> None:
    functions = {view[0] for view in VIEWS.values()} | set(FORM_VIEWS.values())
    views = {f"chalicelib.web.{function.partition('.')[0]}" for function in functions}
    views.add("chalicelib.web.errors")
    for view in views:
        path = ROOT / (view.replace(".", "/") + ".py")
        assert not imported(path) & (views - {view}), view


def test_no_module_is_longer_than_one_reads_at_a_sitting() -> None:
    lengths = {name: len(path.read_text(encoding="utf-8").splitlines()) for name, path in modules()}
    assert {name: lines for name, lines in lengths.items() if lines > 250} == {}


_SQL = re.compile(r"\b(SELECT|INSERT INTO|DELETE FROM|UPDATE \w+ SET|CREATE (TABLE|INDEX)|PRAGMA)\b")


_FOREIGN_DATABASES = "billet.migration.sources.foreign_database"
"""Reads whole tables of a file that another tool wrote: it knows nothing of the index."""


def test_no_other_room_than_the_index_writes_sql() -> None:
    for name, path in modules():
        if name.startswith("chalicelib.index") or name == _FOREIGN_DATABASES:
            continue
        assert "sqlite3" not in imported(path), name
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                assert not _SQL.search(node.value), f"{name}, line {node.lineno}"


def loaded_by(statement: str) -> set[str]:
    code = f"import sys; {statement}; print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    return {name.split(".")[0] for name in run.stdout.split()}


@pytest.mark.parametrize(
    "late",
    [
        "markdown",
        "nh3",
        "latex2mathml",
        "markdown_it",
        "mdit_py_plugins",
        "pygments",
        "yaml",
        "tomllib",
        "itsdangerous",
    ],
)
def test_the_front_door_opens_without_what_a_request_may_not_need(late: str) -> None:
    assert late not in loaded_by("import app")


def test_nothing_of_the_authors_command_is_deployed() -> None:
    assert not loaded_by("import app, chalicelib.publishing") & {"billet", "moto", "click", "werkzeug"}


def test_the_functions_require_what_they_import_and_nothing_else() -> None:
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    required = {re.split(r"[<>=]", line)[0] for line in lines if line and not line.startswith("#")}
    names = {
        "markdown_it": "markdown-it-py",
        "mdit_py_plugins": "mdit-py-plugins",
        "yaml": "pyyaml",
        "botocore": "boto3",
        "markupsafe": "jinja2",
    }
    by_others = {"tzdata"}  # loaded by name, not imported
    packages = {
        other.split(".")[0]
        for name, path in modules()
        if not name.startswith("billet")
        for other in imported(path)
        if other
        and other.split(".")[0] not in {*sys.stdlib_module_names, "chalicelib", "chalice", "billet"}
        and not other.startswith("types_boto3")  # for the type checker alone
    }
    assert {names.get(package, package) for package in packages} | by_others == required
