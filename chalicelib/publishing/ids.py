"""The ids of articles: what their comments hang on, whatever becomes of file, slug and address."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from chalicelib.content.article import Article
from chalicelib.content.problem import Problem
from chalicelib.index.retired_id import RetiredId
from chalicelib.publishing.predecessors import Predecessors, PublishedState, find_predecessors
from chalicelib.publishing.slugs import SlugAssignment


@dataclass(frozen=True)
class IdAssignment:
    """Articles with the ids they keep, and which articles they were before, by key."""

    articles: dict[str, Article]
    predecessors: Predecessors


@dataclass(frozen=True)
class Retirement:
    """The ids that no published article has any more, and the retired ones that are to be forgotten."""

    retired: list[RetiredId]
    forgotten: set[str]


def assign_ids(
    parsed: Mapping[str, Article], before: PublishedState, key_of_id: Callable[[str], str]
) -> IdAssignment:
    """Gives each parsed article its lasting id; `key_of_id` tells the file that has an id, "" for none.

    A file keeps the id it had. One that had none has that of the article it was before, if it was any
    (`find_predecessors`), and else one that no article ever had.
    """
    predecessors = find_predecessors(parsed, before)
    articles: dict[str, Article] = {}
    had: dict[str, str] = {}
    for key, article in {**before.recent, **parsed}.items():
        if key not in parsed and key not in predecessors.renames:
            continue
        predecessor = _predecessor(article, before, predecessors)
        articles[key] = _with_memory(article, predecessor) if predecessor else article
        if predecessor:
            had[key] = predecessor.id
    departed = {article.id for article in before.departed.values()}
    reserved = {row.id: "" for row in before.retired} | dict.fromkeys(departed, "")
    reserved |= {id: key for key, id in had.items()}
    reserved |= {row.id: key for key, row in predecessors.returns.items()}

    def is_free(id: str, key: str) -> bool:
        holder = key_of_id(id)
        return reserved.get(id, key) == key and (not holder or holder == key or id in departed)

    return IdAssignment(deduplicate(articles, had, is_free), predecessors)


def deduplicate(
    articles: Mapping[str, Article], had: Mapping[str, str], is_free: Callable[[str, str], bool]
) -> dict[str, Article]:
    """Makes ids different: comments of one article must never appear under another. Who had an id keeps it;
    `had` are these ids by key."""

    def newcomers_last(article: Article) -> tuple[bool, str]:
        return had.get(article.key) != article.id, article.key

    taken: set[str] = set()
    distinct: dict[str, Article] = {}
    for article in sorted(articles.values(), key=newcomers_last):
        id = article.id
        while id in taken or not is_free(id, article.key):
            id += "~"
        taken.add(id)
        warnings = article.warnings
        if id != article.id and article.names_id:
            warnings = (*warnings, _shared_id(article))
        distinct[article.key] = replace(article, id=id, warnings=warnings)
    return distinct


def replacing_keys(before: PublishedState, ids: IdAssignment) -> set[str]:
    """Returns the files that were parsed and are where another article was deleted."""
    in_use = {article.id for article in ids.articles.values()}
    deleted = {row.key for row in before.retired if row.status == "deleted" and row.id not in in_use}
    return deleted & ids.articles.keys() - before.recent.keys()


def retire_ids(before: PublishedState, ids: IdAssignment, slugs: SlugAssignment) -> Retirement:
    """Returns what becomes of the ids of articles that are not published any more, and of those that were
    retired. One that was published once is never given to another article: it may have comments."""
    published = {article.id for article in slugs.published.values()}
    waiting = {
        key: _waiting(ids.articles[key], before, ids.predecessors)
        for key in slugs.conflicts
        if key not in before.articles and key not in before.recent
    }
    in_use = published | {row.id for row in waiting.values()}
    # A copy that was published while its original was there has its id only until that goes: nobody is given
    # it, since nothing tells whose it was.
    copies = [
        RetiredId("", article.id)
        for key, article in before.recent.items()
        if key in slugs.published and article.id not in in_use
    ]
    read = slugs.published.keys() - before.recent.keys()
    last = (*before.departed.values(), *(article for key, article in before.articles.items() if key in read))
    left = [article for article in last if article.id not in in_use]
    left_waiting = [
        row for key, row in before.waiting.items() if key in ids.articles and row.id not in in_use
    ]
    return Retirement(
        retired=[
            *map(RetiredId.of, left),
            *copies,
            *(replace(row, status="deleted") for row in left_waiting if row.path),
            *waiting.values(),
        ],
        forgotten={row.id for row in before.retired if row.id in published}
        | {row.id for row in left_waiting if not row.path},
    )


def _predecessor(article: Article, before: PublishedState, predecessors: Predecessors) -> Article | None:
    """Returns the article that a file was before, None for a new one."""
    key = article.key
    if known := predecessors.renames.get(key) or before.articles.get(key) or before.recent.get(key):
        return known
    row = predecessors.returns.get(key) or before.waiting.get(key)
    return row.remembered_in(article) if row else None


def _waiting(article: Article, before: PublishedState, predecessors: Predecessors) -> RetiredId:
    """Returns what is remembered of an article that has no address yet: the last one it had, if any."""
    key = article.key
    row = predecessors.returns.get(key) or before.waiting.get(key)
    last = predecessors.renames.get(key) or row
    is_same = last is not None and last.id == article.id
    return replace(RetiredId.of(article, "waiting"), path=last.path if last and is_same else "")


def _with_memory(article: Article, predecessor: Article) -> Article:
    """Returns `article` with what only the first sight of its file could tell: its id and its date."""
    id = article.id if article.names_id else predecessor.id
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
