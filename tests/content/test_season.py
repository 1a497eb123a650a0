from __future__ import annotations

from datetime import UTC, date, timedelta
from zoneinfo import ZoneInfo

import pytest

from chalicelib.content.season import first_days, season

PARIS = ZoneInfo("Europe/Paris")

# Days in Paris as the Institut de mécanique céleste publishes them.
KNOWN = {
    2004: ((3, 20), (6, 21), (9, 22), (12, 21)),
    2020: ((3, 20), (6, 20), (9, 22), (12, 21)),
    2023: ((3, 20), (6, 21), (9, 23), (12, 22)),
    2025: ((3, 20), (6, 21), (9, 22), (12, 21)),
    2026: ((3, 20), (6, 21), (9, 23), (12, 21)),
}


@pytest.mark.parametrize("year", KNOWN)
def test_seasons_begin_on_the_days_the_almanac_says(year: int) -> None:
    assert [(day.month, day.day) for day in first_days(year, PARIS)] == list(KNOWN[year])


@pytest.mark.parametrize(
    ("day", "before", "after"),
    [
        (date(2026, 3, 20), "winter", "spring"),
        (date(2026, 6, 21), "spring", "summer"),
        (date(2026, 9, 23), "summer", "autumn"),
        (date(2026, 12, 21), "autumn", "winter"),
    ],
)
def test_each_season_follows_the_one_before(day: date, before: str, after: str) -> None:
    assert (season(day - timedelta(days=1), PARIS), season(day, PARIS)) == (before, after)


def test_the_south_has_the_other_season() -> None:
    assert season(date(2026, 1, 15), UTC, "south") == "summer"
    assert season(date(2026, 7, 15), UTC, "south") == "winter"
