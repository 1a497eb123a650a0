"""docs/writing.md, compared with what the code reads and shows."""

from __future__ import annotations

import re

import pytest

from billet.project import ROOT
from chalicelib.content.key_aliases import MEANINGS, squeezed
from chalicelib.markdown.renderer import render

DOCUMENT = (ROOT / "docs" / "writing.md").read_text(encoding="utf-8")


def rows(heading: str) -> list[list[str]]:
    table = DOCUMENT.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    cells = [re.split(r"(?<!\\)\|", line)[1:-1] for line in table.splitlines() if line.startswith("|")]
    return [[cell.replace("\\|", "|").strip() for cell in row] for row in cells[2:]]


@pytest.mark.parametrize(
    "key", [key for row in rows("Front matter") for key in re.findall(r"`([^`:/]+)(?::[^`]*)?`", row[1])]
)
def test_every_key_in_the_document_is_read(key: str) -> None:
    known = {spelling for spellings in MEANINGS.values() for spelling in spellings}
    folders = {"_drafts", "drafts", "brouillons"}
    assert key in folders or squeezed(key) in known


# What each row's examples become in HTML, in the order of the document.
SHOWN = ("callout", "<del>", "<mark>", "footnote", "<figure>", "<audio", "<math", "<a", "<a", "<a")


@pytest.mark.parametrize(("row", "shown"), list(zip(rows("Text"), SHOWN, strict=True)))
def test_every_example_in_the_document_is_rendered(row: list[str], shown: str) -> None:
    for example in re.findall(r"`([^`]+)`", row[0]):
        if example in ("math", "$$…$$", "\\[", "\\]", "![[photo.webp]]", "text[^1]", "[^1]: A note"):
            continue  # words about them
        text = example + "\n> Text." if example.startswith(">") else example
        assert shown in render(text, "en").html, example
