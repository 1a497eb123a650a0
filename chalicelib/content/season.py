"""The season of a day, by the equinoxes and solstices."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Literal

Season = Literal["spring", "summer", "autumn", "winter"]
Hemisphere = Literal["north", "south"]

SEASONS: tuple[Season, ...] = ("spring", "summer", "autumn", "winter")

# Mean instants of the equinoxes and solstices of the years 1000 to 3000, as Julian days in
# powers of (year - 2000) / 1000: Meeus, "Astronomical Algorithms", 2nd edition, table 27.B. Without the
# periodic terms the error is at most 25 minutes.
_INSTANTS = (
    (2451623.80984, 365242.37404, 0.05169, -0.00411, -0.00057),
    (2451716.56767, 365241.62603, 0.00325, 0.00888, -0.00030),
    (2451810.21715, 365242.01767, -0.11575, 0.00337, 0.00078),
    (2451900.05952, 365242.74049, -0.06223, -0.00823, 0.00032),
)
_EPOCH = datetime(2000, 1, 1, 12, tzinfo=UTC)  # Julian day 2451545.0


def first_days(year: int, zone: tzinfo) -> tuple[date, ...]:
    """Returns the four days of `year` in `zone` on which a season begins, that of March first."""
    millennia = (year - 2000) / 1000
    days = (sum(term * millennia**power for power, term in enumerate(terms)) for terms in _INSTANTS)
    return tuple((_EPOCH + timedelta(days=day - 2451545)).astimezone(zone).date() for day in days)


def season(day: date, zone: tzinfo, hemisphere: Hemisphere = "north") -> Season:
    """Returns the season of `day`: spring begins on the day of the March equinox in the north."""
    begun_seasons = sum(day >= first_day for first_day in first_days(day.year, zone))
    northern = begun_seasons - 1  # -1 before March: the winter that began the year before
    return SEASONS[(northern + (2 if hemisphere == "south" else 0)) % 4]
