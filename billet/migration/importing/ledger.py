"""What earlier imports wrote into a content folder: a file for each kind of source."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from billet.project import write
from chalicelib.errors import ConfigurationError

STATE = ".import"
"""The folder, in the content folder, of reports and of what earlier imports wrote: it is never published."""

_ENDING = "-files.json"


@dataclass
class Ledger:
    """The files that the imports from one kind of source wrote: the SHA-256 of each, by its path. `address`
    is that of the site's home page, "" where it is not known."""

    file: Path
    address: str = ""
    digests: dict[str, str] = field(default_factory=dict)

    @classmethod
    def load(cls, folder: Path, source: str) -> Ledger:
        """Returns the ledger of a kind of source in a content folder. Raises `ConfigurationError` for one
        that is damaged."""
        return _read(folder / STATE / f"{source}{_ENDING}")

    def require_same_site(self, address: str) -> None:
        """Raises `ConfigurationError` where it is another site's: two sites of one tool have the same ids."""
        if self.address and address and _comparable(self.address) != _comparable(address):
            raise ConfigurationError(
                f"{self.address} was imported into this folder, and this is {address}: articles and "
                "comments of both have the same ids. Import it into a folder of its own with --content; "
                f"where it is the same blog at another address, write that into {self.file}. "
                "Nothing was imported"
            )

    def save(self, address: str) -> None:
        """Writes it whole or not at all."""
        self.file.parent.mkdir(parents=True, exist_ok=True)
        values = {"address": address or self.address, "files": self.digests}
        write(self.file, json.dumps(values, indent=1, sort_keys=True) + "\n")


def paths_of_others(folder: Path, source: str) -> frozenset[str]:
    """Returns the paths that imports from other kinds of source wrote."""
    files = sorted((folder / STATE).glob(f"*{_ENDING}"))
    return frozenset(path for file in files if file.name != source + _ENDING for path in _read(file).digests)


def _read(file: Path) -> Ledger:
    try:
        values = json.loads(file.read_bytes())
        digests = dict(values["files"])
        if not all(isinstance(text, str) for text in (values["address"], *digests, *digests.values())):
            raise TypeError("a value is no text")
        return Ledger(file, values["address"], digests)
    except FileNotFoundError:
        return Ledger(file)
    except (ValueError, KeyError, TypeError) as error:
        raise ConfigurationError(
            f"{file} is damaged ({error}): delete it, and run the same again. What you changed since stays"
        ) from error


def _comparable(address: str) -> str:
    parts = urlsplit(address.lower())
    return parts.netloc.removeprefix("www.") + parts.path.rstrip("/")
