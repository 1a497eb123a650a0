"""Which Billet it is."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from billet.project import ROOT
from chalicelib.version import VERSION, deployed, digest


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A small project."""
    for name, text in {"app.py": "a", "chalicelib/b.py": "b", "chalicelib/c/d.html": "d"}.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def test_there_is_one_version_and_it_is_written_in_one_place() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert "version" not in project["project"]
    assert project["tool"]["setuptools"]["dynamic"]["version"] == {"attr": "chalicelib.version.VERSION"}
    assert re.fullmatch(r"\d+\.\d+\.\d+", VERSION)


def test_a_deployment_is_named_by_version_and_digest() -> None:
    assert re.fullmatch(re.escape(VERSION) + r"\+[0-9a-f]{12}", deployed())
    assert deployed() == digest(ROOT)


def test_what_python_has_compiled_makes_no_difference(root: Path) -> None:
    before = digest(root)
    (root / "chalicelib" / "__pycache__").mkdir()
    (root / "chalicelib" / "__pycache__" / "b.cpython-311.pyc").write_bytes(b"x")
    (root / "chalicelib" / "b.pyc").write_bytes(b"x")
    (root / "README.md").write_text("x")
    assert digest(root) == before


@pytest.mark.parametrize("change", ["content", "new", "renamed", "gone", "moved"])
def test_any_other_change_makes_another_digest(root: Path, change: str) -> None:
    before = digest(root)
    file = root / "chalicelib" / "b.py"
    if change == "content":
        file.write_text("B")
    elif change == "new":
        (root / "chalicelib" / "empty").touch()
    elif change == "renamed":
        file.rename(file.with_name("z.py"))
    elif change == "gone":
        file.unlink()
    else:  # the same bytes in the same order, parted elsewhere
        file.write_text("bd")
        (root / "chalicelib" / "c" / "d.html").write_text("")
    assert digest(root) != before
