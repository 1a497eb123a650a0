"""The bench measures what it says."""

from __future__ import annotations

from benchmarks import posts
from benchmarks.coldstart import reader_event
from benchmarks.fresh import Order, taken
from benchmarks.shelf import shelf


def test_posts_are_the_same_each_time_and_the_next_one_is_the_newest() -> None:
    years = [posts.post(number, 50) for number in range(51)]
    assert years == [posts.post(number, 50) for number in range(51)]
    assert years == sorted(years, key=lambda one: one.date)
    assert {years[0].date.year, years[-1].date.year} == {2004, 2026}
    for one in years:
        assert posts.WORDS <= len(one.body.split()) < posts.WORDS + 150


def test_what_grows_is_measured_in_processes_of_their_own() -> None:
    with shelf() as blog:
        blog.put(0, 3, 3)
        first, rest = (taken(Order(), blog.environment) for _ in range(2))
        home = taken(Order([reader_event("/")]), blog.environment)
        assert any(key.startswith("_index/") and size for key, size in blog.made().items())
    assert first
    assert rest
    assert home
    assert first.count("GetObject") >= 3
    assert first.children > 0, "texts are rendered elsewhere"
    assert rest.count("Put", "Delete") == 0
    assert home.statuses == [200]
    assert 0 < home.largest < home.read
