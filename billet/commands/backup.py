"""``billet backup`` and ``billet restore``: all of a blog, into a folder and back; or one file, as it
was."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

import click

from billet.commands.author import content_option
from billet.commands.common import blog_of, json_option, print_json
from billet.commands.completion import stage_of
from billet.commands.help import command, option
from billet.project import DEFAULT_STAGE, LOCAL
from billet.terminal import progress
from billet.translation import text as _

stage_option = stage_of(
    default=DEFAULT_STAGE,
    show_default=True,
    help="A deployed stage, or local: the blog running here.",
)
folder_argument = click.argument("folder", type=click.Path(path_type=Path))


@command(example="billet backup ~/backups/blog --stage dev")
@folder_argument
@stage_option
@json_option
def backup(folder: Path, stage: str, as_json: bool) -> None:
    """Save all of a blog in FOLDER, or bring the backup in it up to date.

    Articles, media, comments, messages and settings are saved; the secret that signs forms is not.
    A run that was interrupted goes on where it was when it is started again.
    """
    from billet.operator.backups.backup import backup as run

    with blog_of(stage) as blog:
        report = run(blog.settings, stage, folder, blog.clock, progress)
    if as_json:
        print_json({"folder": str(folder), "stage": stage, **asdict(report)})
        return
    click.echo(
        _(
            "%(stage)s in %(folder)s: %(objects)s objects (%(size)s bytes), %(items)s",
            stage=stage,
            folder=folder,
            objects=report.objects,
            size=report.size,
            items=_counts(report.items),
        )
    )
    click.echo(
        _(
            "%(fetched)s fetched, %(kept)s here already, %(removed)s old files removed",
            fetched=report.fetched,
            kept=report.kept,
            removed=report.removed,
        )
    )
    click.echo(
        _(
            "The secret that signs forms is not in it: after a restore, forms that are open are sent once "
            "more."
        )
    )


@command(example="billet restore ~/backups/blog --stage try\nbillet restore backups VERSION")
@click.argument("what", metavar="FOLDER|SLUG")
@click.argument("version", required=False)
@stage_of(help="A deployed stage, or local: the blog running here. [default: dev; local with VERSION]")
@option(
    "--over",
    is_flag=True,
    help="With a folder: replace what has the same name in a stage that is not empty; the rest stays.",
)
@content_option
@json_option
def restore(
    what: str, version: str | None, stage: str | None, over: bool, content: Path, as_json: bool
) -> None:
    """Put the backup in FOLDER into a stage, which must be empty; or put one VERSION of the article
    SLUG back.

    An older version is put into the content folder as well, where that had what the blog had.

    A backup is verified whole first, and a run that was interrupted goes on when it is started
    again. `billet history SLUG` lists versions.
    """
    if version is None:
        _restore_backup(Path(what), stage or DEFAULT_STAGE, over=over, as_json=as_json)
        return
    if over:
        raise click.UsageError(_("--over goes with a backup's folder: an older version always comes on top"))
    from billet.commands.history import restore_version

    restore_version(what, version, stage or LOCAL, content, as_json=as_json)


def _restore_backup(folder: Path, stage: str, *, over: bool, as_json: bool) -> None:
    from billet.operator.backups.restore import restore as run

    if not folder.exists():
        raise click.ClickException(
            _(
                "there is no finished backup in %(folder)s, which is no folder. To put an older version of "
                "an article back, name the version too: billet history lists them",
                folder=folder,
            )
        )
    with blog_of(stage) as blog:
        report = run(folder, blog, stage, progress, over=over)
    if as_json:
        print_json({"folder": str(folder), "stage": stage, **asdict(report)})
        return
    items = _counts({name: table.put + table.existing for name, table in report.items.items()})
    click.echo(
        _(
            "%(stage)s has all it had at %(when)s: %(existing)s objects, %(items)s",
            stage=stage,
            when=report.when,
            existing=report.put + report.existing,
            items=items,
        )
    )
    title = _("Set") if report.deploy else _("It had")
    for name, value in report.settings.items():
        click.echo(f"{title} {name}={value}")
    if report.deploy:
        click.echo(_("The settings take effect when the stage is deployed."))
    if stage == LOCAL:
        click.echo(
            _(
                "A local blog keeps no articles when it stops: they are in %(objects)s",
                objects=folder / "objects",
            )
        )


def _counts(items: Mapping[str, int]) -> str:
    return ", ".join(
        _("%(count)s items of %(name)s", count=count, name=name) for name, count in items.items()
    )
