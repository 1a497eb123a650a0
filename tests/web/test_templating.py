"""Compiled templates, which save a function half of its first page."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from jinja2 import Environment
from pytest_mock import MockerFixture

from chalicelib.web import templating


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The templates as a package has them: in another folder, compiled before."""
    templating.compile_all()
    folder = tmp_path / "templates"
    shutil.copytree(templating.FOLDER, folder)
    monkeypatch.setattr(templating, "FOLDER", folder)
    monkeypatch.setattr(templating, "COMPILED", folder / "__pycache__")
    monkeypatch.setattr(templating, "_environment", templating._environment.__wrapped__)
    return folder


def test_a_package_needs_to_compile_no_template(elsewhere: Path, mocker: MockerFixture) -> None:
    compiling = mocker.spy(Environment, "compile")
    generated = mocker.spy(Environment, "_generate")
    templating.compile_all()
    compiling.assert_not_called()
    generated.assert_not_called()


def test_a_template_that_has_changed_is_compiled_again(elsewhere: Path, mocker: MockerFixture) -> None:
    file = elsewhere / "error.html"
    file.write_text(file.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    generated = mocker.spy(Environment, "_generate")
    templating.compile_all()
    generated.assert_called_once()


def test_where_nothing_can_be_written_pages_are_made_all_the_same(
    elsewhere: Path, mocker: MockerFixture
) -> None:
    shutil.rmtree(elsewhere / "__pycache__")
    mocker.patch.object(Path, "mkdir", side_effect=OSError("read-only"))
    templating.compile_all()
    assert not (elsewhere / "__pycache__").exists()
