"""The formats that `billet export` writes.

Each is a module of this package with a function `write`, which is given the content of the blog and the
folder, and returns what the manifest tells besides the list of files.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Format:
    """A format: its module, and whether what it writes is for the author's eyes alone."""

    module: str
    is_private: bool = True


FORMATS = {
    "markdown": Format("markdown"),
    "json": Format("json_document"),
    "wxr": Format("wxr"),
    "hugo": Format("hugo", is_private=False),
    "pelican": Format("pelican", is_private=False),
    "html": Format("static_site", is_private=False),
}
"""The formats by name, the one that loses nothing first."""
