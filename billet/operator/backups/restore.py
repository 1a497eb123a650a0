"""``billet restore``: a backup put into a stage.

Nothing is written before the whole folder is verified and the stage is known to hold nothing else. Tables
come first, then objects, an older good version before the newest of its key; then the index, with the ETags
and versions that the objects have in this bucket, over whatever index is there: a run of publishing that an
upload started cannot write over an index it has not read. Last, publishing runs once, and publishes what was
uploaded while the backup was taken. A stage that is deployed after the restore is spared the events of the
uploads: with thousands of articles they cost more than the restore.

Nothing is deleted. With `over`, an object, an index or an item of the same name is replaced, and what the
backup does not hold stays: its articles are published again, comments stay where they were. The secret that
signs forms is the stage's own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from billet import project
from billet.operator.backups import archive
from billet.operator.backups.archive import Manifest
from billet.operator.backups.backup import DERIVED, numbers_of, tables_of
from billet.operator.backups.object_restore import ObjectRestore, Placed
from billet.operator.backups.table_restore import TableReport, TableRestore, recount
from billet.parallel import Progress, client
from billet.project import LOCAL
from chalicelib.errors import ConfigurationError
from chalicelib.publishing import reconcile
from chalicelib.services import Services


@dataclass(frozen=True)
class RestoreReport:
    """Objects put and objects that existed already, items by table, settings that differed from the
    stage's, and whether they now wait for a deployment."""

    when: str
    put: int
    existing: int
    items: Mapping[str, TableReport]
    settings: Mapping[str, str]
    deploy: bool


def restore(
    folder: Path, blog: Services, stage: str, progress: Progress, *, over: bool = False
) -> RestoreReport:
    """Puts the backup in `folder` into a stage; what the stage has already is not put again.

    Raises `ConfigurationError`, before anything is written, for a folder that is damaged or was written by a
    newer Billet, and, unless `over`, for a stage that holds something else; `Corrupt` for an index that
    cannot be read.
    """
    manifest = archive.load(folder)
    archive.verify(folder, manifest, progress)
    settings = blog.settings
    tables = _tables(folder, manifest, blog)
    content = [stored for stored in manifest.objects if not stored.key.startswith(DERIVED)]
    objects = ObjectRestore(client("s3"), settings.bucket, folder, content)
    _check_target(objects, tables, stage, over=over)
    items = {name: table.run(f"Writing {name}", progress) for name, table in tables.items()}
    recount(client("dynamodb"), settings.comments_table, blog.clock())
    placed = objects.run(progress)
    _put_index(folder, manifest, placed, blog)
    reconcile(blog.bucket, blog.clock, blog.render_worker, max_bytes=settings.largest_article)
    differing = {
        name: value
        for name, value in manifest.settings.items()
        if numbers_of(settings).get(name, value) != value
    }
    deploy = stage != LOCAL and bool(differing) and project.configure(stage, differing)
    put = sum(version.new for version in placed.values())
    return RestoreReport(manifest.when, put, len(placed) - put, items, differing, deploy)


def _tables(folder: Path, manifest: Manifest, blog: Services) -> dict[str, TableRestore]:
    names = tables_of(blog.settings)
    if unknown := sorted({table.name for table in manifest.tables} - names.keys()):
        raise ConfigurationError(
            f"the backup has {', '.join(unknown)}, and this Billet knows none: use a newer one"
        )
    return {
        table.name: TableRestore(
            client("dynamodb"), names[table.name], folder / table.file.path, blog.clock()
        )
        for table in manifest.tables
    }


def _check_target(
    objects: ObjectRestore, tables: Mapping[str, TableRestore], stage: str, *, over: bool
) -> None:
    """Raises `ConfigurationError` where the stage cannot take this backup, or holds something else."""
    if count := objects.lost_versions:
        raise ConfigurationError(
            f"of {count} files an older version is published, and the bucket keeps none: turn its "
            "versioning on"
        )
    conflicts = {
        "objects": objects.conflicts(),
        **{name: table.conflicts() for name, table in tables.items()},
    }
    if any(conflicts.values()) and not over:
        what = ", ".join(f"{count} {name}" for name, count in conflicts.items() if count)
        raise ConfigurationError(
            f"stage {stage} holds what is not in this backup ({what}): restore into an empty stage, or "
            "replace what has the same name with --over"
        )


def _put_index(folder: Path, manifest: Manifest, placed: Placed, blog: Services) -> None:
    """Writes the index of the backup; without one nothing was published, and publishing makes one."""
    from chalicelib.index.relocation import relocate

    for stored in manifest.objects:
        if stored.key.startswith(DERIVED):
            data = (folder / stored.file.path).read_bytes()
            versions = {key: (version.etag, version.id) for key, version in placed.items()}
            blog.bucket.write(stored.key, relocate(data, versions))
