"""``billet import``: a blog that another tool wrote."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, available_timezones

import click

from billet.commands.author import content_option
from billet.commands.common import errors_as_one_line, json_option, print_json, stage_option
from billet.project import LOCAL
from billet.terminal import plain, print_table, progress
from chalicelib.errors import ConfigurationError
from chalicelib.services import Services, utc_now

if TYPE_CHECKING:
    from billet.migration.importing.report import Report
    from chalicelib.publishing.render_worker import RenderWorker

SHOWN = 20
"""Notices that are printed; the report has all."""


@click.command("import")
@click.argument("source", type=click.Path(path_type=Path))
@content_option
@stage_option
@click.option("--from", "tool", default="", help="The kind of SOURCE, where it is not recognised by itself.")
@click.option("--dry-run", is_flag=True, help="Only show what would come; nothing is written.")
@click.option(
    "--pictures", type=click.Path(path_type=Path), help="A folder with media that SOURCE only names."
)
@click.option("--fetch", is_flag=True, help="Fetch media that SOURCE only names from the web.")
@click.option("--address", default="", help="The old home page, where SOURCE does not tell: https://…")
@click.option("--timezone", default="", help="That of times without one, where SOURCE does not tell.")
@click.option("--emails", is_flag=True, help="Keep the e-mail addresses of comments that wait.")
@json_option
def import_site(
    source: Path,
    content: Path,
    stage: str,
    tool: str,
    dry_run: bool,
    pictures: Path | None,
    fetch: bool,
    address: str,
    timezone: str,
    emails: bool,
    as_json: bool,
) -> None:
    """Bring the blog in SOURCE, a folder or an export of another tool, into a content folder.

    Old addresses lead on, comments go into the blog of the stage. What its author changed since an earlier
    import stays as it is, and the same import changes nothing the second time.

    Example: billet import wordpress.xml --content blog --dry-run
    """
    from billet import folder as folders
    from billet.migration import sources
    from billet.migration.importing import fetching, importer
    from billet.migration.importing.folder_writer import FolderWriter
    from billet.migration.importing.plan import make_plan

    with errors_as_one_line(), tempfile.TemporaryDirectory() as staging, _renderer() as renderer:
        folders.require_own(content)
        options = sources.Options(_zone(timezone), address, pictures)
        site = sources.recognise(source, tool).read(source, options)
        if fetch and not dry_run:
            fetching.fetch(site, content)
        blog = _blog(stage) if site.comments or site.messages else None
        now = (blog.clock if blog else utc_now)()
        writer = FolderWriter(content)
        plan = make_plan(site, content, Path(staging), writer, renderer, now)
        with plan.trial.index() as index:
            indexes = [blog.index_cache.newest().value, index] if blog else [index]
            report = importer.report_of(plan, indexes, now, with_emails=emails)
        if dry_run:
            _print_plan(report, as_json=as_json)
            return
        importer.write_files(plan, writer)
        advice = _store_comments(report, blog, content, stage)
        path = importer.write_report(content, report)
        _print_result(report, path, advice, as_json=as_json)


def _zone(name: str) -> ZoneInfo:
    """Returns the zone called so; this machine's where none is named."""
    from billet.author.new_blog import system_zone

    name = name or system_zone() or "UTC"
    if name not in available_timezones():
        raise ConfigurationError(f"there is no time zone {name!r}: write one such as Europe/Paris")
    return ZoneInfo(name)


@contextmanager
def _renderer() -> Iterator[RenderWorker]:
    from chalicelib.publishing.render_worker import RenderWorker
    from chalicelib.settings import Settings

    render_worker = RenderWorker(Settings.render_seconds)
    try:
        yield render_worker
    finally:
        render_worker.stop()


def _blog(stage: str) -> Services | None:
    """Returns the blog of a stage; None where no blog runs on this machine."""
    from billet import stages

    try:
        return stages.blog_of(stage)
    except ConfigurationError:
        if stage == LOCAL:
            return None
        raise


def _store_comments(report: Report, blog: Services | None, content: Path, stage: str) -> str:
    """Stores the comments that come, and returns what the author should know of it."""
    from billet.author import comment_records
    from billet.migration.importing import importer

    if not report.comments:
        return ""
    if blog is None:
        path = importer.keep_comments(content, report.comments)
        return (
            f"No blog is running here: the comments wait in {path}. Bring them in with "
            f"'billet comments import {path}', and --stage for a deployed blog."
        )
    with progress("Storing comments", len(report.comments)) as advance:
        added = comment_records.add(report.comments, blog, advance)
    where = "the blog running here" if stage == LOCAL else f"stage {stage}"
    return f"{added} comments stored in {where}, {len(report.comments) - added} existed."


def _print_plan(report: Report, *, as_json: bool) -> None:
    if as_json:
        print_json(report.as_json())
        return
    print_table(("File", "Address", "State"), report.texts())
    rows = [(address.old, address.new, address.reason) for address in report.plan.addresses]
    if rows:
        click.echo()
        print_table(("Old address", "Leads to", "Remark"), rows)
    _print_notices(report, len(report.notices))
    _print_summary(report)
    click.echo("Nothing was written: run the same without --dry-run.")


def _print_result(report: Report, path: Path, advice: str, *, as_json: bool) -> None:
    if as_json:
        print_json({**report.as_json(), "report": str(path)})
        return
    _print_notices(report, SHOWN)
    _print_summary(report)
    for line in filter(None, (advice, f"All of it is in {path}.")):
        click.echo(line)


def _print_notices(report: Report, limit: int) -> None:
    from billet.migration.importing.report import sentence_of

    for notice in report.notices[:limit]:
        click.echo(plain(sentence_of(notice)))
    if len(report.notices) > limit:
        click.echo(f"… and {len(report.notices) - limit} others.")


def _print_summary(report: Report) -> None:
    click.echo()
    for line in report.summary():
        click.echo(line)
