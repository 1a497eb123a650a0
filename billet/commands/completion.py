"""``billet completion``: what lets a shell complete commands, options and stages."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem, get_completion_class

from billet.commands.help import command, option

if TYPE_CHECKING:
    from collections.abc import Sequence

SHELLS = ("bash", "zsh", "fish")


@command(example='eval "$(billet completion bash)"')
@click.argument("shell", type=click.Choice(SHELLS))
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """Print what lets a shell complete commands, options and stages.

    Put the line of the example into the file that your shell reads when it starts: ~/.bashrc or ~/.zshrc.
    For fish it is `billet completion fish | source` in ~/.config/fish/config.fish.
    """
    complete = get_completion_class(shell)
    assert complete is not None, "Click knows these"
    click.echo(complete(context.find_root().command, {}, "billet", "_BILLET_COMPLETE").source())


def complete_stages(
    context: click.Context, parameter: click.Parameter, typed: str
) -> Sequence[CompletionItem]:
    """Returns the stages that begin with what was typed; none where no project can be read."""
    from billet import project
    from chalicelib.errors import ConfigurationError

    del context, parameter
    try:
        names = [project.LOCAL, *project.config()["stages"]]
    except ConfigurationError:
        return []
    return [CompletionItem(name) for name in names if name.startswith(typed)]


stage_of = partial(option, "--stage", shell_complete=complete_stages)
"""Makes the option that names a stage."""
