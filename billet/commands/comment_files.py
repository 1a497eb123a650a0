"""``billet comments export`` and ``import``: comments as lines of JSON."""

from __future__ import annotations

import json
from datetime import datetime
from typing import IO

import click

from billet.author import comment_records
from billet.commands.common import blog_of, stage_option
from billet.commands.help import command, option
from billet.commands.selection import Selection, article_option, since_option
from billet.translation import text as _
from chalicelib.conversation.comment import STATES


@command(example="billet comments export comments.jsonl --stage dev")
@click.argument("file", type=click.File("w", encoding="utf-8"), default="-")
@article_option
@since_option
@stage_option
def export(file: IO[str], article: str, since: datetime | None, stage: str) -> None:
    """Write all comments to FILE, one as JSON on each line; to the terminal where FILE is not given."""
    with blog_of(stage) as blog:
        exported = Selection((), STATES, article, since).comments(blog)
        for comment in exported:
            file.write(json.dumps(comment_records.to_record(comment), ensure_ascii=False) + "\n")
    click.echo(_("%(exported)s comments exported.", exported=len(exported)), err=True)


@command("import", example="billet comments import comments.jsonl --dry-run")
@click.argument("file", type=click.File("r", encoding="utf-8"))
@option("--dry-run", is_flag=True, help="Only check the file.")
@stage_option
def import_comments(file: IO[str], dry_run: bool, stage: str) -> None:
    """Store the comments that 'billet comments export' wrote. Those that exist stay as they are."""
    with blog_of(stage) as blog:
        records = comment_records.read(file)
        added = 0 if dry_run else comment_records.add(records, blog)
    if dry_run:
        click.echo(_("%(records)s comments could be imported.", records=len(records)))
    else:
        existing = len(records) - added
        click.echo(_("%(added)s comments imported, %(existing)s existed.", added=added, existing=existing))
