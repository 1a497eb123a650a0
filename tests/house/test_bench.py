"""The benchmarks measure what they report."""

from __future__ import annotations

from benchmarks import posts
from benchmarks.blog_server import blog_server
from benchmarks.coldstart import reader_event
from benchmarks.process import PUBLISH, SEARCH, measure


def test_posts_are_the_same_each_time_and_the_next_one_is_the_newest() -> None:
    years = [posts.post(number, 50) for number in range(51)]
    assert years == [posts.post(number, 50) for number in range(51)]
    assert years == sorted(years, key=lambda post: post.date)
    assert {years[0].date.year, years[-1].date.year} == {2004, 2026}
    for post in years:
        assert posts.WORDS <= len(post.body.split()) < posts.WORDS + 150


def test_what_grows_is_measured_in_processes_of_their_own() -> None:
    with blog_server() as blog:
        blog.put(0, 3, 3)
        build, search = measure([PUBLISH, SEARCH], blog.environment)
        (unchanged,) = measure([PUBLISH], blog.environment)
        first, second = measure([reader_event("/")] * 2, blog.environment)
        sizes = blog.index_sizes()
    assert build.count("GetObject") >= 3
    assert build.children > 0, "texts are rendered elsewhere"
    assert (build.count("Put"), search.count("Put"), unchanged.count("Put", "Delete")) == (1, 1, 0)
    assert [first.status, second.status] == [200, 200]
    assert (first.index_reads, second.index_reads) == (1, 0)
    assert first.read >= min(sizes.values()) > 0
