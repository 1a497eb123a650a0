"""What lies in the bucket and is not, or no longer, in the content folder."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path

from billet.author.cards.planning import is_old_card
from billet.author.upload import Upload
from chalicelib.content.card import Card, card_at
from chalicelib.content.listing import is_text
from chalicelib.content.media import COPIES, etag_start, original_of


def deletions(
    existing_keys: Collection[str],
    paths: Mapping[str, Path],
    all_uploads: Iterable[Upload],
    cards: Mapping[str, Card | None],
) -> Iterator[str]:
    """Yields the keys to delete: texts before what they show, and last the copies and cards of what is gone
    or has changed. `cards` are those that articles should have."""
    current = {(upload.key, etag_start(upload.etag)) for upload in all_uploads}
    gone = [key for key in existing_keys if key not in paths and not key.startswith(COPIES)]
    yield from sorted(gone, key=lambda key: (not is_text(key), key))
    for key in sorted(key for key in existing_keys if key.startswith(COPIES)):
        if card := card_at(key):
            if card[0] not in paths or is_old_card(key, cards):
                yield key
        elif (original_of(key) or ("", ""))[:2] not in current:
            yield key


def renames(etags: Mapping[str, str], all_uploads: Iterable[Upload]) -> dict[str, str]:
    """Returns the new key of each of the author's files whose bytes are in the folder under another name.
    `etags` are those of what is not in the folder."""
    new_keys = {upload.etag: upload.key for upload in all_uploads}
    return {
        key: new_keys[etag] for key, etag in etags.items() if etag in new_keys and not key.startswith(COPIES)
    }
