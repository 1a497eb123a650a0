"""Compiled code for the package. Chalice packs sources alone, and a function's folder is read-only:
without this every cold start compiles all it imports, which takes longer than all the rest of it.

Chalice copies ``vendor/`` into the package. The compiled files name the hash of their source, which
Python checks (PEP 552): should Chalice pack another release of a library than was compiled here, that
part is compiled at the start as before, and nothing breaks.
"""

from __future__ import annotations

import compileall
import hashlib
import importlib.metadata
import os
import py_compile
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import chalice

from billet.operator.deployment import wheels
from billet.project import ROOT
from chalicelib.errors import BilletError
from chalicelib.web.templating import compile_all

VENDOR = ROOT / "vendor"
_STAMP = VENDOR / ".compiled"


def prepare(libraries: str) -> bool:
    """Brings compiled code up to date; returns whether libraries were compiled. `libraries` is the digest of
    their wheels, which `wheels.collect` has brought up to date."""
    _compile(ROOT / "chalicelib")
    compile_all()
    _compile_file(ROOT / "app.py", VENDOR / "__pycache__")
    runtime = Path(chalice.__file__).parent
    for name in ("__init__.py", "app.py"):  # all that Chalice packs of itself
        _compile_file(runtime / name, VENDOR / "chalice" / "__pycache__")
    fingerprint = _fingerprint(libraries)
    if _STAMP.exists() and _STAMP.read_text(encoding="utf-8") == fingerprint:
        return False
    with tempfile.TemporaryDirectory() as folder:
        installed = Path(folder)
        _install(installed)
        _compile(installed)
        for source in installed.rglob("*.pyc"):
            target = VENDOR / source.relative_to(installed)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)
    _STAMP.write_text(fingerprint, encoding="utf-8")
    return True


def _install(folder: Path) -> None:
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-compile"]
    run = subprocess.run(  # noqa: S603  # nothing in it comes from elsewhere
        [*pip, "--target", folder, "-r", ROOT / "requirements.txt"],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **wheels.ENVIRONMENT},
    )
    if run.returncode:
        raise BilletError(f"pip cannot install what requirements.txt lists: {run.stderr.strip()[-500:]}")


def _compile(folder: Path) -> None:
    # Without this machine's paths, so that the same sources give the same bytes everywhere. And by
    # force: what this Python compiled for itself names the time of its source, and counts as done.
    compileall.compile_dir(
        folder,
        force=True,
        quiet=2,
        stripdir=folder.parent if folder.name == "chalicelib" else folder,
        invalidation_mode=py_compile.PycInvalidationMode.CHECKED_HASH,
    )


def _compile_file(source: Path, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    py_compile.compile(
        str(source),
        cfile=str(folder / f"{source.stem}.{sys.implementation.cache_tag}.pyc"),
        dfile=source.name,
        doraise=True,
        invalidation_mode=py_compile.PycInvalidationMode.CHECKED_HASH,
    )


def _fingerprint(libraries: str) -> str:
    """Returns a digest of the libraries and of the versions that compile them."""
    made_with = f"{libraries} {sys.version_info[:2]} {importlib.metadata.version('chalice')}"
    return hashlib.sha256(made_with.encode()).hexdigest()
