"""The tags, categories and series of an article as links to their lists, and which list an address means."""

from __future__ import annotations

from dataclasses import dataclass

from chalicelib.content.article import Summary
from chalicelib.content.slug import slugify
from chalicelib.content.term_slug import term_slug
from chalicelib.index import lists
from chalicelib.index.taxonomy import TAXONOMIES, Taxonomy, Term, labels_of, terms_of
from chalicelib.web.page_context import PageContext
from chalicelib.web.urls import Urls


@dataclass(frozen=True)
class TermLink:
    """A term as an article writes it; `address` is "" where no list of its articles is sure to exist."""

    label: str
    address: str


def links_of(urls: Urls, article: Summary, *, listed: bool = True) -> dict[Taxonomy, list[TermLink]]:
    """Returns the terms of an article in each taxonomy. An article that is not `listed` itself may be the
    only one that has a term."""
    links: dict[Taxonomy, list[TermLink]] = {}
    for taxonomy in TAXONOMIES:
        slugs = {label: slug for slug, label in terms_of(article, taxonomy).items()}
        links[taxonomy] = [
            TermLink(label, urls.term(taxonomy, slugs[label]) if listed and label in slugs else "")
            for label in dict.fromkeys(labels_of(article, taxonomy))
            if label in slugs or term_slug(label) not in slugs.values()  # no second spelling
        ]
    return links


def find_term(page: PageContext, taxonomy: Taxonomy, written: str) -> Term | None:
    """Returns the term that the last part of an address means, None where no listed article has it.

    C++ had the address of C once: where nobody has the tag C, ``c`` still means C++, or what most articles
    have of all that are called so without their signs.
    """
    slug = term_slug(written)
    term = page.ask(lists.term, taxonomy, slug)
    if term or not slug:
        return term
    same_words = [term for term in page.ask(lists.terms, taxonomy) if slugify(term.label) == slug]
    return max(same_words, key=lambda term: term.count, default=None)
