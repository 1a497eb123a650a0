"""The commands without what Windows lacks."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from billet.project import ROOT
from tests.command.conftest import Billet

# A module that is None cannot be imported.
WINDOWS = """
import importlib, pkgutil, sys
sys.modules.update(dict.fromkeys(("fcntl", "resource", "termios", "pwd", "grp")))
import billet, chalicelib
for package in (billet, chalicelib):
    for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
from billet.commands import main
main()
"""


def test_every_module_loads_and_a_folder_is_checked_without_what_only_unix_has(
    billet: Billet, tmp_path: Path
) -> None:
    assert billet("init", tmp_path / "blog", "--author", "Ada", "--lang", "en").exit_code == 0
    run = subprocess.run(
        [sys.executable, "-c", WINDOWS, "check", "--content", tmp_path / "blog"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (run.returncode, run.stdout) == (0, "3 files, 0 errors, 0 warnings\n"), run.stderr
