"""The addresses that Eleventy gives to files (docs: "Permalinks")."""

from __future__ import annotations

import posixpath
import re

from billet.migration.model import Date
from billet.migration.sources.generators.document import Document
from billet.migration.sources.generators.permalinks import without_accents

_DATE = re.compile(r"^\d{4}-\d{2}-\d{2}-")
_OUTPUT = re.compile(r"\{\{-?\s*(?P<name>[\w.]+)(?P<filters>[^{}]*?)-?\}\}")
_STEP = re.compile(
    r"\|\s*(?P<filter>\w+)(?:\s*:\s*|\s*\(\s*)?(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)')?\s*\)?"
)


def slugified(text: str) -> str:
    """Returns a text as the filter ``slugify`` makes a part of an address of it."""
    plain = without_accents(text).replace("&", " and ")
    return "-".join(re.findall(r"[a-z0-9]+", re.sub(r"(?<=\w)'(?=[ts]\b)", "", plain).lower()))


def default_address(path: str) -> str:
    """Returns the address of a file by its path below the input folder, without ending."""
    folder, _, stem = path.rpartition("/")
    if stem == "index" or stem == posixpath.basename(folder):
        return f"/{folder}/" if folder else "/"
    return f"/{path}/"


def filled(permalink: str, document: Document, path: str, day: Date | None) -> str | None:
    """Returns a permalink with the values that it names, None where one is not known."""
    stem = posixpath.basename(path)
    if stem == "index":
        stem = posixpath.basename(posixpath.dirname(path))
    values = {
        "page.fileSlug": _DATE.sub("", stem),
        "page.filePathStem": "/"
        + posixpath.join(posixpath.dirname(path), _DATE.sub("", posixpath.basename(path))),
        "title": document.get("title"),
    }
    unknown: list[str] = []

    def value(match: re.Match[str]) -> str:
        name, filters = match["name"], list(_STEP.finditer(match["filters"]))
        if name in ("page.date", "date") and day:
            pattern = next(
                (step["double"] or step["single"] for step in filters if step["double"] or step["single"]), ""
            )
            return day.strftime(pattern) if "%" in pattern else _formatted(pattern, day, unknown)
        text = values.get(name) if name in values else document.get(name.casefold())
        for step in filters:
            if step["filter"] in ("slugify", "slug"):
                text = slugified(text or "")
            elif step["filter"] not in ("lower", "downcase", "trim", "url"):
                unknown.append(step["filter"])
        if not text:
            unknown.append(name)
        return text or ""

    address = _OUTPUT.sub(value, permalink)
    return None if unknown or "{" in address else address


def _formatted(pattern: str, day: Date, unknown: list[str]) -> str:
    """Returns a date by the letters of Luxon, which the filters of many sites use: ``yyyy/LL/dd``."""
    letters = {"yyyy": "%Y", "LL": "%m", "MM": "%m", "dd": "%d", "yy": "%y"}
    if not pattern or re.search(r"[A-Za-z]", re.sub("|".join(letters), "", pattern)):
        unknown.append("date")
        return ""
    return day.strftime(re.sub("|".join(letters), lambda match: letters[match[0]], pattern))
