"""What one text refers to, as its record holds it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from chalicelib.markdown.link_resolver import LinkResolver, MediaFile, ResolvedLink

WIKILINK = "[["
"""What stands before a wikilink where addresses are remembered."""


class Targets(LinkResolver):
    """A library of what was found for one text when it was published. `found` are the targets by what is
    written, `path` that of the text itself."""

    def __init__(self, found: Mapping[str, ResolvedLink], path: str) -> None:
        super().__init__()
        self._found = found
        self._path = path

    def find(self, address: str, key: str) -> ResolvedLink:
        """As `LinkResolver` has it. What was not found is dead, or leads out of what is published."""
        return self._found.get(address) or super().find(address, key)

    def named(self, name: str) -> ResolvedLink:
        """As `LinkResolver` has it."""
        return self._found.get(WIKILINK + name) or super().named(name)

    def path_of(self, key: str) -> str:
        """The path of the text: nobody asks for another's."""
        del key
        return self._path


def resolved(mentions: Iterable[str], key: str, library: LinkResolver) -> dict[str, ResolvedLink]:
    """The files that a text's mentions lead to, each under what is written."""
    found = {}
    for written in mentions:
        is_name = written.startswith(WIKILINK)
        target = library.named(written.removeprefix(WIKILINK)) if is_name else library.find(written, key)
        if target.key:
            found[written] = target
    return found


def flat(targets: Mapping[str, ResolvedLink]) -> dict[str, list[Any]]:
    """Targets as JSON holds them."""
    return {written: [one.kind, one.path, one.key, *_facts(one.medium)] for written, one in targets.items()}


def restored(table: Mapping[str, list[Any]]) -> dict[str, ResolvedLink]:
    """What `flat` took apart."""
    return {
        written: ResolvedLink(kind, path, _medium(facts), key)
        for written, (kind, path, key, *facts) in table.items()
    }


def _facts(medium: MediaFile | None) -> list[Any]:
    return [medium.etag, medium.size, medium.width, medium.height, *medium.widths] if medium else []


def _medium(facts: list[Any]) -> MediaFile | None:
    if not facts:
        return None
    etag, size, width, height, *widths = facts
    return MediaFile(etag, size, width, height, tuple(widths))
