"""``billet export``: a blog written into a folder, in a format of one's choice."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from billet.commands.common import blog_of, json_option, print_json, stage_option
from billet.commands.help import command, option
from billet.migration.exporting.formats import FORMATS
from billet.terminal import plain
from billet.translation import text as _
from billet.translation import translate

if TYPE_CHECKING:
    from billet.migration.exporting.export import ExportReport

SHOWN = 20
"""Notices that are printed; the list of the export has all."""


@command("export", example="billet export ../my-blog --stage prod")
@click.argument("folder", type=click.Path(path_type=Path))
@option(
    "--format",
    "name",
    type=click.Choice(list(FORMATS)),
    default="markdown",
    show_default=True,
    help="markdown: a content folder; json: one document; wxr: a file that WordPress imports; hugo, pelican: "
    "a site for these; html: the public site, for any server or disk.",
)
@stage_option
@json_option
def export_site(folder: Path, name: str, stage: str, as_json: bool) -> None:
    """Write the whole blog into FOLDER: texts, media, settings, comments, messages, redirects.

    Nothing of the blog is changed. A second export into the same folder brings it up to date.
    """
    from billet.migration.exporting.export import export

    with blog_of(stage) as blog:
        report = export(blog, folder, name)
    if as_json:
        print_json(asdict(report))
        return
    _print(report)


def _print(report: ExportReport) -> None:
    from billet.migration.exporting.export_folder import MANIFEST

    click.echo(
        _(
            "%(folder)s has %(articles)s articles and pages, %(media)s media, %(comments)s comments and "
            "%(messages)s messages, as %(format)s",
            folder=report.folder,
            articles=report.articles,
            media=report.media,
            comments=report.comments,
            messages=report.messages,
            format=report.format,
        )
    )
    click.echo(
        _(
            "%(written)s files written, %(kept)s as they were, %(deleted)s deleted",
            written=report.written,
            kept=report.kept,
            deleted=report.deleted,
        )
    )
    for notice in report.notices[:SHOWN]:
        remedy = f". {translate(notice.remedy)}" if notice.remedy else ""
        line = f"{notice.origin}: {translate(notice.message)}{remedy}."
        click.echo(plain(line), err=True)
    if len(report.notices) > SHOWN:
        others = len(report.notices) - SHOWN
        click.echo(_("… and %(others)s others, all of them in billet-export.json.", others=others), err=True)
    if FORMATS[report.format].is_private and (report.comments or report.messages):
        click.echo(_("It holds what readers wrote, with addresses: keep it to yourself."))
    if report.format == "html":
        click.echo(
            _(
                "Put all of it on a server but %(manifest)s: that list names articles that no page leads to.",
                manifest=MANIFEST,
            )
        )
