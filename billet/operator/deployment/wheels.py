"""The libraries of the package: exactly those of requirements.lock, each checked against its hash.

Chalice asks pip for what requirements.txt lists. It is given a folder of wheels in place of PyPI: the locked
ones, with a botocore that knows our operations alone (`botocore_wheel`).
"""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from billet.operator.deployment import botocore_wheel
from billet.project import ROOT
from chalicelib.errors import BilletError

LOCK = ROOT / "requirements.lock"
WHEELS = ROOT / ".chalice" / "wheels"
_STAMP = WHEELS / ".complete"

ENVIRONMENT: Mapping[str, str] = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(WHEELS)}
"""Lets pip take these wheels and no others."""


def collect(architecture: str) -> str:
    """Brings the wheels for functions of one architecture up to date; returns a digest of what they were made
    of. Needs PyPI where the lock file, the Python or the operations have changed."""
    fingerprint = _fingerprint(architecture)
    if _STAMP.exists() and _STAMP.read_text(encoding="utf-8") == fingerprint:
        return fingerprint
    shutil.rmtree(WHEELS, ignore_errors=True)
    WHEELS.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        machine = "aarch64" if architecture == "arm64" else "x86_64"
        _download(folder)
        # Chalice begins with the wheels of this machine, which may have another system.
        _download(folder, "--platform", f"manylinux2014_{machine}", *_abis(), "--implementation", "cp")
        for wheel in folder.glob("*.whl"):
            if wheel.name.startswith("botocore-"):
                botocore_wheel.build(wheel, WHEELS)
            else:
                shutil.copyfile(wheel, WHEELS / wheel.name)
    _STAMP.write_text(fingerprint, encoding="utf-8")
    return fingerprint


def releases(lock: str) -> list[tuple[str, str]]:
    """Returns name and version of each release in the text of a lock file."""
    return re.findall(r"^([\w.-]+)==([\w.]+)", lock, flags=re.MULTILINE)


def _abis() -> list[str]:
    return [
        option
        for abi in (sys.implementation.cache_tag.replace("cpython-", "cp"), "abi3", "none")
        for option in ("--abi", abi)
    ]


def _download(folder: Path, *platform: str) -> None:
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
    run = subprocess.run(  # noqa: S603  # nothing in it comes from elsewhere
        [*pip, "--only-binary=:all:", "--require-hashes", "-r", LOCK, "--dest", folder, *platform],
        capture_output=True,
        text=True,
        check=False,
    )
    if run.returncode:
        raise BilletError(f"pip cannot download what requirements.lock lists: {run.stderr.strip()[-500:]}")


def _fingerprint(architecture: str) -> str:
    code = Path(botocore_wheel.__file__).read_bytes()
    made_for = f"{architecture} {sys.version_info[:2]} {sys.platform}"
    return hashlib.sha256(LOCK.read_bytes() + code + made_for.encode()).hexdigest()
