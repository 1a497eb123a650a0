"""What a file that is refused says of itself all the same."""

from __future__ import annotations

from dataclasses import replace

from chalicelib.content import article as articles
from chalicelib.content import article_parser
from chalicelib.content.article import Article, Source
from chalicelib.content.article_parser import Defaults
from chalicelib.content.problem import ContentError
from chalicelib.markdown.render_report import RenderReport

_ATTEMPTS = 5
"""Lines at the most without which a file is read again."""


def understood(source: Source, defaults: Defaults) -> Article | None:
    """The article without the lines that it is refused for; None where there is no telling."""
    kind = articles.kind_of(source.key)
    lines = source.data.split(b"\n")
    for _ in range(_ATTEMPTS):
        try:
            assert kind, "only content is refused in its lines"
            article = article_parser.parse(replace(source, data=b"\n".join(lines)), kind, defaults)
            return article_parser.complete(article, RenderReport(), defaults)
        except ContentError as error:
            wrong = error.problem.line - 1
            if not (0 < wrong < len(lines) and lines[wrong].strip()):
                return None
            lines[wrong] = b""
        except Exception:  # a defect, of which the receipt tells already
            return None
    return None
