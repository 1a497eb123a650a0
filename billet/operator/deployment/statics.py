"""The files that come with the code, put into the bucket for a CDN that reads them there."""

from __future__ import annotations

from pathlib import PurePosixPath

from chalicelib.content.media import A_DAY
from chalicelib.storage.s3 import Bucket
from chalicelib.web import assets, responses

PREFIX = "static/"
"""Their folder in the bucket."""


def put(bucket: Bucket) -> list[str]:
    """Puts all of them, under their plain and their hashed names; returns the keys."""
    keys = []
    for path in sorted(assets.FOLDER.iterdir()):
        for name, span in ((path.name, A_DAY), (assets.hashed(path.name), responses.FOREVER)):
            kind = assets.TYPES[PurePosixPath(name).suffix]
            bucket.write(PREFIX + name, path.read_bytes(), content_type=kind, cache_control=span)
            keys.append(PREFIX + name)
    return keys
