"""What differs between two editions: all else need not be made again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from chalicelib.content import handles
from chalicelib.content.article import Article
from chalicelib.content.binding.listed import Listed
from chalicelib.content.edition.kinship import Nearest, Traits
from chalicelib.content.edition.listing import TAXONOMIES
from chalicelib.content.edition.terms import terms_of
from chalicelib.content.index import Index


@dataclass(frozen=True)
class State:
    """An index with what is listed of it, and the related articles of each among those before the
    newcomers."""

    index: Index
    listed: Listed
    kin: Mapping[str, Nearest]

    @cached_property
    def settled(self) -> Mapping[str, Article]:
        """The listed articles before the newcomers, by key."""
        return {article.key: article for article in self.listed.articles[: self.listed.settled]}

    @cached_property
    def newcomers(self) -> Mapping[str, Article]:
        """The others, by key."""
        return {article.key: article for article in self.listed.articles[self.listed.settled :]}

    def traits(self, articles: Iterable[Article]) -> dict[str, Traits]:
        """What makes articles related, by their keys."""
        gists = self.index.gists
        return {
            one.key: Traits.of(one, gists[one.key].keywords if one.key in gists else ()) for one in articles
        }


class Changes:
    """The differences between the state of the edition before and that of the next one; its `kin` may
    come later, since they are made of the other differences."""

    def __init__(self, before: State, index: Index, listed: Listed) -> None:
        self._before, self._after = before, State(index, listed, {})
        self.touched = self._touched()

    def _touched(self) -> set[str]:
        """The articles that came, changed, went, or are listed and were not, or the other way round."""
        old, new = self._before.index.by_key, self._after.index.by_key
        changed = {key for key, one in new.items() if (was := old.get(key)) is not one and was != one}
        flipped = self._before.listed.places.keys() ^ self._after.listed.places.keys()
        return changed | (old.keys() - new.keys()) | flipped

    @cached_property
    def settled(self) -> set[str]:
        """Those that differ among the listed articles before the newcomers."""
        old, new = self._before.settled.keys(), self._after.settled.keys()
        return (old ^ new) | (self.touched & (old | new))

    @cached_property
    def lists(self) -> set[str]:
        """The lists of tags, categories and series in which they differ, and those of all of them."""
        found: set[str] = set()
        for key in self.settled:
            for those in (self._before.settled, self._after.settled):
                if key in those:
                    for shelf in TAXONOMIES:
                        found.update((shelf, *(f"{shelf}/{slug}" for slug in terms_of(those[key], shelf))))
        return found

    @property
    def pages(self) -> bool:
        """Whether other standing pages are listed, or otherwise."""
        return self._before.listed.pages != self._after.listed.pages

    def records(self, kin: Mapping[str, Nearest]) -> set[str]:
        """The articles whose records differ, the related articles now being `kin`."""
        return set(
            chain(
                self.touched,
                self._neighbours(),
                self._translations(),
                self._relatives(kin),
                self._referring(),
            )
        )

    def addresses(self, kin: Mapping[str, Nearest]) -> set[str]:
        """The addresses whose entries differ."""
        old, new = self._before.index, self._after.index
        keys = self.records(kin)
        paths = {those[key].path for key in keys for those in (old.by_key, new.by_key) if key in those}
        either = old.former.keys() | new.former.keys()
        return paths | {path for path in either if old.former.get(path) != new.former.get(path)}

    def _neighbours(self) -> Iterable[str]:
        for key in self.touched:
            for listed in (self._before.listed, self._after.listed):
                yield from (one.key for one in listed.beside(key) if one)

    def _translations(self) -> Iterable[str]:
        both = (self._before.index.by_key, self._after.index.by_key)
        shared = {
            (those[key].kind, those[key].translation)
            for key in self.touched
            for those in both
            if key in those and those[key].translation
        }
        if not shared:
            return []
        return [a.key for a in self._after.index.articles if (a.kind, a.translation) in shared]

    def _relatives(self, kin: Mapping[str, Nearest]) -> Iterable[str]:
        before, touched = self._before.kin, self.touched
        for key, closest in kin.items():
            if before.get(key) != closest or any(other in touched for _, other in closest):
                yield key
        yield from before.keys() - kin.keys()

    def _referring(self) -> Iterable[str]:
        """Texts that may refer to something that is called otherwise now, or is another picture."""
        called = self._called()
        if not called:
            return []
        return [key for key, gist in self._after.index.gists.items() if not called.isdisjoint(gist.handles)]

    def _called(self) -> set[str]:
        old, new = self._before.index, self._after.index
        found: set[str] = set()
        for key in self.touched:
            was, one = old.by_key.get(key), new.by_key.get(key)
            if was is None or one is None or _names(was) != _names(one):
                found.update(*(handles.of_article(article) for article in (was, one) if article))
        for key in old.media.keys() | new.media.keys():
            if old.media.get(key) != new.media.get(key):
                found |= handles.of_medium(key)
        return found


def _names(article: Article) -> tuple[object, ...]:
    return article.path, article.title, article.aliases, article.names, article.date
