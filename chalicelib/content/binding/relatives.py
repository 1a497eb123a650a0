"""Which articles are related to which, as far as other objects than the front have to say it."""

from __future__ import annotations

from chalicelib.content.binding.changes import Changes, State
from chalicelib.content.edition.kinship import COUNT, Kinship, Nearest, update


def kin_of(state: State, before: State | None, changes: Changes | None) -> dict[str, Nearest]:
    """The closest articles to each listed one, among those before the newcomers. Readers add the newcomers
    themselves, and so a new article changes no other's record."""
    known = {key: before.kin.get(key, ()) for key in before.settled} if before else {}
    changed = changes.settled if changes else set(state.settled)
    found = known
    if changed:
        found = update(known, state.traits(state.settled.values()), changed)
    return {
        key: closest for key, closest in (found | _of_newcomers(state, before, changes)).items() if closest
    }


def _of_newcomers(state: State, before: State | None, changes: Changes | None) -> dict[str, Nearest]:
    found: dict[str, Nearest] = {}
    if before and changes and not changes.settled:
        same = (state.newcomers.keys() & before.newcomers.keys()) - changes.touched
        found = {key: before.kin.get(key, ()) for key in same}
    left = state.newcomers.keys() - found.keys()
    if left:
        kinship = Kinship(state.traits(state.listed.articles))
        kinship.prepare(left)
        many = COUNT + len(state.newcomers)
        for key in left:
            closest = tuple(one for one in kinship.nearest(key, many) if one[1] in state.settled)
            found[key] = closest[:COUNT]
    return found
