"""``billet history``: the versions of an article, one of them shown, and one restored."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from billet.commands.common import blog_of, json_option, print_json, stage_option, when
from billet.commands.help import command, option
from billet.terminal import plain, print_table, progress
from billet.translation import text as _
from billet.translation import translate

if TYPE_CHECKING:
    from billet.author.history import History
    from chalicelib.services import Services


@command(example="billet history backups\nbillet history backups VERSION --diff")
@click.argument("slug", required=False)
@click.argument("version", required=False)
@option("--diff", is_flag=True, help="With a VERSION: what the newest one changed in it.")
@stage_option
@json_option
def history(slug: str | None, version: str | None, diff: bool, stage: str, as_json: bool) -> None:
    """List all versions of an article, newest first; SLUG may be its file as well.

    With VERSION, print its text; without anything, list what was deleted.
    """
    if diff and version is None:
        raise click.UsageError(_("--diff goes with a VERSION: billet history SLUG lists them"))
    with _history_of(stage) as (blog, history):
        if slug is None:
            _print_deleted(history, as_json=as_json)
            return
        key = history.key_of(slug)
        if version is not None:
            text = history.text(key, version)
            shown = _difference(text, history.text(key), version) if diff else text
            if as_json:
                print_json({"key": key, "version": version, "diff" if diff else "text": shown})
            else:
                click.echo(shown, nl=False)
            return
        versions, public = history.versions(key), history.public_version(key, blog.clock())
    if as_json:
        print_json([{**asdict(version), "seen": version.id == public} for version in versions])
        return
    rows = [
        (
            version.id,
            when(version.uploaded),
            "" if version.deleted else version.size,
            ", ".join(
                word
                for word, holds in (
                    (_("deleted"), version.deleted),
                    (_("newest"), version.latest),
                    (_("readers see it"), version.id == public),
                )
                if holds
            ),
        )
        for version in versions
    ]
    click.echo(f"{plain(key)}\n")
    print_table(
        (_("Version"), _("Uploaded"), _("Bytes"), ""), rows, right=(_("Bytes"),), whole=(_("Version"),)
    )


def _print_deleted(history: History, *, as_json: bool) -> None:
    deleted = history.deleted()
    if as_json:
        print_json([{"key": mark.key, "deleted": mark.uploaded} for mark in deleted])
    elif deleted:
        rows = [(plain(mark.key), when(mark.uploaded)) for mark in deleted]
        print_table((_("Deleted file"), _("When")), rows)
        click.echo(
            _("\nbillet history FILE lists the versions of one, billet restore FILE VERSION brings it back.")
        )
    else:
        click.echo(_("Nothing was deleted."))


def _difference(old: str, new: str, version: str) -> str:
    """The lines that differ, as ``diff -u`` shows them."""
    lines = difflib.unified_diff(
        old.splitlines(keepends=True),
        new.splitlines(keepends=True),
        _("version %(version)s", version=version),
        _("the newest"),
    )
    return "".join(line if line.endswith("\n") else f"{line}\n" for line in lines)


def restore_version(slug: str, version: str, stage: str, content: Path, *, as_json: bool) -> None:
    """Put a version back, into the folder too where that had what the blog had, and print its receipt."""
    from billet.author.restored_file import write_back
    from billet.author.upload_status import ReceiptWait
    from billet.commands import status_table
    from billet.commands.author import print_statuses

    with _history_of(stage) as (blog, history):
        key = history.key_of(slug)
        restored = history.restore(key, version)
        outcome = write_back(content, restored)
        if not as_json:
            click.echo(_("%(key)s is as it was in version %(version)s", key=plain(key), version=version))
            click.echo(plain(translate(outcome)))
        statuses = ReceiptWait(history.bucket, progress).for_all({key: restored.etag}, blog.clock)
    if as_json:
        receipts = [status_table.as_json(status, blog.settings.base_url) for status in statuses]
        print_json({"key": key, "folder": outcome, "receipts": receipts})
    else:
        print_statuses(statuses, blog, stage)
    raise SystemExit(1 if any(status.state == "refused" for status in statuses) else 0)


@contextmanager
def _history_of(stage: str) -> Iterator[tuple[Services, History]]:
    from billet import parallel
    from billet.author.history import History

    with blog_of(stage) as blog:
        yield blog, History(parallel.client("s3"), blog.settings.bucket)
