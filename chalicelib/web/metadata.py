"""What a page says of itself to programs that show it elsewhere: Open Graph, schema.org, its translations."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from markupsafe import Markup

from chalicelib.content.article import Article, Summary
from chalicelib.content.edition.record import Record
from chalicelib.content.typography import typographic
from chalicelib.web.cover import Cover, cover_of
from chalicelib.web.page_context import PageContext
from chalicelib.web.words import catalogue

LONGEST_DESCRIPTION = 160
"""Characters of a description that search engines show."""

_LOCALES = {"fr": "fr_FR", "en": "en_GB"}


@dataclass(frozen=True, kw_only=True)
class Metadata:
    """The page in short, with whole addresses. Times carry a zone."""

    url: str
    title: str
    language: str
    kind: Literal["website", "article"] = "website"
    description: str = ""
    picture: Cover | None = None
    published: datetime | None = None
    modified: datetime | None = None
    author: str = ""
    categories: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    alternates: tuple[tuple[str, str], ...] = ()
    """The same text by language, this page among them, and ``x-default``: where else readers are sent."""
    data: str = ""
    """The same for search engines, as JSON-LD; "" where there is nothing to tell them."""

    @property
    def locale(self) -> str:
        """The language as Open Graph names it."""
        return _LOCALES[self.language]


def of_article(seen: PageContext, record: Record) -> Metadata | None:
    """An article; None where the public address is unknown, as all below."""
    article, base = record.article, seen.urls.base
    if not base:
        return None
    metadata = Metadata(
        kind="article",
        url=canonical_of(seen, article),
        title=typographic(article.title, article.language),
        description=article.excerpt,
        language=article.language,
        picture=cover_of(record, base),
        published=article.begins,
        modified=article.changed,
        author=article.author or seen.site.author.name,
        categories=article.categories,
        tags=article.tags,
        alternates=() if article.canonical else _alternates(seen, record),
    )
    return _with(metadata, {"@graph": [_posting(seen, metadata), _trail(seen, metadata)]})


def of_page(seen: PageContext, record: Record) -> Metadata | None:
    """A standing page."""
    page, base = record.article, seen.urls.base
    if not base:
        return None
    return Metadata(
        url=canonical_of(seen, page),
        title=typographic(page.title, page.language),
        description=page.excerpt,
        language=page.language,
        picture=cover_of(record, base),
        alternates=() if page.canonical else _alternates(seen, record),
    )


def of_home(seen: PageContext) -> Metadata | None:
    """The home page."""
    metadata = of_list(seen, seen.urls.public("home"), seen.site.title)
    if metadata is None:
        return None
    return _with(metadata, {"@type": "WebSite", "name": metadata.title, **_common(metadata)})


def of_list(seen: PageContext, url: str, title: str, articles: Iterable[Summary] = ()) -> Metadata | None:
    """A page that leads to others, in the site's language. Where it lists articles, their titles tell it
    from the next such page."""
    if not url:
        return None
    language = seen.site.language
    title, tagline = typographic(title, language), typographic(seen.site.tagline, language)
    return Metadata(url=url, title=title, description=_titles(articles) or tagline, language=language)


def _titles(articles: Iterable[Summary]) -> str:
    """The first titles, as many as search engines show."""
    found = ""
    for article in articles:
        title = typographic(article.title, article.language)
        more = f"{found} · {title}" if found else title
        if found and len(more) > LONGEST_DESCRIPTION:
            break
        found = more
    return found


def _alternates(seen: PageContext, record: Record) -> tuple[tuple[str, str], ...]:
    """All versions say the same, which is what search engines ask for."""
    if not record.translations:
        return ()
    urls = {one.language: seen.urls.public_of(one) for one in (record.article, *record.translations)}
    default = urls.get(seen.site.language) or urls[min(urls)]
    return (*sorted(urls.items()), ("x-default", default))


def canonical_of(seen: PageContext, article: Article) -> str:
    """Where robots should look: at the original where this is a copy, else here; "" where the public
    address is unknown."""
    if article.canonical.startswith(("https://", "http://")):
        return article.canonical
    return seen.urls.public_of(article)


def _common(metadata: Metadata) -> dict[str, Any]:
    return {
        "url": metadata.url,
        "description": metadata.description,
        "inLanguage": metadata.language,
    }


def _posting(seen: PageContext, metadata: Metadata) -> dict[str, Any]:
    site = {"name": typographic(seen.site.title, seen.site.language), "url": seen.urls.public("home")}
    assert metadata.published, "an article has both"
    assert metadata.modified, "an article has both"
    return {
        "@type": "BlogPosting",
        "headline": metadata.title,
        **_common(metadata),
        "mainEntityOfPage": metadata.url,
        "datePublished": metadata.published.isoformat(timespec="seconds"),
        "dateModified": metadata.modified.isoformat(timespec="seconds"),
        "author": {"@type": "Person", "name": metadata.author} if metadata.author else None,
        "publisher": {"@type": "Organization", **site},
        "isPartOf": {"@type": "Blog", **site},
        "image": [metadata.picture.address] if metadata.picture else None,
        "articleSection": list(metadata.categories),
        "keywords": list(metadata.tags),
    }


def _trail(seen: PageContext, metadata: Metadata) -> dict[str, Any]:
    home = catalogue(metadata.language).gettext("Home")
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": 1, "name": home, "item": seen.urls.public("home")},
            {"@type": "ListItem", "position": 2, "name": metadata.title},
        ],
    }


def _with(metadata: Metadata, data: Mapping[str, Any]) -> Metadata:
    return replace(metadata, data=json_ld(data))


def json_ld(data: Mapping[str, Any]) -> Markup:
    """JSON-LD to stand in a page: nothing in it ends the element it is in, nor begins another."""
    text = json.dumps({"@context": "https://schema.org", **_filled(data)}, ensure_ascii=False)
    for character in "<>&":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)  # noqa: S704  # what HTML would act on is written otherwise


def _filled(value: Any) -> Any:
    """Without what is empty."""
    if isinstance(value, Mapping):
        return {name: _filled(one) for name, one in value.items() if one}
    return [_filled(one) for one in value] if isinstance(value, list) else value
