"""Sites as readers of sources return them, and imports of them."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from billet.migration.importing import importer
from billet.migration.importing.folder_writer import FolderWriter
from billet.migration.importing.plan import Plan, make_plan
from billet.migration.importing.report import Report
from billet.migration.model import Entry, ImportedComment, Medium, Origin, Site
from chalicelib.markdown.render_report import RenderReport
from tests.conftest import NOW

OLD = "https://old.example.org"


def entry(name: str = "un", **fields: Any) -> Entry:
    """Returns an article that was written in 2013."""
    values: dict[str, Any] = {
        "kind": "articles",
        "path": f"articles/{name}.md",
        "id": f"old-{name}",
        "origin": Origin("export.xml", 12, f"post {name}"),
        "title": name.title(),
        "text": "Bonjour.",
        "date": datetime(2013, 4, 2, 8, 30, tzinfo=UTC),
        "addresses": (f"{OLD}/2013/04/{name}.html",),
    }
    return Entry(**{**values, **fields})


def comment(id: str = "c1", **fields: Any) -> ImportedComment:
    """Returns an approved comment on the article "un"."""
    values: dict[str, Any] = {
        "origin": Origin("export.xml", 30, f"comment {id}"),
        "entry": "old-un",
        "name": "Zoé",
        "text": "Merci !",
        "markup": "markdown",
        "posted": datetime(2013, 4, 3, tzinfo=UTC),
    }
    return ImportedComment(id=id, **{**values, **fields})


def picture(path: str = "media/2013/mer.png", **fields: Any) -> Medium:
    """Returns a picture that the source holds."""
    values: dict[str, Any] = {
        "path": path,
        "origin": Origin("export.xml"),
        "content": b"\x89PNG\r\n\x1a\n",
        "addresses": (f"{OLD}/wp-content/uploads/{path.removeprefix('media/')}",),
    }
    return Medium(**{**values, **fields})


def site(*entries: Entry, **fields: Any) -> Site:
    """Returns a site of these entries."""
    return Site(tool="Old 1.0", address=OLD, entries=list(entries), **fields)


class NoRenderer:
    """Renders nothing: for plans whose titles are written."""

    def report(self, *_: object, **__: object) -> RenderReport:
        return RenderReport()


def plan_of(old_site: Site, folder: Path, staging: Path, source: str = "old") -> Plan:
    """Returns what the import of a site into a folder would do."""
    staging.mkdir(parents=True, exist_ok=True)
    return make_plan(old_site, folder, staging, FolderWriter(folder, source), NoRenderer(), NOW)


def import_into(folder: Path, old_site: Site, staging: Path, source: str = "old") -> Report:
    """Imports the files of a site into a folder, and returns the report."""
    plan = plan_of(old_site, folder, staging, source)
    importer.write_files(plan, FolderWriter(folder, source))
    with plan.trial.index() as index:
        return importer.report_of(plan, [index], NOW, with_emails=False)
