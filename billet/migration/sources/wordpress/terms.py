"""Categories and tags as Billet has them: flat, and each of its own words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import quote, unquote

from billet.migration.model import Notice, OldAddress, Origin
from billet.migration.sources.wordpress.records import Export, Post, Term
from chalicelib.content.term_slug import term_slug

_PATHS = {"category": ("category", "categories"), "post_tag": ("tag", "tags")}
_NOT_SHOWN = frozenset(
    {"post_format", "nav_menu", "language", "post_translations", "wp_theme", "wp_template_part_area"}
)


@dataclass
class Terms:
    """The labels of the terms of an export, and the addresses their lists had."""

    export: Export
    notices: list[Notice]
    _labels: dict[tuple[str, str], str] = field(default_factory=dict)
    _used: dict[tuple[str, str], str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._file = next((post.origin.file for post in self.export.posts.values()), "")
        terms = dict(self.export.terms)
        for post in self.export.posts.values():
            for term in post.terms:
                terms.setdefault((term.taxonomy, term.slug), term)
        self._terms = {key: term for key, term in terms.items() if term.taxonomy in _PATHS}
        for taxonomy in _PATHS:
            self._name(taxonomy)

    def labels(self, post: Post, taxonomy: str) -> tuple[str, ...]:
        """Returns the labels of a post's categories or tags."""
        keys = [(term.taxonomy, term.slug) for term in post.terms if term.taxonomy == taxonomy]
        if post.status == "publish" and not post.has_password and post.type in ("post", "page"):
            self._used.update({key: self._labels[key] for key in keys})
        return tuple(dict.fromkeys(self._labels[key] for key in keys))

    def report_others(self, post: Post) -> Iterator[Notice]:
        """Yields a notice for the terms of a post that are neither: those of a taxonomy of the blog's own."""
        names: dict[str, list[str]] = defaultdict(list)
        for term in post.terms:
            if term.taxonomy not in _PATHS and term.taxonomy not in _NOT_SHOWN:
                names[term.taxonomy].append(term.name)
        for taxonomy, terms in names.items():
            message = f"its {taxonomy} is left out: {', '.join(terms)}"
            yield Notice(
                post.origin, message, "Add it to its tags if readers are to find it by that", left_out=True
            )

    def path(self, taxonomy: str, number: int) -> str:
        """Returns the path on Billet of the list of a term by its number, "" where no post has it."""
        for key, term in self._terms.items():
            if term.id == number and term.taxonomy == taxonomy and key in self._used:
                return f"/{_PATHS[taxonomy][1]}/{quote(term_slug(self._used[key]))}"
        return ""

    def redirects(self, prefix: str, *, by_query: bool) -> Iterator[OldAddress]:
        """Yields the addresses of lists that Billet would not find by their words. `by_query` tells whether
        the blog had addresses such as ``/?cat=3``."""
        for (taxonomy, slug), label in self._used.items():
            old, new = _PATHS[taxonomy]
            target = f"/{new}/{quote(term_slug(label))}"
            if term_slug(unquote(slug)) != term_slug(label):
                yield OldAddress(f"{prefix}/{old}/{'/'.join(self._path(taxonomy, slug))}", target)
            yield from self._above(prefix, taxonomy, slug)
            number = self._terms[taxonomy, slug].id
            if by_query and taxonomy == "post_tag":
                yield OldAddress(f"{prefix}/?tag={unquote(slug)}", target)
            elif by_query and number:
                yield OldAddress(f"{prefix}/?cat={number}", target)

    def _above(self, prefix: str, taxonomy: str, slug: str) -> Iterator[OldAddress]:
        """Yields the lists of the parents of a category that no post has itself: they had what is below."""
        path = self._path(taxonomy, slug)
        for count in range(1, len(path)):
            parent = next(
                (key for key in self._terms if unquote(key[1]) == path[count - 1] and key[0] == taxonomy),
                None,
            )
            if parent not in self._used:
                old, new = _PATHS[taxonomy]
                yield OldAddress(f"{prefix}/{old}/{'/'.join(path[:count])}", f"/{new}")

    def _path(self, taxonomy: str, slug: str) -> list[str]:
        """Returns the slugs of a category below its parents."""
        path: list[str] = []
        while slug and slug not in path and len(path) < 10:
            path.insert(0, unquote(slug))
            term = self._terms.get((taxonomy, slug))
            slug = term.parent if term and taxonomy == "category" else ""
        return path

    def _name(self, taxonomy: str) -> None:
        """Gives each term of a taxonomy its label: its name, and where several have one name also what tells
        them apart."""
        by_slug: dict[str, list[Term]] = defaultdict(list)
        for term in self._terms.values():
            if term.taxonomy == taxonomy:
                by_slug[term_slug(term.name)].append(term)
        for terms in by_slug.values():
            for term in terms:
                self._labels[taxonomy, term.slug] = term.name if len(terms) == 1 else self._apart(term)
            if len(terms) > 1:
                labels = ", ".join(self._labels[taxonomy, term.slug] for term in terms)
                message = f"{len(terms)} of its lists are called {terms[0].name!r}: they are {labels} now"
                self.notices.append(Notice(Origin(self._file, 0, f"{taxonomy} {terms[0].name}"), message))

    def _apart(self, term: Term) -> str:
        parent = self._terms.get((term.taxonomy, term.parent))
        if parent:
            return f"{parent.name}: {term.name}"
        is_first = term_slug(unquote(term.slug)) == term_slug(term.name)
        return term.name if is_first else f"{term.name} ({unquote(term.slug)})"
