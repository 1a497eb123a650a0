"""The settings of the old site in ``site.toml``: what the author's file says stays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError

from billet.migration.model import Notice, OldAddress, Origin
from chalicelib.content import site_file
from chalicelib.content.problem import ContentError
from chalicelib.content.redirect_reader import MOST_REDIRECTS
from chalicelib.content.redirects import key_of
from chalicelib.content.site import FILE
from chalicelib.errors import ConfigurationError

_MARK = "\ufeff"
"""What editors on Windows write before a text in UTF-8."""


def merge(
    folder: Path,
    settings: Mapping[str, object],
    redirects: Sequence[OldAddress],
    notices: list[Notice],
    settings_file: bytes = b"",
) -> bytes:
    """Returns the ``site.toml`` of a content folder with the settings and redirects of the old site; what the
    file does not take joins `notices`. A folder that has none gets `settings_file`. Raises
    `ConfigurationError` where the file cannot be read."""
    path = folder / FILE
    try:
        # Not `read_text`, which takes the carriage returns of line ends away.
        text = (path.read_bytes() if path.exists() else settings_file).decode()
        document = tomlkit.parse(text.removeprefix(_MARK))
        if text.strip():
            site_file.parse(text.encode())
    except (TOMLKitError, ContentError, UnicodeDecodeError) as error:
        raise ConfigurationError(
            f"{path} cannot be read: {error}. Mend it first: nothing was imported"
        ) from error
    origin = Origin(FILE)
    for key, value in settings.items():
        _add(document, (key,), value, origin, notices)
    _add_redirects(document, redirects, origin, notices)
    return ((_MARK if text.startswith(_MARK) else "") + tomlkit.dumps(document)).encode()


def _add(document: Any, path: tuple[str, ...], value: object, origin: Origin, notices: list[Notice]) -> None:
    """Adds a setting where the file has none of that name; a table is added key by key."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            _add(document, (*path, key), inner, origin, notices)
        return
    table = document
    for key in path[:-1]:
        if key not in table:
            table[key] = tomlkit.table()
        table = table[key]
    name = ".".join(path)
    if path[-1] in table:
        if table[path[-1]] != value:
            notices.append(
                Notice(origin, f"{name} stays as the file has it, and not {value!r}", left_out=True)
            )
        return
    table[path[-1]] = value
    try:
        site_file.parse(tomlkit.dumps(document).encode())
    except ContentError as error:
        del table[path[-1]]
        notices.append(
            Notice(origin, f"{name} = {value!r} cannot be used: {error.problem.message}", left_out=True)
        )


def _add_redirects(
    document: Any, redirects: Sequence[OldAddress], origin: Origin, notices: list[Notice]
) -> None:
    """Adds a line for each redirect that the file does not have; one that cannot be used is left out."""
    if not redirects:
        return
    if "redirects" not in document:
        document["redirects"] = tomlkit.table()
    table = document["redirects"]
    own = set(table)
    existing = {key_of(old) for old in own}
    for redirect in redirects:
        if key_of(redirect.old) in existing:
            continue
        if len(table) >= MOST_REDIRECTS:
            message = f"{redirect.old} leads nowhere: [redirects] takes {MOST_REDIRECTS} lines"
            remedy = 'Write one line with a wildcard for many, such as "/blog/*" = "/articles/*"'
            notices.append(Notice(origin, message, remedy, left_out=True))
            continue
        existing.add(key_of(redirect.old))
        table[redirect.old] = redirect.new
    problems = _problems(document)
    for old in list(table):
        if old in problems and old not in own:
            notices.append(
                Notice(origin, f"the redirect of {old} cannot be used: {problems[old]}", left_out=True)
            )
            del table[old]
    if not table:
        del document["redirects"]


def _problems(document: Any) -> dict[str, str]:
    """Returns what is wrong with lines of [redirects], by their old addresses."""
    lines = tomlkit.dumps(document).splitlines()
    try:
        site_file.parse("\n".join(lines).encode())
    except site_file.InvalidSite as error:
        return {
            str(next(iter(tomlkit.parse(lines[problem.line - 1])))): problem.message
            for problem in error.problems
            if problem.line
        }
    return {}
