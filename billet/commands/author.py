"""``billet new``, ``publish`` and ``status``: from a title to what readers see."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from billet.commands.common import (
    blog_of,
    errors_as_one_line,
    json_option,
    print_json,
    stage_option,
)
from billet.commands.help import INTERRUPTED, command, option
from billet.project import LOCAL
from billet.terminal import progress
from billet.translation import text as _
from chalicelib.content.language_tag import canonical_tag
from chalicelib.services import Services, utc_now

if TYPE_CHECKING:
    from billet.author.upload_status import UploadStatus

content_option = option(
    "--content",
    default="content",
    show_default=True,
    type=click.Path(path_type=Path),
    help="Folder with site.toml, articles/, pages/ and media/.",
)


def _language_tag(context: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    tag = canonical_tag(value or "")
    if value and not tag:
        raise click.BadParameter(
            _("%(value)r is no language tag, such as fr, en-GB, de or pt-BR", value=value), context, parameter
        )
    return tag


@command(example='billet new "A summer of backups" --lang en')
@click.argument("title")
@content_option
@option("--page", is_flag=True, help="A standing page instead of an article.")
@option(
    "--lang", callback=_language_tag, help="Its language, if it is not the site's: fr, en-GB, de, pt-BR …"
)
def new(title: str, content: Path, page: bool, lang: str | None) -> None:
    """Begin an article called TITLE, as a draft, and say where it is."""
    from billet.author.scaffold import begin

    with errors_as_one_line():
        click.echo(str(begin(content, title, "pages" if page else "articles", lang or "", utc_now())))


@command(example="billet publish --content ~/blog --stage dev")
@content_option
@stage_option
@option("--delete", is_flag=True, help="Delete from the blog what is not in the folder, after a list.")
@option("--yes", is_flag=True, help="Do not ask before deleting.")
@json_option
def publish(content: Path, stage: str, delete: bool, yes: bool, as_json: bool) -> None:
    """Upload what has changed, and show what became of it.

    Pictures lose the place they were taken at, and get smaller copies. A run that was interrupted
    goes on where it was when it is started again.
    """
    from billet import parallel
    from billet.author.upload_status import ReceiptWait
    from billet.author.uploader import Uploader
    from billet.commands import publish_report
    from billet.folder import require_own
    from chalicelib.storage.s3 import Bucket

    with blog_of(stage) as blog:
        if stage != LOCAL:
            require_own(content)
        bucket = Bucket(parallel.client("s3"), blog.settings.bucket)
        uploader = Uploader(content, bucket, progress)
        plan = uploader.plan()
        if delete and plan.not_in_folder:
            publish_report.print_deletions(plan)
            if not yes:
                _confirm_deletions()
        try:
            uploader.carry_out(plan, delete=delete)
        except KeyboardInterrupt:
            publish_report.exit_interrupted(uploader, plan)
        finally:
            publish_report.print_failures(uploader)
        if not as_json:
            publish_report.print_uploads(uploader, plan, delete=delete)
        try:
            statuses = ReceiptWait(bucket, progress).for_all(uploader.sent, blog.clock)
        except KeyboardInterrupt:
            click.echo(_("Everything is up: billet status shows the receipts."), err=True)
            raise SystemExit(INTERRUPTED) from None
    if as_json:
        print_json(publish_report.as_json(uploader, plan, statuses, blog))
    else:
        print_statuses(statuses, blog, stage)
    raise SystemExit(1 if uploader.failures or any(status.state == "refused" for status in statuses) else 0)


@command(example="billet status articles/backups.md --stage dev")
@click.argument("key", required=False)
@stage_option
@json_option
def status(key: str | None, stage: str, as_json: bool) -> None:
    """Show what became of every upload, or all about KEY: a key, a slug or a file's path."""
    from billet.author.upload_status import matching, upload_statuses
    from billet.commands import status_table
    from chalicelib.errors import NotFound

    with blog_of(stage) as blog:
        statuses = upload_statuses(blog.bucket, blog.clock())
        if key is not None and not (statuses := matching(key, statuses)):
            raise NotFound(
                _(
                    "there is no article, page, site.toml or theme.css %(key)r in stage %(stage)s",
                    key=key,
                    stage=stage,
                )
            )
    base = blog.settings.base_url
    if as_json:
        print_json([status_table.as_json(status, base) for status in statuses])
    elif key is not None:
        for status in statuses:
            status_table.print_whole(status, base)
    elif statuses:
        status_table.print_all(statuses, base)
    else:
        click.echo(_("Nothing has been uploaded: billet publish does that."))


def print_statuses(statuses: list[UploadStatus], blog: Services, stage: str) -> None:
    """Print what became of the files that were uploaded just now."""
    from billet.commands.status_table import print_all

    if statuses:
        print_all(statuses, blog.settings.base_url)
    if waiting := sum(status.state == "waiting" for status in statuses):
        click.echo(
            _(
                "\n%(waiting)s of %(statuses)s have no receipt yet: billet status --stage %(stage)s has it "
                "later",
                waiting=waiting,
                statuses=len(statuses),
                stage=stage,
            ),
            err=True,
        )


def _confirm_deletions() -> None:
    if not _is_interactive():
        raise click.ClickException(_("nobody is here to say yes to that: add --yes. Nothing was done."))
    click.confirm(_("Delete them?"), abort=True, err=True)


def _is_interactive() -> bool:
    return sys.stdin.isatty()
