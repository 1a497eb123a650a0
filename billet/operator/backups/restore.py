"""``billet restore``: a backup put into a stage.

Nothing is written before the whole folder is verified and the stage is known to hold nothing else.
The index comes last, over whatever is there: the uploads set runs of publishing off, and a run
that began before cannot write over an index it has not read (see `chalicelib.publishing`). One
that begins after finds everything as the index says, and changes nothing. A stage that is deployed
after the restore is spared those runs: with thousands of articles they cost more than the restore.

Nothing is deleted either. With `over`, an object, an index or an item of the same name is
replaced, and what the backup does not hold stays: articles written since are published again by
the next run, comments since keep their place. (A file that was deleted, and still shown, when the
backup was taken is so again.) The secret that signs forms is the stage's own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from chalicelib.content.edition.flat import FOLDER

from billet import project
from billet.operator.backups import archive, edition
from billet.operator.backups.archive import Manifest
from billet.operator.backups.backup import tables_of, values_of
from billet.operator.backups.object_restore import Shelf
from billet.operator.backups.table_restore import Filled, TableRestore, recount
from billet.parallel import Progress, client
from billet.project import LOCAL
from chalicelib.errors import ConfigurationError
from chalicelib.settings import Settings
from chalicelib.storage.s3 import Bucket


@dataclass(frozen=True)
class Restored:
    """What a run did: objects put and objects that were there, items by table, settings that
    differed from the stage's, and whether they now wait for a deployment."""

    when: str
    put: int
    there: int
    items: Mapping[str, Filled]
    settings: Mapping[str, str]
    deploy: bool


def restore(
    folder: Path,
    settings: Settings,
    stage: str,
    clock: Callable[[], datetime],
    progress: Progress,
    *,
    over: bool = False,
) -> Restored:
    """Put the backup in `folder` into a stage; what is there already is not put again.

    Raises `ConfigurationError`, before anything is written, for a folder that is damaged or was
    written by a newer Billet, and, unless `over`, for a stage that holds something else.
    """
    manifest = archive.load(folder)
    archive.verify(folder, manifest, progress)
    shelf = Shelf(client("s3"), settings.bucket, folder)
    refills = _refills(folder, manifest, settings, clock())
    _hold_free(shelf, refills, manifest, stage, over=over)
    filled = {name: refill.put(f"Writing {name}", progress) for name, refill in refills.items()}
    if "comments" in refills:
        recount(client("dynamodb"), settings.comments_table)
    placed = shelf.fill((one for one in manifest.stored if not one.key.startswith(FOLDER)), progress)
    edition.publish(folder, manifest, placed, shelf, Bucket(client("s3"), settings.bucket), clock())
    differing = {
        name: value
        for name, value in manifest.settings.items()
        if values_of(settings).get(name, value) != value
    }
    deploy = stage != LOCAL and bool(differing) and project.configure(stage, differing)
    return Restored(
        when=manifest.when,
        put=sum(one.new for one in placed.values()),
        there=sum(not one.new for one in placed.values()),
        items=filled,
        settings=differing,
        deploy=deploy,
    )


def _refills(folder: Path, manifest: Manifest, settings: Settings, now: datetime) -> dict[str, TableRestore]:
    known = tables_of(settings)
    if unknown := sorted({table.name for table in manifest.tables} - known.keys()):
        raise ConfigurationError(
            f"the backup has {', '.join(unknown)}, and this Billet knows none: use a newer one"
        )
    dynamodb = client("dynamodb")
    return {
        table.name: TableRestore(dynamodb, known[table.name], folder / table.file.path, now)
        for table in manifest.tables
    }


def _hold_free(
    shelf: Shelf, refills: Mapping[str, TableRestore], manifest: Manifest, stage: str, *, over: bool
) -> None:
    """Raises `ConfigurationError` where the stage cannot take this backup, or holds something else."""
    older = manifest.of("published")
    if older and not shelf.keeps_versions:
        raise ConfigurationError(
            f"of {len(older)} files an older version is published, and the bucket keeps none: turn its "
            "versioning on"
        )
    found = {"objects": shelf.others(manifest), **{name: refill.others() for name, refill in refills.items()}}
    if any(found.values()) and not over:
        what = ", ".join(f"{count} {name}" for name, count in found.items() if count)
        raise ConfigurationError(
            f"stage {stage} holds what is not in this backup ({what}): restore into an empty stage, or "
            "replace what has the same name with --over"
        )
