from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.content import dates
from chalicelib.content.dates import DateError

PARIS = ZoneInfo("Europe/Paris")


@pytest.mark.parametrize(
    "text",
    [
        "2013-04-02",
        "2013-4-2",
        "2013/04/02",
        "2013.4.2",
        "20130402",
        "2013年4月2日",
        "Apr 02 2013",
        "April 2nd, 2013",
        "2 April 2013",
        "02-Apr-2013",
        "Tue, 2 Apr 2013",
        "2 avril 2013",
        "mar. 2 avr. 2013",
        "Mardi 2 avril 2013",
        "le 2 AVRIL 2013",
        "2013-04-02T00:00",
        "2013-04-01T24:00",
        "2013-04-02 00:00:00 +0200",
        "2013-04-01 22:00:00 UTC",
        '"2013-04-02"',
    ],
)
def test_a_day_begins_in_the_zone_of_the_site(text: str) -> None:
    assert dates.read(text, PARIS).time == datetime(2013, 4, 1, 22, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "2013-04-02T10:30",
        "2013-04-02 10:30:00",
        "2013-04-02,10:30",
        "2013-04-02T10:30:00.000",
        "2013-04-02T08:30:00Z",
        "2013-04-02T08:30:00.000000000Z",
        "20130402T083000Z",
        "2013-04-02 10:30:00 +0200",
        "2013-04-02 10:30:00 +02:00",
        "2013-04-02 03:30:00 -5:00",
        "2013-04-02 10:30 +02",
        "2013-04-02 08:30 GMT",
        "2013-04-02 10:30 CEST",
        "2013-04-02 04:30:00 EDT",
        "2013-04-02T10:30:00+02:00[Europe/Paris]",
        "2013-04-02 04:30 America/New_York",
        "Tue, 02 Apr 2013 10:30:00 +0200",
        "Tue Apr  2 08:30:00 UTC 2013",
        "Tue Apr 02 2013 10:30:00 GMT+0200 (heure d’été d’Europe centrale)",
        "mardi 2 avril 2013 à 10h30",
        "2 Apr 2013 10:30 am",
        "2013-04-02 10:30 a.m.",
    ],
)
def test_a_time_is_in_its_own_zone_or_in_that_of_the_site(text: str) -> None:
    assert dates.read(text, PARIS).time == datetime(2013, 4, 2, 8, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("1er mars 2025", 1),
        ("13/03/2025", 13),
        ("03/13/2025", 13),
        ("3/3/2025", 3),
        ("7.3.2025", 7),
        ("12 mars 2025", 12),
    ],
)
def test_a_day_of_march_is_told_by_its_words_or_by_figures_that_leave_no_doubt(text: str, day: int) -> None:
    assert dates.read(text, UTC).time == datetime(2025, 3, day, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "38",
            "2013",
            "2013-04",
            "9999-99-99",
            "2013-02-30",
            "0001-01-01",
            "hier",
            "1365000000",
            "2 jui 2013",
        ),
        *(
            "2013-04-02 25:00",
            "2013-04-02 10:61",
            "2013-04-02 10:30 XYZ",
            "2013-04-02 10:30 +99:00",
            "02/04/13",
        ),
        *("2013-04-02 10:30 Europe/Nowhere", "2013-04-02 2014-04-02", "%date%", "{{ date }}", "x" * 200),
        *("2 avril 2013 2014", "avril mai 2 2013", "2013-04-02 13:00 am", "2013-04-02 10:30 11:30"),
    ],
)
def test_what_is_no_date_is_not_guessed(text: str) -> None:
    with pytest.raises(DateError) as caught:
        dates.read(text, PARIS)
    assert not caught.value.ambiguous


def test_a_date_that_may_be_two_names_both() -> None:
    with pytest.raises(DateError, match="2025-04-03 or 2025-03-04") as caught:
        dates.read("03/04/2025", PARIS)
    assert caught.value.ambiguous


zones = st.sampled_from(["Pacific/Kiritimati", "Pacific/Niue", "Europe/Paris", "UTC"]).map(ZoneInfo)
moments = st.datetimes(datetime(1900, 1, 1), datetime(2199, 1, 1), timezones=zones)  # noqa: DTZ001


@given(moments, zones)
def test_what_is_dumped_comes_back(moment: datetime, zone: ZoneInfo) -> None:
    offset = moment.utcoffset() or timedelta()
    if offset % timedelta(minutes=1):
        return  # before there were time zones, towns had seconds of their own
    assert dates.read(moment.isoformat(), zone).time == moment.astimezone(UTC)


@given(
    st.text(max_size=40) | st.text(st.sampled_from("0123456789-/:. +TZapmrilhUC[](),"), max_size=30), zones
)
def test_any_text_is_a_moment_or_none(text: str, zone: ZoneInfo) -> None:
    try:
        assert dates.read(text, zone).time.tzinfo is UTC
    except DateError as error:
        assert str(error)


def test_a_fraction_may_stand_where_the_seconds_were_left_out() -> None:
    assert dates.read("2025-04-01 20:00.000000000 +08:00", UTC).time == datetime(2025, 4, 1, 12, tzinfo=UTC)
