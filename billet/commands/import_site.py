"""``billet import``: a blog that another tool wrote."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, available_timezones

import click

from billet.commands.author import content_option
from billet.commands.common import errors_as_one_line, json_option, print_json, stage_option
from billet.commands.help import command, option
from billet.project import LOCAL
from billet.terminal import plain, print_table, progress
from billet.translation import text as _
from billet.translation import translate
from chalicelib.errors import ConfigurationError
from chalicelib.services import Services, utc_now

if TYPE_CHECKING:
    from billet.migration.importing.report import Report
    from billet.migration.model import Notice
    from chalicelib.publishing.render_worker import RenderWorker

SHOWN = 20
"""Notices that are printed; the report has all."""


@command("import", example="billet import wordpress.xml --content blog --dry-run")
@click.argument("source", type=click.Path(path_type=Path))
@content_option
@stage_option
@option("--from", "tool", default="", help="The kind of SOURCE, where it is not recognised by itself.")
@option("--dry-run", is_flag=True, help="Only show what would come; nothing is written.")
@option("--pictures", type=click.Path(path_type=Path), help="A folder with media that SOURCE only names.")
@option("--fetch", is_flag=True, help="Fetch media that SOURCE only names from the web.")
@option("--address", default="", help="The old home page, where SOURCE does not tell: https://…")
@option("--timezone", default="", help="That of times without one, where SOURCE does not tell.")
@option("--emails", is_flag=True, help="Keep the e-mail addresses of comments that wait.")
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
    """
    from billet import folder as folders
    from billet.migration import sources
    from billet.migration.importing import fetching, importer
    from billet.migration.importing.folder_writer import FolderWriter
    from billet.migration.importing.plan import make_plan

    with errors_as_one_line(), tempfile.TemporaryDirectory() as staging, _renderer() as renderer:
        folders.require_own(content)
        options = sources.Options(_zone(timezone, content), address, pictures)
        kind = sources.recognise(source, tool)
        writer = FolderWriter(content, kind.name)
        site = kind.read(source, options)
        writer.require_same_site(site.address)
        if site.entries and not site.settings_file:  # another run, on another machine, reads the same dates
            site.settings.setdefault("timezone", options.zone.key)
        if fetch and not dry_run:
            fetching.fetch(site, content)
        blog = _blog(stage) if site.comments or site.messages else None
        now = (blog.clock if blog else utc_now)()
        plan = make_plan(site, content, Path(staging), writer, renderer, now)
        with plan.trial.index() as index:
            indexes = [blog.index_cache.newest().value, index] if blog else [index]
            report = importer.report_of(plan, indexes, now, with_emails=emails)
        if dry_run:
            _print_plan(report, as_json=as_json)
            return
        importer.write_files(plan, writer)
        path = importer.write_report(content, kind.name, report)
        advice = _store(report, blog, content, kind.name)
        _print_result(report, path, advice, as_json=as_json)


def _zone(name: str, content: Path) -> ZoneInfo:
    """Returns the zone called so; where none is named, that of the content folder or else of this machine."""
    from billet.author.new_blog import system_zone

    name = name or _zone_of(content) or system_zone() or "UTC"
    if name not in available_timezones():
        raise ConfigurationError(
            _("there is no time zone %(name)r: write one such as Europe/Paris", name=name)
        )
    return ZoneInfo(name)


def _zone_of(content: Path) -> str:
    """Returns the zone that the settings of a folder name, "" where it has none, or none that can be read."""
    from chalicelib.content import site_file
    from chalicelib.content.problem import ContentError
    from chalicelib.content.site import FILE

    with suppress(OSError, ContentError):
        return site_file.parse((content / FILE).read_bytes()).timezone
    return ""


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


def _store(report: Report, blog: Services | None, content: Path, source: str) -> list[str]:
    """Stores the comments and messages that come, and returns what the author should know of them."""
    from billet.author import comment_records, message_records
    from billet.migration.importing import importer

    comments, messages = report.comments, report.plan.site.messages
    if blog is None:
        kept = {
            "comments": importer.keep_comments(content, source, comments) if comments else None,
            "messages": importer.keep_messages(content, source, messages) if messages else None,
        }
        return [_waiting(name, path) for name, path in kept.items() if path]
    with progress(_("Storing comments"), len(comments) + len(messages)) as advance:
        added = comment_records.add(comments, blog, advance)
        added_messages = message_records.add(messages, blog, advance)
    lines = []
    if comments:
        existing = len(comments) - added
        lines.append(_("%(added)s comments stored, %(existing)s existed.", added=added, existing=existing))
    if messages:
        existing = len(messages) - added_messages
        line = _(
            "%(added)s messages stored, %(existing)s existed or have expired.",
            added=added_messages,
            existing=existing,
        )
        lines.append(line)
    return lines


def _waiting(name: str, path: Path) -> str:
    """Returns how comments or messages come into a blog where none runs here."""
    command = f"'billet {name} import {path}'"
    return _(
        "No blog is running here: %(command)s brings them in, with --stage for a deployed one.",
        command=command,
    )


def _print_plan(report: Report, *, as_json: bool) -> None:
    if as_json:
        print_json(report.as_json())
        return
    texts = ((path, address, translate(state)) for path, address, state in report.texts())
    print_table((_("File"), _("Address"), _("State")), texts)
    rows = [(address.old, address.new, translate(address.reason)) for address in report.plan.addresses]
    if rows:
        click.echo()
        print_table((_("Old address"), _("Leads to"), _("Remark")), rows)
    _print_notices(report, len(report.notices))
    _print_summary(report)
    click.echo(_("Nothing was written: run the same without --dry-run."))


def _print_result(report: Report, path: Path, advice: list[str], *, as_json: bool) -> None:
    if as_json:
        print_json({**report.as_json(), "report": str(path)})
        return
    _print_notices(report, SHOWN)
    _print_summary(report)
    for line in (*advice, _("All of it is in %(path)s.", path=path)):
        click.echo(line)


def _print_notices(report: Report, limit: int) -> None:
    """Prints so many lines of notices: those that say the same of several items are one, which names the
    first."""
    from billet.migration.importing.report import sentence_of

    groups: dict[tuple[str, str], list[Notice]] = {}
    for notice in report.notices:
        groups.setdefault((notice.message, notice.remedy), []).append(notice)
    shown = list(groups.values())[:limit]
    for notices in shown:
        line = plain(sentence_of(notices[0]))
        times = _("(%(count)s times)", count=len(notices))
        click.echo(f"{line} {times}" if len(notices) > 1 else line)
    if left := len(report.notices) - sum(map(len, shown)):
        click.echo(_("… and %(count)s others.", count=left))


def _print_summary(report: Report) -> None:
    click.echo()
    for line in report.summary():
        click.echo(translate(line))
