"""``billet open``: the blog in a browser."""

from __future__ import annotations

import webbrowser

import click

from billet.commands.common import blog_of, stage_option
from billet.commands.help import command, option
from billet.translation import text as _
from chalicelib.errors import ConfigurationError


@command("open", example="billet open --stage dev")
@stage_option
@option("--print", "only_print", is_flag=True, help="Print the address and open nothing.")
def open_blog(stage: str, *, only_print: bool) -> None:
    """Open the home page in your browser."""
    with blog_of(stage) as blog:
        address = blog.settings.base_url
        if not address:
            raise ConfigurationError(
                _(
                    "the address of stage %(stage)s is not known: 'billet deploy --stage %(stage)s' gives it "
                    "one",
                    stage=stage,
                )
            )
    click.echo(address)
    if not only_print and not webbrowser.open(address):
        raise click.ClickException(_("no browser could be started here: open the address above yourself"))
