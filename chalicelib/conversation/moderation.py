"""What the author decides about comments: one or hundreds at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from types import MappingProxyType
from typing import Protocol

from chalicelib.caching import Clock
from chalicelib.conversation.comment import Addressee, Comment, State

ROUNDS = 3
"""How often a comment is read again that somebody else changed at the same moment."""

Change = tuple[Comment, Comment | None]


class Comments(Protocol):
    """What moderation needs of a store; `chalicelib.storage.comments.Comments` has it."""

    def get_many(self, ids: Iterable[str]) -> list[Comment]:
        """Returns the comments that exist of those with these ids."""

    def change_all(self, changes: Sequence[Change]) -> list[Change]:
        """Makes changes, and returns those that met a `Conflict`."""


@dataclass(frozen=True)
class Decisions:
    """What came of decisions about several comments: `decided` are as they are now, `unchanged` were so
    already, `missing` are ids that no comment has, `conflicts` those that somebody else has changed
    since they were read, or changes all the while."""

    decided: tuple[Comment, ...] = ()
    unchanged: tuple[Comment, ...] = ()
    missing: tuple[str, ...] = ()
    conflicts: tuple[str, ...] = ()


def decide(
    ids: Iterable[str],
    state: State,
    comments: Comments,
    retention: timedelta,
    clock: Clock,
    revisions: Mapping[str, int] = MappingProxyType({}),
) -> Decisions:
    """Carries out the author's decision about comments; the same decision again changes nothing.

    An approved comment is kept for good, without its writer's address; any other expires. One that has
    another revision than in `revisions` was changed since the author read it: it is among the conflicts.
    """

    def decided(comment: Comment) -> Comment:
        changed = replace(comment, state=state, previous=comment.state, decided=clock(), mail="")
        if state == "approved":
            # Who waits for an answer is told of it by the next run of the schedule.
            mail: Addressee = "subscribers" if comment.parent else ""
            return replace(changed, email="", expires=None, mail=mail)
        return replace(changed, expires=clock() + retention)

    return _apply(ids, comments, decided, lambda comment: comment.state == state, revisions)


def undo(ids: Iterable[str], comments: Comments, retention: timedelta, clock: Clock) -> Decisions:
    """Takes the last decision about comments back; one that nobody has decided about is left as it is."""

    def undone(comment: Comment) -> Comment:
        state = comment.previous or comment.state
        expires = None if state == "approved" else clock() + retention
        # It may have been rejected before anybody was told of it; nobody is told twice.
        mail: Addressee = "subscribers" if state == "approved" and comment.parent else ""
        return replace(comment, state=state, previous=None, decided=None, expires=expires, mail=mail)

    return _apply(ids, comments, undone, lambda comment: comment.previous is None, {})


def _apply(
    ids: Iterable[str],
    comments: Comments,
    change: Callable[[Comment], Comment],
    is_done: Callable[[Comment], bool],
    revisions: Mapping[str, int],
) -> Decisions:
    left = list(dict.fromkeys(ids))
    decided: list[Comment] = []
    unchanged: list[Comment] = []
    missing: list[str] = []
    changed: list[str] = []
    for _ in range(ROUNDS):
        existing = comments.get_many(left)
        missing += sorted(set(left) - {comment.id for comment in existing})
        unchanged += [comment for comment in existing if is_done(comment)]
        open_comments = [comment for comment in existing if not is_done(comment)]
        current = [c for c in open_comments if revisions.get(c.id, c.revision) == c.revision]
        changed += [c.id for c in open_comments if revisions.get(c.id, c.revision) != c.revision]
        changes: list[Change] = [(comment, change(comment)) for comment in current]
        conflicts = {old.id for old, _ in comments.change_all(changes)}
        decided += [new for _, new in changes if new and new.id not in conflicts]
        left = sorted(conflicts)
        if not left:
            break
    return Decisions(tuple(decided), tuple(unchanged), tuple(missing), (*left, *changed))
