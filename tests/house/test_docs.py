"""docs/architecture.md and CONTRIBUTING.md, compared with the code and the tests."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache

from billet.operator.deployment import package_upload
from billet.project import ROOT, TEMPLATE
from chalicelib.content.media import COPIES
from chalicelib.conversation import revocation
from chalicelib.index import heartbeat
from chalicelib.index.search_file import SEARCH_KEY
from chalicelib.index.storage import INDEX_KEY
from tests.house.test_architecture import LAYERS

DOCUMENTS = {
    name: (ROOT / name).read_text(encoding="utf-8") for name in ("docs/architecture.md", "CONTRIBUTING.md")
}
ARCHITECTURE = DOCUMENTS["docs/architecture.md"]
PICTURE, IMPORTS = re.findall(r"```\n(.*?)```", ARCHITECTURE, re.DOTALL)
TEXTS = "\n".join(DOCUMENTS.values())
PATHS = sorted(set(re.findall(r"`((?:chalicelib|billet|tests|docs|benchmarks|\.\w+)/[\w./-]*)[`:]", TEXTS)))
FUNCTIONS = sorted(set(re.findall(r"`(\w+)`(?:,? \w+)? in\s+`([\w/.-]+\.(?:py|sql|yaml))`", TEXTS)))
TESTS = sorted(set(re.findall(r"([\w/]+\.py)::(test_\w+)", TEXTS)))


def paths_of_picture() -> Iterator[str]:
    """Yields each path in the picture, whose lines are indented below their folders."""
    folders: list[str] = []
    for indent, name in re.findall(r"^( *)([\w./-]+)  ", PICTURE, re.MULTILINE):
        folders[len(indent) // 2 :] = [name]
        yield "".join(folders)


def rooms() -> set[str]:
    """Returns the packages of the code, and the modules that stand beside those of chalicelib."""
    packages = {
        f"{path.parent.relative_to(ROOT)}/"
        for package in ("chalicelib", "billet")
        for path in (ROOT / package).rglob("__init__.py")
        if path.parent.parent.name != "sources"  # one folder for each tool whose source needs several files
    }
    modules = {str(path.relative_to(ROOT)) for path in (ROOT / "chalicelib").glob("[!_]*.py")}
    return packages | modules


@cache
def functions_of(path: str) -> set[str]:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def rows(heading: str) -> list[list[str]]:
    """Returns the cells of the tables below a heading, without the lines above their rows."""
    section = ARCHITECTURE.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    lines = re.findall(r"^\| (.*) \|$", re.sub(r"\|.*\n\|---.*", "", section), re.MULTILINE)
    return [line.split(" | ") for line in lines]


def test_the_picture_has_every_room_and_what_it_has_exists() -> None:
    picture = set(paths_of_picture())
    assert all((ROOT / path).exists() for path in picture)
    assert {path for path in picture if path.startswith(("chalicelib/", "billet/"))} == rooms()


def test_the_order_of_imports_is_the_one_that_is_tested() -> None:
    written = [set(line.split()) for line in IMPORTS.splitlines()]
    layers = [{room.removeprefix("chalicelib.") for room in layer} for layer in LAYERS]
    assert written == layers[: len(written)]
    assert not any(room.startswith("chalicelib") for layer in LAYERS[len(written) :] for room in layer)


def test_every_file_that_is_named_exists() -> None:
    assert len(PATHS) > 60
    assert {path for path in PATHS if not (ROOT / path).exists()} == set()


def test_every_name_is_in_the_file_it_is_said_to_be_in() -> None:
    assert len(FUNCTIONS) > 15
    sources = {path: (ROOT / path).read_text(encoding="utf-8") for _, path in FUNCTIONS}
    assert {name for name, path in FUNCTIONS if not re.search(rf"\b{name}\b", sources[path])} == set()


def test_every_test_that_is_named_exists() -> None:
    missing = {
        f"{path}::{name}"
        for path, name in TESTS
        if name not in functions_of(path if path.startswith("tests/") else f"tests/{path}")
    }
    assert missing == set()


def test_every_guarantee_names_a_test() -> None:
    guarantees = rows("What is guaranteed")
    assert len(guarantees) > 20
    assert all(re.fullmatch(r"(`[\w/]+\.py::test_\w+`(, )?)+", tests) for _, tests in guarantees)


def test_the_keys_of_the_bucket_are_those_of_the_code() -> None:
    keys = {key for cells in rows("What is stored") for key in re.findall(r"`([^`]+)`", cells[0])}
    derived = {INDEX_KEY, SEARCH_KEY, heartbeat.KEY, revocation.PREFIX, COPIES, package_upload.FOLDER}
    assert keys == derived | {"articles/", "pages/", "media/", "site.toml", "theme.css", "static/"}


def test_the_indexes_of_the_tables_are_those_of_the_template() -> None:
    template = TEMPLATE.read_text(encoding="utf-8")
    cells = " ".join(cell for row in rows("What is stored") for cell in row)
    assert set(re.findall(r"`(by-\w+)`", cells)) == set(re.findall(r"IndexName: ([\w-]+)", template))


def test_every_make_target_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"`make ([a-z-]+)", TEXTS)) <= targets
