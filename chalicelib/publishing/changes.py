"""What differs between the list of a bucket and the index that was made of it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from chalicelib.content.article_parser import PARSER_VERSION
from chalicelib.content.listing import SETTINGS, ListedObject, is_text
from chalicelib.content.media import MediaFile
from chalicelib.content.site import Site
from chalicelib.index.file import IndexFile
from chalicelib.index.publishing_queries import (
    media_files,
    slug_conflicts,
    state_of,
    text_etags,
    waiting_keys,
)


@dataclass(frozen=True)
class Changes:
    """The list of a bucket held against an index. `etags` are those of the listed texts and settings by key;
    `changed` the keys of those that are new or have other bytes, `gone` those of files that are not listed;
    `generation` counts this state of the bucket, `digest` tells it from others."""

    listing: Sequence[ListedObject]
    digest: str
    generation: int
    etags: Mapping[str, str]
    changed: frozenset[str]
    gone: frozenset[str]
    known_media: Mapping[str, MediaFile]
    is_same: bool
    """Whether the index was made of this very list, whole, by the present rules."""
    parser_changed: bool
    was_complete: bool
    """Whether all that the last run listed was read as it was listed."""

    @property
    def deleted(self) -> tuple[str, ...]:
        """The keys of texts and media that are gone."""
        listed = {listed.key for listed in self.listing}
        return tuple(sorted(self.gone | (self.known_media.keys() - listed)))

    @property
    def measured_media(self) -> Mapping[str, MediaFile]:
        """The media whose size need not be looked for again, unless their bytes are others."""
        if self.parser_changed:
            return {}
        return {key: medium for key, medium in self.known_media.items() if self.was_complete or medium.width}

    def texts_to_parse(self, index: IndexFile, site: Site) -> list[str]:
        """Returns the articles and pages to read, under these settings.

        All, where they would be read in another way today; and last of all those that wait for an address of
        others, which may be free then: once after each change, however many runs that takes.
        """
        texts = self.etags.keys() - set(SETTINGS)
        before = index.site
        if self.parser_changed or (site.language, site.zone) != (before.language, before.zone):
            return sorted(texts)
        conflicts = slug_conflicts(index) & texts
        changed = self.changed & texts
        first = changed - conflicts
        waiting = conflicts if first or self.gone else conflicts & changed
        return [*sorted(first), *sorted(waiting & changed), *sorted(waiting - changed)]


def compare(index: IndexFile, listing: Sequence[ListedObject]) -> Changes:
    """Returns what differs between an index and the list of the bucket."""
    state, digest = state_of(index), listing_digest(listing)
    etags = {listed.key: listed.etag for listed in listing if is_text(listed.key)}
    known = text_etags(index)
    had = known.keys() | waiting_keys(index)
    return Changes(
        listing=listing,
        digest=digest,
        generation=state.generation + (digest != state.listing_digest),
        etags=etags,
        changed=frozenset(key for key, etag in etags.items() if known.get(key) != etag),
        gone=frozenset(had - etags.keys()),
        known_media=media_files(index),
        is_same=(state.listing_digest, state.complete, state.parser_version)
        == (digest, True, PARSER_VERSION),
        parser_changed=state.parser_version != PARSER_VERSION,
        was_complete=state.complete,
    )


def merge(first: Iterable[ListedObject], second: Iterable[ListedObject]) -> list[ListedObject]:
    """Returns what two lists of a bucket have together, by key; of what both have, as the second has it."""
    listed = {entry.key: entry for entries in (first, second) for entry in entries}
    return [listed[key] for key in sorted(listed)]


def listing_digest(listing: Iterable[ListedObject]) -> str:
    """Returns a digest of the keys and ETags in a list."""
    digest = hashlib.sha256()
    for listed in listing:
        digest.update(f"{listed.key}\n{listed.etag}\n".encode(errors="surrogatepass"))
    return digest.hexdigest()[:32]
