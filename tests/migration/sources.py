"""Reads the recorded sites of generators."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

from billet.migration.model import Entry, Site
from billet.migration.sources import Options, recognise

DATA = Path(__file__).parent / "data"
ZONE = ZoneInfo("Europe/Paris")


def read(path: Path, name: str, address: str = "") -> Site:
    """Returns what a folder holds that is recognised as `name`."""
    source = recognise(path)
    assert source.name == name
    return source.read(path, Options(ZONE, address))


def built(name: str) -> list[str]:
    """Returns the addresses that a generator has built of its recorded site."""
    return (DATA / name / "built-urls.txt").read_text(encoding="utf-8").splitlines()


def entry(site: Site, file: str) -> Entry:
    """Returns the entry that was made of a file of the source."""
    (match,) = [entry for entry in site.entries if entry.origin.file.endswith(file)]
    return match


def messages(site: Site, file: str) -> list[str]:
    """Returns the notices about a file, with their lines."""
    return [f"{n.origin.line}: {n.message}" for n in site.notices if n.origin.file.endswith(file)]
