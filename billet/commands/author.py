"""``billet new``, ``publish`` and ``status``: from a title to what readers see."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from billet.commands.common import (
    blog_of,
    errors_as_one_line,
    json_option,
    print_json,
    progress,
    stage_option,
)
from billet.commands.terminal import plain
from chalicelib.content.article import LANGUAGES
from chalicelib.services import Services, utc_now

if TYPE_CHECKING:
    from billet.author.upload_status import Answer
    from billet.author.uploader import Plan, Uploader

content_option = click.option(
    "--content",
    default="content",
    show_default=True,
    type=click.Path(path_type=Path),
    help="Folder with site.toml, articles/, pages/ and media/.",
)


@click.command()
@click.argument("title")
@content_option
@click.option("--page", is_flag=True, help="A standing page instead of an article.")
@click.option("--lang", type=click.Choice(LANGUAGES), help="Its language, if it is not the site's.")
def new(title: str, content: Path, page: bool, lang: str | None) -> None:
    """Begin an article called TITLE, as a draft, and say where it is."""
    from billet.author.scaffold import begin

    with errors_as_one_line():
        click.echo(str(begin(content, title, "pages" if page else "articles", lang or "", utc_now())))


@click.command()
@content_option
@stage_option
@click.option("--delete", is_flag=True, help="Delete from the blog what is not in the folder, after a list.")
@click.option("--yes", is_flag=True, help="Do not ask before deleting.")
@json_option
def publish(content: Path, stage: str, delete: bool, yes: bool, as_json: bool) -> None:
    """Upload what has changed, and show what became of it.

    Pictures lose the place they were taken at, and get smaller copies. A run that was interrupted
    goes on where it was when it is started again.
    """
    from billet import parallel
    from billet.author.upload_status import Wait
    from billet.author.uploader import Uploader
    from chalicelib.storage.s3 import Bucket

    with blog_of(stage) as blog:
        bucket = Bucket(parallel.client("s3"), blog.settings.bucket)
        work = Uploader(content, bucket, progress)
        plan = work.plan()
        if delete and plan.deletions:
            _list(plan)
            if not yes:
                _ask()
        try:
            work.carry_out(plan, delete=delete)
        except KeyboardInterrupt:
            _interrupted(work, plan)
        finally:
            _tell_failures(work)
        if not as_json:
            _tell(work, plan, delete=delete)
        try:
            answers = Wait(bucket, progress).for_all(work.sent, blog.clock)
        except KeyboardInterrupt:
            click.echo("Everything is up: billet status shows the receipts.", err=True)
            raise SystemExit(130) from None
    if as_json:
        print_json(_for_programs(work, plan, answers, blog))
    else:
        show(answers, blog, stage)
    raise SystemExit(1 if work.failures or any(one.state == "refused" for one in answers) else 0)


@click.command()
@click.argument("key", required=False)
@stage_option
@json_option
def status(key: str | None, stage: str, as_json: bool) -> None:
    """Show what became of every upload, or all about KEY: a key, a slug or a file's path."""
    from billet import parallel
    from billet.author.upload_status import answers, matching
    from billet.commands.answers import as_table, print_table, print_whole
    from chalicelib.errors import NotFound
    from chalicelib.storage.s3 import Bucket

    with blog_of(stage) as blog:
        bucket = Bucket(parallel.client("s3"), blog.settings.bucket)
        found = answers(bucket, blog.clock(), progress)
        if key is not None and not (found := matching(key, found)):
            raise NotFound(f"there is no article, page or site.toml {key!r} in stage {stage}")
    base = blog.settings.base_url
    if as_json:
        print_json([as_table(one, base) for one in found])
    elif key is not None:
        for one in found:
            print_whole(one, base)
    elif found:
        print_table(found, base)
    else:
        click.echo("Nothing has been uploaded: billet publish does that.")


def show(answers: list[Answer], blog: Services, stage: str) -> None:
    """The receipts of what was uploaded just now."""
    from billet.commands.answers import print_table

    if answers:
        print_table(answers, blog.settings.base_url)
    if waiting := sum(one.state == "waiting" for one in answers):
        click.echo(
            f"\n{waiting} of {len(answers)} have no receipt yet: billet status --stage {stage} has it later",
            err=True,
        )


def _list(plan: Plan) -> None:
    click.echo(f"Not in the folder, to be deleted from the blog ({len(plan.deletions)}):", err=True)
    for key in plan.deletions:
        click.echo(f"  {plain(key)}", err=True)


def _ask() -> None:
    if not _is_asked():
        raise click.ClickException("nobody is here to say yes to that: add --yes. Nothing was done.")
    click.confirm("Delete them?", abort=True, err=True)


def _is_asked() -> bool:
    """Whether somebody is there to answer."""
    return sys.stdin.isatty()


def _tell(work: Uploader, plan: Plan, *, delete: bool) -> None:
    copies = f", {len(work.copied)} smaller copies of pictures" if work.copied else ""
    click.echo(f"{len(work.sent)} uploaded{copies}, {plan.kept} as they were, {len(work.deleted)} deleted")
    for key in sorted(work.deleted):
        click.echo(f"  deleted {plain(key)}")
    for problem in sorted(work.warnings, key=str):
        click.echo(plain(str(problem)), err=True)
    left = len(plan.deletions) - len(work.deleted)
    if left and not delete:
        click.echo(f"{left} in the blog are not in the folder: --delete lists and deletes them")
    elif left:
        click.echo("Not all is up, so not all that should go was deleted: run it again.", err=True)


def _tell_failures(work: Uploader) -> None:
    for failure in sorted(work.failures, key=lambda one: one.key):
        click.echo(f"failed: {plain(failure.key)}: {plain(failure.message)}", err=True)
    if work.failures:
        click.echo(f"{len(work.failures)} failed: run it again, what is up is not sent twice.", err=True)


def _interrupted(work: Uploader, plan: Plan) -> NoReturn:
    click.echo(
        f"\nInterrupted: {len(work.sent)} of {len(plan.uploads)} are up, each of them whole. "
        "Run it again: it goes on from there.",
        err=True,
    )
    raise SystemExit(130)


def _for_programs(work: Uploader, plan: Plan, answers: list[Answer], blog: Services) -> dict[str, object]:
    from dataclasses import asdict

    from billet.commands.answers import as_table

    return {
        "uploaded": sorted(work.sent),
        "copies": sorted(work.copied),
        "kept": plan.kept,
        "deleted": sorted(work.deleted),
        "not_in_folder": [key for key in plan.deletions if key not in set(work.deleted)],
        "failed": [asdict(one) for one in work.failures],
        "warnings": [asdict(one) for one in work.warnings],
        "receipts": [as_table(one, blog.settings.base_url) for one in answers],
    }
