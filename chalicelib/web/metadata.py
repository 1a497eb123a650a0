"""What a page says of itself to programs that show it elsewhere: Open Graph, schema.org, its translations."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from markupsafe import Markup

from chalicelib.content.article import Article, Summary
from chalicelib.content.card import HEIGHT, WIDTH, card_key, card_of
from chalicelib.content.language_tag import interface_language, primary
from chalicelib.content.media import url_path
from chalicelib.content.typography import typographic
from chalicelib.content.zones import rfc3339
from chalicelib.index.cards import has_card
from chalicelib.web.cover import Cover, cover_of
from chalicelib.web.page_context import PageContext
from chalicelib.web.words import catalogue

LONGEST_DESCRIPTION = 160
"""Characters of a description that search engines show."""

# Where most of those who speak it live, or the one that Open Graph's own list has: CLDR's likely subtags.
_LIKELY = """
    ar_AR ca_ES cs_CZ da_DK de_DE el_GR en_GB es_ES eu_ES fa_IR fi_FI fr_FR gl_ES he_IL hu_HU it_IT ja_JP
    ko_KR nb_NO nl_NL pl_PL pt_BR ro_RO ru_RU sv_SE tr_TR uk_UA zh_CN zh-Hans_CN zh-Hant_TW
"""
_TERRITORIES = dict(locale.split("_") for locale in _LIKELY.split())


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
        """The language as Open Graph names it, with a territory; "" where none is known."""
        subtags = self.language.split("-")
        written = next((subtag for subtag in subtags[1:3] if len(subtag) == 2), "")
        territory = written or _TERRITORIES.get("-".join(subtags[:2])) or _TERRITORIES.get(subtags[0])
        return f"{subtags[0]}_{territory}" if territory else ""


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
        picture=_picture_of(page, article),
        published=article.begins,
        modified=article.changed,
        author=article.author or page.site.author.name,
        categories=article.categories,
        tags=article.tags,
        alternates=() if article.canonical else _alternates(page, article, translations),
    )
    return _with(metadata, {"@graph": [_posting(page, metadata), _trail(page, metadata)]})


def _picture_of(page: PageContext, article: Article) -> Cover | None:
    """Returns what social networks show of an article: the picture at its head where it is large and they all
    read it, else its card, else that picture."""
    cover = cover_of(article, page.resolver, page.urls.base)
    if cover and cover.is_for_networks:
        return cover
    digest = card_of(article, page.site).digest
    if not has_card(page.index, page.now, article.key, digest):
        return cover
    return Cover(page.urls.base + url_path(card_key(article.key, digest)), WIDTH, HEIGHT)


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
    language = page.site.interface_language
    title, tagline = (typographic(text, page.site.language) for text in (title, page.site.tagline))
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
    # That of the site's readers, be it of another country's; else always the same.
    default = min(
        urls, key=lambda tag: (tag != page.site.language, primary(tag) != primary(page.site.language), tag)
    )
    return (*sorted(urls.items()), ("x-default", urls[default]))


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
        "datePublished": rfc3339(metadata.published, page.site.zone),
        "dateModified": rfc3339(metadata.modified, page.site.zone),
        "author": {"@type": "Person", "name": metadata.author} if metadata.author else None,
        "publisher": {"@type": "Organization", **site},
        "isPartOf": {"@type": "Blog", **site},
        "image": [metadata.picture.address] if metadata.picture else None,
        "articleSection": list(metadata.categories),
        "keywords": list(metadata.tags),
    }


def _trail(page: PageContext, metadata: Metadata) -> dict[str, Any]:
    home = catalogue(interface_language(metadata.language, page.site.interface_language)).gettext("Home")
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
