"""Warnings about copies that sync programs make of a file which two computers have changed."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from chalicelib.content.article import Article
from chalicelib.content.problem import Problem, warning
from chalicelib.index.file import IndexFile

# Dropbox, Nextcloud, ownCloud and Obsidian; Syncthing; ownCloud of old; Seafile; pCloud and Resilio.
_CERTAIN = re.compile(
    r"(?P<stem>.+?)(?:"
    r"[ _-]*\([^()]*(?:conflict(?:ed)? copy|copie en conflit|conflit|in conflict)[^()]*\)"
    r"|[.~-]sync-conflict-[\w-]+"
    r"|[_.]conflict-\d[\w-]*"
    r"|[ ]*\(SFConflict [^()]*\)"
    r"|(?:[ ]*\[conflict(?:ed)?\]|\.conflict)(?:[ _-]*\d+)?"
    r")",
    re.IGNORECASE,
)
# iCloud, Google Drive, Windows and macOS: names that an author may have chosen as well.
_LIKELY = re.compile(
    r"(?P<stem>.+?)(?:[ ][2-9]|[ ]?\([1-9]\d?\)|[ ]-[ ]cop(?:y|ie)(?:[ ]\(\d+\))?|[ ]cop(?:y|ie)(?:[ ]\d+)?)",
    re.IGNORECASE,
)
# OneDrive adds the name of the computer, whose default Windows makes so.
_COMPUTER = re.compile(r"(?P<stem>.+?)-(?:DESKTOP|LAPTOP|PC|WIN)-?[A-Z0-9]{4,}(?:-\d+)?")


def copy_warnings(index: IndexFile, article: Article) -> Iterator[Problem]:
    """Returns a warning where the name of a file says that it is such a copy; where an author may have
    chosen the name, only beside the file that it would be a copy of."""
    folder, name = posixpath.split(article.key)
    stem, ending = posixpath.splitext(name)
    for pattern in (_CERTAIN, _LIKELY, _COMPUTER):
        match = pattern.fullmatch(stem)
        if not match:
            continue
        original = f"{folder}/{match['stem']}{ending}"
        exists = bool(index.row("SELECT 1 FROM files WHERE key = :key", key=original))
        if exists or pattern is _CERTAIN:
            message = f"a sync program may have made it, of {original!r}, which two computers changed"
            remedy = "Bring the two together in one file, and delete the other"
            yield warning(article.key, 0, message, remedy, "conflict-copy")
            return
