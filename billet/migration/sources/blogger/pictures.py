"""Pictures of Blogger, which lie at Google's: each under as many addresses as it was shown in sizes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from hashlib import sha256
from html import escape, unescape
from pathlib import Path
from urllib.parse import unquote

from billet.migration.file_paths import FilePaths
from billet.migration.model import Medium, Origin
from billet.migration.sources.lenient_addresses import urlsplit

_PICTURE = re.compile(r"""(<(?:img|a)\b[^<>]*?\b(?:src|href)\s*=\s*["'])([^"']+)(["'])""", re.IGNORECASE)
_LINKED = re.compile(
    r"""<a\b[^<>]*\bhref=["']([^"'>]*)["'][^<>]*>\s*(<img\b[^<>]*\bsrc=["']([^"'>]*)["'][^<>]*>)\s*</a>""",
    re.IGNORECASE,
)
_HOST = re.compile(
    r"(?:\d\.bp\.blogspot\.com|blogger\.googleusercontent\.com|lh\d\.(?:googleusercontent|ggpht)\.com)$"
)
_SIZE = re.compile(r"/(?:[swh]\d+[-\w]*)/(?=[^/]+$)|=[swh]\d+[-\w]*$")
_SUFFIXES = (".jpg", ".jpeg", ".png", ".gif", ".webp", ".bmp", ".svg")


@dataclass
class Pictures:
    """The pictures of a blog by their address without a size. `folder` may have copies of them."""

    folder: Path | None
    paths: FilePaths
    media: dict[str, Medium] = field(default_factory=dict)

    def collect(self, html: str, year: str, origin: Origin) -> str:
        """Returns HTML that shows each picture in its largest size, not linked to itself, and keeps the
        pictures."""
        html = _PICTURE.sub(lambda match: match[1] + self._whole(match, year, origin) + match[3], html)
        return _LINKED.sub(lambda match: match[2] if match[1] == match[3] else match[0], html)

    def _whole(self, match: re.Match[str], year: str, origin: Origin) -> str:
        address = unescape(match[2]).strip()
        parts = urlsplit(address if "//" in address[:8] else "")
        name = unquote(parts.path.rpartition("/")[2])
        is_shown = match[1][:4].lower() == "<img" or name.lower().endswith(_SUFFIXES)
        if not _HOST.search(parts.hostname or "") or not is_shown:
            return match[2]
        bare = f"https://{parts.netloc}{_SIZE.sub(_largest, parts.path)}"
        medium = self.media.get(bare)
        addresses = (*(medium.addresses if medium else (bare,)), address)
        self.media[bare] = Medium(
            path=medium.path if medium else self.paths.medium(f"{year}/{self._name(name, bare)}"),
            origin=medium.origin if medium else origin,
            content=medium.content if medium else self._copy(name),
            url=bare,
            addresses=tuple(dict.fromkeys(addresses)),
        )
        return escape(bare)

    def _name(self, name: str, address: str) -> str:
        """Returns the name of a picture; the newest addresses have none."""
        if name.lower().endswith(_SUFFIXES):
            return name
        stem = f"blogger-{sha256(address.encode()).hexdigest()[:10]}"
        return stem + _SUFFIXES[0]

    def _copy(self, name: str) -> Path | None:
        if self.folder is None or not name:
            return None
        candidate = (self.folder / name).resolve()
        return candidate if candidate.is_relative_to(self.folder.resolve()) and candidate.is_file() else None


def _largest(match: re.Match[str]) -> str:
    """Returns what stands for the size: s0 is that of the file itself."""
    return "/s0/" if match[0].startswith("/") else "=s0"
