"""``billet new``: the file of an article or page, begun."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import yaml

from chalicelib.content import site_file
from chalicelib.content.article import Kind
from chalicelib.content.language_tag import interface_language
from chalicelib.content.problem import ContentError
from chalicelib.content.site import FILE, Site
from chalicelib.content.slug import slugify
from chalicelib.errors import ConfigurationError

MAX_NAME_BYTES = 200
"""Most systems allow 255 bytes, date and suffix included."""

_HINTS = {
    "fr": ("supprimez cette ligne pour publier", "le résumé des listes ; sans lui, le premier paragraphe"),
    "en": ("delete this line to publish", "what lists show; without it, the first paragraph"),
}


def begin(folder: Path, title: str, kind: Kind, language: str, now: datetime) -> Path:
    """Write the file and return its path. `language` is "" for the site's own.

    Raises `ConfigurationError` for a title no name can be made of, and where the file exists: it stays as
    it is.
    """
    title = " ".join(title.split())
    if not folder.is_dir():
        raise ConfigurationError(f"there is no folder '{folder}': name one with --content")
    path = folder / kind / f"{_file_name(title)}.md"
    site = _site(folder)
    text = _text(title, kind, language, site, now.astimezone(site.zone))
    path.parent.mkdir(exist_ok=True)
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError as error:
        raise ConfigurationError(
            f"{path} is there already ({_first_words(path)}): choose another title, or write on there"
        ) from error
    return path


def _file_name(title: str) -> str:
    if not title:
        raise ConfigurationError("the title is empty: write one, between quotes")
    if invisible := next((c for c in title if not c.isprintable()), ""):
        raise ConfigurationError(f"the title holds {invisible!r}, which nobody can see: leave it out")
    slug = slugify(title)
    if not slug:
        raise ConfigurationError(f"no file name can be made of {title!r}: add a letter or a digit")
    if len(slug.encode()) > MAX_NAME_BYTES:
        raise ConfigurationError(
            f"the title makes an address of {len(slug.encode())} bytes, and {MAX_NAME_BYTES} is the most: "
            "shorten it now, and write the long one into the file"
        )
    return slug


def _site(folder: Path) -> Site:
    """The settings; the product's own where there are none. Raises `ConfigurationError`."""
    try:
        return site_file.parse((folder / FILE).read_bytes())
    except FileNotFoundError:
        return Site()
    except ContentError as error:
        raise ConfigurationError(
            f"{folder / FILE} says the time zone, and cannot be read: {error}"
        ) from error


def _text(title: str, kind: Kind, language: str, site: Site, now: datetime) -> str:
    draft, summary = _HINTS[interface_language(language or site.language)]
    lines = [
        _line("title", title),
        *([f"date: {now:%Y-%m-%d %H:%M}"] if kind == "articles" else []),
        *([_line("lang", language)] if language else []),
        f"draft: true  # {draft}",
        *([f"# summary: {summary}"] if kind == "articles" else []),
    ]
    return "\n".join(["---", *lines, "---", "", ""])


def _line(key: str, value: str) -> str:
    return yaml.safe_dump({key: value}, allow_unicode=True, width=10**9).strip()


def _first_words(path: Path) -> str:
    """The first words of a file, to recognize it."""
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            lines = [line.strip() for line in file.read(2000).splitlines()]
    except OSError:
        return "it cannot be read"
    return next((line[:60] for line in lines if line and line != "---"), "it is empty")
