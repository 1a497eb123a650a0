"""One article or standing page with all its page shows around the text."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime

from chalicelib.content.article import Article, Summary
from chalicelib.content.library import Library


@dataclass(frozen=True)
class Record:
    """An article or standing page, and those it stands beside.

    `library` holds what its text refers to. `earlier` and `later` are its neighbours in time among the
    listed articles, `related` the articles closest to it in content, the closest first; `translations` say
    the same in other languages.
    """

    article: Article
    library: Library = field(default_factory=Library)
    earlier: Summary | None = None
    later: Summary | None = None
    related: tuple[Summary, ...] = ()
    translations: tuple[Summary, ...] = ()

    def at(self, now: datetime) -> Record:
        """The same without those that readers may not see at `now`."""

        def seen(one: Summary | None) -> Summary | None:
            return one if one and one.is_public(now) else None

        return replace(
            self,
            earlier=seen(self.earlier),
            later=seen(self.later),
            related=tuple(one for one in self.related if one.is_public(now)),
            translations=tuple(one for one in self.translations if one.is_public(now)),
        )
