"""What an import would do, before it does it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from billet import folder as folders
from billet.migration.importing.folder_writer import FolderWriter, Outcome
from billet.migration.importing.preparation import Preparation, prepare
from billet.migration.importing.trial import Trial, TriedAddress, try_out
from billet.migration.model import Notice, Origin, Site
from billet.terminal import progress
from chalicelib.content.article import kind_of
from chalicelib.content.old_address import old_address
from chalicelib.publishing.render_worker import Renderer

STAYING: Mapping[Outcome, tuple[str, str]] = {
    "kept": (
        "the folder has another file of this name, by its author or by another import, which stays",
        "Rename or delete it where the imported one is to come, and run the same again",
    ),
    "deleted": (
        "it came with an earlier import, and was deleted or renamed since: it stays away",
        "Delete the list of imported files in .import where it is to come back, and run the same again",
    ),
}
"""The outcomes of files that are not written: message and remedy of each."""


@dataclass(frozen=True)
class Plan:
    """`outcomes` says what becomes of each file, `addresses` where each old address would lead."""

    site: Site
    folder: Path
    preparation: Preparation
    outcomes: Mapping[str, Outcome]
    trial: Trial
    addresses: tuple[TriedAddress, ...]

    @property
    def texts(self) -> list[str]:
        """The paths of articles and pages, in the order of the source."""
        return [path for path in self.preparation.files if kind_of(path)]

    def notices(self) -> list[Notice]:
        """Returns what the author should know: of the source, of files that stay as they are, of what would
        be refused or warned of when it is published."""
        return [*self.preparation.notices, *self._kept(), *self._receipts()]

    def _kept(self) -> Iterator[Notice]:
        for path, outcome in self.outcomes.items():
            if outcome in STAYING:
                yield Notice(Origin(path), *STAYING[outcome], left_out=True)

    def _receipts(self) -> Iterator[Notice]:
        for path in self.texts:
            receipt = self.trial.receipts.get(path)
            for problem in (*receipt.errors, *receipt.warnings) if receipt else ():
                origin = Origin(problem.file, problem.line)
                yield Notice(origin, problem.message, problem.remedy, left_out=problem.fatal)


def make_plan(
    site: Site, folder: Path, staging: Path, writer: FolderWriter, renderer: Renderer, now: datetime
) -> Plan:
    """Returns what the import of a site into a content folder would do. The files are written below
    `staging`, an empty folder, and tried with all that the content folder has."""
    preparation = prepare(site, folder)
    outcomes = {path: writer.outcome(path, content) for path, content in preparation.files.items()}
    paths = dict(folders.files(folder)) if folder.is_dir() else {}
    for path, content in preparation.files.items():
        if outcomes[path] not in STAYING:
            paths[path] = content if isinstance(content, Path) else _staged(staging / path, content)
    with progress("Trying", sum(kind_of(path) is not None for path in paths)) as advance:
        trial = try_out(paths, renderer, now, advance)
    old_addresses = list(_old_addresses(site, preparation))
    with progress("Trying old addresses", len(old_addresses)) as advance:
        addresses = tuple(trial.addresses(old_addresses, advance))
    return Plan(site, folder, preparation, outcomes, trial, addresses)


def _staged(path: Path, data: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def _old_addresses(site: Site, preparation: Preparation) -> Iterator[str]:
    """Yields each address that readers may come by, once: texts, media, and what else leads on."""
    named = [
        *(address for entry in site.entries if not entry.draft for address in entry.addresses),
        *(redirect.old for redirect in site.redirects if not redirect.old.endswith("*")),
        *(address for medium in site.media if medium.content for address in medium.addresses),
    ]
    rooted = (preparation.links.rooted(address).partition("#")[0] for address in named)
    by_form = {old_address(address): address for address in rooted if address.startswith("/")}
    by_form.pop("/", None)
    yield from by_form.values()
