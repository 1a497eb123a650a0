from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.content import dates
from chalicelib.content.dates import DateError

PARIS = ZoneInfo("Europe/Paris")


DAYS = (
    *("2013-04-02", "2013-4-2", "2013/04/02", "2013.4.2", "20130402", "2013年4月2日", '"2013-04-02"'),
    *("Apr 02 2013", "April 2nd, 2013", "2 April 2013", "02-Apr-2013", "Tue, 2 Apr 2013"),
    *("2 avril 2013", "mar. 2 avr. 2013", "Mardi 2 avril 2013", "le 2 AVRIL 2013"),
    *("2013-04-02T00:00", "2013-04-01T24:00", "2013-04-02 00:00:00 +0200", "2013-04-01 22:00:00 UTC"),
)
TIMES = (
    *("2013-04-02T10:30", "2013-04-02 10:30:00", "2013-04-02,10:30", "2013-04-02T10:30:00.000"),
    *("2013-04-02T08:30:00Z", "2013-04-02T08:30:00.000000000Z", "20130402T083000Z"),
    *("2013-04-02 10:30:00 +0200", "2013-04-02 10:30:00 +02:00", "2013-04-02 03:30:00 -5:00"),
    *("2013-04-02 10:30 +02", "2013-04-02 08:30 GMT", "2013-04-02 10:30 CEST", "2013-04-02 04:30:00 EDT"),
    *("2013-04-02T10:30:00+02:00[Europe/Paris]", "2013-04-02 04:30 America/New_York"),
    *("Tue, 02 Apr 2013 10:30:00 +0200", "Tue Apr  2 08:30:00 UTC 2013"),
    "Tue Apr 02 2013 10:30:00 GMT+0200 (heure d’été d’Europe centrale)",
    *("mardi 2 avril 2013 à 10h30", "2 Apr 2013 10:30 am", "2013-04-02 10:30 a.m."),
    "2013-04-02 16:30.000000000 +08:00",  # a fraction where the seconds were left out
)
NO_DATES = (
    *("", "38", "2013", "2013-04", "9999-99-99", "2013-02-30", "0001-01-01", "hier", "1365000000"),
    *("2013-04-02 25:00", "2013-04-02 10:61", "2013-04-02 10:30 XYZ", "2013-04-02 10:30 +99:00"),
    *("2013-04-02 10:30 Europe/Nowhere", "2013-04-02 2014-04-02", "%date%", "{{ date }}", "x" * 200),
    *("2 avril 2013 2014", "avril mai 2 2013", "2013-04-02 13:00 am", "2013-04-02 10:30 11:30"),
    *("2 jui 2013", "02/04/13"),
)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        *((text, datetime(2013, 4, 2, tzinfo=PARIS)) for text in DAYS),
        *((text, datetime(2013, 4, 2, 10, 30, tzinfo=PARIS)) for text in TIMES),
        # A day of March is told by its words, or by figures that leave no doubt.
        ("1er mars 2025", datetime(2025, 3, 1, tzinfo=PARIS)),
        ("13/03/2025", datetime(2025, 3, 13, tzinfo=PARIS)),
        ("03/13/2025", datetime(2025, 3, 13, tzinfo=PARIS)),
        ("3/3/2025", datetime(2025, 3, 3, tzinfo=PARIS)),
        ("7.3.2025", datetime(2025, 3, 7, tzinfo=PARIS)),
        ("12 mars 2025", datetime(2025, 3, 12, tzinfo=PARIS)),
    ],
)
def test_a_date_is_in_its_own_zone_or_in_that_of_the_site(text: str, moment: datetime) -> None:
    assert dates.read(text, PARIS).time == moment


@pytest.mark.parametrize("text", NO_DATES)
def test_a_text_that_is_no_date_is_not_guessed(text: str) -> None:
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
def test_a_moment_in_iso_8601_is_read_as_it_is(moment: datetime, zone: ZoneInfo) -> None:
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
