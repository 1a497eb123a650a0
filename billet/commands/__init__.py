"""The ``billet`` command: what is typed, and what is shown of what the other rooms did.

`main` is the command with all subcommands.
"""

from __future__ import annotations

import logging

import click

from billet.commands.author import new, publish, status
from billet.commands.backup import backup, restore
from billet.commands.check import check
from billet.commands.comments import comments
from billet.commands.cost import cost
from billet.commands.export_site import export_site
from billet.commands.history import history
from billet.commands.init import init
from billet.commands.logs import logs
from billet.commands.messages import messages
from billet.commands.moderation_link import print_moderation_link
from billet.commands.operation import deploy, destroy, doctor, setup
from billet.commands.preview import preview
from billet.commands.privacy import privacy
from billet.commands.sbom import sbom
from billet.commands.serve import serve
from billet.commands.stats import stats


@click.group()
def main() -> None:
    """Billet, a blog that needs no server."""
    console = logging.StreamHandler()
    console.setLevel(logging.WARNING)
    logging.basicConfig(format="%(message)s", handlers=[console])


for command in (
    *(init, serve, new, check, publish, status, preview, history, stats, comments, messages, privacy),
    export_site,
    print_moderation_link,
    *(setup, deploy, doctor, logs, cost, sbom, backup, restore, destroy),
):
    main.add_command(command)
