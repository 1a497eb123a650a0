"""``billet init``: a blog of one's own, begun. The folders beside this file are what it begins with, by
language."""

from __future__ import annotations

import json
import os
import re
from datetime import datetime
from pathlib import Path
from string import Template
from zoneinfo import ZoneInfo, available_timezones

from chalicelib.errors import ConfigurationError

_TEMPLATES = Path(__file__).parent
_FOLDERS = ("articles", "pages", "media")


def begin(folder: Path, *, title: str, author: str, email: str, language: str, now: datetime) -> list[Path]:
    """Writes the files of a new blog, and returns their paths.

    Raises `ConfigurationError` for a folder that has anything in it but hidden files, such as git's, and for
    a name with a character that nobody can see.
    """
    values = {"title": title, "author": author, "email": email}
    for what, value in values.items():
        if not value.isprintable():
            raise ConfigurationError(f"the {what} holds a character that nobody can see: type it again")
    _require_empty(folder)
    zone = system_zone() or ("Europe/Paris" if language == "fr" else "UTC")
    today = now.astimezone(ZoneInfo(zone))
    values |= {"timezone": zone, "date": f"{today:%Y-%m-%d %H:%M}"}
    for name in _FOLDERS:
        (folder / name).mkdir(parents=True, exist_ok=True)
    paths = []
    for source in sorted((_TEMPLATES / language).rglob("*.*")):
        path = folder / source.relative_to(_TEMPLATES / language)
        quote = _in_toml if path.suffix == ".toml" else _in_markdown
        text = Template(source.read_text(encoding="utf-8"))
        with path.open("x", encoding="utf-8") as file:
            quoted = {name: quote(value) for name, value in values.items()}
            file.write(text.substitute(quoted, year=today.year))
        paths.append(path)
    return paths


def system_zone() -> str:
    """Returns the time zone of this machine, "" where it does not tell."""
    name = (
        os.environ.get("TZ", "").lstrip(":")
        or str(Path("/etc/localtime").resolve()).rpartition("zoneinfo/")[2]
    )
    return name if name in available_timezones() else ""


def _require_empty(folder: Path) -> None:
    try:
        names = sorted(path.name for path in folder.iterdir() if not path.name.startswith("."))
    except FileNotFoundError:
        return
    except NotADirectoryError as error:
        raise ConfigurationError(f"{folder} is a file: name a folder that is empty, or none yet") from error
    if names:
        raise ConfigurationError(
            f"{folder} is not empty ({names[0]} is there): name another folder, nothing was changed"
        )


def _in_toml(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)


def _in_markdown(value: str) -> str:
    return re.sub(r"([\\`*_{}\[\]<>#|~$])", r"\\\1", value)
