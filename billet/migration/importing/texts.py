"""An entry as the file of its content folder."""

from __future__ import annotations

import re
from dataclasses import dataclass

from billet.migration import markdown_links
from billet.migration.conversion import to_markdown
from billet.migration.importing import front_matter
from billet.migration.importing.link_map import LinkMap
from billet.migration.model import Entry, Notice, TargetOf
from chalicelib.content.old_address import old_address

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>()#+\-.!|~$^=:@%&])")


@dataclass(frozen=True)
class ImportedFile:
    """A file of the content folder. `entry` is what it was made of, `notices` what is not as it was."""

    path: str
    data: bytes
    entry: Entry
    notices: tuple[Notice, ...] = ()


def file_of(entry: Entry, links: LinkMap, language: str) -> ImportedFile:
    """Returns the file of an entry. `language` is the site's: it decides how typography compares."""
    if entry.source is not None:
        return ImportedFile(entry.path, entry.source, entry)

    def target_of(address: str) -> str | None:
        return links.target(entry, address)

    text, notices = _markdown(entry, entry.language or language, target_of)
    head = front_matter.write(entry, _aliases(entry, links), target_of)
    return ImportedFile(entry.path, f"{head}\n{text.strip(chr(10))}\n".encode(), entry, notices)


def _markdown(entry: Entry, language: str, target_of: TargetOf) -> tuple[str, tuple[Notice, ...]]:
    if entry.markup == "html":
        converted = to_markdown(entry.text, language, target_of)
        losses = (f"{loss} is not shown" for loss in converted.losses)
        return converted.text, tuple(Notice(entry.origin, loss, left_out=True) for loss in losses)
    if entry.markup == "text":
        lines = (_SPECIAL.sub(r"\\\1", line) for line in entry.text.splitlines())
        return "  \n".join(lines), ()
    return markdown_links.lead(entry.text, target_of), ()


def _aliases(entry: Entry, links: LinkMap) -> tuple[str, ...]:
    """Returns the old addresses of an entry from the root of the site, those of elsewhere whole; without the
    home page, which stays what it is."""
    rooted = (links.rooted(address).partition("#")[0] for address in entry.addresses)
    return tuple(address for address in rooted if old_address(address) != "/")
