"""Copies that sync programs make of a file which two computers have changed."""

from __future__ import annotations

import pytest

from tests.conftest import Author

# As each program's documentation and its users' reports name them.
CERTAIN = (
    "a (Zoé's conflicted copy 2026-01-02).md",
    "a (conflicted copy 2026-01-02 030405).md",
    "a (Copie en conflit de Zoé 2026-01-02).md",
    "a (Conflicted copy MacBook 202601020304).md",
    "a.sync-conflict-20260102-030405-ABCDEFG.md",
    "a_conflict-20260102-030405.md",
    "a (SFConflict zoe@example.org 2026-01-02-03-04-05).md",
    "a [conflicted].md",
)
LIKELY = ("a 2.md", "a (1).md", "a - Copie.md", "a copy 2.md", "a-DESKTOP-1A2B3C4.md")
CHOSEN = (
    "Tome 2.md",
    "b (1).md",
    "The conflict.md",
    "a-2.md",
    "photo copy.md",
    "Le conflict copy.md",
    "a-laptop.md",
)


@pytest.fixture
def warned(author: Author) -> set[str]:
    """The files that are said to be copies."""
    for number, name in enumerate(("a.md", *CERTAIN, *LIKELY, *CHOSEN)):
        author.uploads(f"articles/{name}", f"---\ntitle: A\nslug: s{number}\n---\nUn texte.\n")
    receipts = author.reconciles()
    return {
        key.removeprefix("articles/")
        for key, receipt in receipts.items()
        if "conflict-copy" in {problem.code for problem in receipt.warnings}
    }


def test_a_copy_is_told_and_a_name_that_an_author_has_chosen_is_not(warned: set[str]) -> None:
    assert warned == {*CERTAIN, *LIKELY}
