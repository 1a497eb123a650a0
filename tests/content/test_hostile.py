"""That no file costs more than it may is measured by `make bench`; that none is read in time that grows
with its square is held here, with room for a busy machine."""

from __future__ import annotations

import time

import pytest

from benchmarks import hostile
from chalicelib.content import article_parser
from chalicelib.content.article import Source
from chalicelib.content.problem import ContentError

FILES = [file for file in hostile.hostile() if not file[0].startswith(("text", "MDX"))]


@pytest.mark.parametrize(("name", "text", "file"), FILES, ids=[name for name, _, _ in FILES])
def test_hostile_front_matter_is_read_or_refused_at_once(name: str, text: str, file: str) -> None:
    source = Source(f"articles/{file}", text.encode(), "", "", hostile.UPLOADED)
    begun = time.process_time()
    try:
        article_parser.parse(source, "articles", hostile.SITE)
    except ContentError as error:
        assert error.problem.line >= 1
        assert error.problem.remedy
    assert time.process_time() - begun < 5 * hostile.BOUND
