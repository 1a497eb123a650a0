"""The ids of articles: what their comments hang on, whatever becomes of file, slug and address."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from chalicelib.content.article import Article, derived_id
from chalicelib.content.problem import Problem


@dataclass(frozen=True)
class PublishedState:
    """What was published before, as far as ids depend on it.

    `articles` are those published of the files that were parsed, by key; `recent` are articles that the last
    look at the bucket saw first and that have the bytes of a departed one; `departed` are articles whose
    files are gone now; `retired` the ids of files that went earlier, by key.
    """

    articles: Mapping[str, Article]
    recent: Mapping[str, Article]
    departed: Mapping[str, Article]
    retired: Mapping[str, RetiredId]


@dataclass(frozen=True)
class RetiredId:
    """The id of a file that is gone, or waits for an address; `uploaded` is when it was first uploaded, in
    ISO 8601, "" where the file named its date."""

    id: str
    uploaded: str = ""

    @classmethod
    def of(cls, article: Article) -> RetiredId:
        """Returns what is remembered of an article."""
        return cls(article.id, article.date.isoformat() if article.dated_by_upload else "")

    def remembered_in(self, article: Article) -> Article:
        """Returns `article` as it was when it was published last, as far as that is remembered."""
        date = datetime.fromisoformat(self.uploaded) if self.uploaded else article.date
        return replace(article, id=self.id, date=date)


@dataclass(frozen=True)
class IdAssignment:
    """Articles with the ids they keep, by key; the departed each renamed one was, by the key of the new file;
    the ids that are retired now, and the keys whose retired ids are in use again."""

    articles: dict[str, Article]
    renames: dict[str, Article]
    retired: dict[str, RetiredId]
    restored: set[str] = field(default_factory=set)


def assign_ids(
    parsed: Mapping[str, Article], before: PublishedState, key_of_id: Callable[[str], str]
) -> IdAssignment:
    """Gives each parsed article its lasting id; `key_of_id` tells the file that has an id, "" for none.

    A file keeps the id it had, and has it again when it comes back. A new one with the very bytes of a
    departed file is that file renamed, also when the last look at the bucket saw it first: to rename an
    object is to copy it and then to delete it. So is one that was never there before and has two of its
    address, title and date.
    """
    renames = match_renames(parsed, before)
    restored: set[str] = set()
    articles: dict[str, Article] = {}
    for key, article in {**before.recent, **parsed}.items():
        if key not in parsed and key not in renames:
            continue
        predecessor = renames.get(key) or before.articles.get(key) or before.recent.get(key)
        if key in before.retired and key not in before.articles:
            restored.add(key)
            predecessor = predecessor or before.retired[key].remembered_in(article)
        articles[key] = _with_memory(article, predecessor) if predecessor else article
    renamed = {article.key for article in renames.values()}
    retired = {key: RetiredId.of(article) for key, article in before.departed.items() if key not in renamed}
    remaining = {key: known for key, known in before.retired.items() if key not in restored} | retired
    reserved = {known.id for known in remaining.values()}
    # An id that the author wrote may claim a retired one: that is how a new file inherits comments.
    claimed = {a.id for a in articles.values() if a.id in reserved and a.id != derived_id(a.key)}
    restored |= {key for key, known in remaining.items() if known.id in claimed}
    reserved -= claimed
    had = {**before.articles, **before.recent}

    def is_free(id: str, key: str) -> bool:
        holder = key_of_id(id)
        return id not in reserved and (not holder or holder == key or holder in before.departed)

    return IdAssignment(
        deduplicate(articles, had, is_free),
        renames,
        {key: known for key, known in retired.items() if known.id not in claimed},
        restored,
    )


def match_renames(parsed: Mapping[str, Article], before: PublishedState) -> dict[str, Article]:
    """Returns which departed article each renamed one was, by the key of the new file."""
    if not before.departed:
        return {}
    departed = _Departed(before.departed.values())

    def may_be_renamed(article: Article) -> bool:
        if article.key in before.recent:
            return before.recent[article.key].id == derived_id(article.key)
        retired = before.retired.get(article.key)
        id = retired.id if retired else article.id
        return article.key not in before.articles and id == derived_id(article.key)

    candidates = [a for a in {**before.recent, **parsed}.values() if may_be_renamed(a)]
    renames = departed.take(candidates, _bytes_of)
    known = {*before.articles, *before.recent, *before.retired, *renames}
    return renames | departed.take((a for a in candidates if a.key not in known), _features_of)


def deduplicate(
    articles: Mapping[str, Article], had: Mapping[str, Article], is_free: Callable[[str, str], bool]
) -> dict[str, Article]:
    """Makes ids different: comments of one article must never appear under another. Who had an id keeps
    it."""

    def newcomers_last(article: Article) -> tuple[bool, str]:
        return article.key not in had or had[article.key].id != article.id, article.key

    taken: set[str] = set()
    distinct: dict[str, Article] = {}
    for article in sorted(articles.values(), key=newcomers_last):
        id = article.id
        while id in taken or not is_free(id, article.key):
            id += "~"
        taken.add(id)
        warnings = article.warnings
        if id != article.id and article.id != derived_id(article.key):
            warnings = (*warnings, _shared_id(article))
        distinct[article.key] = replace(article, id=id, warnings=warnings)
    return distinct


class _Departed:
    """Files that are gone, to be found by what they held: whoever puts a whole archive into other folders
    renames thousands at once."""

    def __init__(self, articles: Iterable[Article]) -> None:
        self._by_key = {article.key: article for article in articles}
        self._keys_by_feature: dict[Hashable, list[str]] = {}
        for article in self._by_key.values():
            for feature in (*_bytes_of(article), *_features_of(article)):
                self._keys_by_feature.setdefault(feature, []).append(article.key)

    def take(
        self, articles: Iterable[Article], features: Callable[[Article], list[Hashable]]
    ) -> dict[str, Article]:
        """Returns which of these files each of `articles` was, by its key: the one that shares one of its
        `features`, and which no other can have been then."""
        matches: dict[str, Article] = {}
        for article in articles:
            match = next((m for feature in features(article) for m in self._with(feature)), None)
            if match:
                matches[article.key] = self._by_key.pop(match.key)
        return matches

    def _with(self, feature: Hashable) -> Iterator[Article]:
        keys = self._keys_by_feature.get(feature, [])
        while keys and keys[0] not in self._by_key:
            keys.pop(0)
        return (self._by_key[key] for key in keys if key in self._by_key)


def _bytes_of(article: Article) -> list[Hashable]:
    return [article.etag]


def _features_of(article: Article) -> list[Hashable]:
    """Returns any two of an article's address, title and date; the day of an upload says nothing of it."""
    kind, slug, title = article.kind, article.slug, article.title
    if article.dated_by_upload:
        return [(kind, slug, title)]
    return [(kind, slug, title), (kind, slug, article.date), (kind, title, article.date)]


def _with_memory(article: Article, predecessor: Article) -> Article:
    """Returns `article` with what only the first sight of its file could tell: its id and its date."""
    id = predecessor.id if article.id == derived_id(article.key) else article.id
    both_by_upload = article.dated_by_upload and predecessor.dated_by_upload
    return replace(article, id=id, date=predecessor.date if both_by_upload else article.date)


def _shared_id(article: Article) -> Problem:
    return Problem(
        article.key,
        0,
        f"the id {article.id!r} belongs to another file",
        "Remove 'id', or write another one: comments are kept apart meanwhile",
        code="id-taken",
        fatal=False,
    )
