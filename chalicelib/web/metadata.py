"""What a page says of itself to programs that show it elsewhere: Open Graph, schema.org, its translations."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from markupsafe import Markup

from chalicelib.content.article import Article, Summary
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


def of_article(page: PageContext, article: Article, translations: Sequence[Summary]) -> Metadata | None:
    """Returns an article's; None where the public address is unknown, as all below."""
    if not page.urls.base:
        return None
    metadata = Metadata(
        kind="article",
        url=canonical_of(page, article),
        title=article.title,
        description=article.excerpt,
        language=article.language,
        picture=cover_of(article, page.resolver, page.urls.base),
        published=article.begins,
        modified=article.changed,
        author=article.author or page.site.author.name,
        categories=article.categories,
        tags=article.tags,
        alternates=() if article.canonical else _alternates(page, article, translations),
    )
    return _with(metadata, {"@graph": [_posting(page, metadata), _trail(page, metadata)]})


def of_page(page: PageContext, article: Article, translations: Sequence[Summary]) -> Metadata | None:
    """Returns a standing page's."""
    if not page.urls.base:
        return None
    return Metadata(
        url=canonical_of(page, article),
        title=article.title,
        description=article.excerpt,
        language=article.language,
        picture=cover_of(article, page.resolver, page.urls.base),
        alternates=() if article.canonical else _alternates(page, article, translations),
    )


def of_home(page: PageContext) -> Metadata | None:
    """Returns the home page's."""
    metadata = of_list(page, page.urls.public("home"), page.site.title)
    if metadata is None:
        return None
    return _with(metadata, {"@type": "WebSite", "name": metadata.title, **_common(metadata)})


def of_list(page: PageContext, url: str, title: str, articles: Iterable[Summary] = ()) -> Metadata | None:
    """Returns those of a page that leads to others, in the site's language. Where it lists `articles`, their
    titles tell it from the next such page."""
    if not url:
        return None
    language = page.site.language
    title, tagline = typographic(title, language), typographic(page.site.tagline, language)
    return Metadata(url=url, title=title, description=_titles(articles) or tagline, language=language)


def _titles(articles: Iterable[Summary]) -> str:
    """Returns the first titles, as many as search engines show."""
    titles = ""
    for article in articles:
        title = article.title
        longer = f"{titles} · {title}" if titles else title
        if titles and len(longer) > LONGEST_DESCRIPTION:
            break
        titles = longer
    return titles


def _alternates(
    page: PageContext, article: Article, translations: Sequence[Summary]
) -> tuple[tuple[str, str], ...]:
    """All versions say the same, which is what search engines ask for."""
    if not translations:
        return ()
    urls = {version.language: page.urls.public_of(version) for version in (article, *translations)}
    default = urls.get(page.site.language) or urls[min(urls)]
    return (*sorted(urls.items()), ("x-default", default))


def canonical_of(page: PageContext, article: Article) -> str:
    """Returns where robots should look: at the original where this is a copy, else here; "" where the public
    address is unknown."""
    if article.canonical.startswith(("https://", "http://")):
        return article.canonical
    return page.urls.public_of(article)


def _common(metadata: Metadata) -> dict[str, Any]:
    return {
        "url": metadata.url,
        "description": metadata.description,
        "inLanguage": metadata.language,
    }


def _posting(page: PageContext, metadata: Metadata) -> dict[str, Any]:
    site = {"name": typographic(page.site.title, page.site.language), "url": page.urls.public("home")}
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


def _trail(page: PageContext, metadata: Metadata) -> dict[str, Any]:
    home = catalogue(metadata.language).gettext("Home")
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": 1, "name": home, "item": page.urls.public("home")},
            {"@type": "ListItem", "position": 2, "name": metadata.title},
        ],
    }


def _with(metadata: Metadata, data: Mapping[str, Any]) -> Metadata:
    return replace(metadata, data=json_ld(data))


def json_ld(data: Mapping[str, Any]) -> Markup:
    """Returns JSON-LD to stand in a page: nothing in it ends the element it is in, nor begins another."""
    text = json.dumps({"@context": "https://schema.org", **_filled(data)}, ensure_ascii=False)
    for character in "<>&":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)  # noqa: S704  # what HTML would act on is written otherwise


def _filled(value: Any) -> Any:
    """Returns the same without what is empty."""
    if isinstance(value, Mapping):
        return {name: _filled(inner) for name, inner in value.items() if inner}
    return [_filled(item) for item in value] if isinstance(value, list) else value
