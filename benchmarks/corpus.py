"""Articles to measure with: the demo's words over and over, in a fixed order."""

from __future__ import annotations

import random
import re
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from billet.project import ROOT

ARTICLES = 12
SLUG = "article-0"
FIRST = date(2020, 1, 1)


def text(words: int, seed: int = 1) -> str:
    """Returns Markdown of about `words` words: prose with marks, links, lists, tables and code."""
    chooser = random.Random(seed)
    blocks: list[str] = []
    count = 0
    while count < words:
        blocks.append(chooser.choice(_demo_blocks()))
        count += len(blocks[-1].split())
    return "\n\n".join(blocks)


@cache
def _demo_blocks() -> list[str]:
    return [
        block
        for path in sorted((ROOT / "content" / "articles").glob("*.md"))
        for block in re.split(r"\n\n+", path.read_text(encoding="utf-8").split("\n---\n", 1)[-1])
        if not block.startswith(("[TOC]", "*[", "[^"))
    ]


def write(folder: Path, articles: int = ARTICLES) -> None:
    """Writes a content folder with so many articles of 600 words."""
    (folder / "articles").mkdir(parents=True)
    (folder / "site.toml").write_text('title = "Bench"\nfirst_year = 2004\n', encoding="utf-8")
    for number in range(articles):
        front = f"---\ntitle: Article {number}\ndate: {FIRST + timedelta(days=number)}\n---\n"
        file = folder / "articles" / f"article-{number}.md"
        file.write_text(front + text(600, seed=number), encoding="utf-8")
