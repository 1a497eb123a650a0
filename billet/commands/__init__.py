"""The ``billet`` command, put together."""

from __future__ import annotations

import logging

import click

from billet.commands.backup import backup, restore
from billet.commands.conversation import comments, messages
from billet.commands.serve import serve


@click.group()
def main() -> None:
    """Billet, a blog that needs no server."""
    logging.basicConfig(format="%(message)s", level=logging.WARNING)


for command in (serve, comments, messages, backup, restore):
    main.add_command(command)
