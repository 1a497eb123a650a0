"""What readers may see at a moment, for SQL: the same rule as `Summary.is_public`, held by a test."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

PUBLIC = (
    "articles.draft = 0 AND +articles.begins <= :now "
    "AND (articles.expires IS NULL OR +articles.expires > :now)"
)
"""Which rows of `articles` readers may see at ``:now``, in microseconds. The plus keeps SQLite from reading
all that has begun, which is nearly everything, by `begins`."""

LISTED = f"articles.kind = 'articles' AND articles.unlisted = 0 AND {PUBLIC}"
"""Which of them are on lists."""

MAX_INTEGER = 2**63 - 1
"""The greatest whole number of SQLite."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def microseconds(moment: datetime) -> int:
    """Returns a moment as the tables have it: whole microseconds since 1970."""
    return (moment - _EPOCH) // _MICROSECOND


def moment(microseconds: int) -> datetime:
    """Returns the moment that a table holds, in UTC."""
    return _EPOCH + timedelta(microseconds=microseconds)
