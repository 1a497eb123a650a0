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


def test_each_season_follows_the_one_before() -> None:
    begins = [date(2026, 3, 20), date(2026, 6, 21), date(2026, 9, 23), date(2026, 12, 21)]
    eve = [season(day - timedelta(days=1), PARIS) for day in begins]
    assert eve == ["winter", "spring", "summer", "autumn"]
    assert [season(day, PARIS) for day in begins] == ["spring", "summer", "autumn", "winter"]


def test_the_south_has_the_other_season() -> None:
    assert season(date(2026, 1, 15), UTC, "south") == "summer"
    assert season(date(2026, 7, 15), UTC, "south") == "winter"
