"""Chalice's own command, as `billet` runs it: the package goes into the bucket once.

Chalice makes its session before it loads the app, so that the app could not arrange for it.
"""

from __future__ import annotations

import sys

from billet import project
from billet.operator.deployment.package_upload import PackageUpload


def run(command: str, stage: str) -> int:
    """Runs ``chalice COMMAND --stage STAGE`` and returns its exit code."""
    from chalice.cli import main  # which needs a terminal of Unix to load

    if bucket := project.environment(stage).get("BILLET_BUCKET"):
        PackageUpload(bucket, print).register()
    sys.argv = ["chalice", command, "--stage", stage]
    return int(main() or 0)


if __name__ == "__main__":
    sys.exit(run(*sys.argv[1:]))
