"""A copy of the project, as a clone would have it."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from billet.project import ROOT


def clone(folder: Path) -> Path:
    """Copies the files that git tracks, or would, into a folder, and returns it."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).exists():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, folder / name)
    return folder
