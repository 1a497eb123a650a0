"""Files read as publishing reads them."""

from __future__ import annotations

from chalicelib.content import article_parser
from chalicelib.content.article import Article, Kind, Source
from chalicelib.content.article_parser import Defaults
from chalicelib.markdown.render_report import render_report


def read(source: Source, defaults: Defaults, kind: Kind = "articles") -> Article:
    """The article in a file, with all that its text tells of it. Raises `ContentError`."""
    article = article_parser.parse(source, kind, defaults)
    body = article_parser.body_of(article, source.data)
    math = article_parser.has_math(article, source.data)
    report = render_report(body, article.language, source.key, article.title, article.excerpt, math=math)
    return article_parser.complete(article, report, defaults)
