"""Which cards the articles of a folder should have."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from billet.author.upload import Upload
from billet.parallel import in_parallel
from chalicelib.content import article_parser, site_file
from chalicelib.content.article import Article, Source, kind_of
from chalicelib.content.article_parser import Defaults
from chalicelib.content.card import Card, card_at, card_key, card_of
from chalicelib.content.problem import ContentError
from chalicelib.content.site import FILE, Site
from chalicelib.errors import BilletError
from chalicelib.index.articles import all_articles
from chalicelib.index.storage import load
from chalicelib.markdown.emoji import with_emoji
from chalicelib.markdown.render_report import RenderReport, render_report
from chalicelib.storage.s3 import Bucket

_UNKNOWN = datetime(2000, 1, 1, tzinfo=UTC)
"""In place of the moment of the upload: a card does not tell it."""


@dataclass(frozen=True)
class PlannedCard:
    """The card that the article in a file should have, and has not."""

    key: str
    card: Card

    @property
    def object_key(self) -> str:
        """Where it lies in the bucket."""
        return card_key(self.key, self.card.digest)


def planned_cards(folder: Path, uploads: Iterable[Upload], bucket: Bucket) -> dict[str, Card | None]:
    """Returns the cards that articles should have, by their keys: None for a draft, and nothing for what
    cannot be read as it is, since an earlier version may stay published. Articles that the index has as they
    are in the folder are not read."""
    texts = [upload for upload in uploads if kind_of(upload.key) == "articles"]
    try:
        site = _site_of(folder)
    except (ContentError, OSError):
        return {}
    published = _published(bucket, site) if texts else {}
    articles = in_parallel(lambda upload: _read(upload, site, published.get(upload.key)), texts)
    return {
        article.key: None if article.draft else card_of(article, site)
        for article in sorted(filter(None, articles), key=lambda article: article.key)
    }


def lacking_cards(cards: Mapping[str, Card | None], existing_keys: Collection[str]) -> Iterator[PlannedCard]:
    """Yields the cards that are not in the bucket."""
    planned = (PlannedCard(key, card) for key, card in cards.items() if card)
    return (card for card in planned if card.object_key not in existing_keys)


def is_old_card(key: str, cards: Mapping[str, Card | None]) -> bool:
    """Returns whether the object of a key is the card that an article had before, or that of a draft."""
    article_key, digest = card_at(key) or ("", "")
    card = cards.get(article_key)
    return article_key in cards and (card is None or card.digest != digest)


def _site_of(folder: Path) -> Site:
    path = folder / FILE
    return site_file.parse(path.read_bytes()) if path.exists() else Site()


def _published(bucket: Bucket, site: Site) -> Mapping[str, Article]:
    """Returns the articles in the index by key, none where they were read under another language or zone."""
    try:
        with load(bucket) as index:
            is_same = (index.site.language, index.site.zone) == (site.language, site.zone)
            return {article.key: article for article in all_articles(index)} if is_same else {}
    except BilletError:  # there is none yet, or it cannot be had: all files are read
        return {}


def _read(upload: Upload, site: Site, published: Article | None) -> Article | None:
    """Returns the article in a file, None where it cannot be read."""
    if published and published.etag == upload.etag:
        return published
    try:
        source = Source(upload.key, upload.path.read_bytes(), upload.etag, "", _UNKNOWN)
        return _article_of(source, Defaults(site.language, site.zone))
    except (ContentError, OSError, RecursionError):  # its receipt says why
        return None


def _article_of(source: Source, defaults: Defaults) -> Article:
    """Returns the article with the title that publishing will find. Raises as these do, and
    `RecursionError`."""
    article = article_parser.parse(source, "articles", defaults)
    if article.title:
        report = RenderReport(title=with_emoji(article.title))
    else:
        text = article_parser.body_of(article, source.data)
        math = article_parser.has_math(article, source.data)
        report = render_report(text, article.language, article.key, math=math)
    return article_parser.complete(article, report, defaults)
