"""Which article a new file was before: one that was renamed, or deleted and put again."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Generic, TypeVar

from chalicelib.content.article import Article, is_derived
from chalicelib.index.retired_id import RetiredId, title_digest

T = TypeVar("T")

Features = list[Hashable]


@dataclass(frozen=True)
class PublishedState:
    """What was published before, as far as ids depend on it.

    `articles` are those published of the files that were parsed, by key; `recent` are articles that the last
    look at the bucket saw first and that have the bytes of a departed one; `departed` are articles whose
    files are gone now; `retired` the ids that no published article has, the oldest first.
    """

    articles: Mapping[str, Article]
    recent: Mapping[str, Article]
    departed: Mapping[str, Article]
    retired: tuple[RetiredId, ...] = ()

    @cached_property
    def waiting(self) -> Mapping[str, RetiredId]:
        """The ids that files have which are there and have no published article, by key."""
        return {row.key: row for row in self.retired if row.status != "deleted"}

    def had_article(self, key: str) -> bool:
        """Returns whether a file that is there has ever been an article of its own."""
        was_published = key in self.waiting and self.waiting[key].path != ""
        return key in self.articles or key in self.recent or was_published


@dataclass(frozen=True)
class Predecessors:
    """Which departed article each renamed file was, and which deleted one each file that came back, by the
    key of the new file; and how these are known again."""

    renames: dict[str, Article]
    returns: dict[str, RetiredId]
    reasons: dict[str, str]


def find_predecessors(parsed: Mapping[str, Article], before: PublishedState) -> Predecessors:
    """Finds out which article each file was before that had none of its own.

    Most surely its 'id' says it. Else a new file with the very bytes of a departed one is that file renamed,
    also when the last look at the bucket saw it first: to rename an object is to copy it and then to delete
    it. One with the bytes of a file that was deleted earlier is that file. One that was never there before
    is the departed file with two of its address, title and date, and else the deleted one with its title
    that had its name or its address.
    """
    departed = _Pool(before.departed.values(), lambda a: [*_id(a), *_bytes(a), *_two(a)])
    deleted = [row for row in reversed(before.retired) if row.status == "deleted"]
    retired = _Pool(deleted, _marks)
    claiming = [article for article in parsed.values() if article.names_id]
    renames = departed.take(claiming, _id)
    claims = retired.take(claiming, _id)
    reasons = dict.fromkeys(claims, "its 'id' says so")

    candidates = [article for article in {**before.recent, **parsed}.values() if _may_be(article, before)]
    renames |= departed.take(candidates, _bytes)
    new = [a for a in candidates if a.key not in before.recent and a.key not in renames]
    returns = retired.take(new, _bytes_at_key)
    returns |= retired.take((a for a in new if a.key not in returns), _bytes)
    reasons |= dict.fromkeys(returns, "its bytes are the same")

    new = [a for a in new if a.key not in returns and a.key not in before.waiting]
    renames |= departed.take(new, _two)
    titled = retired.take((a for a in new if a.key not in renames), _title)
    reasons |= dict.fromkeys(titled, "its title is the same")
    return Predecessors(renames, claims | returns | titled, reasons)


def _may_be(article: Article, before: PublishedState) -> bool:
    """Returns whether bytes may tell that a file is another one renamed."""
    if article.names_id:
        return False
    if article.key in before.recent:
        return is_derived(before.recent[article.key].id, article.key)
    if article.key in before.waiting and not is_derived(before.waiting[article.key].id, article.key):
        return False
    return not before.had_article(article.key)


class _Pool(Generic[T]):
    """Articles of old, to be found by what they had: whoever puts a whole archive into other folders renames
    thousands at once."""

    def __init__(self, items: Iterable[T], features: Callable[[T], Features]) -> None:
        self._items = dict(enumerate(items))
        self._numbers: dict[Hashable, list[int]] = {}
        for number, item in self._items.items():
            for feature in features(item):
                self._numbers.setdefault(feature, []).append(number)

    def take(self, articles: Iterable[Article], features: Callable[[Article], Features]) -> dict[str, T]:
        """Returns which of these each of `articles` was, by its key: the first that shares one of its
        `features`, and which no other can have been then."""
        matches: dict[str, T] = {}
        for article in articles:
            number = next((n for feature in features(article) for n in self._with(feature)), None)
            if number is not None:
                matches[article.key] = self._items.pop(number)
        return matches

    def _with(self, feature: Hashable) -> Iterator[int]:
        numbers = self._numbers.get(feature, [])
        while numbers and numbers[0] not in self._items:
            numbers.pop(0)
        return (number for number in numbers if number in self._items)


def _id(article: Article) -> Features:
    return [("id", article.id)]


def _bytes(article: Article) -> Features:
    return [("bytes", article.etag)]


def _two(article: Article) -> Features:
    """Returns any two of an article's address, title and date; the day of an upload says nothing of it."""
    kind, slug, title = article.kind, article.slug, article.title
    if article.dated_by_upload:
        return [(kind, slug, title)]
    return [(kind, slug, title), (kind, slug, article.date), (kind, title, article.date)]


def _bytes_at_key(article: Article) -> Features:
    return [("bytes", article.etag, article.key)]


def _title(article: Article) -> Features:
    """Returns the title at this key and at this address; one that the file's name gave says nothing."""
    digest = "" if article.titled_by_name else title_digest(article.title)
    return _titled(digest, article.key, article.path) if digest else []


def _titled(digest: str, key: str, path: str) -> Features:
    return [("title", digest, key), ("title", digest, path)]


def _marks(row: RetiredId) -> Features:
    """Returns all that tells a deleted article again."""
    titles = _titled(row.title_digest, row.key, row.path) if row.title_digest else []
    return [("id", row.id), ("bytes", row.etag), ("bytes", row.etag, row.key), *titles]
