"""How much of the CommonMark specification is read as it says: its examples are in a file of its own
(https://spec.commonmark.org/0.31.2/spec.json), which is not part of this project."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

from benchmarks.html_events import events
from benchmarks.tables import show
from chalicelib.markdown.dialect import markdown_for
from chalicelib.markdown.text_findings import TextFindings

GOAL = 640


def report(path: Path) -> None:
    """Prints how many examples come out as specified, before cleaning, and in which sections others do
    not."""
    examples = json.loads(path.read_text(encoding="utf-8"))
    others = Counter(example["section"] for example in examples if not is_as_specified(example))
    right = len(examples) - others.total()
    show(
        (f"CommonMark: {right} of {len(examples)} examples, at least {GOAL}", "otherwise"),
        [(section, str(count)) for section, count in others.most_common()],
    )


def is_as_specified(example: dict[str, Any]) -> bool:
    """Returns whether an example has the structure and the words that are specified; a figure counts as the
    picture with a title that was written."""
    page = markdown_for(example["markdown"], "zxx", TextFindings()).convert(example["markdown"])
    page = re.sub(
        r"<figure>(<img [^>]*)>\s*<figcaption>(.*?)</figcaption></figure>", r'<p>\1 title="\2"></p>', page
    )
    return events(page) == events(example["html"])
