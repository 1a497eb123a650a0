"""The version of Billet, and a digest that tells two deployments of one version apart."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

VERSION = "0.5.0"

_ROOT = Path(__file__).parent.parent


@cache
def deployed() -> str:
    """Returns ``0.5.0+3f2a…``: the version, and a digest of the names and contents of all that is deployed.

    The same here as in a function that was deployed from here, whatever either has compiled.
    """
    return digest(_ROOT)


def digest(root: Path) -> str:
    """Returns the same for the files below another folder."""
    names = sorted(
        path.relative_to(root).as_posix()
        for path in (root / "app.py", *(root / "chalicelib").rglob("*"))
        if path.is_file() and path.suffix != ".pyc" and "__pycache__" not in path.parts
    )
    sha256 = hashlib.sha256()
    for name in names:
        data = (root / name).read_bytes()
        # The length keeps two files' contents from passing for one another's.
        sha256.update(f"{name}\0{len(data)}\0".encode() + data)
    return f"{VERSION}+{sha256.hexdigest()[:12]}"
