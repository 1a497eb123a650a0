"""WordPress: its export, a file of XML (WXR) or several of them."""

from __future__ import annotations

from pathlib import Path

from billet.migration.sources import Source
from billet.migration.sources.wordpress.reading import read
from billet.migration.sources.xml_files import has_mark


def _recognises(path: Path) -> bool:
    return has_mark(
        path, lambda first: b"http://wordpress.org/export/" in first or b"<wp:wxr_version>" in first
    )


SOURCE = Source("wordpress", "WordPress", _recognises, read)
