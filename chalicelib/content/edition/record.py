"""One article or standing page with all its page shows around the text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from chalicelib.content.article import Article, Summary
from chalicelib.content.edition import targets
from chalicelib.content.edition.flat import restored
from chalicelib.content.edition.targets import Targets
from chalicelib.markdown.link_resolver import LinkResolver


@dataclass(frozen=True)
class Record:
    """An article or standing page, and those it stands beside.

    `library` holds what its text refers to. `earlier` and `later` are its neighbours in time among the
    listed articles; `translations` say the same in other languages, one in each.
    """

    article: Article
    library: LinkResolver = field(default_factory=LinkResolver)
    earlier: Summary | None = None
    later: Summary | None = None
    translations: tuple[Summary, ...] = ()

    def at(self, now: datetime) -> Record:
        """The same without those that readers may not see at `now`."""

        def seen(one: Summary | None) -> Summary | None:
            return one if one and one.is_public(now) else None

        return replace(
            self,
            earlier=seen(self.earlier),
            later=seen(self.later),
            translations=tuple(one for one in self.translations if one.is_public(now)),
        )


@dataclass(frozen=True)
class Entry:
    """What the table of addresses has for one: the record of who is there, and the addresses of those who
    were. `closest` are the related articles with their scores, `keywords` what this one is about, None where
    it is on no list."""

    record: Record | None = None
    former: tuple[str, ...] = ()
    closest: tuple[tuple[int, Summary], ...] = ()
    keywords: tuple[str, ...] | None = None

    @classmethod
    def restore(cls, table: Mapping[str, Any], found: Mapping[str, Any]) -> Entry:
        """The entry in its JSON; `found` are its targets, which may have come from another object."""
        former = tuple(table.get("former", ()))
        if "article" not in table:
            return cls(former=former)
        article = restored(Article, table["article"])
        earlier, later = (
            restored(Summary, table[name]) if name in table else None for name in ("earlier", "later")
        )
        record = Record(
            article,
            Targets(targets.restored(found), article.path),
            earlier,
            later,
            translations=tuple(restored(Summary, one) for one in table.get("translations", ())),
        )
        closest = tuple((score, restored(Summary, one)) for score, one in table.get("related", ()))
        return cls(record, former, closest, tuple(table["keywords"]) if "keywords" in table else None)
