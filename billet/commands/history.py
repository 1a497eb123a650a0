"""``billet history``: the versions of an article, and one of them restored."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING

import click
from tabulate import tabulate

from billet.commands.common import blog_of, json_option, print_json, progress, stage_option, when
from billet.commands.terminal import plain

if TYPE_CHECKING:
    from billet.author.history import History
    from chalicelib.services import Services


@click.command()
@click.argument("slug")
@stage_option
@json_option
def history(slug: str, stage: str, as_json: bool) -> None:
    """List all versions of an article, newest first; SLUG may be its file as well."""
    with _history_of(stage) as (blog, history):
        key = history.key_of(slug)
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
                    ("deleted", version.deleted),
                    ("newest", version.latest),
                    ("readers see it", version.id == public),
                )
                if holds
            ),
        )
        for version in versions
    ]
    click.echo(f"{plain(key)}\n")
    click.echo(tabulate(rows, ("Version", "Uploaded", "Bytes", ""), disable_numparse=True))


def restore_version(slug: str, version: str, stage: str, *, as_json: bool) -> None:
    """Put a version back, and print its receipt."""
    from billet.author.upload_status import ReceiptWait
    from billet.commands import status_table
    from billet.commands.author import print_statuses

    with _history_of(stage) as (blog, history):
        key = history.key_of(slug)
        etag = history.restore(key, version)
        if not as_json:
            click.echo(f"{plain(key)} is as it was in version {version}")
        statuses = ReceiptWait(history.bucket, progress).for_all({key: etag}, blog.clock)
    if as_json:
        receipts = [status_table.as_json(status, blog.settings.base_url) for status in statuses]
        print_json({"key": key, "receipts": receipts})
    else:
        print_statuses(statuses, blog, stage)
    raise SystemExit(1 if any(status.state == "refused" for status in statuses) else 0)


@contextmanager
def _history_of(stage: str) -> Iterator[tuple[Services, History]]:
    from billet import parallel
    from billet.author.history import History

    with blog_of(stage) as blog:
        yield blog, History(parallel.client("s3"), blog.settings.bucket)
