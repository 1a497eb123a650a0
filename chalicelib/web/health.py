"""What a monitor asks: whether the blog can be read, and whether anybody still looks for uploads."""

from __future__ import annotations

from chalice.app import Response

from chalicelib.index import sqlite_features
from chalicelib.services import services
from chalicelib.version import deployed
from chalicelib.web import responses


def health() -> Response:
    """Tells of the bucket as it is now, past all caches: 200 when all is well, else 503."""
    from chalicelib.index.heartbeat import check_health  # imported late: readers' pages do without

    result = check_health(services().bucket, services().clock)
    return responses.document(
        {
            "status": result.status,
            "version": deployed(),
            "sqlite": sqlite_features.VERSION,
            "search": sqlite_features.has_full_text_search(),
            "index": {
                "generation": result.generation,
                "checked": result.checked.isoformat(timespec="seconds") if result.checked else None,
                "age_seconds": result.age_seconds,
            },
        },
        200 if result.status == "ok" else 503,
    )
