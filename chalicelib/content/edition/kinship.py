"""Which articles are related: those that are about the same, as keywords, tags and categories tell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property, reduce
from itertools import islice
from operator import or_

from chalicelib.content.article import Summary
from chalicelib.content.edition.listing import Taxonomy
from chalicelib.content.edition.terms import terms_of

COUNT = 4
"""How many related articles one has at most."""

Nearest = tuple[tuple[int, str], ...]
"""Scores and keys of the articles related to one, the closest first."""

# What one thing in common counts, as the power of two that it is: a word 2, a tag 4, a category 1.
_WORD, _TAG, _CATEGORY = 1, 2, 0

LEAST = 4
"""The score of the related: a tag or two words in common, which a word and a category are not."""

_MANY = 200
"""So many changes cost as much one by one as everything at once."""


@dataclass(frozen=True)
class Traits:
    """What an article is compared by: its `keywords_of`, and ``tags/<slug>`` and ``categories/<slug>``."""

    keywords: tuple[str, ...]
    terms: tuple[str, ...]

    @classmethod
    def of(cls, article: Summary, keywords: Iterable[str]) -> Traits:
        """Those of an article."""
        shelves: tuple[Taxonomy, ...] = ("tags", "categories")
        terms = (f"{shelf}/{slug}" for shelf in shelves for slug in terms_of(article, shelf))
        return cls(tuple(keywords), tuple(sorted(terms)))

    @property
    def all(self) -> frozenset[str]:
        """Each trait once. No keyword has a slash."""
        return frozenset((*self.keywords, *self.terms))


def _power(trait: str) -> int:
    shelf, slash, _ = trait.partition("/")
    return _WORD if not slash else _TAG if shelf == "tags" else _CATEGORY


class Kinship:
    """Articles by key, each compared with all others at once.

    Who has a trait is a number with a bit for each article. Adding up such numbers, bit by bit, gives the
    scores of all articles in some twenty steps, be they ten or ten thousand.
    """

    def __init__(self, traits: Mapping[str, Traits]) -> None:
        self._traits = traits
        self.keys = sorted(traits)
        """In the order of the alphabet."""
        self._masks: dict[str, int] = {}

    def score(self, one: str, other: str) -> int:
        """How close two articles are, whichever is named first."""
        return sum(1 << _power(trait) for trait in self._traits[one].all & self._traits[other].all)

    def nearest(self, key: str, count: int = COUNT) -> Nearest:
        """The articles related to one, the closest first; of those as close, the one whose key comes before
        its own in the alphabet, and so on round. Where files are named by their dates, that is the one
        written before it; and not one is everybody's."""
        found: list[tuple[int, str]] = []
        for score, group in self.groups(key):
            found += ((score, self.keys[place]) for place in islice(self._round(group, key), count))
            if len(found) >= count:
                break
        return tuple(found[:count])

    def prepare(self, keys: Iterable[str]) -> None:
        """See at once who has the traits that some articles have, and not when each is asked for."""
        wanted = frozenset().union(*(self._traits[key].all for key in keys)) - self._masks.keys()
        if not wanted:
            return
        holders: dict[str, list[int]] = {trait: [] for trait in wanted}
        for place, key in enumerate(self.keys):
            one = self._traits[key]
            for trait in wanted.intersection(one.keywords):
                holders[trait].append(place)
            for trait in wanted.intersection(one.terms):
                holders[trait].append(place)
        self._masks |= {trait: _mask(places) for trait, places in holders.items()}

    def rank(self, key: str, listed: tuple[int, str]) -> tuple[int, int]:
        """What `nearest` sorts a score and key by, of the articles related to `key`."""
        score, other = listed
        return -score, (self._places[key] - self._places[other]) % len(self.keys)

    @cached_property
    def _places(self) -> dict[str, int]:
        return {key: place for place, key in enumerate(self.keys)}

    def groups(self, key: str) -> Iterator[tuple[int, int]]:
        """The articles related to one by their score, the highest first: as bits in the order of
        `keys`."""
        if not self._masks.keys() >= self._traits[key].all:
            self.prepare(self._traits)
        planes: list[int] = [0] * LEAST.bit_length()
        for trait in self._traits[key].all:
            power, carry = _power(trait), self._masks[trait]
            while carry:
                if power == len(planes):
                    planes.append(0)
                planes[power], carry = planes[power] ^ carry, planes[power] & carry
                power += 1
        enough = reduce(or_, planes[LEAST.bit_length() - 1 :])
        left = enough & ~(1 << self._places[key])
        while left:
            group, score = left, 0
            for power in reversed(range(len(planes))):
                if higher := group & planes[power]:
                    group, score = higher, score + (1 << power)
            yield score, group
            left ^= group

    def _round(self, group: int, key: str) -> Iterator[int]:
        place = self._places[key]
        yield from _bits(group & (1 << place) - 1)
        yield from (place + beyond for beyond in _bits(group >> place))


def update(
    before: Mapping[str, Nearest], traits: Mapping[str, Traits], changed: Set[str]
) -> dict[str, Nearest]:
    """What `nearest` says of each article, given what it said of all `before` some were `changed`.

    These are the keys of the articles added, removed or with other traits. Others are compared anew only
    where one that they listed is no longer as close; else those changed may take a place in their lists.
    The lists are those that everything compared with everything gives.
    """
    kinship = Kinship(traits)
    changed = changed | (before.keys() ^ traits.keys())
    if len(changed) > _MANY:
        return {key: kinship.nearest(key) for key in traits}
    here = changed & traits.keys()
    kinship.prepare(here)
    openings = _Openings(kinship.keys, before)
    closer: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)
    for key in here:
        for score, group in kinship.groups(key):
            for place in _bits(group & openings.at(score)):
                closer[kinship.keys[place]].append((score, key))
    lists = {key: before.get(key) for key in traits}
    lost = (key for key, listed in before.items() if any(one in changed for _, one in listed))
    for key in {*closer, *lost} & traits.keys():
        lists[key] = _updated(kinship, key, before.get(key, ()), changed, closer.get(key, []))
    lists |= dict.fromkeys(here)
    anew = [key for key, listed in lists.items() if listed is None]
    kinship.prepare(anew)
    return {key: kinship.nearest(key) if listed is None else listed for key, listed in lists.items()}


def _updated(
    kinship: Kinship, key: str, before: Nearest, changed: Set[str], closer: list[tuple[int, str]]
) -> Nearest | None:
    """The list of an article that stayed as it was; None where it must be compared anew."""
    stayed = [one for one in before if one[1] not in changed]

    def rank(one: tuple[int, str]) -> tuple[int, int]:
        return kinship.rank(key, one)

    now = sorted([*stayed, *closer], key=rank)[:COUNT]
    # Those not listed before came after all that were. A place that one of these has left is theirs, unless
    # all are taken by such as come before the last that stayed.
    left = len(stayed) < len(before) == COUNT
    if left and (len(now) < COUNT or not stayed or rank(now[-1]) > rank(stayed[-1])):
        return None
    return tuple(now)


_ONE = ord("1")


class _Openings:
    """Where there is room for one more."""

    def __init__(self, keys: Sequence[str], lists: Mapping[str, Nearest]) -> None:
        places: defaultdict[int, list[int]] = defaultdict(list)
        for place, key in enumerate(keys):
            listed = lists.get(key, ())
            places[listed[-1][0] if len(listed) >= COUNT else 0].append(place)
        self._lasts = {last: _mask(there) for last, there in places.items()}
        self._masks: dict[int, int] = {}

    def at(self, score: int) -> int:
        """The articles, as bits, that may list one of this score."""
        if score not in self._masks:
            self._masks[score] = reduce(or_, (mask for last, mask in self._lasts.items() if last <= score), 0)
        return self._masks[score]


def _mask(places: Sequence[int]) -> int:
    """The number with these bits, the least of which comes first."""
    if not places:
        return 0
    digits = bytearray(b"0") * (places[-1] + 1)
    for place in places:
        digits[place] = _ONE
    return int(digits[::-1], 2)


def _bits(mask: int) -> Iterator[int]:
    """The bits of a number, the highest first."""
    while mask:
        highest = mask.bit_length() - 1
        yield highest
        mask ^= 1 << highest
