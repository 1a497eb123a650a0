"""Articles to measure with: the demo's words over and over, in a fixed order."""

from __future__ import annotations

import random
import re
from pathlib import Path

from billet.project import ROOT

ARTICLES = 12
SLUG = "article-0"


def text(words: int, seed: int = 1) -> str:
    """Markdown of about `words` words: prose with marks, links, lists, tables and code."""
    chooser = random.Random(seed)
    blocks = [
        block
        for path in sorted((ROOT / "content" / "articles").glob("*.md"))
        for block in re.split(r"\n\n+", path.read_text(encoding="utf-8").split("\n---\n", 1)[-1])
        if not block.startswith(("[TOC]", "*[", "[^"))
    ]
    chosen: list[str] = []
    count = 0
    while count < words:
        chosen.append(chooser.choice(blocks))
        count += len(chosen[-1].split())
    return "\n\n".join(chosen)


def write(folder: Path) -> None:
    """A content folder with a handful of articles of 600 words."""
    (folder / "articles").mkdir(parents=True)
    (folder / "site.toml").write_text('title = "Bench"\nfirst_year = 2004\n', encoding="utf-8")
    for number in range(ARTICLES):
        front = f"---\ntitle: Article {number}\ndate: 2025-01-{number + 1:02}\n---\n"
        file = folder / "articles" / f"article-{number}.md"
        file.write_text(front + text(600, seed=number), encoding="utf-8")
