"""The id of an article: what its comments hang on, whatever becomes of file, slug and address."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from chalicelib.content.article import Article, derived_id
from chalicelib.content.problem import Problem


@dataclass(frozen=True)
class Identities:
    """Articles with the ids they keep, and the ids of files that are gone."""

    articles: list[Article]
    gone: dict[str, str]


def settle(
    articles: Iterable[Article],
    before: Mapping[str, Article],
    departed: Iterable[Article],
    gone: Mapping[str, str],
    generation: int = 0,
) -> Identities:
    """Give each article its lasting id.

    `before` holds the articles as last published, by key; `departed` those whose file is gone
    since; `gone` the ids of files that went earlier, by key; `generation` is that of `before`. A
    file keeps the id it had, and has it again when it comes back. A new one with the very bytes of
    a departed file is that file renamed, also when the last index saw it first: to rename an
    object is to copy it and then to delete it. So is one that was never seen before and has two of its
    address, title and date.
    """
    articles, departed = list(articles), list(departed)
    taken = _taken(articles, before, departed, gone, generation)
    remaining = dict(gone)
    settled = []
    for article in articles:
        known = before.get(article.key)
        if known is article and article.key not in taken:  # nearly all of them, nearly always
            settled.append(article)
            continue
        if not known and article.key in remaining:
            known = replace(article, id=remaining.pop(article.key))
        known = taken.get(article.key, known)
        since = before[article.key].since if article.key in before else generation + 1
        settled.append(replace(_remembering(article, known) if known else article, since=since))
    lost = {article.key for article in taken.values()}
    remaining |= {article.key: article.id for article in departed if article.key not in lost}
    return Identities(_apart(settled, before, remaining), remaining)


def renamed(
    articles: Iterable[Article],
    before: Mapping[str, Article],
    departed: Iterable[Article],
    gone: Mapping[str, str],
    generation: int = 0,
) -> set[str]:
    """The keys of those `departed` that are found among `articles` under another name, as `settle` has it."""
    found = _taken(list(articles), before, list(departed), gone, generation)
    return {article.key for article in found.values()}


def _taken(
    articles: Sequence[Article],
    before: Mapping[str, Article],
    departed: Sequence[Article],
    gone: Mapping[str, str],
    generation: int,
) -> Renamed:
    """Which departed file each renamed one was, by its key."""
    if not departed:
        return {}
    left = _Departed(departed)

    def may_be_renamed(article: Article) -> bool:
        known = before.get(article.key)
        is_new = known is None or known.since == generation
        return is_new and (known.id if known else gone.get(article.key, article.id)) == derived_id(
            article.key
        )

    found = left.taken_by(filter(may_be_renamed, articles), _bytes)
    seen = {*before, *gone, *found}
    unseen = (article for article in articles if article.key not in seen)
    return found | left.taken_by(filter(may_be_renamed, unseen), _traits)


Renamed = dict[str, Article]


class _Departed:
    """Files that are gone, to be found by what they held: whoever puts a whole archive into other
    folders renames thousands at once."""

    def __init__(self, articles: Iterable[Article]) -> None:
        self._by_key = {article.key: article for article in articles}
        self._sharing: dict[Hashable, list[str]] = {}
        for article in self._by_key.values():
            for trait in (*_bytes(article), *_traits(article)):
                self._sharing.setdefault(trait, []).append(article.key)

    def taken_by(self, articles: Iterable[Article], traits: Callable[[Article], list[Hashable]]) -> Renamed:
        """Which of these files each of `articles` was, by its key: the one that shares one of its
        `traits`, and which no other can have been then."""
        found: Renamed = {}
        for article in articles:
            one = next((one for trait in traits(article) for one in self._among(trait)), None)
            if one:
                found[article.key] = self._by_key.pop(one.key)
        return found

    def _among(self, trait: Hashable) -> Iterator[Article]:
        keys = self._sharing.get(trait, [])
        while keys and keys[0] not in self._by_key:
            keys.pop(0)
        return (self._by_key[key] for key in keys if key in self._by_key)


def _bytes(article: Article) -> list[Hashable]:
    return [article.etag]


def _traits(article: Article) -> list[Hashable]:
    """Any two of an article's address, title and date; the day of an upload says nothing of it."""
    kind, slug, title = article.kind, article.slug, article.title
    if article.dated_by_upload:
        return [(kind, slug, title)]
    return [(kind, slug, title), (kind, slug, article.date), (kind, title, article.date)]


def _remembering(article: Article, known: Article) -> Article:
    """`article` with what only the first sight of its file could tell: its id and its date."""
    same_id = known.id if article.id == derived_id(article.key) else article.id
    date = known.date if article.dated_by_upload and known.dated_by_upload else article.date
    return replace(article, id=same_id, date=date)


def _apart(articles: list[Article], before: Mapping[str, Article], gone: dict[str, str]) -> list[Article]:
    """Ids made different: comments of one article must never appear under another.

    Who had an id keeps it. A derived id of a newcomer keeps clear of files that are gone as well;
    one the author wrote may claim it, which is how a new file inherits the comments of an old.
    """

    def newcomers_last(article: Article) -> tuple[bool, str]:
        had = before.get(article.key)
        return had is None or had.id != article.id, article.key

    departed = set(gone.values())
    claimed = {a.id for a in articles if a.id in departed and a.id != derived_id(a.key)}
    for key in [key for key, old in gone.items() if old in claimed]:
        del gone[key]
    retired = set(gone.values())
    # Who wants another id may not get the address it wants either, and is then as before.
    retired |= {before[a.key].id for a in articles if a.key in before and before[a.key].id != a.id}
    taken: set[str] = set()
    distinct = []
    for article in sorted(articles, key=newcomers_last):
        one = article
        while one.id in taken or one.id in retired:
            one = replace(one, id=one.id + "~")
        if one.id != article.id and article.id != derived_id(article.key):
            one = replace(one, warnings=(*one.warnings, _shared(article)))
        taken.add(one.id)
        distinct.append(one)
    return distinct


def _shared(article: Article) -> Problem:
    return Problem(
        article.key,
        0,
        f"the id {article.id!r} belongs to another file",
        "Remove 'id', or write another one: comments are kept apart meanwhile",
        code="id-taken",
        fatal=False,
    )
