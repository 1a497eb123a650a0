"""The tags, categories and series of an article, as links to their lists."""

from __future__ import annotations

from dataclasses import dataclass

from chalicelib.content.article import Summary
from chalicelib.content.slug import slugify
from chalicelib.index.taxonomy import TAXONOMIES, Taxonomy, terms_of
from chalicelib.web.urls import Urls


@dataclass(frozen=True)
class TermLink:
    """A term as an article writes it; `address` is "" where no list of its articles is sure to exist."""

    label: str
    address: str


def links_of(urls: Urls, article: Summary, *, listed: bool = True) -> dict[Taxonomy, list[TermLink]]:
    """Returns the terms of an article in each taxonomy. What has neither letter nor digit has no list, and
    an article that is not `listed` itself may be the only one that has a term."""
    links: dict[Taxonomy, list[TermLink]] = {}
    for taxonomy in TAXONOMIES:
        slugs = {label: slug for slug, label in terms_of(article, taxonomy).items()}
        labels = [article.series] if taxonomy == "series" else getattr(article, taxonomy)
        links[taxonomy] = [
            TermLink(label, urls.term(taxonomy, slugs[label]) if listed and label in slugs else "")
            for label in dict.fromkeys(labels)
            if label and (label in slugs or slugify(label) not in slugs.values())  # no second spelling
        ]
    return links
