"""What became of uploads, as a table for people and as JSON for programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

import click
from tabulate import tabulate

from billet.author.upload_status import UploadStatus
from billet.commands.common import short
from billet.commands.terminal import plain
from chalicelib.content.problem import Problem
from chalicelib.content.receipt import Receipt

_HEADERS = ("State", "File", "Title", "Date", "URL", "Warnings", "Errors")


def print_table(statuses: Sequence[UploadStatus], base: str) -> None:
    """Print one line a file, then every problem and note. `base` is the public address of the home page."""
    click.echo(tabulate([_row(status, base) for status in statuses], _HEADERS))
    lines = [str(problem) for status in statuses for problem in _problems(status)]
    lines += [f"{status.key}: {note}" for status in statuses if (note := _receipt(status).note)]
    if lines:
        click.echo()
    for line in lines:
        click.echo(plain(line))


def print_whole(status: UploadStatus, base: str) -> None:
    """Print all that is known of one file."""
    receipt = _receipt(status)
    note = receipt.note
    if status.state == "waiting":
        has_changed = "The file has changed since, or is new: wait a moment."
        note = has_changed if status.receipt else "It has no receipt yet."
    lines = (
        ("File", status.key),
        ("State", status.state),
        ("Note", note),
        ("Title", receipt.title),
        ("URL", _address(receipt, base)),
        ("Date", receipt.date),
        ("Expires", receipt.expires),
    )
    for name, value in lines:
        if value:
            click.echo(f"{name + ':':<9}{plain(value)}")
    for problem in _problems(status):
        click.echo(f"  {plain(str(problem))}")


def as_json(status: UploadStatus, base: str) -> dict[str, Any]:
    """The receipt with the current state, for programs."""
    receipt = _receipt(status)
    return {**asdict(receipt), "state": status.state, "url": _address(receipt, base)}


def _row(status: UploadStatus, base: str) -> tuple[object, ...]:
    receipt = _receipt(status)
    return (
        status.state if status.state != "refused" else "REFUSED",
        plain(status.key),
        short(receipt.title, 40),
        receipt.date[:16].replace("T", " "),  # to the minute, in the site's zone
        plain(_address(receipt, base)),
        len(receipt.warnings) or "",
        len(receipt.errors) or "",
    )


def _problems(status: UploadStatus) -> Iterator[Problem]:
    """The errors, then the warnings."""
    receipt = _receipt(status)
    yield from (*receipt.errors, *receipt.warnings)


def _receipt(status: UploadStatus) -> Receipt:
    return status.receipt or Receipt(status.key, "live")


def _address(receipt: Receipt, base: str) -> str:
    return base.rstrip("/") + receipt.url if receipt.url else ""
