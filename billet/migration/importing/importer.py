"""Does what a plan says: files into the content folder, comments into a blog or a file that waits for one."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from billet.author import comment_records, message_records
from billet.migration.importing.comments import to_comments
from billet.migration.importing.fetching import FETCHED
from billet.migration.importing.folder_writer import FolderWriter
from billet.migration.importing.ledger import STATE
from billet.migration.importing.plan import STAYING, Plan
from billet.migration.importing.report import Report
from billet.project import write
from billet.terminal import progress
from chalicelib.content.old_address import decoded, query_fields
from chalicelib.conversation.comment import Comment
from chalicelib.conversation.message import Message
from chalicelib.index.articles import find, places_of
from chalicelib.index.articles import ids as index_ids
from chalicelib.index.file import IndexFile
from chalicelib.index.redirects import redirect_for, redirect_with_query
from chalicelib.settings import Settings


def article_at(indexes: Iterable[IndexFile], now: datetime, address: str) -> str | None:
    """Returns the id of the public article or page that has an address, or had it in the old site: in the
    first of the indexes that knows it. None where none does."""
    parts = urlsplit(address)
    path, fields = decoded(parts.path), query_fields(parts.query)
    for index in indexes:
        if fields and (match := redirect_with_query(index, now, path, fields)):
            return match[0].id
        for kind, slug in places_of(path.rstrip("/")):
            if path.startswith(f"/{kind}/") and (article := find(index, now, kind, slug)):
                return article.id
        if path.strip("/") and (former := redirect_for(index, now, path)):
            return former.id
    return None


def report_of(plan: Plan, indexes: Sequence[IndexFile], now: datetime, *, with_emails: bool) -> Report:
    """Returns the report of an import. Comments that name an address alone hang on the article that the first
    of the indexes has there."""
    notices = plan.notices()
    comments = to_comments(
        plan.site.comments,
        lambda address: article_at(indexes, now, plan.preparation.links.rooted(address)),
        notices,
        _absent(plan, indexes),
        language=plan.preparation.settings.language,
        with_emails=with_emails,
        expires=now + timedelta(days=Settings.retention_days),
    )
    return Report(plan, comments, notices)


def _absent(plan: Plan, indexes: Iterable[IndexFile]) -> dict[str, str]:
    """Returns the files of articles in whose place the folder has another one or none, by their ids."""
    ids = {id for index in indexes for id in index_ids(index).values()}
    staying = (path for path, outcome in plan.outcomes.items() if outcome in STAYING)
    entries = (plan.preparation.entries[path] for path in staying if path in plan.preparation.entries)
    return {entry.id: entry.path for entry in entries if entry.id not in ids}


def write_files(plan: Plan, writer: FolderWriter) -> None:
    """Writes the files of a plan, each whole or not at all; an import that is interrupted goes on where it
    was. Raises `OSError`."""
    files = plan.preparation.files
    try:
        with progress("Writing", len(files)) as advance:
            for path, content in files.items():
                writer.write(path, content)
                advance(1)
    finally:
        writer.save(plan.site.address)
    shutil.rmtree(plan.folder / FETCHED, ignore_errors=True)


def keep_comments(folder: Path, source: str, comments: Sequence[Comment]) -> Path:
    """Writes comments into a file, in which they wait for a blog, and returns its path."""
    path = folder / STATE / f"{source}-comments.jsonl"
    records = map(comment_records.to_record, comments)
    write(path, "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records))
    return path


def keep_messages(folder: Path, source: str, messages: Sequence[Message]) -> Path:
    """Does the same with messages."""
    path = folder / STATE / f"{source}-messages.jsonl"
    write(path, "".join(map(message_records.to_line, messages)))
    return path


def write_report(folder: Path, source: str, report: Report) -> Path:
    """Writes the report of an import, as Markdown and as JSON, and returns the path of the first."""
    path = folder / STATE / f"{source}-report.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    write(path, report.as_text())
    write(path.with_suffix(".json"), json.dumps(report.as_json(), ensure_ascii=False, indent=1) + "\n")
    return path
