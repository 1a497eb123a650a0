"""A blog written into a folder, in one of the formats."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC
from importlib import import_module
from pathlib import Path

from billet.migration.exporting.blog_content import BlogContent
from billet.migration.exporting.export_folder import ExportFolder
from billet.migration.exporting.formats import FORMATS
from billet.migration.model import Notice
from chalicelib.services import Services
from chalicelib.version import VERSION

Writer = Callable[[BlogContent, ExportFolder], dict[str, object]]


@dataclass(frozen=True)
class ExportReport:
    """What an export holds. `written` files had to change, `kept` ones were there, `deleted` ones are no
    longer in the blog."""

    folder: str
    format: str
    articles: int
    media: int
    comments: int
    messages: int
    written: int
    kept: int
    deleted: int
    notices: list[Notice] = field(default_factory=list)


def export(blog: Services, path: Path, name: str) -> ExportReport:
    """Writes a blog into the folder `path`, or brings the export in it up to date. Changes nothing of the
    blog. Raises `ConfigurationError` for a folder that holds something else, and `Unavailable`."""
    chosen = FORMATS[name]
    folder = ExportFolder(path, name, is_private=chosen.is_private)
    content = BlogContent(blog)
    write: Writer = import_module(f"{__package__}.{chosen.module}").write
    values = write(content, folder)
    head = {
        "generator": f"Billet {VERSION}",
        "exported": content.now.astimezone(UTC).isoformat(timespec="seconds"),
        "address": content.base,
    }
    notices = [*content.notices, *folder.notices]
    messages = [{"file": str(n.origin), "message": n.message, "remedy": n.remedy} for n in notices]
    folder.finish({**head, **values, "notices": messages})
    return ExportReport(
        folder=str(path),
        format=name,
        articles=len(content.articles),
        media=len(content.media),
        comments=len(content.comments),
        messages=len(content.messages),
        written=folder.written,
        kept=len(folder.files) - folder.written,
        deleted=folder.deleted,
        notices=notices,
    )
