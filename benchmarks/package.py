"""The very package that would be uploaded, made in a copy of the project and unpacked."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.clone import clone
from billet.operator.deployment import preflight

_PREPARE = """
from billet.operator.deployment import bytecode, wheels
bytecode.prepare(wheels.collect("x86_64"))
"""


@dataclass(frozen=True)
class Package:
    """`archive` is what Lambda is sent; `folder` is what it makes of it, `bare` the same as Chalice
    alone would pack it: without compiled code and templates."""

    archive: Path
    folder: Path
    bare: Path

    def sizes(self) -> list[tuple[str, int, int]]:
        """Returns each top-level package or file with its bytes packed and unpacked, the largest first."""
        by_name: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0])
        with zipfile.ZipFile(self.archive) as archive:
            for entry in archive.infolist():
                sizes = by_name[entry.filename.split("/")[0]]
                sizes[0] += entry.compress_size
                sizes[1] += entry.file_size
        rows = [(name, packed, unpacked) for name, (packed, unpacked) in by_name.items()]
        return sorted(rows, key=lambda row: row[1], reverse=True)

    def strip(self) -> None:
        """Removes from `bare` what is compiled; also what a run has left there, since root may write
        where a function may not."""
        for compiled in [*self.bare.rglob("*.pyc"), *self.bare.rglob("__jinja2_*.cache")]:
            compiled.unlink()


@contextmanager
def packed() -> Iterator[Package]:
    """Makes the package, as `billet deploy` does. Needs PyPI, as Chalice does."""
    with tempfile.TemporaryDirectory() as temporary:
        project = clone(Path(temporary) / "project")
        _run(project, sys.executable, "-c", _PREPARE)
        _run(project, Path(sys.executable).with_name("chalice"), "package", "--stage", "prod", "out")
        package = Package(
            project / "out" / "deployment.zip", Path(temporary) / "folder", Path(temporary) / "bare"
        )
        for folder in (package.folder, package.bare):
            with zipfile.ZipFile(package.archive) as archive:
                archive.extractall(folder)
        yield package


def _run(project: Path, *command: str | Path) -> None:
    wheels = str(project / ".chalice" / "wheels")
    environment = {**os.environ, "AWS_DEFAULT_REGION": "eu-west-3", preflight.DONE: "1"}
    if command[0] != sys.executable:
        environment |= {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": wheels}
    run = subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True, check=False)
    if run.returncode:
        raise SystemExit(f"the package cannot be made: {run.stderr.strip()[-500:]}")
