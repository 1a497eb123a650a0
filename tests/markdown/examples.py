"""A few articles and media that texts refer to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from chalicelib.content.article import Article, kind_of
from chalicelib.content.media import MediaFile
from chalicelib.index.links import resolver
from chalicelib.index.writer import IndexWriter
from chalicelib.markdown.link_resolver import LinkResolver
from chalicelib.markdown.renderer import Rendered, render

KEY = "articles/here.md"


def article(key: str, title: str, slug: str, **more: Any) -> Article:
    kind = kind_of(key)
    assert kind
    day = datetime(2026, 1, 1, tzinfo=UTC)
    return Article(
        key=key,
        kind=kind,
        id=key,
        slug=slug,
        title=title,
        date=day,
        language="fr",
        etag="etag",
        version="",
        **more,
    )


ARTICLES = (
    article(KEY, "Ici", "ici"),
    article("articles/2020-05-17-autre.md", "L'autre article", "autre", aliases=("/2020/autre.html",)),
    article("pages/a-propos.md", "À propos", "a-propos", names=("Qui suis-je",)),
)
MEDIA = {
    "media/photo.webp": MediaFile("1a2b3c4d5e", 90_000, 1600, 900, (640, 1280)),
    "media/petite.png": MediaFile("aa", 900, 300, 200),
    "media/schema.svg": MediaFile("bb", 900),
    "media/son.mp3": MediaFile("cc", 900),
    "media/film.mp4": MediaFile("dd", 900, 640, 360),
    "articles/voyage/cote.jpg": MediaFile("abcdef0123", 900, 100, 50, (50,)),
}


def resolver_of(articles: Iterable[Article], media: Mapping[str, MediaFile]) -> LinkResolver:
    """Resolves links to these articles and media, and to nothing else."""
    writer = IndexWriter.of(None)
    with writer.transaction():
        for entry in articles:
            writer.write_article(entry, UTC)
        for key, medium in media.items():
            writer.write_medium(key, medium)
    return resolver(writer.index, None)


RESOLVER = resolver_of(ARTICLES, MEDIA)


def rendered(
    text: str,
    language: str = "fr",
    base: str = "/api",
    key: str = KEY,
    frames: tuple[str, ...] = (),
    **more: Any,
) -> Rendered:
    return render(text, language, key=key, resolver=RESOLVER, base=base, frames=frames, **more)


def html(text: str, language: str = "fr", **more: Any) -> str:
    return rendered(text, language, **more).html


def html_with_spaces(text: str, language: str = "fr", **more: Any) -> str:
    """With the space that lets no line break as its character: the sanitizer writes it as an entity."""
    return html(text, language, **more).replace("&nbsp;", "\N{NO-BREAK SPACE}")
