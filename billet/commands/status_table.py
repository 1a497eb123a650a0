"""What became of uploads, as a table for people and as JSON for programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

import click

from billet.author.upload_status import UploadStatus
from billet.commands.common import fields, short
from billet.terminal import Cell, Colored, plain, print_table
from billet.translation import problem_text, state_in_words, translate
from billet.translation import text as _
from chalicelib.content.problem import Problem
from chalicelib.content.receipt import Receipt


def print_all(statuses: Sequence[UploadStatus], base: str) -> None:
    """Print a row a file, then every problem and note. `base` is the public address of the home page."""
    headers = (_("State"), _("File"), _("Title"), _("Date"), _("Address"), _("Problems"))
    print_table(headers, [_row(status) for status in statuses], right=headers[-1:])
    if base and any(_receipt(status).url for status in statuses):
        click.echo(_("\nAddresses begin with %(rstrip)s", rstrip=plain(base.rstrip("/"))))
    lines = [problem_text(problem) for status in statuses for problem in _problems(status)]
    lines += [f"{status.key}: {translate(note)}" for status in statuses if (note := _receipt(status).note)]
    if lines:
        click.echo()
    for line in lines:
        click.echo(plain(line))


def print_whole(status: UploadStatus, base: str) -> None:
    """Print all that is known of one file."""
    receipt = _receipt(status)
    note = receipt.note
    if status.state == "waiting":
        has_changed = _("The file has changed since, or is new: wait a moment.")
        note = has_changed if status.receipt else _("It has no receipt yet.")
    lines = (
        (_("File:"), status.key),
        (_("State:"), state_in_words(status.state)),
        (_("Note:"), translate(note)),
        (_("Title:"), receipt.title),
        (_("URL:"), _address(receipt, base)),
        (_("Date:"), receipt.date),
        (_("Expires:"), receipt.expires),
    )
    click.echo(fields(*((name, plain(value)) for name, value in lines)))
    for problem in _problems(status):
        click.echo(f"  {plain(problem_text(problem))}")


def as_json(status: UploadStatus, base: str) -> dict[str, Any]:
    """The receipt with the current state, for programs."""
    receipt = _receipt(status)
    return {**asdict(receipt), "state": status.state, "url": _address(receipt, base)}


def _row(status: UploadStatus) -> tuple[Cell, ...]:
    receipt = _receipt(status)
    return (
        _state(status.state, receipt),
        status.key,
        short(receipt.title, 40),
        receipt.date[:16].replace("T", " "),  # to the minute, in the site's zone
        receipt.url,
        len(receipt.errors) + len(receipt.warnings) or None,
    )


def _state(state: str, receipt: Receipt) -> Colored:
    if state == "refused":
        return Colored(state_in_words(state), "red")
    return Colored(state_in_words(state), "yellow" if receipt.warnings or state == "waiting" else "green")


def _problems(status: UploadStatus) -> Iterator[Problem]:
    """The errors, then the warnings."""
    receipt = _receipt(status)
    yield from (*receipt.errors, *receipt.warnings)


def _receipt(status: UploadStatus) -> Receipt:
    return status.receipt or Receipt(status.key, "live")


def _address(receipt: Receipt, base: str) -> str:
    return base.rstrip("/") + receipt.url if receipt.url else ""
