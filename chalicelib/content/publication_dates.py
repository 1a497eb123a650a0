"""The publication dates of an article: when and whether readers see it, taken from many possible keys."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from chalicelib.content.article_fields import Addresses
from chalicelib.content.dates import Moment
from chalicelib.content.field_reader import SWITCH, Values
from chalicelib.content.file_name import Name
from chalicelib.content.key_aliases import squeezed
from chalicelib.content.problem import ContentError

_DRAFTS = frozenset(
    [
        *("draft", "private", "pending", "future", "trash", "autodraft", "unpublished"),
        *("brouillon", "prive", "enattente", "corbeille"),
    ]
)
_HIDDEN = frozenset(["hidden", "unlisted", "nonliste", "masque", "cache"])


@dataclass(frozen=True)
class Life:
    """When and whether readers see an article. `date` is None where it is that of the upload."""

    date: datetime | None
    appears: datetime | None
    updated: datetime | None
    expires: datetime | None
    draft: bool
    unlisted: bool


def life_of(values: Values, name: Name, address: Addresses, uploaded: datetime) -> Life:
    """Returns the life of an article, whose day may also stand in its name or in an address.

    Raises `ContentError` for a date, or a word for drafts, that cannot be read: what may be a draft is
    never published.
    """
    date = _moment(values, "date")
    published = _moment(values, "published")
    day = name.day or address.day
    begins = date or published or _moment(values, "created") or (values.day(day) if day else None)
    later = published if date and published and published.time > date.time else None
    if begins:
        _warn_of_zone(values, later or begins, uploaded)
    expires = _moment(values, "expires")
    status = {squeezed(word) for key, field in values.all("status") for word in values.several(key, field)}
    return Life(
        date=begins.time if begins else None,
        appears=later.time if later else None,
        updated=_updated(values),
        expires=expires.time if expires else None,
        draft=name.draft or _is_draft(values) or not _DRAFTS.isdisjoint(status),
        # An unknown word leaves it out of lists: what may be hidden is not shown.
        unlisted=values.choice("unlisted", SWITCH, default=values.first("unlisted") is not None)
        or not _HIDDEN.isdisjoint(status),
    )


def _moment(values: Values, meaning: str) -> Moment | None:
    for key, field in values.all(meaning):
        if meaning == "published" and isinstance(field.value, str) and field.value.lower() in SWITCH:
            continue  # whether, and not when
        return values.moment(key, field, "expires" if meaning == "expires" else "date")
    return None


def _updated(values: Values) -> datetime | None:
    first = values.first("updated")
    if not first:
        return None
    try:
        moment = values.moment(*first)
    except ContentError as error:
        values.warn(first[1], error.problem.message + ", and is passed over", error.problem.remedy, "updated")
        return None
    return moment.time if moment else None


def _warn_of_zone(values: Values, moment: Moment, uploaded: datetime) -> None:
    """Adds a warning about a date to come that would have been past, had its clock been read in the zone
    the author most likely meant."""
    if moment.clock is None or moment.time <= uploaded:
        return
    likely = moment.clock.replace(tzinfo=values.zone if moment.zoned else UTC)
    if likely <= uploaded:
        which = "the site's zone" if moment.zoned else "UTC"
        first = values.first("date") or values.first("published")
        values.warn(
            first[1] if first else None,
            f"it appears at {moment.time:%Y-%m-%d %H:%M} UTC, which is to come; in {which} that hour is past",
            "Write the zone that is meant, such as +02:00",
            "zone-mistake",
        )


def _is_draft(values: Values) -> bool:
    drafts = [values.flag(key, field) for key, field in values.all("draft")]
    for key, field in values.all("public"):
        text = values.single(key, field).lower()
        if text in SWITCH:
            drafts.append(not SWITCH[text])
        elif squeezed(key) == "public":
            values.flag(key, field)  # which refuses it; the others may be dates
    return any(drafts) or values.lesser("address").lower() == "false"
