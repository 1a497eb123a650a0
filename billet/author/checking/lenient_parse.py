"""What a refused file still says of itself."""

from __future__ import annotations

from dataclasses import replace

from chalicelib.content import article as articles
from chalicelib.content import article_parser
from chalicelib.content.article import Article, Source
from chalicelib.content.article_parser import Defaults
from chalicelib.content.problem import ContentError

_ATTEMPTS = 5
"""How many lines may be left out before the file is given up."""


def parse_leniently(source: Source, defaults: Defaults) -> Article | None:
    """The article without the lines that it is refused for; None where it cannot be parsed without them."""
    kind = articles.kind_of(source.key)
    lines = source.data.split(b"\n")
    for _ in range(_ATTEMPTS):
        try:
            assert kind, "only content is refused for a line"
            return article_parser.parse(replace(source, data=b"\n".join(lines)), kind, defaults)
        except ContentError as error:
            wrong = error.problem.line - 1
            if not (0 < wrong < len(lines) and lines[wrong].strip()):
                return None
            lines[wrong] = b""
        except Exception:  # a defect, which the receipt names already
            return None
    return None
