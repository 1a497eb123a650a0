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
    with _histories(stage) as (blog, found):
        key = found.key_of(slug)
        versions, seen = found.versions(key), found.seen(key, blog.clock())
    if as_json:
        print_json([{**asdict(one), "seen": one.id == seen} for one in versions])
        return
    rows = [
        (
            one.id,
            when(one.uploaded),
            "" if one.deleted else one.size,
            ", ".join(
                word
                for word, holds in (
                    ("deleted", one.deleted),
                    ("newest", one.latest),
                    ("readers see it", one.id == seen),
                )
                if holds
            ),
        )
        for one in versions
    ]
    click.echo(f"{plain(key)}\n")
    click.echo(tabulate(rows, ("Version", "Uploaded", "Bytes", ""), disable_numparse=True))


def restore_version(slug: str, version: str, stage: str, *, as_json: bool) -> None:
    """Put a version back, and show its receipt."""
    from billet.author.upload_status import Wait
    from billet.commands.answers import as_table
    from billet.commands.author import show

    with _histories(stage) as (blog, found):
        key = found.key_of(slug)
        etag = found.restore(key, version)
        if not as_json:
            click.echo(f"{plain(key)} is as it was in version {version}")
        answers = Wait(found.bucket, progress).for_all({key: etag}, blog.clock)
    if as_json:
        print_json({"key": key, "receipts": [as_table(one, blog.settings.base_url) for one in answers]})
    else:
        show(answers, blog, stage)
    raise SystemExit(1 if any(one.state == "refused" for one in answers) else 0)


@contextmanager
def _histories(stage: str) -> Iterator[tuple[Services, History]]:
    from billet import parallel
    from billet.author.history import History

    with blog_of(stage) as blog:
        yield blog, History(parallel.client("s3"), blog.settings.bucket)
