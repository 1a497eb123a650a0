"""What every command has: help in the language of the locale, an example, and one way to end."""

from __future__ import annotations

import inspect
import io
import sys
from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

import click

from billet.translation import text as _
from billet.translation import use_locale

INTERRUPTED = 130
"""Exit code of what was interrupted by Ctrl-C, as a shell has it."""

F = TypeVar("F", bound=Callable[..., Any])


class _Help:
    """A help text that is translated when it is read."""

    _english: str | None = None

    @property
    def help(self) -> str | None:
        """Returns the text in the language of the locale."""
        return _(inspect.cleandoc(self._english)) if self._english else None

    @help.setter  # noqa: A003  # it is this property, no builtin
    def help(self, text: str | None) -> None:
        self._english = text


class Option(_Help, click.Option):
    """An option with a translated help text."""


class _Command(_Help, click.Command):
    """A command with a translated help text, and a translated option for it."""

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Returns the option ``--help``, whose text Click asks for once alone."""
        help_option = super().get_help_option(ctx)
        if help_option:
            help_option.help = _("Show this message and exit.")
        return help_option


class Command(_Command):
    """A command with a translated help text that ends with an example, which is what one would type."""

    def __init__(self, *arguments: Any, example: str, **parameters: Any) -> None:
        super().__init__(*arguments, **parameters)
        self.example = example

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Writes the example."""
        del ctx
        with formatter.section(_("Example")):
            for line in self.example.splitlines():
                formatter.write_text(line)


class Group(_Command, click.Group):
    """Commands below one name."""

    command_class = Command

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Writes the example of the first command."""
        name = self.list_commands(ctx)[0]
        command = self.get_command(ctx, name)
        if isinstance(command, (Command, Group)):
            command.format_epilog(ctx, formatter)


class Main(Group):
    """The whole command."""

    def make_context(self, *arguments: Any, **parameters: Any) -> click.Context:
        """Reads what was typed, in the language of the locale; what the terminal's encoding does not have is
        printed as a question mark, and is no error."""
        use_locale()
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(errors="replace")
        return super().make_context(*arguments, **parameters)

    def invoke(self, ctx: click.Context) -> Any:
        """Runs a command; Ctrl-C ends it with `INTERRUPTED`."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            click.echo(_("Interrupted."), err=True)
            ctx.exit(INTERRUPTED)


option = partial(click.option, cls=Option)
command = partial(click.command, cls=Command)


def group() -> Callable[[Callable[..., Any]], Group]:
    """Makes a group of a function, whose docstring is its help."""
    return click.group(cls=Group)
