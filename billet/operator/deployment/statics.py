"""The files that come with the code, put into the bucket for a CDN that reads them there."""

from __future__ import annotations

from pathlib import PurePosixPath

from chalicelib.content.media import A_DAY
from chalicelib.storage.s3 import Bucket
from chalicelib.web import assets, responses

PREFIX = "static/"
"""Where they lie in the bucket."""


def put(bucket: Bucket) -> list[str]:
    """Put all of them, by their plain and by their lasting names; the keys."""
    keys = []
    for path in sorted(assets.FOLDER.iterdir()):
        for name, span in ((path.name, A_DAY), (assets.hashed(path.name), responses.FOREVER)):
            kind = assets.TYPES[PurePosixPath(name).suffix]
            bucket.write(PREFIX + name, path.read_bytes(), content_type=kind, cache_control=span)
            keys.append(PREFIX + name)
    return keys
