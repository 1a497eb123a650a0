"""Ghost's cards and texts, as its own renderers wrote them (`record/ghost_cards.cjs`): the HTML that it made
of a document and the document itself come to the same."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from billet.migration.sources.ghost.lexical import lexical_html
from billet.migration.sources.ghost.mobiledoc import mobiledoc_html
from billet.migration.sources.ghost.rendered_html import plain_html
from billet.migration.sources.html_tree import parsed, serialized

RECORDS = json.loads((Path(__file__).parent / "data" / "ghost" / "cards.json").read_text(encoding="utf-8"))
LEFT_OUT = {
    "html for members": "a part that only members saw",
    "email": "a card that only mails showed",
    "email-cta": "a card that only mails showed",
    "signup": "a form to subscribe",
    "transistor": "a part that only members saw",
}
SILENT_IN_HTML = {"email", "email-cta"}
"""Cards of which Ghost's HTML has nothing."""


def canonical(html: str) -> str:
    """Returns HTML as a browser reads it, without blanks between its elements."""
    return re.sub(r"(?<=>)\s+(?=<)|\A\s+|\s+\Z", "", serialized(parsed(html)))


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record["name"])
def test_html_and_document_come_to_the_same(record: dict[str, Any]) -> None:
    losses_of_html: list[str] = []
    losses_of_document: list[str] = []
    to_html = mobiledoc_html if record["name"] == "mobiledoc" else lexical_html
    from_document = to_html(record["document"], losses_of_document)
    assert canonical(plain_html(record["html"], losses_of_html)) == canonical(plain_html(from_document, []))
    expected = [LEFT_OUT[record["name"]]] if record["name"] in LEFT_OUT else []
    assert losses_of_document == expected
    assert losses_of_html == ([] if record["name"] in SILENT_IN_HTML else expected)
    assert bool(from_document) == (not expected and record["name"] not in ("paywall", "nothing"))
    assert "kg-" not in from_document
