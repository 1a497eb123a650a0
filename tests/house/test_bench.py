"""The benchmarks measure what they report."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import posts, real_files
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


def test_texts_of_any_folder_are_compared_with_github(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    texts = {
        "a": "---\ntitle: A\n---\nUn *mot*.\n\n- a\n  - b\n",
        "b": "[[A]] et :tada: et **a **b** c**",
        "c": "- a\n    - b\n    <img src=x>\n    - c\n",
    }
    for name, text in texts.items():
        (tmp_path / f"{name}.md").write_text(text, encoding="utf-8")
    real_files.report(tmp_path)
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert next(line[:5] for line in lines if "files," in line) == ["3", "files,", "1", "as", "on"]
    assert {line[0]: line[-1] for line in lines if line and line[0] in ("wikilinks", "emoji", "other")} == {
        "wikilinks": "1",
        "emoji": "1",
        "other": "1",
    }
