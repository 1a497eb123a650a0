"""``billet sbom``: the software bill of materials of the package."""

from __future__ import annotations

import json
from importlib.metadata import version

import click

from billet.commands.help import command
from chalicelib.version import VERSION


@command(example="billet sbom > sbom.json")
def sbom() -> None:
    """Print what the deployed package is made of, as JSON in the CycloneDX format."""
    from billet.operator.deployment import wheels

    releases = [*wheels.releases(wheels.LOCK.read_text(encoding="utf-8")), ("chalice", version("chalice"))]
    document = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": {"type": "application", "name": "billet", "version": VERSION}},
        "components": [
            {"type": "library", "name": name, "version": release, "purl": f"pkg:pypi/{name}@{release}"}
            for name, release in sorted(releases)
        ],
    }
    click.echo(json.dumps(document, indent=2))
