"""What became of files, as a table for people and as JSON for programs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any

import click
from tabulate import tabulate

from billet.author.upload_status import Answer
from billet.commands.common import short
from billet.commands.terminal import plain
from chalicelib.content.problem import Problem
from chalicelib.content.receipt import Receipt


def print_table(answers: Iterable[Answer], base: str) -> None:
    """One line a file, then every problem. `base` is the public address of the home page."""
    found = list(answers)
    rows = [
        (
            one.state if one.state != "refused" else "REFUSED",
            plain(one.key),
            short(_of(one).title, 40),
            _day(_of(one).date),
            plain(_address(one, base)),
            len(_of(one).warnings) or "",
            len(_of(one).errors) or "",
        )
        for one in found
    ]
    click.echo(tabulate(rows, ("State", "File", "Title", "Date", "URL", "Warnings", "Errors")))
    told = [problem for one in found for problem in problems(one)]
    if told:
        click.echo()
    for problem in told:
        click.echo(plain(str(problem)))


def print_whole(one: Answer, base: str) -> None:
    """All that is known of one file."""
    receipt = _of(one)
    note = receipt.note
    if one.state == "waiting":
        note = (
            "The file has changed since, or is new: wait a moment."
            if one.receipt
            else "It has no receipt yet."
        )
    lines = (
        ("File", one.key),
        ("State", one.state),
        ("Note", note),
        ("Title", receipt.title),
        ("URL", _address(one, base)),
        ("Date", receipt.date),
        ("Expires", receipt.expires),
    )
    for name, value in lines:
        if value:
            click.echo(f"{name + ':':<9}{plain(value)}")
    for problem in problems(one):
        click.echo(f"  {plain(str(problem))}")


def as_table(one: Answer, base: str) -> dict[str, Any]:
    """For programs: the receipt with the state of now."""
    return {**asdict(_of(one)), "state": one.state, "url": _address(one, base)}


def problems(one: Answer) -> Iterator[Problem]:
    """Errors come first."""
    yield from (*_of(one).errors, *_of(one).warnings)


def _of(one: Answer) -> Receipt:
    return one.receipt or Receipt(one.key, "live")


def _address(one: Answer, base: str) -> str:
    return base.rstrip("/") + _of(one).url if _of(one).url else ""


def _day(moment: str) -> str:
    """To the minute, in the site's zone."""
    return moment[:16].replace("T", " ")
