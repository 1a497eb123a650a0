"""The pictures and other files of a site of Ghost, as its texts and settings name them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from urllib.parse import unquote

from billet.migration.file_paths import FilePaths
from billet.migration.model import Medium, Origin, Site
from billet.migration.sources.ghost.export_file import ExportFile
from billet.migration.sources.ghost.posts import rooted
from billet.migration.sources.lenient_addresses import urlsplit

_FOLDERS = r"""/content/((?:images|media|files)/[^\s"'<>)?#\\]+)"""
_SETTINGS = ("logo", "icon", "cover_image", "cover")


def media_of(export: ExportFile, site: Site, settings: Mapping[str, object], base: str) -> Iterator[Medium]:
    """Yields each file of Ghost's own that a text, a post or a setting names, once. `base` is the path of the
    site on its host."""
    paths, known = FilePaths(), set[str]()
    texts = [(entry.origin, f'{entry.text}\n"{entry.image}"') for entry in site.entries]
    named = "\n".join(f'"{rooted(settings.get(key), base)}"' for key in _SETTINGS)
    pattern = re.compile(rf"""(?:https?://[^\s"'<>()]+?|{re.escape(base)})?{_FOLDERS}""")
    for origin, text in [*texts, (Origin(export.name, item="settings"), named)]:
        for match in pattern.finditer(text):
            path = unquote(match[1])
            if path in known or not _is_own(match[0], site.address):
                continue
            known.add(path)
            from_root = f"{base}/content/{match[1]}"
            url = match[0] if match[0].startswith("http") else ""
            yield Medium(
                path=paths.medium(path.partition("/")[2]),
                origin=origin,
                content=export.medium(path),
                url=url or (f"{site.address.rstrip('/')}/content/{match[1]}" if site.address else ""),
                addresses=(url, from_root) if url else (from_root,),
            )


def _is_own(address: str, home: str) -> bool:
    """Whether an address is of the site itself: from its root, or on the host of its home page."""
    host = urlsplit(address).netloc.removeprefix("www.")
    return not host or host == urlsplit(home).netloc.removeprefix("www.")
