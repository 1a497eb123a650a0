"""``billet check``: what would become of files, before they are uploaded."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from billet.commands.common import errors_as_one_line, is_unicode
from billet.commands.help import command, option
from billet.terminal import plain, progress
from billet.translation import place_of, plural, sentences_of
from billet.translation import text as _
from chalicelib.services import utc_now

if TYPE_CHECKING:
    from billet.author.checking.check import CheckedFile
    from billet.author.checking.check_targets import Group

CONTENT = Path("content")


@command(example="billet check articles/backups.md")
@click.argument("files", nargs=-1, type=click.Path(allow_dash=False))
@option(
    "--content",
    type=click.Path(path_type=Path),
    help="The content folder FILES are in; without FILES, all of it is checked.  [default: content]",
)
@option("--json", "as_json", is_flag=True, help="For programs: one JSON object a line for each file.")
def check(files: tuple[str, ...], content: Path | None, as_json: bool) -> None:
    """Check FILES, or all of a content folder: what is wrong with them, before they are uploaded.

    FILES may be anywhere; of a folder all Markdown in it is checked. Exit code 1 says that a file
    could not be published.
    """
    from billet.author.checking.check import Check
    from chalicelib.publishing.render_worker import RenderWorker
    from chalicelib.settings import Settings

    counts = {"files": 0, "errors": 0, "warnings": 0}
    with errors_as_one_line():
        groups = _groups(files, content)
        render_worker = RenderWorker(Settings.render_seconds)
        check = Check(render_worker, utc_now, Settings.largest_article)
        try:
            with progress("Checking", sum(len(group.chosen) for group in groups)) as advance:
                checked_files = [file for group in groups for file in check.run(group, advance)]
        finally:
            render_worker.stop()
    for file in checked_files:
        counts["files"] += 1
        counts["errors"] += len(file.receipt.errors)
        counts["warnings"] += len(file.receipt.warnings)
        if as_json:
            click.echo(json.dumps(file.as_json(), ensure_ascii=not is_unicode()))
        else:
            _print(file)
    if not as_json:
        _print_counts(**counts)
    raise SystemExit(1 if counts["errors"] else 0)


def _groups(files: tuple[str, ...], content: Path | None) -> list[Group]:
    """The files to check. A folder that does not exist is a misuse: exit code 2."""
    from billet.author.checking import check_targets

    if content is not None and not content.is_dir():
        raise click.BadParameter(
            _("there is no folder '%(content)s'", content=content), param_hint="--content"
        )
    if files:
        return check_targets.groups(files, content)
    if not (content or CONTENT).is_dir():
        raise click.UsageError(
            _("there is no folder '%(value)s' here: name FILES, or a folder with --content", value=CONTENT)
        )
    return check_targets.whole(content or CONTENT)


def _print(file: CheckedFile) -> None:
    for problem in (*file.receipt.errors, *file.receipt.warnings):
        kind = _("error:") if problem.fatal else _("warning:")
        click.echo(plain(f"{place_of(problem)}: {kind} {sentences_of(problem)} [{problem.code}]"))


def _print_counts(files: int, errors: int, warnings: int) -> None:
    counts = (
        plural("%(number)s file", "%(number)s files", files),
        plural("%(number)s error", "%(number)s errors", errors),
        plural("%(number)s warning", "%(number)s warnings", warnings),
    )
    click.echo(", ".join(counts))
