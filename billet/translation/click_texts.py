"""Click's own texts that people meet, so that the catalogue has them: Click asks gettext for each."""

from __future__ import annotations

from collections.abc import Sequence
from gettext import gettext as _
from gettext import ngettext


def click_texts() -> Sequence[str]:
    """Returns them; a test compares them with Click."""
    return (
        _("Aborted!"),
        _("Choose from:\n\t{choices}"),
        _("Commands"),
        _("Could not open file {filename!r}: {message}"),
        _("Error: The two entered values do not match."),
        _("Error: invalid input"),
        _("Error: {message}"),
        _("Invalid value for {param_hint}: {message}"),
        _("Invalid value: {message}"),
        _("Missing argument"),
        _("Missing command."),
        _("Missing option"),
        _("Missing parameter"),
        _("Missing parameter: {param_name}"),
        _("No such command {name!r}."),
        _("No such option {name!r}."),
        _("Option {name!r} does not take a value."),
        _("Options"),
        _("Show the version and exit."),
        _("Show this message and exit."),
        _("Try '{command} {option}' for help."),
        _("Usage:"),
        _("default: {default}"),
        _("directory"),
        _("file"),
        _("path"),
        _("unknown error"),
        _("{name} {filename!r} does not exist."),
        _("{name} {filename!r} is a directory."),
        _("{name} {filename!r} is a file."),
        _("{name} {filename!r} is not readable."),
        _("{name} {filename!r} is not writable."),
        _("{value!r} is not a valid {number_type}."),
        _("{value} is not in the range {range}."),
        ngettext("Did you mean {possibility}?", "(Did you mean one of: {possibilities}?)", 1),
        ngettext("Got unexpected extra argument ({args})", "Got unexpected extra arguments ({args})", 1),
        ngettext("Option {name!r} requires an argument.", "Option {name!r} requires {nargs} arguments.", 1),
        ngettext("{value!r} is not {choice}.", "{value!r} is not one of {choices}.", 1),
    )
