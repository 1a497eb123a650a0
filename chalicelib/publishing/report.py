"""What a run of publishing did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from chalicelib.content.receipt import Receipt
from chalicelib.index.file import IndexFile


@dataclass(frozen=True)
class Report:
    """The receipts of the files that a run read, the files that are gone, the generation of the index after
    it, and how many files are left for a later run."""

    receipts: tuple[Receipt, ...] = ()
    deleted: tuple[str, ...] = ()
    generation: int = 0
    left: int = 0
    index: IndexFile | None = field(default=None, compare=False, repr=False)
    """The index as it was saved."""
    texts: Mapping[tuple[str, str], str] = field(default_factory=dict, compare=False, repr=False)
    """The words of texts that were read, by key and ETag."""
