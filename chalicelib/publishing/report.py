"""What a run of publishing did."""

from __future__ import annotations

from dataclasses import dataclass

from chalicelib.content.receipt import Receipt


@dataclass(frozen=True)
class Report:
    """The receipts of the files that a run read, the files that are gone, the generation of the index after
    it, and how many files are left for a later run."""

    receipts: tuple[Receipt, ...] = ()
    deleted: tuple[str, ...] = ()
    generation: int = 0
    left: int = 0
