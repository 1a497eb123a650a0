"""What `billet publish` did, for people and for programs."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, NoReturn

import click

from billet.commands.help import INTERRUPTED
from billet.terminal import plain
from billet.translation import plural, problem_text, translate
from billet.translation import text as _
from chalicelib.services import Services

if TYPE_CHECKING:
    from billet.author.upload_status import UploadStatus
    from billet.author.uploader import Plan, Uploader


def print_deletions(plan: Plan) -> None:
    """Lists what the folder does not have."""
    click.echo(
        _(
            "Not in the folder, to be deleted from the blog (%(not_in_folder)s):",
            not_in_folder=len(plan.not_in_folder),
        ),
        err=True,
    )
    for key in plan.not_in_folder:
        click.echo(f"  {plain(key)}", err=True)


def print_uploads(uploader: Uploader, plan: Plan, *, delete: bool) -> None:
    """Prints how many files were uploaded, what is wrong with pictures, and what the folder does not have."""
    counts = [_("%(sent)s uploaded", sent=len(uploader.sent))]
    if number := len(uploader.variants):
        counts.append(
            plural("%(number)s smaller copy of a picture", "%(number)s smaller copies of pictures", number)
        )
    if number := len(uploader.cards):
        counts.append(
            plural("%(number)s card for social networks", "%(number)s cards for social networks", number)
        )
    counts += [
        _("%(kept)s as they were", kept=plan.kept),
        _("%(deleted)s deleted", deleted=len(uploader.deleted)),
    ]
    click.echo(", ".join(counts))
    for key in sorted(uploader.deleted):
        click.echo(_("  deleted %(key)s", key=plain(key)))
    for problem in sorted(uploader.warnings, key=str):
        click.echo(plain(problem_text(problem)), err=True)
    left = len(set(plan.not_in_folder) - set(uploader.deleted))
    if left and not delete:
        for old, new in sorted(plan.renames.items()):
            click.echo(
                _("%(old)s is %(new)s in the folder, and the blog has both", old=plain(old), new=plain(new))
            )
        click.echo(
            _("%(left)s in the blog are not in the folder: --delete lists and deletes them", left=left)
        )
    elif left:
        click.echo(_("Not all is up, so not all that should go was deleted: run it again."), err=True)


def print_failures(uploader: Uploader) -> None:
    """Prints which files could not be uploaded, and why."""
    for failure in sorted(uploader.failures, key=lambda failure: failure.key):
        click.echo(
            _(
                "failed: %(key)s: %(message)s",
                key=plain(failure.key),
                message=plain(translate(failure.message)),
            ),
            err=True,
        )
    if uploader.failures:
        click.echo(
            _(
                "%(failures)s failed: run it again, what is up is not sent twice.",
                failures=len(uploader.failures),
            ),
            err=True,
        )


def exit_interrupted(uploader: Uploader, plan: Plan) -> NoReturn:
    """Says how far an interrupted run has come, and ends the command."""
    click.echo(
        _(
            "\nInterrupted: %(sent)s of %(uploads)s are up, each of them whole. Run it again: it goes on"
            " from there.",
            sent=len(uploader.sent),
            uploads=len(plan.uploads),
        ),
        err=True,
    )
    raise SystemExit(INTERRUPTED)


def as_json(
    uploader: Uploader, plan: Plan, statuses: list[UploadStatus], blog: Services
) -> dict[str, object]:
    """Returns all of it for programs."""
    from billet.commands import status_table

    return {
        "uploaded": sorted(uploader.sent),
        "copies": sorted(uploader.variants),
        "cards": sorted(uploader.cards),
        "kept": plan.kept,
        "deleted": sorted(uploader.deleted),
        "not_in_folder": [key for key in plan.not_in_folder if key not in set(uploader.deleted)],
        "renamed": {} if uploader.deleted else dict(plan.renames),
        "failed": [asdict(failure) for failure in uploader.failures],
        "warnings": [asdict(problem) for problem in uploader.warnings],
        "receipts": [status_table.as_json(status, blog.settings.base_url) for status in statuses],
    }
