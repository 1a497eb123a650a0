"""Compiled code of the package: Python uses it, checks it against its source, and it is compiled once."""

from __future__ import annotations

import marshal
import py_compile
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from pytest_mock import MockerFixture

from billet.operator.deployment import bytecode

LIBRARIES = "digest of wheels"
TAG = sys.implementation.cache_tag
CHECKED_HASH = b"\x03\x00\x00\x00"
"""The flags after the magic number of a file that has the hash of its source (PEP 552)."""


@pytest.fixture
def root(tmp_path: Path, mocker: MockerFixture) -> Path:
    """A project with a library that pip would install; how often it does is counted by `_install`."""
    root = tmp_path / "project"
    (root / "chalicelib").mkdir(parents=True)
    (root / "chalicelib" / "__init__.py").touch()
    (root / "chalicelib" / "one.py").write_text("VALUE = 'one'\n")
    (root / "app.py").write_text("from chalicelib import one\nimport library\n")
    mocker.patch.object(bytecode, "ROOT", root)
    mocker.patch.object(bytecode, "VENDOR", root / "vendor")
    mocker.patch.object(bytecode, "_STAMP", root / "vendor" / ".compiled")
    mocker.patch.object(bytecode, "compile_all")
    mocker.patch.object(bytecode, "_install", side_effect=install)
    return root


def install(folder: Path) -> None:
    (folder / "library").mkdir()
    (folder / "library" / "__init__.py").write_text("VALUE = 'library'\n")
    (folder / "library" / "broken.py").write_text("print 'a Python of long ago'\n")


def compiled(source: Path) -> Path:
    return source.parent / "__pycache__" / f"{source.stem}.{TAG}.pyc"


def package(root: Path, folder: Path) -> Path:
    """Returns what Chalice uploads: vendor/, libraries, chalicelib, app.py; unpacked with a later time."""
    folder.mkdir()
    install(folder)
    shutil.copytree(root / "vendor", folder, dirs_exist_ok=True)
    shutil.copytree(root / "chalicelib", folder / "chalicelib")
    shutil.copyfile(root / "app.py", folder / "app.py")
    return folder


def imports(folder: Path, *modules: str) -> dict[str, list[str]]:
    """Returns for each module whether Python read it "compiled" or as "source", and its VALUE."""
    code = """
import importlib, sys
from importlib.machinery import SourceFileLoader as Loader
compiles = []
plain = Loader.source_to_code
def noted(self, data, path, **more):
    compiles.append(self.name)
    return plain(self, data, path, **more)
Loader.source_to_code = noted
sys.path.insert(0, sys.argv[1])
for name in sys.argv[2:]:
    module = importlib.import_module(name)
    print(name, "source" if name in compiles else "compiled", getattr(module, "VALUE", "-"))
"""
    run = subprocess.run(
        [sys.executable, "-B", "-S", "-c", code, str(folder), *modules],
        capture_output=True,
        text=True,
        check=True,
    )
    return {line.split()[0]: line.split()[1:] for line in run.stdout.splitlines()}


def test_python_uses_what_was_compiled_and_compiles_nothing(root: Path, tmp_path: Path) -> None:
    assert bytecode.prepare(LIBRARIES)
    unpacked = package(root, tmp_path / "task")
    assert imports(unpacked, "chalicelib.one", "library", "app") == {
        "chalicelib.one": ["compiled", "one"],
        "library": ["compiled", "library"],
        "app": ["compiled", "-"],
    }


def test_a_source_other_than_the_one_compiled_is_what_counts(root: Path, tmp_path: Path) -> None:
    bytecode.prepare(LIBRARIES)
    unpacked = package(root, tmp_path / "task")
    (unpacked / "library" / "__init__.py").write_text("VALUE = 'another'\n")
    assert imports(unpacked, "library") == {"library": ["source", "another"]}


def test_what_this_python_compiled_for_itself_is_compiled_again_for_the_package(root: Path) -> None:
    source = root / "chalicelib" / "one.py"
    py_compile.compile(str(source), invalidation_mode=py_compile.PycInvalidationMode.TIMESTAMP)
    assert compiled(source).read_bytes()[4:8] == bytes(4)
    bytecode.prepare(LIBRARIES)
    assert compiled(source).read_bytes()[4:8] == CHECKED_HASH


def test_a_changed_source_of_ours_is_compiled_again(root: Path) -> None:
    bytecode.prepare(LIBRARIES)
    source = root / "chalicelib" / "one.py"
    before = compiled(source).read_bytes()
    source.write_text("VALUE = 'two'\n")
    assert not bytecode.prepare(LIBRARIES)
    after = compiled(source).read_bytes()
    assert after != before
    namespace: dict[str, str] = {}
    exec(marshal.loads(after[16:]), namespace)
    assert namespace["VALUE"] == "two"


def test_libraries_are_compiled_once_and_again_when_others_are_asked_for(
    root: Path,
) -> None:
    assert [bytecode.prepare(LIBRARIES), bytecode.prepare(LIBRARIES)] == [True, False]
    assert [bytecode.prepare("others"), bytecode.prepare("others")] == [True, False]


def test_libraries_that_could_not_be_had_are_tried_again(root: Path, mocker: MockerFixture) -> None:
    mocker.patch.object(bytecode, "_install", side_effect=KeyboardInterrupt)
    with pytest.raises(KeyboardInterrupt):
        bytecode.prepare(LIBRARIES)
    mocker.patch.object(bytecode, "_install", side_effect=install)
    assert bytecode.prepare(LIBRARIES)


def test_the_same_sources_give_the_same_bytes_wherever_they_lie(root: Path, tmp_path: Path) -> None:
    bytecode.prepare(LIBRARIES)
    moved = tmp_path / "moved"
    shutil.copytree(root, moved)
    shutil.rmtree(moved / "chalicelib" / "__pycache__")
    bytecode._compile(moved / "chalicelib")
    source = Path("chalicelib") / "one.py"
    assert compiled(moved / source).read_bytes() == compiled(root / source).read_bytes()
    assert str(root).encode() not in compiled(root / source).read_bytes()


def test_only_compiled_files_go_to_vendor(root: Path) -> None:
    bytecode.prepare(LIBRARIES)
    kinds = {path.suffix for path in (root / "vendor").rglob("*") if path.is_file()}
    assert kinds <= {".pyc", ""}
    assert (root / "vendor" / "chalice" / "__pycache__" / f"app.{TAG}.pyc").exists()
    assert not zipfile.is_zipfile(root / "vendor" / ".compiled")
