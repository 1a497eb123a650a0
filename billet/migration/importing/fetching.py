"""Media that the source names and does not hold, fetched from the web once, where the author asks for it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import urllib3

from billet.migration.file_paths import is_safe
from billet.migration.importing.ledger import STATE
from billet.migration.model import Medium, Notice, Site
from billet.parallel import in_parallel
from billet.terminal import progress
from chalicelib.content.old_address import encoded
from chalicelib.version import VERSION

FETCHED = f"{STATE}/fetched"
"""Where fetched files lie until they are written, in the content folder."""

LARGEST = 512 * 1024 * 1024
"""Bytes of a file beyond which it is not fetched."""

SECONDS = 30
WORKERS = 4
"""Requests at once: the old site is a small one, as a rule."""

_CHUNK = 1 << 16


def fetch(site: Site, folder: Path) -> None:
    """Fetches the media of a site that have no bytes. A file that the content folder has is not asked for
    again, nor one that an interrupted import fetched; what cannot be fetched joins the site's notices."""
    missing = [medium for medium in site.media if _is_missing(medium)]
    pool = urllib3.PoolManager(
        headers={"User-Agent": f"Billet/{VERSION}"},
        timeout=SECONDS,
        retries=urllib3.Retry(total=5, connect=1, read=1, status=0, redirect=5),
    )
    content: dict[str, Path] = {}
    with progress("Fetching media", len(missing)) as advance:
        for medium, path, problem in in_parallel(
            lambda medium: _fetch(pool, medium, folder), missing, WORKERS
        ):
            advance(1)
            if problem:
                message = f"{medium.url} could not be fetched: {problem}"
                remedy = f"Put the file at {medium.path} yourself"
                site.notices.append(Notice(medium.origin, message, remedy, left_out=True))
            else:
                content[medium.path] = path
    site.media = [
        replace(medium, content=content.get(medium.path, medium.content))
        for medium in site.media
        if not _is_missing(medium) or medium.path in content
    ]


def _is_missing(medium: Medium) -> bool:
    return medium.content is None and bool(medium.url) and is_safe(medium.path)


def _fetch(pool: urllib3.PoolManager, medium: Medium, folder: Path) -> tuple[Medium, Path, str]:
    """Fetches one file, and returns it, where it is, and what went wrong, "" where nothing did."""
    for path in (folder / medium.path, folder / FETCHED / medium.path):
        if path.exists():
            return medium, path, ""
    return medium, path, _download(pool, medium, path)


def _download(pool: urllib3.PoolManager, medium: Medium, target: Path) -> str:
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(f"{target.name}.partial")
    try:
        response = pool.request("GET", encoded(medium.url), preload_content=False)
        problem = _problem(response, medium) or _save(response, partial)
        if not problem:
            partial.replace(target)
        response.release_conn()
    except (OSError, urllib3.exceptions.HTTPError, ValueError) as error:
        return str(getattr(error, "reason", "") or error) or type(error).__name__
    finally:
        partial.unlink(missing_ok=True)
    return problem


def _problem(response: urllib3.BaseHTTPResponse, medium: Medium) -> str:
    if response.status != 200:
        return f"the server answers {response.status}"
    if "html" in response.headers.get("Content-Type", "") and not medium.path.endswith((".html", ".htm")):
        return "the server sent a page instead of a file"
    return ""


def _save(response: urllib3.BaseHTTPResponse, path: Path) -> str:
    size = 0
    with path.open("wb") as file:
        for chunk in response.stream(_CHUNK):
            size += len(chunk)
            if size > LARGEST:
                return f"it has more than {LARGEST // 2**20} MB"
            file.write(chunk)
    return ""
