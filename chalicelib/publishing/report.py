"""What a run of publishing did."""

from __future__ import annotations

from dataclasses import dataclass, replace

from chalicelib.content.receipt import Receipt
from chalicelib.markdown.link_resolver import MediaFile


@dataclass(frozen=True)
class Report:
    """What a run did: the receipts it wrote and the files that are gone."""

    receipts: tuple[Receipt, ...] = ()
    deleted: tuple[str, ...] = ()
    generation: int = 0
    left: int = 0
    """Files that a later run must read."""

    def followed_by(self, later: Report) -> Report:
        """What this run and a later one did."""
        return replace(
            later, receipts=(*self.receipts, *later.receipts), deleted=(*self.deleted, *later.deleted)
        )


@dataclass(frozen=True)
class Told:
    """What a receipt was written about: the bytes of a file with what they miss, or a medium."""

    etag: str
    unmet: tuple[str, ...] = ()
    medium: MediaFile | None = None
