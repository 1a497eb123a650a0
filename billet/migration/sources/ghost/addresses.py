"""The addresses of Ghost's posts: its rule of permalinks, by ``routes.yaml`` or by its settings."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from billet.migration.model import Notice, Origin

_TOKEN = re.compile(r"\{([a-z_]+)\}|:([a-z]+)")
_FILTER = re.compile(r"(?P<field>tags?|primary_tag|featured):'?(?P<value>[\w-]+)'?")


@dataclass(frozen=True)
class Post:
    """What the address of a post is made of."""

    id: str
    slug: str
    published: datetime | None
    featured: bool
    tags: Sequence[str]
    """Slugs, the first one being the primary tag."""
    author: str


@dataclass(frozen=True)
class _Collection:
    permalink: str
    field: str = ""
    value: str = ""

    def holds(self, post: Post) -> bool:
        """Whether a post is of this collection."""
        if not self.field:
            return True
        if self.field == "featured":
            return post.featured == (self.value == "true")
        return self.value in (post.tags[:1] if self.field == "primary_tag" else post.tags)


class Permalinks:
    """The rules of a site."""

    def __init__(self, collections: Sequence[_Collection], zone: ZoneInfo) -> None:
        self._collections = collections
        self._zone = zone

    def address(self, post: Post) -> str:
        """Returns the address of a post from the root of its site."""
        rules = (collection.permalink for collection in self._collections if collection.holds(post))
        moment = post.published.astimezone(self._zone) if post.published else None
        values = {
            "slug": post.slug,
            "id": post.id,
            "primary_tag": post.tags[0] if post.tags else "all",
            "author": post.author,
            "primary_author": post.author,
            **({"year": f"{moment:%Y}", "month": f"{moment:%m}", "day": f"{moment:%d}"} if moment else {}),
        }
        path = _TOKEN.sub(lambda match: values.get(match[1] or match[2], ""), next(rules, "/{slug}/"))
        return "/" + path.strip("/") + "/"


def permalinks(routes: str, file: str, setting: str, zone: ZoneInfo, notices: list[Notice]) -> Permalinks:
    """Returns the rules of ``routes.yaml``, whose text is `routes`, or of Ghost's former setting, such as
    ``/:year/:slug/``."""
    if not routes:
        return Permalinks([_Collection(setting or "/{slug}/")], zone)
    try:
        document = yaml.safe_load(routes)
    except (yaml.YAMLError, ValueError, RecursionError):
        document = None
    collections = document.get("collections") if isinstance(document, Mapping) else None
    if not isinstance(collections, Mapping):
        message = "the file has no collections that can be read: addresses are taken for /slug/"
        notices.append(Notice(Origin(file), message))
        return Permalinks([_Collection("/{slug}/")], zone)
    return Permalinks([_collection(name, rule, file, notices) for name, rule in collections.items()], zone)


def _collection(name: object, rule: Any, file: str, notices: list[Notice]) -> _Collection:
    values = rule if isinstance(rule, Mapping) else {}
    permalink, condition = str(values.get("permalink") or "/{slug}/"), str(values.get("filter") or "")
    match = _FILTER.fullmatch(condition)
    if condition and not match:
        message = f"the filter {condition!r} of {name} is not understood: its posts may have other addresses"
        notices.append(Notice(Origin(file), message, "Write their old addresses into their aliases"))
        return _Collection(permalink, "tag", "")
    return _Collection(permalink, match["field"], match["value"]) if match else _Collection(permalink)
