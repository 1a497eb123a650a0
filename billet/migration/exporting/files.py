"""The files that several formats have: media, comments, messages, and what was not published."""

from __future__ import annotations

import json
from collections.abc import Mapping

from billet.author import comment_records, message_records
from billet.migration.exporting.blog_content import BlogContent, UnpublishedFile
from billet.migration.exporting.export_folder import ExportFolder
from billet.migration.model import Notice, Origin
from billet.parallel import in_parallel
from billet.terminal import progress
from chalicelib.content.listing import ListedObject
from chalicelib.errors import NotFound

UNPUBLISHED = "unpublished/"
"""Where texts lie that the blog has and readers do not see: `billet publish` passes this folder over."""

COMMENTS, MESSAGES = "comments.jsonl", "messages.jsonl"


def write_media(content: BlogContent, folder: ExportFolder, media: Mapping[str, ListedObject]) -> None:
    """Copies media, by their paths in the folder, but for those that an earlier export has already."""

    def copy(item: tuple[str, ListedObject]) -> None:
        path, stored = item
        if folder.keeps(path, stored.etag):
            return
        try:
            folder.fill(path, lambda file: content.bucket.download(stored.key, file))
        except NotFound:
            folder.drop(path)
            message, remedy = "the file was deleted while it was read", "Export again"
            content.notices.append(Notice(Origin(stored.key), message, remedy, left_out=True))

    with progress("Copying media", len(media)) as advance:
        for _ in in_parallel(copy, media.items()):
            advance(1)


def write_unpublished(content: BlogContent, folder: ExportFolder) -> list[UnpublishedFile]:
    """Writes the texts that readers do not see, each with a notice, and returns them."""
    written = []
    for file, data in content.unpublished():
        folder.write(UNPUBLISHED + file.key, data)
        content.notices.append(notice_of(file))
        written.append(file)
    return written


def notice_of(file: UnpublishedFile) -> Notice:
    """Returns what the author should know of a text that is not published."""
    if not file.problems:
        message = "the newest version was not published yet"
        return Notice(Origin(file.key), f"{message}: it is below {UNPUBLISHED}", "Export again in a minute")
    problem = file.problems[0]
    message = f"the newest version was refused ({problem.message}): it is below {UNPUBLISHED}"
    return Notice(Origin(file.key, problem.line), message, problem.remedy)


def comment_lines(content: BlogContent) -> bytes:
    """Returns all comments as `billet comments export` writes them."""
    records = map(comment_records.to_record, content.comments)
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records).encode()


def message_lines(content: BlogContent) -> bytes:
    """Returns all messages as `billet messages export` writes them."""
    return "".join(map(message_records.to_line, content.messages)).encode()
