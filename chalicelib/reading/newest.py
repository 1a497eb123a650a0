"""The newest articles, of which the front tells: they are on no other list yet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from chalicelib.content.article import Summary
from chalicelib.content.edition.front import Front, Newcomer
from chalicelib.content.edition.kinship import COUNT, LEAST, Kinship, Traits
from chalicelib.content.edition.record import Entry, Record


@dataclass(frozen=True)
class Newest:
    """What a front tells of articles, seen at `now`: what has expired since it was made is gone, and what
    has begun since is there."""

    front: Front
    now: datetime

    @cached_property
    def newcomers(self) -> Sequence[Newcomer]:
        """The newcomers and those that have begun, the newest first."""
        public = [one for one in (*self.front.newcomers, *self._begun) if one.summary.is_public(self.now)]
        ordered = sorted(enumerate(public), key=lambda pair: (pair[1].summary.date, pair[0]), reverse=True)
        return [one for _, one in ordered]

    @cached_property
    def articles(self) -> Sequence[Summary]:
        """All that the front has, the newest first."""
        before = (one for one in self.front.before if one.is_public(self.now))
        return [*(one.summary for one in self.newcomers), *before]

    @property
    def total(self) -> int:
        """How many articles are listed."""
        return self.front.total + len(self._begun) - len(self._over)

    @cached_property
    def years(self) -> Mapping[int, int]:
        """How many articles each year has, the newest first."""
        zone = self.front.site.zone
        begun = Counter(one.summary.date.astimezone(zone).year for one in self._begun)
        over = Counter(one.date.astimezone(zone).year for one in self._over)
        return dict(sorted((begun + Counter(self.front.years) - over).items(), reverse=True))

    @property
    def featured(self) -> Summary | None:
        """The article of the moment: that of the settings, else the newest that says so itself."""
        chosen = self.front.featured
        if not self.front.site.featured:
            said = next((one.summary for one in self.newcomers if one.featured), None)
            chosen = said or chosen
        return chosen if chosen and chosen.is_public(self.now) else None

    def beside(self, record: Record) -> Record:
        """A record with its neighbours, some of which may have come since it was made."""
        paths = [one.path for one in self.articles]
        if record.article.path not in paths:
            return record
        place = paths.index(record.article.path)
        earlier = self.articles[place + 1] if place + 1 < len(paths) else record.earlier
        return replace(record, later=self.articles[place - 1] if place else None, earlier=earlier)

    def related(self, entry: Entry) -> tuple[Summary, ...]:
        """The articles closest to one, those before the newcomers with them."""
        if not entry.record or entry.keywords is None:
            return ()
        article = entry.record.article
        others = {one.summary.path: one for one in self.newcomers if one.summary.path != article.path}
        kinship = Kinship(
            {
                article.path: Traits.of(article, entry.keywords),
                **{path: Traits.of(one.summary, one.keywords) for path, one in others.items()},
            }
        )
        scored = [(kinship.score(article.path, path), one.summary) for path, one in others.items()]
        closest = [*(one for one in scored if one[0] >= LEAST), *entry.closest]
        closest = [one for one in closest if one[1].is_public(self.now)]
        return tuple(one for _, one in sorted(closest, key=lambda one: -one[0])[:COUNT])

    @cached_property
    def _over(self) -> Sequence[Summary]:
        """Those that were listed when the front was made, and have expired since."""
        listed = (*(one.summary for one in self.front.newcomers), *self.front.before)
        return [one for one in listed if not one.is_public(self.now)]

    @cached_property
    def _begun(self) -> Sequence[Newcomer]:
        return [one for one in self.front.upcoming if one.summary.is_public(self.now)]
