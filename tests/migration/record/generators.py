"""Lets a static site generator build its site in ``tests/migration/data``, and writes down the addresses that
it built.

    python -m tests.migration.record.generators hugo

The generator must be on the path: Hugo and Jekyll come from Debian, Pelican and Nikola from PyPI; Hexo,
Eleventy and Astro from npm, in the folder that NODE_FOLDER names. The site is built in a copy.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

DATA = Path(__file__).parent.parent / "data"

COMMANDS = {
    "hugo": (["hugo", "--quiet"], "public"),
    "jekyll": (["jekyll", "build", "--quiet"], "_site"),
    "pelican": (["pelican", "content", "--settings", "publishconf.py", "--quiet"], "output"),
    "hexo": (["hexo", "generate", "--silent"], "public"),
    "eleventy": (["eleventy", "--quiet"], "_site"),
    "nikola": (["nikola", "build", "--quiet"], "output"),
    "astro": (["astro", "build", "--silent"], "dist"),
}
"""What builds a site in the folder it is called in, and the folder that it builds."""

_LOOK = (".css", ".js", ".map", ".eot", ".ttf", ".woff", ".woff2", ".scss")


def record(name: str) -> None:
    """Builds a site and writes its addresses, those of its look left out."""
    command, output = COMMANDS[name]
    nodes = os.environ.get("NODE_FOLDER", "")
    environment = {**os.environ, "TZ": "UTC", "PATH": f"{nodes}/node_modules/.bin:{os.environ['PATH']}"}
    with tempfile.TemporaryDirectory() as folder:
        site = Path(folder) / "site"
        shutil.copytree(DATA / name / "site", site)
        if nodes:
            (site / "node_modules").symlink_to(Path(nodes) / "node_modules")
        subprocess.run(command, cwd=site, env=environment, check=True)
        built = (path.relative_to(site / output) for path in (site / output).rglob("*") if path.is_file())
        addresses = sorted(
            path.as_posix() for path in built if path.suffix not in _LOOK and "_astro" not in path.parts
        )
    (DATA / name / "built-urls.txt").write_text("\n".join(addresses) + "\n", encoding="utf-8")


if __name__ == "__main__":
    for generator in sys.argv[1:]:
        record(generator)
