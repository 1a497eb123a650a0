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
from billet.commands.completion import completion
from billet.commands.cost import cost
from billet.commands.export_site import export_site
from billet.commands.help import Main, Option
from billet.commands.history import history
from billet.commands.import_site import import_site
from billet.commands.init import init
from billet.commands.logs import logs
from billet.commands.messages import messages
from billet.commands.moderation_link import print_moderation_link
from billet.commands.open_blog import open_blog
from billet.commands.operation import deploy, destroy, doctor, setup
from billet.commands.preview import preview
from billet.commands.privacy import privacy
from billet.commands.sbom import sbom
from billet.commands.serve import serve
from billet.commands.stats import stats
from chalicelib.version import VERSION


class _LogLines(logging.Handler):
    """Writes what is logged to the standard error of the moment: above a bar where there is one."""

    def emit(self, record: logging.LogRecord) -> None:
        """Writes one line."""
        click.echo(self.format(record), err=True)


@click.group(cls=Main)
@click.version_option(VERSION, message="%(prog)s %(version)s", cls=Option)
def main() -> None:
    """Billet, a blog that needs no server."""
    logging.basicConfig(handlers=[_LogLines(logging.WARNING)], format="%(message)s")


for command in (
    *(completion, open_blog, import_site, export_site),
    *(init, serve, new, check, publish, status, preview, history, stats, comments, messages, privacy),
    print_moderation_link,
    *(setup, deploy, doctor, logs, cost, sbom, backup, restore, destroy),
):
    main.add_command(command)
